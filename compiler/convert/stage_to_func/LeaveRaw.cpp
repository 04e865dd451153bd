// leave-raw: texts that a stage would not change, or gives one text for, are not read.
//
// It evaluates the stage for texts of one field in which nothing that the stage looks for occurs. Where each output is
// then that text itself, trimmed or not, or a constant, the stage gets the attribute `raw`: the field, the patterns,
// the characters that such a text must not begin with, and for each output `unit` (the text itself), how it is trimmed,
// or the constant. The source leaves a string in which no pattern can occur as its record writes it, and the kernel
// hands it on, trims what JSON writes, or gives the constant.
//
//   %a = text.affix inside %t, ["%"]                   flow.stage ... {raw = {field = "text", patterns = ["\\%"],
//   %b = text.replace_matches %t, "[^\\\\]%.+" by %e  ->                       results = [unit]}}
//   %c = arith.select %a, %b, %t
//   flow.yield %c, %null, %failed
//
// Where all edits replace characters that JSON writes as they are by such characters, they do the same to what JSON
// writes: the attribute says `commutes`, any string with simple escapes stays, and the kernel edits that.
//
// The stage must be alone in reading its source, which has JSON records, and have no rules; what hands the text itself
// on goes to sinks that copy records, and nothing else keeps the field. It stands behind form-stages.
#include "compiler/convert/stage_to_func/Passes.h"
#include "compiler/dialect/flow/Flow.h"
#include "compiler/dialect/text/CharSet.h"
#include "compiler/dialect/text/Text.h"
#include "compiler/pattern/RawStrings.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using namespace smelt;

namespace {

/// What a value is for a text that lacks what is looked for.
struct Outcome {
  enum Kind { unknown, same, trimmed, constant, truth } kind = unknown;
  StringRef text = {};      ///< of a constant
  bool holds = false;       ///< of a truth
  DictionaryAttr trim = {}; ///< which ends, and of which characters
  bool operator==(const Outcome &) const = default;

  bool isFalse() const { return kind == truth && !holds; }
};
constexpr Outcome Same{Outcome::same};
Outcome truth(bool holds) { return {Outcome::truth, {}, holds}; }

std::string quoted(StringRef literal) {
  std::string pattern;
  for (char c : literal) {
    if (llvm::isPrint(c) && !llvm::isAlnum(c))
      pattern += '\\';
    pattern += c;
  }
  return pattern;
}

std::string oneOf(const text::CharSet &set) {
  std::string pattern = "[";
  for (size_t i = 0; i < set.ranges().size(); i += 2)
    pattern += llvm::formatv("\\U{0:X-8}-\\U{1:X-8}", set.ranges()[i], set.ranges()[i + 1]);
  return pattern + "]";
}

/// Evaluates values of a stage for texts of one of its inputs, and gathers what these must lack.
class Evaluation {
public:
  Evaluation(Value input, Value null, Value failed) : input(input), null(null), failed(failed) {}

  llvm::SetVector<StringAttr> patterns; ///< that must not occur
  text::CharSet first;                  ///< characters that must not begin the text

