#include "compiler/convert/stage_to_func/Runtime.h"
#include "compiler/dialect/text/CharSet.h"
#include "compiler/pattern/Compile.h"
#include "runtime/abi/kernel.h"
#include "llvm/ADT/StringSwitch.h"

using namespace mlir;

namespace smelt::convert {

namespace {
struct Signature {
  StringRef name, result, arguments;
};
constexpr Signature signatures[] = {
#define SMELT_FN(name, result, arguments) {#name, #result, #arguments},
#include "runtime/abi/functions.def"
#undef SMELT_FN
};

Type typeOf(MLIRContext *context, char letter) {
  OpBuilder b(context);
  Type pointer = LLVM::LLVMPointerType::get(context);
  switch (letter) {
  case 'L':
    return b.getI64Type();
  case 'I':
    return b.getI32Type();
  case 'D':
    return b.getF64Type();
  case 'T':
    return LLVM::LLVMStructType::getLiteral(context, {pointer, b.getI64Type()});
  case 'V':
    return LLVM::LLVMVoidType::get(context);
  default:
    return pointer;
  }
}
} // namespace

LLVM::LLVMFuncOp Runtime::declare(StringRef name) {
  if (auto existing = module.lookupSymbol<LLVM::LLVMFuncOp>(name))
    return existing;
  auto *signature = llvm::find_if(signatures, [&](const Signature &s) { return s.name == name; });
  assert(signature != std::end(signatures) && "not in runtime/abi/functions.def");
  MLIRContext *context = module.getContext();
  SmallVector<StringRef> words;
  signature->arguments.trim("()").split(words, ',');
  SmallVector<Type> arguments;
  for (StringRef word : words)
    arguments.push_back(typeOf(context, word.trim()[0]));
  OpBuilder b(module.getBodyRegion());
  auto type = LLVM::LLVMFunctionType::get(typeOf(context, signature->result[0]), arguments);
  return b.create<LLVM::LLVMFuncOp>(module.getLoc(), name, type);
}

Value Runtime::call(OpBuilder &b, Location loc, StringRef name, ValueRange arguments) {
  auto op = b.create<LLVM::CallOp>(loc, declare(name), arguments);
  return op->getNumResults() ? op->getResult(0) : Value();
}

Value Runtime::bytes(OpBuilder &b, Location loc, StringRef data) {
  auto [it, fresh] = globals.try_emplace(data.str(), "constant_" + std::to_string(globals.size()));
  if (fresh) {
    OpBuilder top(module.getBodyRegion());
    std::string padded = data.str() + std::string(SMELT_TEXT_PADDING, '\0');
    auto type = LLVM::LLVMArrayType::get(b.getI8Type(), padded.size());
    top.create<LLVM::GlobalOp>(module.getLoc(), type, true, LLVM::Linkage::Internal, it->second,
                               top.getStringAttr(padded), 64);
  }
  return b.create<LLVM::AddressOfOp>(loc, LLVM::LLVMPointerType::get(b.getContext()), it->second);
}

Value Runtime::outside(OpBuilder &b, Location loc, StringRef symbol) {
  if (!module.lookupSymbol<LLVM::GlobalOp>(symbol)) {
    OpBuilder top(module.getBodyRegion());
    top.create<LLVM::GlobalOp>(module.getLoc(), b.getI8Type(), true, LLVM::Linkage::External, symbol, Attribute());
  }
  return b.create<LLVM::AddressOfOp>(loc, LLVM::LLVMPointerType::get(b.getContext()), symbol);
}

/// A bit for each code point.
static std::string bitmapOf(const text::CharSet &set) {
  std::string bits(0x110000 / 8, '\0');
  auto ranges = set.ranges();
  for (size_t i = 0; i < ranges.size(); i += 2)
    for (int32_t c = ranges[i], last = ranges[i + 1]; c <= last;) {
      bool whole = c % 8 == 0 && last - c >= 7;
      bits[c / 8] |= static_cast<char>(whole ? 0xFF : 1 << (c % 8));
      c += whole ? 8 : 1;
    }
  return bits;
}

/// 0x1100 block numbers, then the different 32-byte bitmaps.
static std::string encodeSet(const text::CharSet &set) {
  std::map<std::string, uint16_t> known;
  std::string blocks, bitmaps, all = bitmapOf(set);
  for (size_t block = 0; block < 0x1100; ++block) {
    std::string bits = all.substr(block * 32, 32);
    auto [it, fresh] = known.try_emplace(bits, known.size());
    if (fresh)
      bitmaps += bits;
    blocks += {static_cast<char>(it->second & 255), static_cast<char>(it->second >> 8)};
  }
  return blocks + bitmaps;
}

Value Runtime::setTable(OpBuilder &b, Location loc, text::CharSetAttr set) {
  if (!set)
    return b.create<LLVM::ZeroOp>(loc, LLVM::LLVMPointerType::get(b.getContext()));
  return bytes(b, loc, encodeSet(text::CharSet(set.getRanges())));
}

Value Runtime::finderTable(OpBuilder &b, Location loc, text::CharSetAttr set) {
  ArrayRef<int32_t> ranges = set.getRanges();
  return bytes(b, loc, pattern::sieveOf(ranges.data(), ranges.size()) + encodeSet(text::CharSet(ranges)));
}

Value Runtime::patternTable(OpBuilder &b, Location loc, StringRef pattern) {
  auto [it, fresh] = patterns.try_emplace(pattern.str());
  if (fresh) {
    pattern::Compiled compiled = pattern::compile(std::string_view(pattern));
    if (compiled.error)
      emitError(loc) << "this pattern " << compiled.error->message;
    it->second = std::move(compiled.table);
  }
  return bytes(b, loc, it->second);
}

} // namespace smelt::convert
