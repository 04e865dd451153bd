// Diagnostics for people, in Rust's layout.
#include "lang/diag/Diagnostic.h"
#include "lang/diag/Excerpt.h"
#include "lang/diag/Position.h"
#include <algorithm>
#include <map>

namespace smelt::diag {

namespace {

enum class Paint { plain, bold, error, warning, gutter, help };

struct Mark {
  Label label;
  bool primary;
};

/// The marks of one file, by line.
using Lines = std::map<uint32_t, std::vector<Mark>>;

class Renderer {
public:
  Renderer(const Diagnostic &d, const SourceMap &sources, const RenderOptions &options)
      : d_(d), sources_(sources), options_(options) {}

  std::string render();

private:
  Paint severityPaint() const { return severityOf(d_.code) == Severity::error ? Paint::error : Paint::warning; }
  void put(std::string_view text, Paint paint = Paint::plain);
  void gutter(std::string_view number) {
    out_.append(gutter_ - number.size(), ' ');
    put(std::string(number) + " |", Paint::gutter);
  }
  std::string_view cutMark() const { return options_.unicode ? "…" : "..."; }
  uint32_t lineOf(Span span) const { return positionOf(sources_.file(span.file), span.begin).line; }

  void measureGutter();
  void places();
  void place(const char *arrow, Span span);
  void excerpt(uint32_t file, Lines &lines);
  void sourceLine(const SourceFile &file, uint32_t number, std::vector<Mark> &marks);
  void mark(const SourceFile &file, const Excerpt &line, const Excerpt::Window &window, const Mark &m);
  void help();
  void editedLines();

