// Characters outside ASCII, 32 bytes at a time with AVX2: the tables of ScanVector512.cpp, each looked up in four parts
// of 16 entries, and only where a block has characters of theirs.
#include "compiler/convert/stage_to_func/Scan.h"

using namespace mlir;

namespace smelt::convert {

using P = arith::CmpIPredicate;

/// Entry by the six low bits of each byte.
Value ScanBuilder::lookUp64(ArrayRef<uint8_t> entries, Value v) {
  auto type = cast<VectorType>(v.getType());
  Value low = op<arith::AndIOp>(v, splat(15, 32));
  auto part = [&](size_t k) {
    SmallVector<uint8_t> twice(entries.slice(16 * k, 16));
    twice.append(twice.begin(), twice.end());
    return intrinsic("llvm.x86.avx2.pshuf.b", {bytes(twice), low}, type);
  };
  auto has = [&](uint8_t bit) { return compare(P::ne, op<arith::AndIOp>(v, splat(bit, 32)), splat(0, 32)); };
  Value bit4 = has(16), bit5 = has(32);
  return choose(bit5, choose(bit4, part(3), part(2)), choose(bit4, part(1), part(0)));
}

/// The flags of the characters whose first byte is in the 32 bytes at `block`; nothing for ASCII. Where the tables have
/// no answer, bit 7 is left.
Value ScanBuilder::lookUp256(Value block) {
  auto type = VectorType::get({32}, b.getI8Type());
  auto at = [&](int64_t k) { return load(type, gep(block, i64(k), b.getI8Type())); };
  Value v = at(0), second = at(1), third = at(2);
  Value flags = choose(compare(P::uge, v, splat(0xC0, 32)), lookUp64(tables.lead, v), splat(0, 32));
  auto is = [&](Value lanes, uint8_t byte) { return compare(P::eq, lanes, splat(byte, 32)); };
  auto refine = [&](Value where, ArrayRef<uint8_t> entries, Value by) {
    Value open = and_(where, compare(P::slt, flags, splat(0, 32)));
    flags = ifElse(
        compare(P::ne, bitsOf(open), i64(0)), type, [&] { return choose(open, lookUp64(entries, by), flags); },
        [&] { return flags; });
  };
  for (const TrieNode &node : tables.second)
    refine(is(v, node.lead), node.entries, second);
  for (const TrieNode &node : tables.third)
    refine(and_(is(v, node.lead), is(second, node.second)), node.entries, third);
  return flags;
}

/// Adds the characters outside ASCII of a block to the sets in `slots`; gives the first bytes that are left.
Value ScanBuilder::addOthers256(Value block, ArrayRef<Value> slots) {
  Value left = i64(0);
  for (int64_t at = 0; at < 64; at += 32) {
    Value flags = lookUp256(gep(block, i64(at), b.getI8Type()));
    Value open = compare(P::slt, flags, splat(0, 32));
    left = or_(left, shl(bitsOf(open), at));
    flags = choose(open, splat(0, 32), flags);
    for (size_t k = 0; k < slots.size(); ++k)
      if (slots[k]) {
        Value bit = op<arith::AndIOp>(flags, splat(static_cast<uint8_t>(1 << k), 32));
        store(or_(loadI64(slots[k]), shl(bitsOf(compare(P::ne, bit, splat(0, 32))), at)), slots[k]);
      }
  }
  return left;
}

} // namespace smelt::convert
