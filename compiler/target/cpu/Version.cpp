#include "compiler/target/cpu/Version.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/SHA256.h"

namespace smelt::pipeline {

/// The size and time of the running executable stand for its code: hashing 60 MB would cost more than a compilation
/// saves.
std::string compilerVersion() {
  std::string version = LLVM_VERSION_STRING;
  std::string self = llvm::sys::fs::getMainExecutable(nullptr, nullptr);
  llvm::sys::fs::file_status status;
  if (!llvm::sys::fs::status(self, status))
    version += "-" + std::to_string(status.getSize()) + "-" +
               std::to_string(status.getLastModificationTime().time_since_epoch().count());
  return version;
}

} // namespace smelt::pipeline
