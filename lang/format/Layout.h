// A document to lines.
#pragma once
#include "lang/format/Doc.h"
#include <string>
#include <vector>

namespace smelt::format {

struct MarkAt {
  Mark mark;
  size_t at; ///< in the line's text
};

struct Line {
  unsigned indent = 0;
  std::string text;            ///< without indentation and comment
  std::string_view comment;    ///< behind the text, or all of the line
  bool isContinuation = false; ///< only a comment, which goes on from the line above
  bool isRaw = false;          ///< begins inside of a string
  std::vector<MarkAt> marks;

  bool isBlank() const { return text.empty() && comment.empty() && !isRaw; }
  bool isOwnComment() const { return text.empty() && !comment.empty() && !isContinuation && !isRaw; }
};

std::vector<Line> layOut(const Docs &docs, Doc root, unsigned width);

} // namespace smelt::format
