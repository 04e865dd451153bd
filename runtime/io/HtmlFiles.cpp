// HTML: a row a file.
#include "runtime/io/Html.h"
#include "runtime/io/RowBuilder.h"

namespace smelt::runtime {

void addHtmlFile(const Piece &piece, RowBuilder &rows) {
  rows.start(piece.bytes, 0);
  uint64_t replaced = 0;
  std::string html = decodeHtml(piece.bytes, replaced);
  HtmlPage page;
  if (!extractHtml(html, page)) {
    rows.reject("elements are nested more than 10,000 deep");
    return;
  }
  rows.parsed().replacedUtf8 += replaced;
  for (size_t i = 0; i < rows.columns().size(); ++i) {
    const std::string &name = rows.columns()[i].name;
    if (name == "path")
      rows.setText(i, rows.pathText());
    else if (name == "title")
      rows.setText(i, rows.store(page.title));
    else if (name == "text")
      rows.setText(i, rows.store(page.text));
    else if (name == "html")
      rows.setText(i, rows.store(html));
  }
  rows.keep({}, replaced ? RowTouched : 0);
}

} // namespace smelt::runtime
