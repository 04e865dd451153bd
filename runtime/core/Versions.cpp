#include "runtime/core/Versions.h"
#include <oneapi/tbb/version.h>
#include <simdjson.h>
#include <unicode/uversion.h>
#include <xxhash.h>
#include <zlib.h>
#include <zstd.h>

namespace smelt::runtime {

static std::string xxhashVersion() {
  unsigned v = XXH_VERSION_NUMBER;
  return std::to_string(v / 10000) + "." + std::to_string(v / 100 % 100) + "." + std::to_string(v % 100);
}

std::vector<LibraryVersion> libraryVersions() {
  return {{"ICU", U_ICU_VERSION},         {"simdjson", SIMDJSON_STRINGIFY(SIMDJSON_VERSION)},
          {"zstd", ZSTD_versionString()}, {"zlib", zlibVersion()},
          {"xxHash", xxhashVersion()},    {"oneTBB", TBB_runtime_version()}};
}

} // namespace smelt::runtime
