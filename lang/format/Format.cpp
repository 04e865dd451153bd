#include "lang/format/Format.h"
#include "lang/format/Align.h"
#include "lang/format/Printer.h"

namespace smelt::format {

namespace {

/// What is left of a text without white space and commas, the only things that the formatter may put in or leave out.
/// Commas may also move over comments.
class Essence {
public:
  explicit Essence(std::string_view text) : text_(text) {}

  /// The next byte, or -1 at the end.
  int next() {
    while (at_ < text_.size() && skipsOne()) {
    }
    return at_ < text_.size() ? static_cast<unsigned char>(text_[at_++]) : -1;
  }

private:
  /// The white space of the grammar (RecipeLexer.g4, SPACE and NEWLINE).
  bool skipsOne() {
    static constexpr std::string_view spaces[] = {" ", "\t", "\n", "\r", ",", "\u00A0", "\u3000", "\uFEFF"};
    for (std::string_view space : spaces)
      if (text_.substr(at_, space.size()) == space) {
        at_ += space.size();
        return true;
      }
    return false;
  }

  std::string_view text_;
  size_t at_ = 0;
};

bool keepsEverything(std::string_view before, std::string_view after) {
  Essence a(before), b(after);
  for (;;) {
    int one = a.next(), other = b.next();
    if (one != other)
      return false;
    if (one < 0)
      return true;
  }
}

} // namespace

std::optional<std::string> format(const diag::SourceMap &sources, uint32_t file, diag::Diagnostics &diags) {
  diag::Diagnostics found;
  syntax::ParsedFile parsed = syntax::parse(sources, file, found);
  for (const diag::Diagnostic &d : found.all())
    diags.add(d);
  if (found.hasErrors())
    return std::nullopt;
  const std::string &text = sources.file(file).text;
  Tokens tokens = collect(text, parsed.tokens);
  Docs docs(4 * tokens.list.size());
  Printer printer(text, tokens, docs);
  Doc root = printer.module(*parsed.module);
  std::string out = aligned(layOut(docs, root, lineWidth), lineWidth);
  if (printer.reachedEnd() && keepsEverything(text, out))
    return out;
  diags.report(diag::Code::E0913, {file, 0, 0}, {"the formatter"});
  return std::nullopt;
}

} // namespace smelt::format