  Outcome of(Value value) {
    auto [known, isNew] = outcomes.try_emplace(value);
    if (!isNew)
      return known->second;
    const Outcome outcome = evaluate(value);
    return outcomes[value] = outcome;
  }

private:
  Outcome evaluate(Value value) {
    if (value == input)
      return Same;
    if (value == null || value == failed)
      return truth(false);
    if (!value.getDefiningOp()) // another input
      return {};
    return llvm::TypeSwitch<Operation *, Outcome>(value.getDefiningOp())
        .Case([](arith::ConstantOp op) {
          auto integer = dyn_cast<IntegerAttr>(op.getValue());
          return integer && integer.getType().isInteger(1) ? truth(!integer.getValue().isZero()) : Outcome();
        })
        .Case([](text::ConstantOp op) { return Outcome{Outcome::constant, op.getValue()}; })
        .Case([&](arith::SelectOp op) { return ofSelect(op); })
        .Case([&](arith::OrIOp op) { return ofTruths(op, [](bool x, bool y) { return x || y; }); })
        .Case([&](arith::AndIOp op) { return ofTruths(op, [](bool x, bool y) { return x && y; }); })
        .Case([&](arith::XOrIOp op) { return ofTruths(op, [](bool x, bool y) { return x != y; }); })
        .Case([&](text::AffixOp op) { return ofAffix(op); })
        .Case([&](text::MatchesOp op) { return isSame(op) && lacks(op.getPatternAttr()) ? truth(false) : Outcome(); })
        .Case([&](text::ReplaceMatchesOp op) { return sameIf(isSame(op) && lacks(op.getPatternAttr())); })
        .Case([&](text::ReplaceInTurnOp op) { return sameIf(isSame(op) && lacks(op.getPatternAttr())); })
        .Case([&](text::ReplaceOp op) {
          Outcome literal = of(op.getLiteral());
          return sameIf(isSame(op) && literal.kind == Outcome::constant && lacksLiteral(literal.text));
        })
        .Case([&](text::ReplaceCharsOp op) {
          return sameIf(isSame(op) && lacksOneOf(text::CharSet(op.getSet().getRanges())));
        })
        .Case([&](text::TranslateOp op) { return sameIf(isSame(op) && lacksOneOf(keysOf(op))); })
        .Case([&](text::HtmlTextOp op) { return sameIf(isSame(op) && isNoHtml()); })
        .Case([&](text::TrimOp op) { return isSame(op) ? trimmed(op.getKind(), op.getSet()) : Outcome(); })
        .Case([&](text::JoinOp op) { return ofSentences(op.getView()); })
        .Default([](Operation *) { return Outcome(); });
  }

  bool isSame(Operation *op) { return of(op->getOperand(0)) == Same; }
  static Outcome sameIf(bool isSame) { return isSame ? Same : Outcome(); }

  Outcome ofSelect(arith::SelectOp op) {
    const Outcome condition = of(op.getCondition());
    if (condition.kind == Outcome::truth)
      return of(condition.holds ? op.getTrueValue() : op.getFalseValue());
    const Outcome first = of(op.getTrueValue());
    return first == of(op.getFalseValue()) ? first : Outcome();
  }
  Outcome ofTruths(Operation *op, bool (*combine)(bool, bool)) {
    const Outcome x = of(op->getOperand(0)), y = of(op->getOperand(1));
    return x.kind == Outcome::truth && y.kind == Outcome::truth ? truth(combine(x.holds, y.holds)) : Outcome();
  }
  /// A text that begins or ends with a literal contains it.
  Outcome ofAffix(text::AffixOp op) {
    if (!isSame(op))
      return {};
    for (StringRef literal : op.getLiterals().getAsValueRange<StringAttr>()) {
      if (literal.empty())
        return {};
      if (op.getKind() == text::AffixKind::prefix)
        first = first | firstOf(literal);
      else if (!lacksLiteral(literal))
        return {};
    }
    return truth(false);
  }

