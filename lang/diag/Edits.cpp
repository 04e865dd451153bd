// Edits, made.
#include "lang/diag/Diagnostic.h"
#include <algorithm>
#include <tuple>

namespace smelt::diag {

std::string applyEdits(std::string_view text, uint32_t file, std::vector<Edit> edits) {
  std::erase_if(edits, [&](const Edit &e) { return e.span.file != file || e.span.end > text.size(); });
  std::sort(edits.begin(), edits.end(), [](const Edit &a, const Edit &b) {
    return std::tie(a.span.begin, a.span.end, a.text) < std::tie(b.span.begin, b.span.end, b.text);
  });
  std::string out;
  uint32_t at = 0;
  const Edit *last = nullptr;
  for (const Edit &e : edits) {
    bool again = last && last->span == e.span;
    if (e.span.begin < at || again)
      continue;
    out += text.substr(at, e.span.begin - at);
    out += e.text;
    at = e.span.end;
    last = &e;
  }
  return out.append(text.substr(at));
}

} // namespace smelt::diag
