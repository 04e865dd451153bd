// Lines and columns of byte offsets: editors and people count code points and terminal cells, spans count bytes.
#pragma once
#include "lang/diag/Source.h"

namespace smelt::diag {

/// Where an offset is: both 1-based, the column in code points.
struct Position {
  uint32_t line = 1;
  uint32_t column = 1;
};

Position positionOf(const SourceFile &file, uint32_t offset);
/// Offset of the first byte of the line that holds `offset`.
uint32_t lineBegin(const SourceFile &file, uint32_t offset);
/// Offset behind the last byte of the line that holds `offset`, without its line ending.
uint32_t lineEnd(const SourceFile &file, uint32_t offset);

/// Reads one code point at `offset` and moves behind it; a byte that is not UTF-8 reads as U+FFFD.
char32_t decode(std::string_view text, size_t &offset);
void encode(char32_t c, std::string &out);
/// Terminal cells of a character: 0 for combining marks, 2 for East Asian wide ones and emoji, else 1. A tab counts as
/// 1; renderers expand it.
unsigned cellWidth(char32_t c);

/// Whether a character could steer a terminal or turn what stands around it.
bool isControl(char32_t c);
/// The text with such characters, but for line feeds and tabs, as a string of a recipe would have them: `\u{1B}`.
std::string printable(std::string_view text);

} // namespace smelt::diag
