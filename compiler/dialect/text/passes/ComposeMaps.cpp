// compose-maps: one character after the other changed by several maps in turn is changed once.
//
// `translate` and `replace_chars` look at one character at a time, whatever stands beside it. Where one takes the text
// that another one gives, and nothing else asks for that text, or only the other side of a choice, both are one map:
// each text that the first puts is taken through the second. The text is then read and written once.
//
//   %a = text.replace_chars %t, <"U+201C-U+201D">, "\22"        %b = text.translate %t, [8220, 8221, 65282, 65292],
//   %b = text.translate %a, [65282, 65292], ["\22", ","]   ->          ["\22", "\22", "\22", ","]
#include "compiler/dialect/text/CharSet.h"
#include "compiler/dialect/text/Text.h"
#include "compiler/dialect/text/passes/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/ConvertUTF.h"
#include <map>

using namespace mlir;
using namespace smelt::text;

namespace {
/// What becomes of characters; the others stay.
using CharMap = std::map<int32_t, std::string>;
constexpr size_t kMostKeys = 4096;

std::string encode(int32_t c) {
  char bytes[4], *end = bytes;
  llvm::ConvertCodePointToUTF8(static_cast<unsigned>(c), end);
  return {bytes, end};
}

/// Of an operation that changes single characters; nullopt for any other one and for large sets.
std::optional<CharMap> mapOf(Operation *op) {
  CharMap map;
  if (auto translate = dyn_cast_or_null<TranslateOp>(op)) {
    for (auto [key, text] : llvm::zip(translate.getKeys(), translate.getReplacements().getAsValueRange<StringAttr>()))
      map[key] = text.str();
    return map;
  }
  auto replace = dyn_cast_or_null<ReplaceCharsOp>(op);
  if (!replace || replace.getRuns())
    return std::nullopt;
  ArrayRef<int32_t> ranges = replace.getSet().getRanges();
  for (size_t i = 0; i + 1 < ranges.size(); i += 2) {
    if (map.size() + static_cast<size_t>(ranges[i + 1] - ranges[i]) >= kMostKeys)
      return std::nullopt;
    for (int32_t c = ranges[i]; c <= ranges[i + 1]; ++c)
      map[c] = replace.getReplacement().str();
  }
  return map;
}

/// `text`, which is valid UTF-8, with its characters changed.
std::string changed(StringRef text, const CharMap &map) {
  std::string out;
  for (auto *p = text.bytes_begin(); p < text.bytes_end();) {
    llvm::UTF32 c = 0;
    llvm::UTF32 *to = &c;
    const llvm::UTF8 *from = p;
    llvm::ConvertUTF8toUTF32(&from, p + llvm::getNumBytesForUTF8(*p), &to, &c + 1, llvm::strictConversion);
    auto it = map.find(static_cast<int32_t>(c));
    out += it == map.end() ? std::string(p, from) : it->second;
    p = from;
  }
  return out;
}

/// First `first`, then `second`; characters that come to stay as they are have no entry.
CharMap compose(const CharMap &first, const CharMap &second) {
  CharMap map = second;
  for (auto &[key, text] : first)
    map[key] = changed(text, second);
  std::erase_if(map, [](const auto &entry) { return entry.second == encode(entry.first); });
  return map;
}

/// The operand of a choice between texts that this is all for; null if there is none.
OpOperand *sideOfChoice(Operation *op) {
  while (op->hasOneUse() && isa<TextDialect>(op->getDialect())) {
    OpOperand &use = *op->getResult(0).getUses().begin();
    if (isa<arith::SelectOp>(use.getOwner()))
      return &use;
    op = use.getOwner();
  }
  return nullptr;
}

/// Whether the operand of a map is made for it alone where it is made: other sides of a choice are not taken then.
bool takesAlone(Operation *map, Operation *operand) {
  if (operand->hasOneUse())
    return true;
  OpOperand *side = sideOfChoice(map);
  return side && llvm::all_of(operand->getUsers(), [&](Operation *user) {
           OpOperand *other = user == map ? nullptr : sideOfChoice(user);
           return user == map || (other && other->getOwner() == side->getOwner() && other != side);
         });
}

TranslateOp createTranslate(OpBuilder &b, Location loc, Value text, const CharMap &map) {
  SmallVector<int32_t> keys;
  SmallVector<StringRef> texts;
  for (auto &[key, to] : map) {
    keys.push_back(key);
    texts.push_back(to);
  }
  return b.create<TranslateOp>(loc, text.getType(), text, b.getDenseI32ArrayAttr(keys), b.getStrArrayAttr(texts));
}

struct ComposeMapsPass : PassWrapper<ComposeMapsPass, OperationPass<>> {
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(ComposeMapsPass)
  StringRef getArgument() const override { return "compose-maps"; }
  StringRef getDescription() const override { return "change characters once instead of by several maps in turn"; }

  void runOnOperation() override {
    SmallVector<Operation *> maps;
    getOperation()->walk([&](Operation *op) {
      if (isa<TranslateOp, ReplaceCharsOp>(op))
        maps.push_back(op);
    });
    // In the order of the text: what was composed is the first of the next pair.
    for (Operation *op : maps)
      composeWithOperand(op);
  }

  void composeWithOperand(Operation *op) {
    Operation *before = op->getOperand(0).getDefiningOp();
    if (!before || before->getBlock() != op->getBlock() || !takesAlone(op, before))
      return;
    auto first = mapOf(before), second = first ? mapOf(op) : std::nullopt;
    if (!second || first->size() + second->size() > kMostKeys)
      return;
    OpBuilder b(op);
    CharMap both = compose(*first, *second);
    Value text = before->getOperand(0);
    op->getResult(0).replaceAllUsesWith(both.empty() ? text : createTranslate(b, op->getLoc(), text, both).getResult());
    op->erase();
    if (before->use_empty())
      before->erase();
  }
};
} // namespace

std::unique_ptr<Pass> smelt::text::createComposeMapsPass() { return std::make_unique<ComposeMapsPass>(); }