  static text::CharSet keysOf(text::TranslateOp op) {
    text::CharSet keys;
    for (int32_t key : op.getKeys())
      keys = keys | text::CharSet::range(key, key);
    return keys;
  }
  /// ASCII as it is; of other characters all.
  static text::CharSet firstOf(StringRef literal) {
    const auto c = static_cast<unsigned char>(literal[0]);
    return c < 0x80 ? text::CharSet::range(c, c) : text::CharSet::range(0x80, 0x10FFFF);
  }
  bool isNoHtml() {
    first = first | text::CharSet::range(' ', ' ') | text::CharSet::range('\t', '\r') |
            text::CharSet::range(0xFEFF, 0xFEFF);
    return lacks(StringAttr::get(input.getContext(), "[<&\\r\\x00]"));
  }
  static Outcome trimmed(text::TrimKind kind, text::CharSetAttr set) {
    Builder b(set.getContext());
    return {
        Outcome::trimmed,
        {},
        false,
        b.getDictionaryAttr({b.getNamedAttr("of", set), b.getNamedAttr("trim", b.getI64IntegerAttr(int64_t(kind)))})};
  }
  /// A text without the end of a sentence is one, less white space at its end. Where ends are frequent, few strings are
  /// asked for them (RawStringFilter).
  Outcome ofSentences(Value view) {
    auto of = view.getDefiningOp<text::ViewOfOp>();
    auto sentences = of ? of.getSequence().getDefiningOp<text::PunktOp>() : text::PunktOp();
    if (!sentences || !isSame(sentences))
      return {};
    lacks(StringAttr::get(input.getContext(), "[.?!]"));
    const text::CharSet space = *text::CharSet::property("space") | text::CharSet::range(0x1C, 0x1F);
    return trimmed(text::TrimKind::end, text::CharSetAttr::get(input.getContext(), space.ranges()));
  }
  bool lacksOneOf(const text::CharSet &set) { return lacks(StringAttr::get(input.getContext(), oneOf(set))); }
  bool lacksLiteral(StringRef literal) { return lacks(StringAttr::get(input.getContext(), quoted(literal))); }
  bool lacks(StringAttr pattern) {
    auto [known, isNew] = canTell.try_emplace(pattern);
    if (isNew) {
      known->second = needs.add(pattern.getValue());
      patterns.insert(pattern);
    }
    return known->second;
  }

