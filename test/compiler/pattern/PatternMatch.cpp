// Matches patterns that another program sends: what test/compiler/pattern/python.py compares with Python's `re`.
//
// Standard input holds requests: the sizes of a pattern and a text (uint32_t each), the pattern, the text. The answer
// to each is a line: `!` and the error, or the matches as `begin,end` with `;begin,end` for each group.
#include "compiler/pattern/Compile.h"
#include "runtime/text/Functions.h"
#include "runtime/text/PatternSearch.h"
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>

using namespace smelt;

static bool read(std::string &out, uint32_t size) {
  out.resize(size);
  return std::fread(out.data(), 1, size, stdin) == size;
}

static void answer(smelt_context &context, const runtime::PatternTable &table, const std::string &text) {
  std::string padded = text + std::string(SMELT_TEXT_PADDING, '\0');
  runtime::PatternSearch search(&context, table, padded.data(), static_cast<int64_t>(text.size()));
  std::vector<int64_t> groups(2 * table.groups + 1);
  while (search.next(groups.data())) {
    std::printf("%ld,%ld", search.begin(), search.end());
    for (uint32_t g = 0; g < table.groups; ++g)
      std::printf(";%ld,%ld", groups[2 * g], groups[2 * g + 1]);
    std::printf(" ");
  }
  std::printf("\n");
}

int main(int argc, char **argv) {
  size_t maxStates = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 4096;
  auto context = std::make_unique<smelt_context>();
  uint32_t sizes[2];
  std::string pattern, text;
  std::map<std::string, std::vector<uint64_t>> tables;
  while (std::fread(sizes, sizeof sizes, 1, stdin) == 1 && read(pattern, sizes[0]) && read(text, sizes[1])) {
    auto [it, fresh] = tables.try_emplace(pattern);
    if (fresh) {
      pattern::Compiled compiled = pattern::compile(pattern, maxStates);
      if (compiled.error) {
        std::printf("!%zu,%zu %s\n", compiled.error->begin, compiled.error->end, compiled.error->message.c_str());
        tables.erase(it);
        continue;
      }
      it->second.resize(compiled.table.size() / 8 + 1);
      std::memcpy(it->second.data(), compiled.table.data(), compiled.table.size());
    }
    answer(*context, *reinterpret_cast<const runtime::PatternTable *>(it->second.data()), text);
    smelt_row(context.get());
  }
}
