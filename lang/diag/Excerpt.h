// One source line as a terminal shows it: tabs expanded, wide characters counted as two cells, long lines cut.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace smelt::diag {

class Excerpt {
public:
  /// Of a line of megabytes only what lies around byte `focus` is looked at.
  explicit Excerpt(std::string_view line, size_t focus = 0, std::string_view cutMark = "…");

  /// Cell at which byte `offset` of the line begins; the line's end for offsets behind it.
  size_t cellOf(size_t offset) const;
  size_t width() const { return cells_.back(); }
  size_t markWidth() const { return mark_.starts_with('.') ? mark_.size() : 1; }

  /// What to print of a line that must fit `room` cells and should show the cells [first, last).
  struct Window {
    std::string text;
    size_t begin = 0; ///< first cell of the line that is shown
    size_t shift = 0; ///< cells that the mark of a cut in front takes
    size_t end = 0;   ///< behind the last cell that is shown
  };
  Window window(size_t first, size_t last, size_t room) const;

private:
  std::string mark_; ///< stands for what is cut away
  size_t begin_ = 0; ///< bytes of the line before what is looked at
  bool cutFront_ = false, cutBack_ = false;
  std::vector<std::string> glyphs_; ///< text of each code point as printed
  std::vector<size_t> offsets_;     ///< byte offset of each code point, and the line's size
  std::vector<size_t> cells_;       ///< first cell of each code point, and the line's width
};

} // namespace smelt::diag
