#include "runtime/io/ParquetLibrary.h"
#include <climits>
#include <cstdlib>
#include <dlfcn.h>
#include <unistd.h>

namespace smelt::runtime {

/// Beside the program: `bin/smelt` and `lib/libsmelt_parquet.so`.
static std::string libraryPath() {
  if (const char *chosen = std::getenv("SMELT_PARQUET"))
    return chosen;
  char program[PATH_MAX];
  ssize_t size = ::readlink("/proc/self/exe", program, sizeof(program));
  std::string folder(program, size_t(std::max<ssize_t>(size, 0)));
  for (int up = 0; up < 2; ++up)
    folder.resize(std::min(folder.rfind('/'), folder.size()));
  return folder + "/lib/libsmelt_parquet.so";
}

const ParquetLibrary *loadParquet(std::string &error) {
  using Entry = const ParquetLibrary *();
  struct Loaded {
    const ParquetLibrary *library = nullptr;
    std::string error;
    Loaded() {
      std::string path = libraryPath();
      void *handle = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
      void *entry = handle ? ::dlsym(handle, ParquetEntry) : nullptr;
      if (entry)
        library = reinterpret_cast<Entry *>(entry)();
      else if (::access(path.c_str(), F_OK) != 0)
        error = "was built without (there is no `" + path + "`)";
      else
        error = "cannot load (" + std::string(::dlerror()) + ")";
    }
  };
  static const Loaded Library;
  if (!Library.library)
    error = "Parquet needs Apache Arrow, which this smelt " + Library.error +
            "; `./dev setup` fetches it and `./dev build` then builds with it";
  return Library.library;
}

} // namespace smelt::runtime
