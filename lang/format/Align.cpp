#include "lang/format/Align.h"
#include <algorithm>
#include <cstddef>

namespace smelt::format {

namespace {

/// Columns between code and the longest comment of a run.
constexpr unsigned commentGap = 2;

unsigned textWidth(const Line &l) { return (l.isRaw ? 0 : l.indent) + widthOf(l.text); }

class Aligner {
public:
  Aligner(std::vector<Line> &lines, unsigned width) : lines_(lines), width_(width) {}
  void alignMarks();
  /// The column of each line's comment.
  std::vector<unsigned> commentColumns() const;

private:
  bool isSingle(size_t i) const;
  void alignRun(size_t begin, size_t end);
  void alignStages(size_t begin, size_t end);
  unsigned markColumn(size_t i, size_t mark) const {
    return widthOf(std::string_view(lines_[i].text).substr(0, lines_[i].marks[mark].at));
  }
  void pad(size_t i, size_t mark, unsigned column);

  std::vector<Line> &lines_;
  unsigned width_;
};

/// The line holds all of what its mark belongs to: what goes on below is indented more.
bool Aligner::isSingle(size_t i) const {
  const Line &l = lines_[i];
  if (l.marks.empty() || l.isRaw)
    return false;
  if (i + 1 == lines_.size() || lines_[i + 1].isBlank())
    return true;
  const Line &next = lines_[i + 1];
  return !next.isRaw && (next.isContinuation || next.indent <= l.indent);
}

void Aligner::pad(size_t i, size_t mark, unsigned column) {
  Line &l = lines_[i];
  unsigned more = column - markColumn(i, mark);
  l.text.insert(l.marks[mark].at, more, ' ');
  for (size_t m = mark; m < l.marks.size(); ++m)
    l.marks[m].at += more;
}

void Aligner::alignRun(size_t begin, size_t end) {
  if (end - begin < 2)
    return;
  unsigned column = 0;
  for (size_t i = begin; i < end; ++i)
    column = std::max(column, markColumn(i, 0));
  auto fits = [&](size_t i) { return textWidth(lines_[i]) + column - markColumn(i, 0) <= width_; };
  size_t from = begin;
  bool all = true;
  for (size_t i = begin; i < end; ++i)
    if (!fits(i)) {
      alignRun(from, i);
      from = i + 1;
      all = false;
    }
  if (!all)
    return alignRun(from, end);
  for (size_t i = begin; i < end; ++i)
    pad(i, 0, column);
  alignStages(begin, end);
}

/// The first `|>` of outputs that all have one.
void Aligner::alignStages(size_t begin, size_t end) {
  unsigned column = 0;
  for (size_t i = begin; i < end; ++i) {
    if (lines_[i].marks.size() < 2 || lines_[i].marks[1].mark != Mark::firstStage)
      return;
    column = std::max(column, markColumn(i, 1));
  }
  for (size_t i = begin; i < end; ++i)
    if (textWidth(lines_[i]) + column - markColumn(i, 1) > width_)
      return;
  for (size_t i = begin; i < end; ++i)
    pad(i, 1, column);
}

void Aligner::alignMarks() {
  for (size_t begin = 0, end; begin < lines_.size(); begin = end) {
    end = begin + 1;
    if (!isSingle(begin))
      continue;
    const Line &first = lines_[begin];
    while (end < lines_.size() && isSingle(end) && lines_[end].indent == first.indent &&
           lines_[end].marks[0].mark == first.marks[0].mark)
      ++end;
    alignRun(begin, end);
  }
}

std::vector<unsigned> Aligner::commentColumns() const {
  std::vector<unsigned> columns(lines_.size());
  auto hasComment = [&](size_t i) { return !lines_[i].comment.empty() && !lines_[i].isOwnComment(); };
  for (size_t begin = 0, end; begin < lines_.size(); begin = end) {
    end = begin + 1;
    if (lines_[begin].isOwnComment())
      columns[begin] = lines_[begin].indent;
    if (!hasComment(begin))
      continue;
    while (end < lines_.size() && hasComment(end) &&
           (lines_[end].isContinuation || lines_[end].indent == lines_[begin].indent))
      ++end;
    unsigned column = 0;
    for (size_t i = begin; i < end; ++i)
      if (!lines_[i].isContinuation)
        column = std::max(column, textWidth(lines_[i]) + commentGap);
    // A comment on a line of its own must not look like the continuation of the one above.
    if (end < lines_.size() && lines_[end].isOwnComment() && lines_[end].indent == column)
      ++column;
    std::fill(columns.begin() + static_cast<std::ptrdiff_t>(begin), columns.begin() + static_cast<std::ptrdiff_t>(end),
              column);
  }
  return columns;
}

} // namespace

std::string aligned(std::vector<Line> lines, unsigned width) {
  Aligner aligner(lines, width);
  aligner.alignMarks();
  std::vector<unsigned> columns = aligner.commentColumns();
  std::string out;
  for (size_t i = 0; i < lines.size(); ++i) {
    const Line &l = lines[i];
    if (!l.isRaw && !l.text.empty())
      out.append(l.indent, ' ');
    out += l.text;
    if (!l.comment.empty()) {
      unsigned at = l.text.empty() && !l.isRaw ? 0 : textWidth(l);
      out.append(columns[i] - at, ' ');
      out += l.comment;
    }
    out += '\n';
  }
  return out;
}

} // namespace smelt::format