  const Diagnostic &d_;
  const SourceMap &sources_;
  const RenderOptions &options_;
  size_t gutter_ = 1;
  std::string out_;
};

void Renderer::put(std::string_view text, Paint paint) {
  static constexpr const char *codes[] = {"", "\x1b[1m", "\x1b[1;31m", "\x1b[1;33m", "\x1b[1;34m", "\x1b[1;32m"};
  if (!options_.color || paint == Paint::plain) {
    out_ += text;
    return;
  }
  out_ += codes[static_cast<size_t>(paint)];
  out_ += text;
  out_ += "\x1b[0m";
}

void Renderer::measureGutter() {
  uint32_t last = lineOf(d_.primary.span);
  for (const Label &cause : d_.causes)
    last = std::max(last, lineOf(cause.span));
  for (const Edit &edit : d_.edits) {
    auto added = static_cast<uint32_t>(std::count(edit.text.begin(), edit.text.end(), '\n'));
    last = std::max(last, positionOf(sources_.file(edit.span.file), edit.span.end).line + added);
  }
  gutter_ = std::to_string(last).size();
}

void Renderer::place(const char *arrow, Span span) {
  const SourceFile &file = sources_.file(span.file);
  Position p = positionOf(file, span.begin);
  out_.append(gutter_, ' ');
  put(arrow, Paint::gutter);
  out_ += " " + printable(file.path) + ":" + std::to_string(p.line) + ":" + std::to_string(p.column) + "\n";
}

void Renderer::mark(const SourceFile &file, const Excerpt &line, const Excerpt::Window &window, const Mark &m) {
  Span span = m.label.span;
  uint32_t begin = lineBegin(file, span.begin);
  size_t first = std::clamp(line.cellOf(span.begin - begin), window.begin, window.end);
  // A span over several lines is marked to the end of its first.
  size_t last = std::clamp(line.cellOf(std::min(span.end, lineEnd(file, span.begin)) - begin), first, window.end);
  gutter("");
  out_.append(1 + window.shift + first - window.begin, ' ');
  std::string marks(std::max<size_t>(1, last - first), m.primary ? '^' : '-');
  put(m.label.text.empty() ? marks : marks + " " + m.label.text, m.primary ? severityPaint() : Paint::gutter);
  out_ += '\n';
}

void Renderer::sourceLine(const SourceFile &file, uint32_t number, std::vector<Mark> &marks) {
  uint32_t begin = lineBegin(file, marks[0].label.span.begin), end = lineEnd(file, begin);
  // The primary label comes first, the others from right to left, so that no text crosses another's marks.
  std::sort(marks.begin(), marks.end(), [](const Mark &a, const Mark &b) {
    return a.primary != b.primary ? a.primary : a.label.span.begin > b.label.span.begin;
  });
  Span shown = marks[0].label.span;
  Excerpt line(std::string_view(file.text).substr(begin, end - begin), shown.begin - begin, cutMark());
  size_t first = line.cellOf(shown.begin - begin), last = line.cellOf(std::min(shown.end, end) - begin);
  size_t room = std::max<size_t>(20, options_.width > gutter_ + 5 ? options_.width - gutter_ - 5 : 0);
  Excerpt::Window window = line.window(first, std::max(first, last), room);
  gutter(std::to_string(number));
  out_ += (window.text.empty() ? "" : " ") + window.text + "\n";
  for (const Mark &m : marks)
    mark(file, line, window, m);
}

void Renderer::excerpt(uint32_t file, Lines &lines) {
  gutter("");
  out_ += '\n';
  uint32_t before = 0;
  for (auto &[number, marks] : lines) {
    if (before && number > before + 1)
      put("...\n", Paint::gutter);
    sourceLine(sources_.file(file), number, marks);
    before = number;
  }
}

/// The lines that the edits touch, as they would be.
void Renderer::editedLines() {
  std::vector<Edit> edits = d_.edits;
  uint32_t id = edits[0].span.file;
  std::erase_if(edits, [&](const Edit &e) { return e.span.file != id; });
  std::sort(edits.begin(), edits.end(), [](const Edit &a, const Edit &b) { return a.span.begin < b.span.begin; });
  const SourceFile &file = sources_.file(id);
  uint32_t begin = lineBegin(file, edits.front().span.begin), end = lineEnd(file, edits.back().span.end);
  std::string text;
  uint32_t at = begin;
  for (const Edit &e : edits) {
    text.append(file.text, at, std::max(e.span.begin, at) - at);
    text += e.text;
    at = std::max(e.span.end, at);
  }
  text.append(file.text, at, std::max(end, at) - at);

  constexpr unsigned mostLines = 6;
  uint32_t number = positionOf(file, begin).line;
  size_t focus = edits.front().span.begin - begin;
  std::string_view rest = text;
  for (unsigned shown = 0; shown < mostLines; ++shown, ++number) {
    std::string_view line = rest.substr(0, rest.find('\n'));
    Excerpt cells(line, std::min(shown ? 0 : focus, line.size()), cutMark());
    size_t cell = cells.cellOf(std::min(shown ? 0 : focus, line.size()));
    Excerpt::Window w =
        cells.window(cell, cell, std::max<size_t>(20, options_.width > gutter_ + 5 ? options_.width - gutter_ - 5 : 0));
    gutter(std::to_string(number));
    out_ += (w.text.empty() ? "" : " ") + w.text + "\n";
    if (line.size() == rest.size())
      return;
    rest.remove_prefix(line.size() + 1);
  }
  put("...\n", Paint::gutter);
}

void Renderer::help() {
  if (d_.help.empty() && d_.edits.empty())
    return;
  put("help", Paint::help);
  out_ += ": " + (d_.help.empty() ? "write" : d_.help) + "\n";
  if (!d_.edits.empty())
    editedLines();
}

std::string Renderer::render() {
  const bool placed = d_.primary.span.file < sources_.size();
  if (placed)
    measureGutter();
  const char *severity = severityOf(d_.code) == Severity::error ? "error[" : "warning[";
  put(severity + std::string(codeName(d_.code)) + "]", severityPaint());
  put(": " + d_.title, Paint::bold);
  out_ += '\n';

  if (placed)
    places();
  for (const std::string &note : d_.notes) {
    out_.append(gutter_ + 1, ' ');
    put("=", Paint::gutter);
    out_ += " note: " + note + "\n";
  }
  help();
  return std::move(out_);
}

/// The excerpts of all files that have labels, the primary one's first.
void Renderer::places() {
  std::map<uint32_t, Lines> files;
  files[d_.primary.span.file][lineOf(d_.primary.span)].push_back({d_.primary, true});
  for (const Label &cause : d_.causes)
    files[cause.span.file][lineOf(cause.span)].push_back({cause, false});
  place("-->", d_.primary.span);
  excerpt(d_.primary.span.file, files[d_.primary.span.file]);
  files.erase(d_.primary.span.file);
  for (auto &[file, lines] : files) {
    place(":::", lines.begin()->second[0].label.span);
    excerpt(file, lines);
  }
}

} // namespace

std::string renderTerminal(const Diagnostic &d, const SourceMap &sources, const RenderOptions &options) {
  // Names in the data must not be able to steer the terminal.
  Diagnostic safe = d;
  safe.title = printable(d.title);
  safe.help = printable(d.help);
  safe.primary.text = printable(d.primary.text);
  for (Label &cause : safe.causes)
    cause.text = printable(cause.text);
  for (std::string &note : safe.notes)
    note = printable(note);
  return Renderer(safe, sources, options).render();
}

} // namespace smelt::diag
