// Kernels to object code to memory: our own ORC LLJIT, with a cache of objects whose key is taken before lowering.
#include "compiler/pipeline/Pipeline.h"
#include "compiler/target/cpu/Host.h"
#include "compiler/target/cpu/Version.h"
#include "mlir/IR/OperationSupport.h"
#include "mlir/Target/LLVMIR/Dialect/Builtin/BuiltinToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/LLVMIR/LLVMToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Export.h"
#include "runtime/text/Functions.h"
#include "llvm/ExecutionEngine/Orc/LLJIT.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/IR/Module.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/SHA256.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Support/xxhash.h"
#include "llvm/Target/TargetMachine.h"
#include "llvm/TargetParser/Host.h"
#include <mutex>

using namespace llvm;

namespace smelt::pipeline {

namespace {

std::unique_ptr<TargetMachine> makeTargetMachine(std::string &error) {
  static std::once_flag once;
  std::call_once(once, [] {
    InitializeNativeTarget();
    InitializeNativeTargetAsmPrinter();
  });
  std::string triple = sys::getDefaultTargetTriple();
  const Target *target = TargetRegistry::lookupTarget(triple, error);
  if (!target)
    return nullptr;
  return std::unique_ptr<TargetMachine>(target->createTargetMachine(
      triple, target::hostCpu(), target::hostFeatures(), {}, Reloc::PIC_, std::nullopt, CodeGenOptLevel::Default));
}

/// O2 without SLP, which packs scalar popcounts into vectors and makes scans slower.
void optimizeModule(Module &module, TargetMachine &machine) {
  for (Function &f : module)
    if (!f.isDeclaration())
      f.addFnAttr("prefer-vector-width", "512");
  PipelineTuningOptions tuning;
  tuning.SLPVectorization = false;
  PassBuilder builder(&machine, tuning);
  LoopAnalysisManager loops;
  FunctionAnalysisManager functions;
  CGSCCAnalysisManager components;
  ModuleAnalysisManager modules;
  builder.registerModuleAnalyses(modules);
  builder.registerCGSCCAnalyses(components);
  builder.registerFunctionAnalyses(functions);
  builder.registerLoopAnalyses(loops);
  builder.crossRegisterProxies(loops, functions, components, modules);
  builder.buildPerModuleDefaultPipeline(OptimizationLevel::O2).run(module, modules);
}

/// Lowers a copy of the stages all the way and emits it as `type`.
bool emitCode(mlir::ModuleOp stages, const Options &options, CodeGenFileType type, SmallVectorImpl<char> &out,
              std::string &error) {
  mlir::OwningOpRef<mlir::ModuleOp> kernels = buildKernels(stages, options);
  if (!kernels || failed(lowerToLLVM(*kernels, options))) {
    error = "the kernels could not be lowered";
    return false;
  }
  mlir::registerBuiltinDialectTranslation(*kernels->getContext());
  mlir::registerLLVMDialectTranslation(*kernels->getContext());
  LLVMContext context;
  std::unique_ptr<Module> module = mlir::translateModuleToLLVMIR(*kernels, context);
  std::unique_ptr<TargetMachine> machine = makeTargetMachine(error);
  if (!module || !machine)
    return false;
  module->setTargetTriple(machine->getTargetTriple().str());
  module->setDataLayout(machine->createDataLayout());
  optimizeModule(*module, *machine);
  raw_svector_ostream stream(out);
  legacy::PassManager codegen;
  if (machine->addPassesToEmitFile(codegen, stream, nullptr, type)) {
    error = "this machine's code generator cannot write that file";
    return false;
  }
  codegen.run(*module);
  return true;
}

/// What the object depends on: the stages, the compiler, the machine and the options that change code.
std::string cacheKey(mlir::ModuleOp stages, const Options &options) {
  std::string text;
  raw_string_ostream os(text);
  stages.print(os);
  os << '\0' << compilerVersion() << '\0' << target::hostCpu() << '\0' << target::hostFeatures() << '\0' << options.fuse
     << static_cast<int>(target::resolveWidth(options.width));
  for (const std::string &pass : options.disabled)
    os << '\0' << pass;
  auto hash = SHA256::hash(arrayRefFromStringRef(os.str()));
  return toHex(hash, /*LowerCase=*/true);
}

/// Stands behind an object in its file: what is damaged is compiled anew.
std::string checksum(StringRef object) {
  XXH128_hash_t hash = xxh3_128bits(arrayRefFromStringRef(object));
  return utohexstr(hash.high64, true, 16) + utohexstr(hash.low64, true, 16);
}

/// Null if there is no whole object of that name.
std::unique_ptr<MemoryBuffer> readCache(const std::string &path) {
  auto file = MemoryBuffer::getFile(path);
  if (!file || (*file)->getBufferSize() < checksum("").size())
    return nullptr;
  StringRef object = (*file)->getBuffer().drop_back(checksum("").size());
  return (*file)->getBuffer().ends_with(checksum(object)) ? MemoryBuffer::getMemBufferCopy(object, "kernels") : nullptr;
}

/// A cached object appears under its name only when it is complete; what cannot be kept is compiled again next time.
void writeCache(const std::string &path, StringRef object) {
  sys::fs::create_directories(sys::path::parent_path(path));
  SmallString<256> temporary;
  int fd = -1;
  if (sys::fs::createUniqueFile(path + ".%%%%%%", fd, temporary))
    return;
  raw_fd_ostream stream(fd, /*shouldClose=*/true);
  stream << object << checksum(object);
  stream.close();
  bool failed = stream.has_error();
  stream.clear_error(); // else it would end the process
  if (failed || sys::fs::rename(temporary, path))
    sys::fs::remove(temporary);
}

class JitCode final : public NativeCode {
public:
  JitCode(std::unique_ptr<orc::LLJIT> jit, const Options &options, bool cached, size_t bytes)
      : lines(options.lines), jit(std::move(jit)), cached(cached), bytes(bytes) {}
  smelt_kernel kernel(const std::string &stage) const override {
    auto symbol = jit->lookup(stage);
    if (!symbol) {
      consumeError(symbol.takeError());
      return nullptr;
    }
    return symbol->toPtr<smelt_kernel>();
  }
  bool fromCache() const override { return cached; }
  size_t objectBytes() const override { return bytes; }

private:
  std::map<std::string, std::shared_ptr<const void>> lines; ///< what the code reads
  std::unique_ptr<orc::LLJIT> jit;
  bool cached;
  size_t bytes;
};

Expected<std::unique_ptr<orc::LLJIT>> link(std::unique_ptr<MemoryBuffer> object, const Options &options) {
  auto jit = orc::LLJITBuilder().create();
  if (!jit)
    return jit.takeError();
  orc::SymbolMap symbols;
  for (const runtime::KernelFunction *f = runtime::kernelFunctions(); f->name; ++f)
    symbols[(*jit)->mangleAndIntern(f->name)] = {orc::ExecutorAddr::fromPtr(f->address), JITSymbolFlags::Exported};
  for (const auto &[symbol, table] : options.lines)
    symbols[(*jit)->mangleAndIntern(symbol)] = {orc::ExecutorAddr::fromPtr(table.get()), JITSymbolFlags::Exported};
  auto &library = (*jit)->getMainJITDylib();
  if (Error e = library.define(orc::absoluteSymbols(std::move(symbols))))
    return std::move(e);
  // memcpy, floor and the like come from the process.
  auto process = orc::DynamicLibrarySearchGenerator::GetForCurrentProcess((*jit)->getDataLayout().getGlobalPrefix());
  if (!process)
    return process.takeError();
  library.addGenerator(std::move(*process));
  if (Error e = (*jit)->addObjectFile(std::move(object)))
    return std::move(e);
  return jit;
}
} // namespace

std::shared_ptr<NativeCode> compile(mlir::ModuleOp stages, const Options &options, std::string &error) {
  std::string path = options.cacheFolder.empty() ? "" : options.cacheFolder + "/" + cacheKey(stages, options) + ".o";
  std::unique_ptr<MemoryBuffer> object = path.empty() ? nullptr : readCache(path);
  bool cached = object != nullptr;
  if (!cached) {
    SmallVector<char> code;
    if (!emitCode(stages, options, CodeGenFileType::ObjectFile, code, error))
      return nullptr;
    object = MemoryBuffer::getMemBufferCopy(StringRef(code.data(), code.size()), "kernels");
    if (!path.empty())
      writeCache(path, object->getBuffer());
  } else if (std::string ignored; !makeTargetMachine(ignored)) {
    error = ignored;
    return nullptr;
  }
  size_t bytes = object->getBufferSize();
  auto jit = link(std::move(object), options);
  if (!jit) {
    error = toString(jit.takeError());
    return nullptr;
  }
  return std::make_shared<JitCode>(std::move(*jit), options, cached, bytes);
}

std::string emitAssembly(mlir::ModuleOp stages, const Options &options, std::string &error) {
  SmallVector<char> code;
  if (!emitCode(stages, options, CodeGenFileType::AssemblyFile, code, error))
    return {};
  return std::string(code.begin(), code.end());
}

} // namespace smelt::pipeline
