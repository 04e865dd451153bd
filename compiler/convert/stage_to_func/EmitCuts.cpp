// Loops over the units that a text is cut into.
#include "compiler/convert/stage_to_func/Emitter.h"
#include <utility>

using namespace mlir;
using namespace smelt::text;

namespace smelt::convert {

/// The members of a set of one or two ASCII characters: eight bits each, 1 + the character; else 0.
static int64_t fewAscii(CharSetAttr set) {
  ArrayRef<int32_t> ranges = set ? set.getRanges() : ArrayRef<int32_t>();
  if (ranges.empty() || ranges.size() > 4 || ranges.back() >= 128)
    return 0;
  int64_t members = 0, count = 0;
  for (size_t i = 0; i < ranges.size(); i += 2)
    for (int32_t c = ranges[i]; c <= ranges[i + 1]; ++c)
      members |= int64_t{c + 1} << (8 * count++ & 63);
  return count <= 2 ? members : 0;
}

/// How smelt_cut_next and smelt_seq_cut name a cut: its kind, from bit 8 on the length of the runs it is made at, and
/// from bit 32 on `fewAscii`.
template <class Op> static int64_t encodeCut(Op op) {
  return static_cast<int64_t>(op.getKind()) | static_cast<int64_t>(op.getRuns().value_or(0)) << 8 |
         fewAscii(op.getSetAttr()) << 32;
}
Value Emitter::cutKind(CutOp cut) { return i64(encodeCut(cut)); }
Value Emitter::cutKind(SequenceOp sequence) { return i64(encodeCut(sequence)); }

void Emitter::forEachCut(CutOp cut, Body body) {
  Value stop = std::exchange(stopOfCut, Value()); // first: making the text may have loops of its own
  Parts t = get(cut.getText());
  if (cut.getKind() == CutKind::chars)
    return forEachChar(t[0], t[1], body, stop);
  if (cut.getKind() == CutKind::words_icu) {
    Value words = materialize(cut);
    return forEachInSequence(words, cut.getView().getType().getElement(), i64(0), sequenceCount(words), body);
  }
  if (cut.getKind() == CutKind::bytes)
    return forLoop(i64(0), t[1], [&](Value i) {
      Value byte = load(b.getI8Type(), gep(t[0], i, b.getI8Type()));
      body({b.create<arith::ExtUIOp>(loc, b.getI32Type(), byte)});
    });
  Value cursor = slot(LLVM::LLVMArrayType::get(b.getI64Type(), 3)), found;
  if (cut.isPattern())
    found = call("smelt_pattern_cut", {context, t[0], t[1], runtime.patternTable(b, loc, *cut.getPattern()),
                                       i64(cut.getKind() == CutKind::between)});
  for (int64_t k = 0; k < 3; ++k)
    store(i64(0), gep(cursor, i64(k), b.getI64Type()));
  Value kind = cutKind(cut), set = runtime.setTable(b, loc, cut.getSetAttr());
  auto next = [&] {
    return found ? call("smelt_pattern_next", {found, cursor})
                 : call("smelt_cut_next", {kind, t[0], t[1], cursor, set});
  };
  whileLoop([&] { return unlessSet(stop, [&] { return isNonzero(next()); }); },
            [&] {
              Value begin = load(b.getI64Type(), gep(cursor, i64(1), b.getI64Type()));
              Value size = load(b.getI64Type(), gep(cursor, i64(2), b.getI64Type()));
              body({gep(t[0], begin, b.getI8Type()), size});
            });
  if (cut.isPattern()) // also where the walk stopped before the end
    call("smelt_pattern_end", {found});
}

} // namespace smelt::convert
