#include "compiler/driver/Console.h"
#include "lang/diag/Position.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/Unicode.h"

namespace smelt::driver {

std::string Console::painted(llvm::StringRef text, Paint paint) const {
  static constexpr const char *codes[] = {"", "\x1b[1m", "\x1b[2m", "\x1b[1;31m", "\x1b[1;33m", "\x1b[1;32m"};
  if (!style_.color || paint == Paint::plain)
    return text.str();
  return codes[static_cast<size_t>(paint)] + text.str() + "\x1b[0m";
}

void Console::line(llvm::json::Object object) { results_ << llvm::json::Value(std::move(object)) << '\n'; }

// ---- diagnostics ---------------------------------------------------------------------------------------------------

static bool hasPlace(const diag::Diagnostic &d, const diag::SourceMap &sources) {
  return d.primary.span.file < sources.size();
}

static llvm::json::Object jsonOf(bool isError, llvm::StringRef code, llvm::StringRef title) {
  return llvm::json::Object{{"type", "diagnostic"},
                            {"code", code},
                            {"severity", isError ? "error" : "warning"},
                            {"title", llvm::json::fixUTF8(title)}};
}

void Console::showRunMessage(bool isError, llvm::StringRef code, llvm::StringRef text) {
  if (style_.json)
    return line(jsonOf(isError, code, text));
  clearBar();
  messages_ << painted(((isError ? "error[" : "warning[") + code + "]").str(), isError ? Paint::error : Paint::warning)
            << painted(": " + diag::printable(text), Paint::bold) << '\n';
}

void Console::show(const diag::Diagnostic &d, const diag::SourceMap &sources) {
  bool isError = diag::severityOf(d.code) == diag::Severity::error;
  if (hasPlace(d, sources)) {
    if (style_.json)
      results_ << diag::renderJson(d, sources) << '\n';
    else
      messages_ << diag::renderTerminal(d, sources, {style_.color, style_.width, style_.unicode}) << '\n';
    return;
  }
  if (style_.json) {
    llvm::json::Object object = jsonOf(isError, diag::codeName(d.code), d.title);
    llvm::json::Array notes;
    for (const std::string &note : d.notes)
      notes.push_back(llvm::json::fixUTF8(note));
    object["notes"] = std::move(notes);
    object["help"] = llvm::json::fixUTF8(d.help);
    return line(std::move(object));
  }
  showRunMessage(isError, diag::codeName(d.code), d.title);
  for (const std::string &note : d.notes)
    messages_ << "  = note: " << diag::printable(note) << '\n';
  if (!d.help.empty())
    messages_ << painted("help", Paint::good) << ": " << diag::printable(d.help) << '\n';
}

void Console::show(const diag::Diagnostics &diags, const diag::SourceMap &sources) {
  clearBar();
  // Nobody reads more than these; programs get all.
  constexpr size_t most = 100;
  std::vector<const diag::Diagnostic *> sorted = diags.sorted();
  size_t shown = style_.json ? sorted.size() : std::min(most, sorted.size());
  for (size_t i = 0; i < shown; ++i)
    show(*sorted[i], sources);
  if (shown < sorted.size())
    messages_ << "... and " << withCommas(sorted.size() - shown) << " more, not shown\n\n";
}

// ---- the bar -------------------------------------------------------------------------------------------------------

void Console::bar(llvm::ArrayRef<std::string> lines) {
  if (!style_.terminal || style_.json || style_.quiet)
    return;
  clearBar();
  for (size_t i = 0; i < lines.size(); ++i)
    messages_ << (i ? "\n" : "") << lines[i];
  messages_.flush();
  barLines_ = lines.size();
}

/// Back to the start of the first line, and everything after it is wiped.
void Console::clearBar() {
  if (barLines_ > 1)
    messages_ << "\x1b[" << barLines_ - 1 << 'A';
  if (barLines_)
    messages_ << "\r\x1b[J";
  barLines_ = 0;
}

// ---- texts and numbers ---------------------------------------------------------------------------------------------

size_t cellsOf(llvm::StringRef text) {
  int width = llvm::sys::unicode::columnWidthUTF8(text);
  return width < 0 ? text.size() : static_cast<size_t>(width);
}

std::string cutTo(llvm::StringRef text, size_t most, llvm::StringRef mark) {
  std::string out = text.str();
  for (char &c : out) // of a rule that was written over several lines
    if (static_cast<unsigned char>(c) < 0x20)
      c = ' ';
  out = diag::printable(out);
  if (cellsOf(out) <= most)
    return out;
  const size_t marks = cellsOf(mark) < most ? cellsOf(mark) : 0;
  while (!out.empty() && cellsOf(out) > most - marks) { // whole characters go
    while (out.size() > 1 && (static_cast<unsigned char>(out.back()) & 0xC0) == 0x80)
      out.pop_back();
    out.pop_back();
  }
  return marks ? out + mark.str() : out;
}

std::string padded(std::string text, size_t cells) {
  size_t used = cellsOf(text);
  return used < cells ? text + std::string(cells - used, ' ') : text;
}

std::string withCommas(uint64_t number) {
  std::string digits = std::to_string(number);
  for (size_t at = digits.size(); at > 3;)
    digits.insert(at -= 3, ",");
  return digits;
}

std::string asBytes(double bytes) {
  static constexpr const char *units[] = {"bytes", "KB", "MB", "GB", "TB"};
  size_t unit = 0;
  for (; bytes >= 999.5 && unit + 1 < std::size(units); ++unit)
    bytes /= 1000;
  std::string text;
  llvm::raw_string_ostream out(text);
  out << llvm::format(unit == 0 || bytes >= 99.95 ? "%.0f"
                      : bytes >= 9.995            ? "%.1f"
                                                  : "%.2f",
                      bytes)
      << ' ' << units[unit];
  return text;
}

} // namespace smelt::driver
