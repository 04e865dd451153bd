// Plain text: a row a line, or a row a file.
#include "runtime/io/RowBuilder.h"

namespace smelt::runtime {

static void addDocument(std::string_view document, uint64_t line, RowBuilder &rows) {
  rows.start(document, line);
  if (document.size() > rows.maxDocument()) {
    rows.reject("the document is longer than max_document (" + std::to_string(rows.maxDocument()) + " bytes)");
    return;
  }
  uint64_t replaced = 0;
  std::string_view text = rows.validUtf8(document, replaced);
  rows.parsed().replacedUtf8 += replaced;
  for (size_t i = 0; i < rows.columns().size(); ++i) {
    const std::string &name = rows.columns()[i].name;
    if (name == "text")
      rows.setText(i, text);
    else if (name == "path")
      rows.setText(i, rows.pathText());
  }
  rows.keep({}, replaced ? RowTouched : 0);
}

void addTextLines(const Piece &piece, RowBuilder &rows) {
  forEachLine(piece, [&](std::string_view line, uint64_t number) { addDocument(line, number, rows); });
}

void addTextFile(const Piece &piece, RowBuilder &rows) { addDocument(piece.bytes, 0, rows); }

} // namespace smelt::runtime
