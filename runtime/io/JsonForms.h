// What JsonString does on each kind of machine.
#pragma once
#include <cstddef>
#include <vector>

namespace smelt::runtime {

struct JsonStringReader;

/// The functions of JsonString.h as one kind of machine runs them.
struct JsonStringForm {
  bool (*skip)(JsonStringReader &reader);
  bool (*read)(JsonStringReader &reader, char *&to);
  bool (*readChecked)(JsonStringReader &reader, char *&to);
  bool (*skipSimple)(const char *&at, const char *end);
  const char *(*findSpecial)(const char *at, const char *end);
  size_t (*countSpecials)(const char *text, size_t size);
  char *(*escape)(const char *text, size_t size, char *to);
};
/// Those that this machine runs; the last is used.
std::vector<JsonStringForm> jsonStringForms();
const JsonStringForm &jsonStringForm();

} // namespace smelt::runtime
