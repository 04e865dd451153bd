// Builds the function of a text.scan or text.class_masks: (text, size, bitmaps, counts) over 64-byte blocks.
#pragma once
#include "compiler/convert/stage_to_func/ClassTables.h"
#include "compiler/convert/stage_to_func/Runtime.h"
#include "compiler/pipeline/Pipeline.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace smelt::convert {

/// What one scan function counts: `counts[0]` characters, `counts[1]` words, then a count for each of `sets`, then the
/// words with a character of each of `any` (indices into `sets`). Words stand between characters of sets[0]; at most 7
/// sets.
struct ScanShape {
  std::vector<text::CharSet> sets;
  std::vector<int> any;
  /// What of it is asked for; counts that are not asked for are 0.
  bool chars = false, words = false, masks = false, setCounts = false;
  std::vector<int> setMasks; ///< sets whose bitmaps are stored, after that of the words

  /// What tells two scan functions apart.
  std::string key() const;
};

/// One bit for each byte of a block.
struct BlockMasks {
  mlir::Value continuation;              ///< bytes 10xxxxxx
  llvm::SmallVector<mlir::Value, 7> set; ///< lead and ASCII bytes of the characters of each set (those asked for)
};

class ScanBuilder {
public:
  ScanBuilder(mlir::ModuleOp module, Runtime &runtime, pipeline::Width width, const ScanShape &shape)
      : module(module), runtime(runtime), width(width), shape(shape), b(module.getContext()),
        tables(makeClassTables(shape.sets)) {}
  mlir::func::FuncOp build(llvm::StringRef name);

private:
  // Scan.cpp: what all widths share
  void emitBlock(mlir::Value at);
  void emitWords(const BlockMasks &masks, mlir::Value at, mlir::Value valid);
  void storeMask(size_t bitmap, mlir::Value bits, mlir::Value at);
  void emitAny(size_t k, mlir::Value word, mlir::Value starts, mlir::Value set);
  void finish();
  mlir::Value flagsAt(mlir::Value pointer); ///< flag byte (i32) of the character at `pointer`, by the full table
  void forBits(mlir::Value mask, llvm::function_ref<void(mlir::Value)> body);
  bool wantsMask(int set) const;
  // ScanVector512.cpp
  BlockMasks classify512(mlir::Value block, mlir::Value valid);
  mlir::Value lookUp512(mlir::Value bytes, mlir::Value flags, mlir::Value block, mlir::Value valid, mlir::Value high);
  mlir::Value patchFlags(mlir::Value flags, mlir::Value look, mlir::Value block);
  void addCounters(mlir::Value flags);
  void drainCounters();
  // ScanVector256.cpp
  mlir::Value lookUp64(llvm::ArrayRef<uint8_t> entries, mlir::Value v);
  mlir::Value lookUp256(mlir::Value block);
  mlir::Value addOthers256(mlir::Value block, llvm::ArrayRef<mlir::Value> slots);
  // ScanPortable.cpp
  BlockMasks classifyPortable(mlir::Value block, mlir::Value valid);

  // small builders
  mlir::Value i64(int64_t v) { return b.create<mlir::arith::ConstantIntOp>(loc, v, 64); }
  mlir::Value i32(int64_t v) { return b.create<mlir::arith::ConstantIntOp>(loc, v, 32); }
  mlir::Value slot(mlir::Type type);
  mlir::Value load(mlir::Type type, mlir::Value p) { return b.create<mlir::LLVM::LoadOp>(loc, type, p, 1); }
  mlir::Value loadI64(mlir::Value p) { return b.create<mlir::LLVM::LoadOp>(loc, b.getI64Type(), p); }
  void store(mlir::Value v, mlir::Value p) { b.create<mlir::LLVM::StoreOp>(loc, v, p); }
  mlir::Value gep(mlir::Value base, mlir::Value index, mlir::Type element) {
    return b.create<mlir::LLVM::GEPOp>(loc, pointer(), element, base, llvm::ArrayRef<mlir::LLVM::GEPArg>{index});
  }
  mlir::Type pointer() { return mlir::LLVM::LLVMPointerType::get(b.getContext()); }
  template <class Op> mlir::Value op(mlir::Value x, mlir::Value y) { return b.create<Op>(loc, x, y); }
  mlir::Value and_(mlir::Value x, mlir::Value y) { return op<mlir::arith::AndIOp>(x, y); }
  mlir::Value or_(mlir::Value x, mlir::Value y) { return op<mlir::arith::OrIOp>(x, y); }
  mlir::Value not_(mlir::Value x) { return op<mlir::arith::XOrIOp>(x, i64(-1)); }
  mlir::Value add(mlir::Value x, mlir::Value y) { return op<mlir::arith::AddIOp>(x, y); }
  mlir::Value shl(mlir::Value x, int64_t n) { return op<mlir::arith::ShLIOp>(x, i64(n)); }
  mlir::Value shr(mlir::Value x, int64_t n) { return op<mlir::arith::ShRUIOp>(x, i64(n)); }
  mlir::Value compare(mlir::arith::CmpIPredicate p, mlir::Value x, mlir::Value y) {
    return b.create<mlir::arith::CmpIOp>(loc, p, x, y);
  }
  mlir::Value popcount(mlir::Value v);
  mlir::Value cttz(mlir::Value v);
  void addTo(mlir::Value slot, mlir::Value v) { store(add(loadI64(slot), v), slot); }
  void ifThen(mlir::Value condition, llvm::function_ref<void()> body);
  mlir::Value ifElse(mlir::Value condition, mlir::Type type, llvm::function_ref<mlir::Value()> then,
                     llvm::function_ref<mlir::Value()> other);
  mlir::Value bitsOf(mlir::Value lanes);             ///< vector<64xi1> -> i64
  mlir::Value lanesOf(mlir::Value bits);             ///< i64 -> vector<64xi1>
  mlir::Value bytes(llvm::ArrayRef<uint8_t> values); ///< constant vector
  mlir::Value splat(uint8_t value, int64_t lanes = 64);
  mlir::Value choose(mlir::Value lanes, mlir::Value a, mlir::Value c) {
    return b.create<mlir::arith::SelectOp>(loc, lanes, a, c);
  }
  mlir::Value intrinsic(llvm::StringRef name, mlir::ValueRange arguments, mlir::Type type);

  mlir::ModuleOp module;
  Runtime &runtime;
  pipeline::Width width;
  const ScanShape &shape;
  mlir::OpBuilder b;
  ClassTables tables;
  mlir::Location loc = mlir::UnknownLoc::get(b.getContext());
  mlir::Block *entry = nullptr;
  mlir::Value text, size, countsOut;
  llvm::SmallVector<mlir::Value, 7> bitmaps; ///< where they are stored
  mlir::Value chars, words, carry;
  mlir::Value accumulator, blocksSinceDrain; ///< of the counts of sets, with AVX-512
  llvm::SmallVector<mlir::Value, 7> counts, without, anyCarry;
};

} // namespace smelt::convert
