// Operations on whole texts and on characters.
#include "compiler/convert/stage_to_func/Emitter.h"
#include "compiler/dialect/text/CharSet.h"
#include "compiler/pattern/Compile.h"
#include "runtime/abi/char_map.h"
#include "runtime/abi/text_table.h"

using namespace mlir;
using namespace smelt::text;

namespace smelt::convert {

using P = arith::CmpIPredicate;

/// Whether elements are compared with each other: a sequence is hashed best while it is cut.
static bool needsHashes(SequenceOp op) {
  auto compares = [](Operation *user) { return isa<TallyOp, DuplicatesOp, NgramsOp>(user); };
  return llvm::any_of(op->getUsers(), [&](Operation *user) {
    return compares(user) || (isa<ViewOfOp>(user) && llvm::any_of(user->getUsers(), compares));
  });
}

Parts Emitter::emitText(Operation *op) {
  auto literal = [&](StringRef s) { return runtime.bytes(b, loc, s); };
  if (auto o = dyn_cast<ConstantOp>(op))
    return {literal(o.getValue()), i64(o.getValue().size())};
  if (auto o = dyn_cast<SizeOp>(op))
    return {get(o.getText())[1]};
  if (auto o = dyn_cast<AffixOp>(op))
    return {emitAffix(o)};
  if (auto o = dyn_cast<IsLineOp>(op)) {
    Parts t = get(o.getText());
    return {isNonzero(call("smelt_is_line", {t[0], t[1], runtime.outside(b, loc, o.getLines())}))};
  }
  if (auto o = dyn_cast<CharInOp>(op))
    return {emitCharIn(o)};
  if (auto o = dyn_cast<JoinOp>(op))
    return emitJoin(o);
  if (auto o = dyn_cast<RebuildOp>(op)) {
    prepare(o);
    return emitRebuild(o);
  }
  if (auto o = dyn_cast<UntilSameOp>(op)) {
    prepare(o);
    return emitUntilSame(o);
  }
  if (auto o = dyn_cast<TallyGetOp>(op)) {
    if (auto listed = emitListed(o))
      return {*listed};
    Value tally = get(o.getTally())[0];
    if (o.getKind() == TallyKind::entropy)
      return {call("smelt_tally_entropy", {tally})};
    return {call("smelt_tally_get", {tally, i64(static_cast<int64_t>(o.getKind()))})};
  }
  if (auto o = dyn_cast<TallyLargestOp>(op))
    return {call("smelt_tally_largest", {get(o.getTally())[0], one(o.getK())})};
  if (auto o = dyn_cast<CompareOp>(op)) {
    Parts x = get(o.getLhs()), y = get(o.getRhs());
    return {call("smelt_compare", {x[0], x[1], y[0], y[1]})};
  }
  if (auto o = dyn_cast<SequenceOp>(op)) {
    Parts t = get(o.getText());
    if (o.getMasks() && o.getKind() == CutKind::words)
      return {call("smelt_seq_words", {context, t[0], t[1], one(o.getMasks()), i64(needsHashes(o))})};
    if (o.getMasks())
      return {call("smelt_seq_cut_at", {context, cutKind(o), t[0], t[1], one(o.getMasks())})};
    return {makeSequence(o)};
  }
  if (isa<ConcatOp, FormatOp>(op)) {
    Value builder = call("smelt_builder", {context});
    for (Value operand : op->getOperands())
      appendFormatted(builder, get(operand), operand.getType());
    return callText("smelt_finish", {context, builder});
  }
  if (auto o = dyn_cast<ReplaceInTurnOp>(op))
    return emitReplaceInTurn(o);
  if (isa<FindAllOp, ReplaceOp, AffixOfOp, MatchesOp, ReplaceMatchesOp>(op))
    return emitSearch(op);
  Parts t = get(op->getOperand(0));
  if (auto o = dyn_cast<ReplaceCharsOp>(op))
    return emitReplaceChars(o);
  if (auto o = dyn_cast<TranslateOp>(op))
    return emitTranslate(o);
  if (auto o = dyn_cast<RemoveAffixOp>(op)) {
    Parts affix = get(o.getAffix());
    return callText(o.getKind() == AffixKind::prefix ? "smelt_remove_prefix" : "smelt_remove_suffix",
                    {t[0], t[1], affix[0], affix[1]});
  }
  if (auto o = dyn_cast<TrimOp>(op))
    return callText("smelt_trim",
                    {i64(static_cast<int64_t>(o.getKind())), t[0], t[1], runtime.setTable(b, loc, o.getSetAttr())});
  if (auto o = dyn_cast<CaseOp>(op))
    return callText("smelt_case", {context, i64(static_cast<int64_t>(o.getKind())), t[0], t[1]});
  if (auto o = dyn_cast<ChineseOp>(op))
    return callText("smelt_convert_chinese", {context, i64(o.getMode()), t[0], t[1]});
  if (isa<HtmlTextOp>(op))
    return callText("smelt_html_text", {context, t[0], t[1]});
  if (auto o = dyn_cast<NormalizeOp>(op))
    return callText("smelt_normalize", {context, i64(static_cast<int64_t>(o.getForm())), t[0], t[1]});
  status = op->emitOpError("has no lowering in a stage");
  return {i64(0), i64(0)};
}

/// Characters, each or run by run, replaced by at most one byte, where they can be told 64 bytes at a time.
std::optional<Parts> Emitter::emitDrop(Operation *op, CharSetAttr set, StringRef replacement, bool runs) {
  if (!options.fuse || replacement.size() > 1)
    return std::nullopt;
  const std::string sieve = pattern::charSieveOf(set.getRanges().data(), set.getRanges().size());
  if (sieve.empty())
    return std::nullopt;
  Parts t = get(op->getOperand(0));
  const bool isLast = llvm::all_of(op->getUsers(), [](Operation *user) { return isa<flow::YieldOp>(user); });
  return callText("smelt_drop_chars", {context, t[0], t[1], runtime.bytes(b, loc, sieve), runtime.setTable(b, loc, set),
                                       i64(replacement.empty() ? -1 : replacement[0]), i64(runs), i64(isLast)});
}

Parts Emitter::emitReplaceChars(ReplaceCharsOp op) {
  StringRef replacement = op.getReplacement();
  if (std::optional<Parts> dropped = emitDrop(op, op.getSetAttr(), replacement, op.getRuns()))
    return *dropped;
  Parts t = get(op.getText());
  return callText("smelt_replace_chars",
                  {context, t[0], t[1], runtime.finderTable(b, loc, op.getSetAttr()),
                   runtime.bytes(b, loc, replacement), i64(replacement.size()), i64(op.getRuns())});
}

/// The keys' set, and for each key in order where its text begins in all texts one after the other.
/// The constant that smelt_translate looks characters up in (runtime/abi/char_map.h).
static std::string charMap(TranslateOp op) {
  using namespace runtime;
  CharMap map{std::max<int64_t>(1, llvm::Log2_64_Ceil(2 * op.getKeys().size() + 1))};
  std::vector<CharMapSlot> slots(size_t{1} << map.bits, CharMapSlot{0, -1, {}});
  std::string texts;
  for (auto [key, text] : llvm::zip(op.getKeys(), op.getReplacements().getAsValueRange<StringAttr>())) {
    size_t at = map.slotOf(key);
    while (slots[at].size >= 0)
      at = (at + 1) % slots.size();
    slots[at].key = key;
    slots[at].size = static_cast<int32_t>(text.size());
    if (text.size() <= sizeof slots[at].text) {
      llvm::copy(text, slots[at].text);
      continue;
    }
    slots[at].offset = static_cast<int64_t>(sizeof map + slots.size() * sizeof(CharMapSlot) + texts.size());
    texts += text;
  }
  std::string table(reinterpret_cast<const char *>(&map), sizeof map);
  table.append(reinterpret_cast<const char *>(slots.data()), slots.size() * sizeof(CharMapSlot));
  return table + texts;
}

Parts Emitter::emitTranslate(TranslateOp op) {
  Parts t = get(op.getText());
  CharSet set;
  for (int32_t key : op.getKeys())
    set = set | CharSet::range(key, key);
  Value finder = runtime.finderTable(b, loc, CharSetAttr::get(b.getContext(), set.ranges()));
  return callText("smelt_translate", {context, t[0], t[1], finder, runtime.bytes(b, loc, charMap(op))});
}

static CharSetAttr oneCharacter(MLIRContext *context, const pattern::Node &node) {
  std::optional<pattern::CodePoints> points = pattern::oneCharacter(node);
  if (!points)
    return nullptr;
  SmallVector<int32_t> ranges;
  for (auto [first, last] : points->ranges())
    ranges.append({first, last});
  return CharSetAttr::get(context, ranges);
}

/// The set that a pattern of one character stands for, else null.
static CharSetAttr oneCharacter(StringAttr pattern) {
  return oneCharacter(pattern.getContext(), *pattern::parse(pattern.getValue().str()).root);
}

/// The set of a pattern of one or more of its characters, as many as there are, else null.
static CharSetAttr manyCharacters(StringAttr pattern) {
  const pattern::Parsed parsed = pattern::parse(pattern.getValue().str());
  const pattern::Node *node = parsed.root.get();
  while (node->kind == pattern::Kind::sequence && node->children.size() == 1)
    node = node->children[0].get();
  if (node->kind != pattern::Kind::repeat || node->min != 1 || node->max >= 0 || !node->greedy)
    return nullptr;
  return oneCharacter(pattern.getContext(), *node->children[0]);
}

/// As replacing characters, where a match is one of a set, or a run of them.
std::optional<Parts> Emitter::emitDrop(ReplaceMatchesOp op) {
  auto with = op.getReplacement() ? op.getReplacement().getDefiningOp<text::ConstantOp>() : text::ConstantOp();
  if (!with)
    return std::nullopt;
  if (CharSetAttr set = oneCharacter(op.getPatternAttr()))
    return emitDrop(op, set, with.getValue(), false);
  if (CharSetAttr set = manyCharacters(op.getPatternAttr()))
    return emitDrop(op, set, with.getValue(), true);
  return std::nullopt;
}

/// Searches for texts that are made while running, and for patterns.
Parts Emitter::emitSearch(Operation *op) {
  Parts t = get(op->getOperand(0));
  if (auto o = dyn_cast<FindAllOp>(op)) {
    Parts what = get(o.getLiteral());
    return {call("smelt_find_all", {t[0], t[1], what[0], what[1]})};
  }
  if (auto o = dyn_cast<ReplaceOp>(op)) {
    Parts what = get(o.getLiteral()), with = get(o.getReplacement());
    if (o.getBefore())
      return callText("smelt_replace_before", {context, t[0], t[1], what[0], what[1], with[0], with[1],
                                               runtime.setTable(b, loc, *o.getBefore())});
    return callText("smelt_replace", {context, t[0], t[1], what[0], what[1], with[0], with[1]});
  }
  if (auto o = dyn_cast<AffixOfOp>(op)) {
    Parts what = get(o.getWhat());
    return {isNonzero(call("smelt_affix", {i64(static_cast<int64_t>(o.getKind())), t[0], t[1], what[0], what[1]}))};
  }
  if (auto o = dyn_cast<MatchesOp>(op)) {
    if (CharSetAttr set = options.fuse ? oneCharacter(o.getPatternAttr()) : CharSetAttr())
      return {isNonzero(call("smelt_has_char", {t[0], t[1], runtime.finderTable(b, loc, set)}))};
    return {isNonzero(call("smelt_pattern_any", {context, t[0], t[1], runtime.patternTable(b, loc, o.getPattern())}))};
  }
  auto o = cast<ReplaceMatchesOp>(op);
  if (std::optional<Parts> dropped = emitDrop(o))
    return *dropped;
  Value table = runtime.patternTable(b, loc, o.getPattern());
  if (o.getReplacement()) {
    Parts with = get(o.getReplacement());
    return callText("smelt_pattern_replace_text", {context, t[0], t[1], table, with[0], with[1]});
  }
  std::string pieces = pattern::encodeReplacement(std::string_view(*o.getGroups()), std::string_view(o.getPattern()));
  return callText("smelt_pattern_replace",
                  {context, t[0], t[1], table, runtime.bytes(b, loc, pieces), i64(pieces.size())});
}

/// Sizes (int32_t) of the texts, then the texts one after the other.
Parts Emitter::emitReplaceInTurn(ReplaceInTurnOp op) {
  Parts t = get(op.getText());
  std::string sizes, texts;
  for (StringRef text : op.getReplacements().getAsValueRange<StringAttr>()) {
    auto size = static_cast<int32_t>(text.size());
    sizes.append(reinterpret_cast<const char *>(&size), sizeof size);
    texts += text;
  }
  return callText("smelt_pattern_replace_turn",
                  {context, t[0], t[1], runtime.patternTable(b, loc, op.getPattern()), runtime.bytes(b, loc, sizes),
                   i64(op.getReplacements().size()), runtime.bytes(b, loc, texts)});
}

Parts Emitter::emitChunks(ChunksOp op, Value result) {
  Parts t = get(op.getText());
  Value table = op.getPattern() ? runtime.patternTable(b, loc, *op.getPattern()) : nullPointer();
  Value sequence = call("smelt_seq_chunks", {context, t[0], t[1], one(op.getLength()), one(op.getOverlap()), table});
  Value length = one(op.getLength()), overlap = one(op.getOverlap());
  define(op.getResult(), {sequence});
  define(op.getOk(),
         {b.create<arith::AndIOp>(loc, compare(P::slt, overlap, length), compare(P::sge, overlap, i64(0)))});
  return get(result);
}

// ---- building texts ------------------------------------------------------------------------------------------------

void Emitter::appendFormatted(Value builder, const Parts &parts, Type type) {
  if (isa<StrType>(type))
    call("smelt_append", {builder, parts[0], parts[1]});
  else if (type.isF64())
    call("smelt_append_real", {builder, parts[0]});
  else if (type.isInteger(32))
    call("smelt_append_char", {builder, b.create<arith::ExtUIOp>(loc, b.getI64Type(), parts[0])});
  else if (type.isInteger(64))
    call("smelt_append_int", {builder, parts[0]});
  else {
    Value yes = runtime.bytes(b, loc, "true"), no = runtime.bytes(b, loc, "false");
    call("smelt_append", {builder, b.create<arith::SelectOp>(loc, parts[0], yes, no),
                          b.create<arith::SelectOp>(loc, parts[0], i64(4), i64(5))});
  }
}

Parts Emitter::emitJoin(JoinOp op) {
  prepare(op);
  Parts separator = get(op.getSeparator());
  Value builder = call("smelt_builder", {context}), some = slot(b.getI1Type());
  Type element = op.getView().getType().getElement();
  store(i1(false), some);
  forEach(op.getView(), [&](const Parts &e) {
    ifThen(load(b.getI1Type(), some), [&] { call("smelt_append", {builder, separator[0], separator[1]}); });
    store(i1(true), some);
    if (isa<StrType>(element))
      call("smelt_append", {builder, e[0], e[1]});
    else
      call("smelt_append_char", {builder, b.create<arith::ExtUIOp>(loc, b.getI64Type(), e[0])});
  });
  return callText("smelt_finish", {context, builder});
}

/// What filters and maps between the cut and `view` make of an element of the cut, if they leave it in.
void Emitter::thread(Value view, const Parts &element, Body body) {
  Operation *op = view.getDefiningOp();
  if (auto filter = dyn_cast_or_null<FilterOp>(op))
    return thread(filter.getView(), element,
                  [&](const Parts &e) { ifThen(inlineRegion(filter.getPredicate(), e)[0], [&] { body(e); }); });
  if (auto map = dyn_cast_or_null<MapOp>(op))
    return thread(map.getView(), element, [&](const Parts &e) { body(inlineRegion(map.getFunction(), e)); });
  body(element);
}

/// Bytes between elements belong to the element before them; those before the first one are always kept. A text of
/// which everything is kept is given back as it was.
Parts Emitter::emitRebuild(RebuildOp op) {
  Value cut = op.getCut();
  const bool whole = cut == op.getView();
  Parts t = get(op.getText());
  Type i64Type = b.getI64Type();
  Value builder = call("smelt_builder", {context});
  Value seen = op.getKind() == RebuildKind::first ? call("smelt_seen_new", {context}) : Value();
  Value done = slot(i64Type), keeping = slot(b.getI1Type()), changed = slot(b.getI1Type());
  store(i64(0), done);
  store(i1(true), keeping);
  store(i1(false), changed);
  auto base = [&] { return b.create<LLVM::PtrToIntOp>(loc, i64Type, t[0]).getResult(); };
  auto flush = [&](Value until) {
    Value from = load(i64Type, done);
    ifThen(load(b.getI1Type(), keeping),
           [&] { call("smelt_append", {builder, gep(t[0], from, b.getI8Type()), sub(until, from)}); });
  };
  auto take = [&](const Parts &e) {
    Parts result = inlineRegion(op.getFunction(), e);
    if (op.getKind() == RebuildKind::first) {
      Value isRepeat = isNonzero(call("smelt_is_repeat", {seen, result[0], result[1], i64(op.getLeast())}));
      Value stays = b.create<arith::XOrIOp>(loc, isRepeat, i1(true));
      ifThen(stays, [&] { call("smelt_append", {builder, e[0], e[1]}); });
      store(b.create<arith::OrIOp>(loc, load(b.getI1Type(), changed), isRepeat), changed);
    } else if (op.getKind() == RebuildKind::keep) {
      store(result[0], keeping);
      ifThen(result[0], [&] { call("smelt_append", {builder, e[0], e[1]}); });
      Value dropped = b.create<arith::XOrIOp>(loc, result[0], i1(true));
      store(b.create<arith::OrIOp>(loc, load(b.getI1Type(), changed), dropped), changed);
    } else {
      store(i1(true), changed);
      call("smelt_append", {builder, result[0], result[1]});
    }
  };
  forEach(cut, [&](const Parts &e) {
    Value begin = sub(b.create<LLVM::PtrToIntOp>(loc, i64Type, e[0]), base());
    flush(begin);
    if (!whole) { // what is left out goes with its separator
      store(i1(false), keeping);
      store(i1(true), changed);
    }
    thread(op.getView(), e, [&](const Parts &made) {
      store(i1(true), keeping);
      take(made);
    });
    store(add(begin, e[1]), done);
  });
  flush(t[1]);
  Value outPointer = slot(pointerType()), outSize = slot(i64Type);
  store(t[0], outPointer);
  store(t[1], outSize);
  ifThen(load(b.getI1Type(), changed), [&] {
    Parts made = callText("smelt_finish", {context, builder});
    store(made[0], outPointer);
    store(made[1], outSize);
  });
  return {load(pointerType(), outPointer), load(i64Type, outSize)};
}

/// The bound keeps a function that never settles from running forever.
Parts Emitter::emitUntilSame(UntilSameOp op) {
  constexpr int64_t kMostRounds = 100;
  Parts t = get(op.getText());
  Type flag = b.getI1Type(), i64Type = b.getI64Type();
  Value pointer = slot(pointerType()), size = slot(i64Type), rounds = slot(i64Type), going = slot(flag);
  store(t[0], pointer);
  store(t[1], size);
  store(i64(0), rounds);
  store(i1(true), going);
  whileLoop([&] { return load(flag, going); },
            [&] {
              Parts before{load(pointerType(), pointer), load(i64Type, size)};
              Parts after = inlineRegion(op.getFunction(), before);
              Value changed = isNonzero(call("smelt_compare", {before[0], before[1], after[0], after[1]}));
              Value round = add(load(i64Type, rounds), i64(1));
              store(after[0], pointer);
              store(after[1], size);
              store(round, rounds);
              store(b.create<arith::AndIOp>(loc, changed, compare(P::slt, round, i64(kMostRounds))), going);
            });
  return {load(pointerType(), pointer), load(i64Type, size)};
}

// ---- literals ------------------------------------------------------------------------------------------------------

/// Whether the bytes at `pointer` are the literal; eight bytes at a time, the rest masked. May read past the text's
/// end.
Value Emitter::matchAt(Value pointer, StringRef literal) {
  Value all;
  for (size_t at = 0; at < literal.size(); at += 8) {
    uint64_t word = 0, mask = ~0ull;
    size_t n = std::min<size_t>(8, literal.size() - at);
    memcpy(&word, literal.data() + at, n);
    if (n < 8)
      mask = (1ull << (8 * n)) - 1;
    auto loaded = b.create<LLVM::LoadOp>(loc, b.getI64Type(), gep(pointer, i64(at), b.getI8Type()), /*alignment=*/1);
    Value same = compare(P::eq, b.create<arith::AndIOp>(loc, loaded, i64(static_cast<int64_t>(mask))),
                         i64(static_cast<int64_t>(word)));
    all = all ? b.create<arith::AndIOp>(loc, all, same).getResult() : same;
  }
  return all ? all : i1(true);
}

/// The constant that smelt_in_texts reads (runtime/abi/text_table.h).
std::string Emitter::textTable(ArrayAttr literals) {
  using runtime::TextSlot;
  uint64_t slots = llvm::PowerOf2Ceil(2 * literals.size() + 1);
  std::vector<TextSlot> places(slots, TextSlot{0, -1, 0});
  size_t first = sizeof(runtime::TextTable) + slots * sizeof(TextSlot);
  // Sixteen bits for each text, as far as a first-level cache goes.
  uint64_t bits = std::min<uint64_t>(std::max<uint64_t>(512, llvm::PowerOf2Ceil(16 * literals.size())), 1 << 16);
  std::string texts, filter(bits / 8, 0);
  for (StringRef text : literals.getAsValueRange<StringAttr>()) {
    uint32_t hash = runtime::hashOf(std::string_view(text));
    uint64_t at = hash & (slots - 1);
    while (places[at].size >= 0)
      at = (at + 1) & (slots - 1);
    places[at] = {hash, static_cast<int32_t>(text.size()), static_cast<int64_t>(first + texts.size())};
    texts += text;
    uint64_t bit = runtime::filterBit((text + StringRef("\0\0\0\0\0\0\0\0", 8)).str().data(), text.size()) & (bits - 1);
    filter[bit / 8] = static_cast<char>(filter[bit / 8] | 1 << (bit % 8));
  }
  runtime::TextTable head{slots - 1, bits - 1, first + texts.size()};
  std::string table(reinterpret_cast<const char *>(&head), sizeof head);
  table.append(reinterpret_cast<const char *>(places.data()), slots * sizeof(TextSlot));
  return table + texts + filter;
}

/// Literals longer than the padding compare through the runtime, so that no load leaves the readable bytes.
Value Emitter::emitAffix(AffixOp op) {
  Parts t = get(op.getText());
  constexpr size_t kFewTexts = 8;
  if (op.getKind() == AffixKind::whole && op.getLiterals().size() > kFewTexts)
    return isNonzero(call("smelt_in_texts", {t[0], t[1], runtime.bytes(b, loc, textTable(op.getLiterals()))}));
  Value any = i1(false);
  for (StringRef literal : op.getLiterals().getAsValueRange<StringAttr>()) {
    Value size = i64(literal.size()), hit;
    if (op.getKind() == AffixKind::inside) {
      hit = isNonzero(call("smelt_contains", {t[0], t[1], runtime.bytes(b, loc, literal), size}));
    } else {
      Value fits = compare(op.getKind() == AffixKind::whole ? P::eq : P::sge, t[1], size), at = t[0];
      if (op.getKind() == AffixKind::suffix) {
        Value offset = b.create<arith::MaxSIOp>(loc, sub(t[1], size), i64(0));
        at = gep(t[0], offset, b.getI8Type());
      }
      Value same = literal.size() <= SMELT_TEXT_PADDING - 8
                       ? matchAt(at, literal)
                       : compare(P::eq,
                                 call("smelt_compare", {at, b.create<arith::MinSIOp>(loc, t[1], size),
                                                        runtime.bytes(b, loc, literal), size}),
                                 i64(0));
      hit = b.create<arith::AndIOp>(loc, fits, same);
    }
    any = b.create<arith::OrIOp>(loc, any, hit);
  }
  return any;
}

// ---- characters ----------------------------------------------------------------------------------------------------

/// Small sets compare, larger ones look up a bitmap.
Value Emitter::emitCharIn(CharInOp op) {
  Value c = one(op.getCharacter());
  auto ranges = op.getSet().getRanges();
  if (ranges.size() <= 8) {
    Value any = i1(false);
    for (size_t i = 0; i < ranges.size(); i += 2) {
      Value in = compare(P::ule, sub(c, i32(ranges[i])), i32(ranges[i + 1] - ranges[i]));
      any = b.create<arith::OrIOp>(loc, any, in);
    }
    return any;
  }
  Value table = runtime.setTable(b, loc, op.getSet());
  auto shr = [&](Value v, int64_t n) { return b.create<arith::ShRUIOp>(loc, v, i32(n)).getResult(); };
  auto wide = [&](Value v) { return b.create<arith::ExtUIOp>(loc, b.getI64Type(), v).getResult(); };
  Value block = load(b.getI16Type(), gep(table, wide(shr(c, 8)), b.getI16Type()));
  Value offset = b.create<arith::MulIOp>(loc, wide(block), i64(32));
  Value inBlock = wide(shr(b.create<arith::AndIOp>(loc, c, i32(255)), 3));
  Value at = add(add(offset, inBlock), i64(2 * 0x1100));
  Value byte = b.create<arith::ExtUIOp>(loc, b.getI32Type(), load(b.getI8Type(), gep(table, at, b.getI8Type())));
  Value bit = b.create<arith::ShRUIOp>(loc, byte, b.create<arith::AndIOp>(loc, c, i32(7)));
  return b.create<arith::TruncIOp>(loc, b.getI1Type(), bit);
}

// ---- parsing -------------------------------------------------------------------------------------------------------

Parts Emitter::emitParse(ParseOp op, Value result) {
  Parts t = get(op.getText());
  Type type = op.getValue().getType();
  int64_t kind = type.isInteger(64) ? 0 : type.isF64() ? 1 : type.isInteger(1) ? 2 : 3;
  Value out = slot(LLVM::LLVMArrayType::get(b.getI64Type(), 2));
  Value ok = call("smelt_parse", {context, i64(kind), i64(isa<JsonType>(op.getText().getType())), t[0], t[1], out});
  Parts value;
  if (kind == 3)
    value = {load(pointerType(), out), load(b.getI64Type(), gep(out, i64(1), b.getI64Type()))};
  else if (kind == 2)
    value = {isNonzero(load(b.getI64Type(), out))};
  else
    value = {load(type, out)};
  define(op.getValue(), value);
  define(op.getOk(), {isNonzero(ok)});
  return get(result);
}

Parts Emitter::emitTranscode(TranscodeOp op, Value result) {
  Parts t = get(op.getText());
  Value out = slot(LLVM::LLVMArrayType::get(b.getI64Type(), 2));
  Value ok = call(op.getDecode() ? "smelt_decode" : "smelt_encode",
                  {context, i64(static_cast<int64_t>(op.getEncoding())), t[0], t[1], out});
  define(op.getValue(), {load(pointerType(), out), load(b.getI64Type(), gep(out, i64(1), b.getI64Type()))});
  define(op.getOk(), {isNonzero(ok)});
  return get(result);
}

} // namespace smelt::convert
