// Diagnostics as data: the catalogue (Catalogue.def) holds every text, a Diagnostic holds the arguments and the spans,
// renderers turn it into terminal text or JSON.
#pragma once
#include "lang/diag/Source.h"
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace smelt::diag {

enum class Severity { error, warning };

/// One enumerator for each line of Catalogue.def, e.g. Code::E0201.
enum class Code : uint16_t {
#define SMELT_DIAG(code, severity, family, title) code,
#include "lang/diag/Catalogue.def"
#undef SMELT_DIAG
};

/// "E0201" for Code::E0201.
const char *codeName(Code code);
Severity severityOf(Code code);
/// The catalogue's title template; `{0}` `{1}` ... are replaced by the arguments.
const char *titleTemplate(Code code);
/// "syntax" for Code::E0101.
const char *familyOf(Code code);
/// Codes are 0 ... codeCount() - 1.
size_t codeCount();
/// The code with this name, if there is one.
std::optional<Code> codeByName(std::string_view name);

/// A replacement of `span` by `text`; an insertion has an empty span.
struct Edit {
  Span span;
  std::string text;
};

struct Label {
  Span span;
  std::string text;
};

/// Whether `smelt fix` may make a suggested edit by itself.
enum class Applicability : uint8_t {
  none,  ///< there is no edit
  sure,  ///< the edit says what was meant: only one reading is possible
  guess, ///< a person has to look: a similar name, an example value
};

struct Diagnostic {
  Code code;
  std::string title;
  Label primary;             ///< smallest span that shows the mistake; its text stands alone
  std::vector<Label> causes; ///< secondary spans: where the other side was declared
  std::vector<std::string> notes;
  std::string help;        ///< a sentence, without the edit
  std::vector<Edit> edits; ///< the fix; empty if there is none
  Applicability applicability = Applicability::none;

  Diagnostic &label(std::string text) {
    primary.text = std::move(text);
    return *this;
  }
  Diagnostic &cause(Span span, std::string text) {
    causes.push_back({span, std::move(text)});
    return *this;
  }
  Diagnostic &note(std::string text) {
    notes.push_back(std::move(text));
    return *this;
  }
  Diagnostic &suggest(std::string text) {
    help = std::move(text);
    return *this;
  }
  /// An edit that `smelt fix` makes.
  Diagnostic &fix(std::string text, Span span, std::string replacement) {
    return edit(std::move(text), span, std::move(replacement), Applicability::sure);
  }
  /// An edit that is only shown.
  Diagnostic &propose(std::string text, Span span, std::string replacement) {
    return edit(std::move(text), span, std::move(replacement), Applicability::guess);
  }

private:
  Diagnostic &edit(std::string text, Span span, std::string replacement, Applicability how) {
    help = std::move(text);
    edits.push_back({span, std::move(replacement)});
    applicability = how;
    return *this;
  }
};

/// Collects the diagnostics of one compilation; sorted by file and position when rendered. Not thread-safe.
class Diagnostics {
public:
  /// Adds a diagnostic; the title is the catalogue's with `args` put in. The reference is valid until the next report.
  Diagnostic &report(Code code, Span span, std::vector<std::string> args = {});
  /// Adds a diagnostic that was made elsewhere.
  Diagnostic &add(Diagnostic d);
  const std::vector<Diagnostic> &all() const { return list_; }
  /// One that was reported before, to add to it.
  Diagnostic &at(size_t index) { return list_[index]; }
  /// Takes those at these places of `all()` back.
  void withdraw(const std::set<size_t> &indices);
  /// By file and position, as they are shown; those of one place as they were reported.
  std::vector<const Diagnostic *> sorted() const;
  bool hasErrors() const { return errors_ != 0; }
  size_t errorCount() const { return errors_; }

private:
  std::vector<Diagnostic> list_;
  size_t errors_ = 0;
};

struct RenderOptions {
  bool color = false;
  unsigned width = 120;
  bool unicode = true; ///< else the mark of a cut line is `...`; what the recipe holds is shown as it is
};

/// Both renderers leave the place out where the primary span's file is not one of `sources`: a mistake on the command
/// line. Rust's layout (docs/language.md, "Diagnostics"): title, place, excerpt with labels, notes, help with the
/// edited line.
std::string renderTerminal(const Diagnostic &d, const SourceMap &sources, const RenderOptions &options);
/// One JSON object on one line.
std::string renderJson(const Diagnostic &d, const SourceMap &sources);
/// `text`, of file `file`, with the edits made that do not overlap an earlier one; edits of other files are left out.
std::string applyEdits(std::string_view text, uint32_t file, std::vector<Edit> edits);
/// The long text of `smelt explain CODE`.
std::string explainCode(Code code);

/// The candidate nearest to `name` (case-insensitive equality first, then Levenshtein distance at most a third of its
/// length, at least 1; else the only one that begins with `name`), or nothing.
std::optional<std::string> didYouMean(std::string_view name, const std::vector<std::string> &candidates);

} // namespace smelt::diag