  Value input, null, failed;
  pattern::RawNeeds needs; ///< of the patterns: whether strings can be told and are rare
  llvm::DenseMap<StringAttr, bool> canTell;
  llvm::DenseMap<Value, Outcome> outcomes;
};

/// A sink of records takes what JSON writes.
bool onlyToRecords(flow::StageOp stage) {
  return llvm::all_of(stage.getResult().getUsers(), [](Operation *user) {
    auto sink = dyn_cast<flow::SinkOp>(user);
    return sink && sink.getFormat() == "to_jsonl";
  });
}

/// Whether a value is what edits make of the input that do the same to its JSON.
bool commutes(Value value, Value input, Evaluation &flags) {
  auto isPlain = [](Value text) {
    auto constant = text ? text.getDefiningOp<text::ConstantOp>() : text::ConstantOp();
    return constant && pattern::isWrittenAsItIs(std::string_view(constant.getValue()));
  };
  if (value == input)
    return true;
  if (!value.getDefiningOp())
    return false;
  return llvm::TypeSwitch<Operation *, bool>(value.getDefiningOp())
      .Case([&](text::ReplaceMatchesOp op) {
        return commutes(op.getText(), input, flags) && isPlain(op.getReplacement()) &&
               pattern::hasSameMatchesInJson(std::string_view(op.getPattern()));
      })
      .Case([&](text::ReplaceCharsOp op) {
        ArrayRef<int32_t> set = op.getSet().getRanges();
        return commutes(op.getText(), input, flags) && pattern::areWrittenAsTheyAre(set.data(), set.size()) &&
               pattern::isWrittenAsItIs(std::string_view(op.getReplacement()));
      })
      .Case([&](text::ReplaceOp op) {
        return commutes(op.getText(), input, flags) && !op.getBefore() && isPlain(op.getLiteral()) &&
               !op.getLiteral().getDefiningOp<text::ConstantOp>().getValue().empty() && isPlain(op.getReplacement());
      })
      .Case([&](arith::SelectOp op) {
        const Outcome condition = flags.of(op.getCondition());
        return condition.kind == Outcome::truth &&
               commutes(condition.holds ? op.getTrueValue() : op.getFalseValue(), input, flags);
      })
      .Default([](Operation *) { return false; });
}

/// Whether all outputs are such edits.
bool commutes(flow::StageOp stage, Value input, Value null, Value failed) {
  auto yield = cast<flow::YieldOp>(stage.getBody().front().getTerminator());
  Evaluation flags(input, null, failed);
  for (size_t i = 0; i < yield.getValues().size(); i += 3)
    if (!commutes(yield.getValues()[i], input, flags) || !flags.of(yield.getValues()[i + 1]).isFalse() ||
        !flags.of(yield.getValues()[i + 2]).isFalse())
      return false;
  // Flags that are asked for must not depend on what a text lacks.
  return flags.patterns.empty() && flags.first.empty() && onlyToRecords(stage);
}

/// Whether some column below the stage still is the field as it was read.
bool passesThrough(flow::StageOp stage, StringRef field) {
  for (StringAttr name : stage.getResult().getType().getRow().getNames()) {
    auto old = stage.getRenames().getAs<StringAttr>(name);
    bool isMade = llvm::is_contained(stage.getOutputs().getAsValueRange<StringAttr>(), name.getValue());
    if (!isMade && (old ? old.getValue() : name.getValue()) == field)
      return true;
  }
  return false;
}

/// What the outputs are for texts of the input, or nothing.
ArrayAttr resultsFor(flow::StageOp stage, Evaluation &evaluation) {
  Builder b(stage.getContext());
  auto yield = cast<flow::YieldOp>(stage.getBody().front().getTerminator());
  SmallVector<Attribute> results;
  for (size_t i = 0; i < yield.getValues().size(); i += 3) {
    const Outcome value = evaluation.of(yield.getValues()[i]);
    if (!evaluation.of(yield.getValues()[i + 1]).isFalse() || !evaluation.of(yield.getValues()[i + 2]).isFalse())
      return nullptr;
    if (value == Same && onlyToRecords(stage))
      results.push_back(b.getUnitAttr());
    else if (value.kind == Outcome::trimmed && onlyToRecords(stage))
      results.push_back(value.trim);
    else if (value.kind == Outcome::constant)
      results.push_back(b.getStringAttr(value.text));
    else
      return nullptr;
  }
  return b.getArrayAttr(results);
}

/// What the attribute says of an input, or nothing.
DictionaryAttr rawOf(flow::StageOp stage, StringAttr field, Value input, Value null, Value failed) {
  Builder b(stage.getContext());
  NamedAttrList raw;
  raw.set("field", field);
  if (commutes(stage, input, null, failed)) {
    raw.set("commutes", b.getUnitAttr());
    return raw.getDictionary(b.getContext());
  }
  Evaluation evaluation(input, null, failed);
  ArrayAttr results = resultsFor(stage, evaluation);
  if (!results)
    return nullptr;
  SmallVector<Attribute> patterns(evaluation.patterns.begin(), evaluation.patterns.end());
  raw.set("first", text::CharSetAttr::get(b.getContext(), evaluation.first.ranges()));
  raw.set("patterns", b.getArrayAttr(patterns));
  raw.set("results", results);
  return raw.getDictionary(b.getContext());
}

void leaveRaw(flow::StageOp stage) {
  auto source = stage.getInput().getDefiningOp<flow::SourceOp>();
  if (!source || source.getFormat() != "jsonl" || !source.getResult().hasOneUse() || stage.getOutputs().empty() ||
      !stage.getBody().getOps<flow::RuleOp>().empty())
    return;
  Block &body = stage.getBody().front();
  for (auto [i, field] : llvm::enumerate(stage.getInputs().getAsRange<StringAttr>())) {
    const auto at = static_cast<unsigned>(3 * i);
    if (!isa<text::StrType>(body.getArgument(at).getType()) || passesThrough(stage, field.getValue()))
      continue;
    if (DictionaryAttr raw =
            rawOf(stage, field, body.getArgument(at), body.getArgument(at + 1), body.getArgument(at + 2)))
      return stage->setAttr("raw", raw);
  }
}

struct LeaveRawPass : PassWrapper<LeaveRawPass, OperationPass<>> {
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(LeaveRawPass)
  StringRef getArgument() const override { return "leave-raw"; }
  StringRef getDescription() const override { return "texts that a stage would not change are not read"; }

  void runOnOperation() override { getOperation()->walk(leaveRaw); }
};
} // namespace

std::unique_ptr<Pass> smelt::convert::createLeaveRawPass() { return std::make_unique<LeaveRawPass>(); }
