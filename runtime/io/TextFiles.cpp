// Plain text: a row a line, or a row a file; the files of folders.
#include "runtime/io/RowBuilder.h"

namespace smelt::runtime {

static std::string_view nameOf(std::string_view path) { return path.substr(path.rfind('/') + 1); }

/// What follows the last point of a name; null if there is none, or if it only hides the file.
static void setExtension(size_t column, std::string_view name, RowBuilder &rows) {
  size_t point = name.rfind('.');
  if (point == name.npos || point == 0)
    rows.setState(column, SMELT_NULL);
  else
    rows.setText(column, rows.pathPart(name.substr(point + 1)));
}

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
    else if (name == "size")
      rows.setReal(i, double(document.size()));
    else if (name == "name")
      rows.setText(i, rows.pathPart(nameOf(rows.path())));
    else if (name == "extension")
      setExtension(i, nameOf(rows.path()), rows);
  }
  rows.keep({}, replaced ? RowTouched : 0);
}

void addTextLines(const Piece &piece, RowBuilder &rows) {
  forEachLine(piece, [&](std::string_view line, uint64_t number) { addDocument(line, number, rows); });
}

void addTextFile(const Piece &piece, RowBuilder &rows) { addDocument(piece.bytes, 0, rows); }

} // namespace smelt::runtime
