// Parts of a text by the bitmaps of the text: counts of bits, words as runs of bits, and trimmed parts.
#include "compiler/convert/stage_to_func/Emitter.h"
#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;
using namespace smelt::text;

namespace smelt::convert {

using P = arith::CmpIPredicate;

Value Emitter::offsetIn(const Parts &text, const Parts &span) {
  auto address = [&](Value p) { return b.create<LLVM::PtrToIntOp>(loc, b.getI64Type(), p).getResult(); };
  return sub(address(span[0]), address(text[0]));
}

/// Up to 64 bits are two words of the bitmap, shifted together; more are a call.
Value Emitter::emitSpanCount(Value span, Value text, Value masks, bool runs) {
  Parts s = get(span), t = get(text);
  Value bitmap = one(masks), offset = offsetIn(t, s), size = s[1];
  Value result = slot(b.getI64Type());
  Value isShort = compare(P::ule, size, i64(64));
  auto shl = [&](Value x, Value by) { return b.create<arith::ShLIOp>(loc, x, by).getResult(); };
  auto shr = [&](Value x, Value by) { return b.create<arith::ShRUIOp>(loc, x, by).getResult(); };
  auto andOf = [&](Value x, Value y) { return b.create<arith::AndIOp>(loc, x, y).getResult(); };
  ifThen(isShort, [&] {
    Value word = gep(bitmap, shr(offset, i64(6)), b.getI64Type()), at = andOf(offset, i64(63));
    Value low = shr(load(b.getI64Type(), word), at);
    Value next = shl(load(b.getI64Type(), gep(word, i64(1), b.getI64Type())), i64(1));
    Value bits = b.create<arith::OrIOp>(loc, low, shl(next, sub(i64(63), at)));
    Value within = shr(i64(-1), andOf(sub(i64(64), size), i64(63)));
    bits = b.create<arith::SelectOp>(loc, isNonzero(size), andOf(bits, within), i64(0));
    if (runs)
      bits = andOf(bits, b.create<arith::XOrIOp>(loc, shl(bits, i64(1)), i64(-1)));
    store(b.create<math::CtPopOp>(loc, bits), result);
  });
  ifThen(b.create<arith::XOrIOp>(loc, isShort, i1(true)),
         [&] { store(call("smelt_span_count", {bitmap, offset, size, i64(runs)}), result); });
  return load(b.getI64Type(), result);
}

Parts Emitter::emitSpanTrim(SpanTrimOp op) {
  Parts s = get(op.getSpan()), t = get(op.getText());
  return callText("smelt_span_trim",
                  {i64(static_cast<int64_t>(op.getKind())), one(op.getMasks()), t[0], offsetIn(t, s), s[1]});
}

void Emitter::forEachSpanWord(SpanWordsOp op, Body body) {
  Parts s = get(op.getSpan()), t = get(op.getText());
  Value bitmap = one(op.getMasks()), first = offsetIn(t, s), end = add(first, s[1]);
  Value cursor = slot(LLVM::LLVMArrayType::get(b.getI64Type(), 3));
  store(first, cursor);
  whileLoop([&] { return isNonzero(call("smelt_span_next", {bitmap, end, cursor})); },
            [&] {
              Value begin = load(b.getI64Type(), gep(cursor, i64(1), b.getI64Type()));
              Value size = load(b.getI64Type(), gep(cursor, i64(2), b.getI64Type()));
              body({gep(t[0], begin, b.getI8Type()), size});
            });
}

} // namespace smelt::convert
