// pattern_bench FILE: for each line `NAME<TAB>PATTERN` of standard input, matches of the pattern in the file's text,
// one document a line, and the megabytes a second of processor time of the best of five runs.
#include "compiler/pattern/Compile.h"
#include "runtime/core/Context.h"
#include "runtime/text/Functions.h"
#include <algorithm>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <fstream>
#include <iostream>
#include <memory>
#include <sstream>
#include <vector>

using namespace smelt;

namespace {
struct Text {
  const char *data;
  int64_t size;
};

/// Documents within one piece of memory.
std::vector<Text> documentsOf(const std::string &text) {
  std::vector<Text> documents;
  for (size_t at = 0; at < text.size();) {
    size_t end = std::min(text.find('\n', at), text.size());
    documents.push_back({text.data() + at, static_cast<int64_t>(end - at)});
    at = end + 1;
  }
  return documents;
}

double seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

int64_t countAll(smelt_context *context, const std::vector<Text> &documents, const void *table) {
  int64_t count = 0;
  for (auto [data, size] : documents) {
    smelt_row(context);
    count += smelt_pattern_count(context, data, size, table);
  }
  return count;
}
} // namespace

int main(int argc, char **argv) {
  std::ifstream file(argc > 1 ? argv[1] : "");
  std::stringstream whole;
  whole << file.rdbuf();
  std::string text = whole.str();
  size_t size = text.size();
  text.append(SMELT_TEXT_PADDING, '\0');
  text.resize(size);
  std::vector<Text> documents = documentsOf(text);
  auto context = std::make_unique<smelt_context>();
  for (std::string line; std::getline(std::cin, line);) {
    size_t tab = line.find('\t');
    double start = seconds();
    pattern::Compiled compiled = pattern::compile(line.substr(tab + 1));
    double compiling = seconds() - start;
    if (compiled.error) {
      std::printf("%s\t%s\n", line.substr(0, tab).c_str(), compiled.error->message.c_str());
      continue;
    }
    std::vector<uint64_t> table(compiled.table.size() / 8 + 1);
    std::memcpy(table.data(), compiled.table.data(), compiled.table.size());
    double best = 1e9;
    int64_t count = 0;
    for (int run = 0; run < 5; ++run) {
      start = seconds();
      count = countAll(context.get(), documents, table.data());
      best = std::min(best, seconds() - start);
    }
    std::printf("%s\t%ld\t%.1f\t%zu\t%zu\t%.1f\n", line.substr(0, tab).c_str(), count,
                static_cast<double>(text.size()) / best / 1e6, compiled.states, compiled.table.size(), compiling * 1e3);
  }
}
