// Where a verb speaks: results on one stream, everything else on the other, or JSON lines for programs.
#pragma once
#include "lang/diag/Diagnostic.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

namespace smelt::driver {

/// The span of a message that belongs to no place in a file: the command line's, a run's.
inline constexpr diag::Span kNowhere{UINT32_MAX, 0, 0};

struct ConsoleStyle {
  bool color = false;
  bool json = false;     ///< JSON lines on the stream of results
  bool quiet = false;    ///< diagnostics and results only
  bool unicode = true;   ///< the terminal's character set is Unicode
  bool terminal = false; ///< a bar that overwrites itself makes sense
  unsigned width = 120;
};

enum class Paint { plain, bold, dim, error, warning, good };

/// Not thread-safe; a run's progress comes from one thread while the verb's own waits.
class Console {
public:
  Console(llvm::raw_ostream &results, llvm::raw_ostream &messages, ConsoleStyle style)
      : results_(results), messages_(messages), style_(style) {}

  const ConsoleStyle &style() const { return style_; }
  llvm::raw_ostream &results() { return results_; }
  llvm::raw_ostream &messages() { return messages_; }

  /// All of them, sorted by file and position; those without a place come last.
  void show(const diag::Diagnostics &diags, const diag::SourceMap &sources);
  /// A finished error or warning of a run, whose text the runtime made.
  void showRunMessage(bool isError, llvm::StringRef code, llvm::StringRef text);
  /// One JSON line.
  void line(llvm::json::Object object);
  /// Lines that are drawn over those of the last call; `clearBar` before anything else is written.
  void bar(llvm::ArrayRef<std::string> lines);
  void clearBar();

  std::string painted(llvm::StringRef text, Paint paint) const;

private:
  void show(const diag::Diagnostic &d, const diag::SourceMap &sources);

  llvm::raw_ostream &results_;
  llvm::raw_ostream &messages_;
  ConsoleStyle style_;
  size_t barLines_ = 0; ///< on the screen; the cursor stands in the last one
};

/// The cells of a terminal that a text takes.
size_t cellsOf(llvm::StringRef text);
/// The start of a text that takes at most `most` cells, with `mark` at its end if something is missing.
std::string cutTo(llvm::StringRef text, size_t most, llvm::StringRef mark = "");
/// With spaces behind, up to `cells`.
std::string padded(std::string text, size_t cells);
/// "12,345,678".
std::string withCommas(uint64_t number);
/// "812 MB": decimal units, three digits.
std::string asBytes(double bytes);

} // namespace smelt::driver
