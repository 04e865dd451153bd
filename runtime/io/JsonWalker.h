// A light walk over JSON that was checked before: by the reader of its source, or because it was written here.
#pragma once
#include <cstddef>
#include <cstring>
#include <string_view>

namespace smelt::runtime {

/// Walks the members of one JSON object or array.
class JsonWalker {
public:
  explicit JsonWalker(std::string_view value) : At(value.data()), End(value.data() + value.size()) {}

  /// Steps into a value that opens with `bracket`; false if it is something else.
  bool open(char bracket) {
    skipSpace();
    if (At == End || *At != bracket)
      return false;
    ++At;
    return true;
  }
  /// Steps to the next member; false at the end.
  bool next() {
    skipSpace();
    if (At < End && *At == ',') {
      ++At;
      skipSpace();
    }
    return At < End && *At != ']' && *At != '}';
  }
  /// The raw bytes of the value here, and steps past it.
  std::string_view value() {
    skipSpace();
    const char *begin = At;
    int depth = 0;
    do {
      if (*At == '"') {
        skipString();
      } else {
        depth += *At == '{' || *At == '[';
        depth -= *At == '}' || *At == ']';
        ++At;
      }
    } while (At < End && (depth > 0 || !endsHere(*begin)));
    return {begin, size_t(At - begin)};
  }
  /// Where the value here begins; `skipTo` steps past it once its end is known.
  const char *position() const { return At; }
  const char *end() const { return End; }
  void skipTo(const char *behind) { At = behind; }
  void skipColon() {
    skipSpace();
    ++At;
  }

private:
  void skipSpace() {
    while (At < End && (*At == ' ' || *At == '\t' || *At == '\n' || *At == '\r'))
      ++At;
  }
  /// A quote ends the string if an even number of backslashes stands before it.
  void skipString() {
    for (const char *begin = ++At;;) {
      const auto *quote = static_cast<const char *>(std::memchr(At, '"', size_t(End - At)));
      const char *escapes = quote;
      while (escapes > begin && escapes[-1] == '\\')
        --escapes;
      At = quote ? quote + 1 : End;
      if ((quote - escapes) % 2 == 0)
        return;
    }
  }
  /// Strings, arrays and objects end with their closing mark, numbers and words before what cannot be theirs.
  bool endsHere(char first) const {
    if (first == '"' || first == '{' || first == '[')
      return true;
    return *At == ',' || *At == ']' || *At == '}' || *At == ' ' || *At == '\t' || *At == '\n' || *At == '\r';
  }

  const char *At, *End;
};

} // namespace smelt::runtime
