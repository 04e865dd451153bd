// Classes of 64 bytes at a time with AVX-512 VBMI and GFNI: ASCII by a 128-entry table in two registers, other
// characters by 64-entry tables for the lead byte and for a few hot nodes of the UTF-8 trie, what is left one by one.
#include "compiler/convert/stage_to_func/Scan.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;

namespace smelt::convert {

using P = arith::CmpIPredicate;

BlockMasks ScanBuilder::classify512(Value block, Value valid) {
  auto type = VectorType::get({64}, b.getI8Type());
  b.create<LLVM::Prefetch>(loc, gep(block, i64(1024), b.getI8Type()), b.getI32IntegerAttr(0), b.getI32IntegerAttr(3),
                           b.getI32IntegerAttr(1));
  Value v = load(type, block);
  Value high = and_(bitsOf(compare(P::slt, v, splat(0))), valid);
  ArrayRef<uint8_t> ascii(tables.ascii);
  Value flags = intrinsic("llvm.x86.avx512.vpermi2var.qi.512",
                          {bytes(ascii.take_front(64)), v, bytes(ascii.drop_front(64))}, type);
  Value continuation = ifElse(
      compare(P::ne, high, i64(0)), b.getI64Type(), [&] { return and_(high, bitsOf(compare(P::ult, v, splat(0xC0)))); },
      [&] { return i64(0); });
  flags = ifElse(
      compare(P::ne, high, i64(0)), type, [&] { return lookUp512(v, flags, block, valid, high); },
      [&] { return flags; });
  flags = choose(lanesOf(valid), flags, splat(0));
  if (shape.setCounts)
    addCounters(flags);
  BlockMasks masks{continuation, {}};
  for (size_t k = 0; k < shape.sets.size(); ++k) {
    Value bit =
        wantsMask(static_cast<int>(k)) ? op<arith::AndIOp>(flags, splat(static_cast<uint8_t>(1 << k))) : Value();
    masks.set.push_back(bit ? bitsOf(compare(P::ne, bit, splat(0))) : Value());
  }
  return masks;
}

/// Flags of lead bytes; continuation bytes get none.
Value ScanBuilder::lookUp512(Value v, Value flags, Value block, Value valid, Value high) {
  auto type = cast<VectorType>(v.getType());
  Value leads = and_(high, bitsOf(compare(P::uge, v, splat(0xC0))));
  Value byLead = intrinsic("llvm.x86.avx512.permvar.qi.512", {bytes(tables.lead), v}, type);
  flags = choose(lanesOf(leads), byLead, choose(lanesOf(high), splat(0), flags));
  auto lookBits = [&] { return and_(bitsOf(compare(P::slt, flags, splat(0))), valid); };
  Value first = lookBits();
  Value second = load(type, gep(block, i64(1), b.getI8Type())), third = load(type, gep(block, i64(2), b.getI8Type()));
  auto here = [&](Value lanes, uint8_t byte) { return compare(P::eq, lanes, splat(byte)); };
  for (const TrieNode &node : tables.second) {
    Value at = and_(lanesOf(first), here(v, node.lead));
    flags = choose(at, intrinsic("llvm.x86.avx512.permvar.qi.512", {bytes(node.entries), second}, type), flags);
  }
  Value before = lookBits();
  for (const TrieNode &node : tables.third) {
    Value at = and_(lanesOf(before), and_(here(v, node.lead), here(second, node.second)));
    flags = choose(at, intrinsic("llvm.x86.avx512.permvar.qi.512", {bytes(node.entries), third}, type), flags);
  }
  Value look = lookBits();
  return ifElse(
      compare(P::ne, look, i64(0)), type, [&] { return patchFlags(flags, look, block); }, [&] { return flags; });
}

/// The leads that are left, through the table of all Unicode.
Value ScanBuilder::patchFlags(Value flags, Value look, Value block) {
  Value memory = slot(flags.getType());
  store(flags, memory);
  forBits(look, [&](Value k) {
    Value f = b.create<arith::TruncIOp>(loc, b.getI8Type(), flagsAt(gep(block, k, b.getI8Type())));
    store(f, gep(memory, k, b.getI8Type()));
  });
  return b.create<LLVM::LoadOp>(loc, flags.getType(), memory);
}

/// An 8 x 8 bit transpose turns eight flag bytes into a byte for each flag; its population count is added up in byte
/// lanes, which overflow after 31 blocks.
void ScanBuilder::addCounters(Value flags) {
  auto type = cast<VectorType>(flags.getType());
  uint8_t identity[64];
  for (int i = 0; i < 64; ++i)
    identity[i] = static_cast<uint8_t>(1 << (i % 8));
  Value zero = b.create<LLVM::ConstantOp>(loc, b.getI8Type(), 0);
  Value transposed = intrinsic("llvm.x86.vgf2p8affineqb.512", {bytes(identity), flags, zero}, type);
  Value sum =
      op<arith::AddIOp>(b.create<LLVM::LoadOp>(loc, type, accumulator), b.create<math::CtPopOp>(loc, transposed));
  store(sum, accumulator);
  addTo(blocksSinceDrain, i64(1));
  ifThen(compare(P::sge, loadI64(blocksSinceDrain), i64(31)), [&] { drainCounters(); });
}

void ScanBuilder::drainCounters() {
  auto type = VectorType::get({64}, b.getI8Type()), words = VectorType::get({8}, b.getI64Type());
  Value lanes = b.create<vector::BitCastOp>(loc, words, b.create<LLVM::LoadOp>(loc, type, accumulator));
  auto constant = [&](int64_t v) {
    return b.create<arith::ConstantOp>(loc, DenseElementsAttr::get(words, b.getI64IntegerAttr(v))).getResult();
  };
  for (size_t k = 0; k < shape.sets.size(); ++k) {
    Value byte = op<arith::AndIOp>(op<arith::ShRUIOp>(lanes, constant(8 * k)), constant(255));
    addTo(counts[k], b.create<vector::ReductionOp>(loc, vector::CombiningKind::ADD, byte));
  }
  store(splat(0), accumulator);
  store(i64(0), blocksSinceDrain);
}

} // namespace smelt::convert
