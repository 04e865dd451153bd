// Classes of 64 bytes by range comparisons on vectors of 32 bytes (AVX2), 16 bytes (any machine) or byte by byte (the
// definition). Characters that are not ASCII are decoded one by one, with AVX2 those that its tables leave.
#include "compiler/convert/stage_to_func/Scan.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;

namespace smelt::convert {

using P = arith::CmpIPredicate;
using pipeline::Width;

/// The bits of lanes `v` whose byte lies in one of the set's ASCII ranges.
static SmallVector<std::pair<uint8_t, uint8_t>> asciiRanges(const text::CharSet &set) {
  SmallVector<std::pair<uint8_t, uint8_t>> result;
  auto ranges = set.ranges();
  for (size_t i = 0; i < ranges.size() && ranges[i] < 128; i += 2)
    result.emplace_back(ranges[i], std::min(ranges[i + 1], 127));
  return result;
}

BlockMasks ScanBuilder::classifyPortable(Value block, Value valid) {
  int64_t lanes = width == Width::avx2 ? 32 : 16;
  if (width == Width::scalar)
    lanes = 1;
  BlockMasks masks{i64(0), {}};
  masks.set.assign(shape.sets.size(), i64(0));
  Value high = i64(0);
  auto place = [&](Value mask, Value bits, int64_t at) { return or_(mask, shl(bits, at)); };
  if (lanes == 1) { // every byte through the table of all Unicode; high bytes that are leads decode there
    for (size_t k = 0; k < shape.sets.size(); ++k)
      masks.set[k] = i64(0);
    high = valid;
    lanes = 16;
  }
  // Sets of which neither the count nor the bitmap is asked for are left out.
  auto isAsked = [&](size_t k) { return shape.setCounts || wantsMask(static_cast<int>(k)); };
  for (int64_t at = 0; at < 64; at += lanes) {
    Value v = load(VectorType::get({lanes}, b.getI8Type()), gep(block, i64(at), b.getI8Type()));
    Value negative = bitsOf(compare(P::slt, v, splat(0, lanes)));
    Value below = bitsOf(compare(P::slt, v, splat(0xC0, lanes)));
    masks.continuation = place(masks.continuation, and_(negative, below), at);
    if (width == Width::scalar)
      continue;
    high = place(high, negative, at);
    for (size_t k = 0; k < shape.sets.size(); ++k) {
      if (!isAsked(k))
        continue;
      for (auto [first, last] : asciiRanges(shape.sets[k])) {
        Value in = compare(P::ule, op<arith::SubIOp>(v, splat(first, lanes)),
                           splat(static_cast<uint8_t>(last - first), lanes));
        masks.set[k] = place(masks.set[k], bitsOf(in), at);
      }
    }
  }
  masks.continuation = and_(masks.continuation, valid);
  Value decode = and_(and_(high, valid), not_(masks.continuation));
  SmallVector<Value> slots(shape.sets.size());
  for (size_t k = 0; k < slots.size(); ++k)
    if (isAsked(k)) {
      slots[k] = slot(b.getI64Type());
      store(masks.set[k], slots[k]);
    }
  // A few characters, as quotes in English text, are decoded sooner than looked up.
  constexpr int64_t kFew = 4;
  if (width == Width::avx2)
    decode = ifElse(
        compare(P::ugt, popcount(decode), i64(kFew)), b.getI64Type(),
        [&] { return and_(addOthers256(block, slots), valid); }, [&] { return decode; });
  forBits(decode, [&](Value k) {
    Value flags = b.create<arith::ExtUIOp>(loc, b.getI64Type(), flagsAt(gep(block, k, b.getI8Type())));
    for (size_t s = 0; s < slots.size(); ++s) {
      if (!slots[s])
        continue;
      Value bit = op<arith::ShLIOp>(and_(shr(flags, s), i64(1)), k);
      store(or_(loadI64(slots[s]), bit), slots[s]);
    }
  });
  for (size_t k = 0; k < slots.size(); ++k) {
    if (!slots[k])
      continue;
    masks.set[k] = and_(loadI64(slots[k]), valid);
    if (shape.setCounts)
      addTo(counts[k], popcount(masks.set[k]));
  }
  return masks;
}

} // namespace smelt::convert
