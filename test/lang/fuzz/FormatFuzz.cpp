// What parses keeps its tree and its comments, and formatting it again changes nothing.
#include "test/lang/format/Fixture.h"
#include <cstdint>
#include <cstdio>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  std::string source(reinterpret_cast<const char *>(data), size);
  std::string fault = smelt::format::test::fault(source);
  if (fault.empty())
    return 0;
  std::fprintf(stderr, "%s\n----\n%s\n", source.c_str(), fault.c_str());
  std::abort();
}
