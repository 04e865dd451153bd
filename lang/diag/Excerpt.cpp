// Source lines as terminal cells.
#include "lang/diag/Excerpt.h"
#include "lang/diag/Position.h"
#include <algorithm>

namespace smelt::diag {

namespace {
constexpr size_t tabWidth = 4;
} // namespace

Excerpt::Excerpt(std::string_view line, size_t focus, std::string_view cutMark) : mark_(cutMark) {
  constexpr size_t most = 4096;
  if (line.size() > most) {
    auto isInside = [&](size_t at) {
      return at < line.size() && (static_cast<unsigned char>(line[at]) & 0xC0) == 0x80;
    };
    size_t end = std::min(line.size(), focus + most / 2);
    begin_ = focus > most / 2 ? focus - most / 2 : 0;
    for (; isInside(begin_);)
      ++begin_;
    for (; isInside(end);)
      ++end;
    cutFront_ = begin_ > 0;
    cutBack_ = end < line.size();
    line = line.substr(begin_, end - begin_);
  }
  size_t cell = 0;
  for (size_t at = 0; at < line.size();) {
    offsets_.push_back(at);
    cells_.push_back(cell);
    char32_t c = decode(line, at);
    std::string glyph;
    if (c == '\t') {
      glyph.assign(tabWidth, ' ');
      cell += tabWidth;
    } else {
      // A recipe must not be able to steer the terminal that shows its errors.
      c = isControl(c) ? 0xFFFD : c;
      encode(c, glyph);
      cell += cellWidth(c);
    }
    glyphs_.push_back(std::move(glyph));
  }
  offsets_.push_back(line.size());
  cells_.push_back(cell);
}

size_t Excerpt::cellOf(size_t offset) const {
  offset = offset < begin_ ? 0 : offset - begin_;
  auto it = std::upper_bound(offsets_.begin(), offsets_.end(), offset);
  return cells_[it == offsets_.begin() ? 0 : it - offsets_.begin() - 1];
}

Excerpt::Window Excerpt::window(size_t first, size_t last, size_t room) const {
  Window w;
  w.end = width();
  if (width() > room) {
    // The span sits in the middle; a span longer than the room is shown from its beginning.
    size_t span = std::min(last - first, room);
    size_t left = std::min(first, (room - span) / 2);
    w.begin = std::min(first - left, width() - room);
    w.end = w.begin + room;
  }
  w.shift = w.begin > 0 || cutFront_ ? markWidth() : 0;
  w.text = w.shift ? mark_ : "";
  for (size_t i = 0; i < glyphs_.size(); ++i) {
    if (cells_[i] >= w.begin && cells_[i + 1] <= w.end)
      w.text += glyphs_[i];
    else if (cells_[i] < w.begin && cells_[i + 1] > w.begin)
      w.text.append(cells_[i + 1] - w.begin, ' '); // a wide character cut in half
  }
  if (w.end < width() || cutBack_)
    w.text += mark_;
  return w;
}

} // namespace smelt::diag
