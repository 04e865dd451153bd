// Source text as a name in tables and labels, where it has one line.
#pragma once
#include <string>
#include <string_view>

namespace smelt::sema {

/// With one space for each run of white space.
inline std::string onOneLine(std::string_view text) {
  static constexpr std::string_view spaces = " \t\r\n";
  std::string line;
  for (char c : text) {
    bool isSpace = spaces.find(c) != std::string_view::npos;
    if (!isSpace || line.empty() || line.back() != ' ')
      line += isSpace ? ' ' : c;
  }
  return line;
}

/// At most `most` bytes, with a mark where something was left out.
inline std::string cutLine(std::string line, size_t most) {
  static constexpr std::string_view mark = "...";
  if (line.size() <= most)
    return line;
  size_t end = most - mark.size();
  while (end > 0 && (static_cast<unsigned char>(line[end]) & 0xC0) == 0x80) // within a character
    --end;
  return line.substr(0, end).append(mark);
}

} // namespace smelt::sema
