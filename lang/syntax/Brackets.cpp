// Pairs brackets before parsing. A missing bracket would make a parser complain somewhere far below; here the
// indentation tells which one is missing, and the parser meets a balanced file.
#include "lang/syntax/Lexemes.h"
#include "lang/syntax/TokenSets.h"

namespace smelt::syntax {

namespace {

bool isBalanced(const std::vector<Lexeme> &list) {
  std::vector<size_t> open;
  for (const Lexeme &l : list) {
    if (isOpening(l.type))
      open.push_back(closingOf(l.type));
    if (!isClosing(l.type))
      continue;
    if (open.empty() || open.back() != l.type)
      return false;
    open.pop_back();
  }
  return open.empty();
}

class Repair {
public:
  Repair(Lexemes &lexemes, diag::Diagnostics &diags) : lexemes_(lexemes), in_(lexemes.list), diags_(diags) {}
  void run();

private:
  bool startsItem(size_t i) const;
  size_t keptAt(size_t i) const;
  void closeBefore(size_t depth, const Lexeme &next);
  bool closesLater(size_t i) const;
  void close(const Lexeme &closing);
  void closeDownTo(size_t depth, uint32_t at, const Lexeme *closing);
  void reportOpen(const Lexeme &opening, const Lexeme *closing);
  void endItem();
  void reportStray(const Lexeme &closing);
  void replace(const Lexeme &closing);
  bool endsBody(const Lexeme &closing) const;
  bool passesOver(size_t depth, const Lexeme &closing) const;
  bool closesDeeper(size_t depth, const Lexeme &closing) const;
  /// Only white space stands before it on its line.
  bool startsLine(const Lexeme &l) const {
    size_t start = l.begin - indentationAt(lexemes_, l.begin);
    return start == 0 || lexemes_.text[start - 1] == '\n';
  }
  bool afterFault(uint32_t begin, uint32_t end) const { return lexemes_.faultBetween(begin, end); }
  uint32_t endOfLast() const { return out_.empty() ? 0 : out_.back().end; }

  Lexemes &lexemes_;
  const std::vector<Lexeme> in_;
  diag::Diagnostics &diags_;
  std::vector<Lexeme> out_;
  std::vector<Lexeme> open_;
  uint32_t itemBegin_ = 0;
};

/// Whether the brace around lexeme `i` is closed before the next item.
bool Repair::closesLater(size_t i) const {
  size_t depth = 1;
  for (; i < in_.size() && depth > 0 && !opensItem(lexemes_, in_, i); ++i)
    if (isOpening(in_[i].type) && closingOf(in_[i].type) == RecipeLexer::RBRACE)
      ++depth;
    else if (in_[i].type == RecipeLexer::RBRACE)
      --depth;
  return depth == 0;
}

/// A line without indentation that begins a new item. `name = e` counts if the line before it is complete, else it may
/// be a named argument, and if no brace closes below, else it may be a field.
bool Repair::startsItem(size_t i) const {
  if (opensItem(lexemes_, in_, i))
    return true;
  const Lexeme &l = in_[i];
  bool binds =
      beginsLine(lexemes_, l) && isWord(l.type) && i + 1 < in_.size() && in_[i + 1].type == RecipeLexer::ASSIGN;
  if (!binds || (!open_.empty() && open_.back().type == RecipeLexer::LBRACE && closesLater(i)))
    return false;
  size_t before = out_.size();
  while (before > 0 && out_[before - 1].type == RecipeLexer::NEWLINE)
    --before;
  return before > 0 && canEnd(out_[before - 1].type);
}

/// How many open brackets may stay open before the line that begins at `i`: a statement of a body, or a `|>`, that is
/// indented no deeper than the line of a bracket does not stand inside of it.
size_t Repair::keptAt(size_t i) const {
  const uint32_t indentation = indentationAt(lexemes_, in_[i].begin);
  bool pipe = in_[i].type == RecipeLexer::PIPE;
  bool statement = opensStatement(in_, i) || in_[i].type == RecipeLexer::ASSERT || in_[i].type == RecipeLexer::GIVEN;
  size_t kept = open_.size();
  for (; (pipe || statement) && indentation > 0 && kept > 0; --kept) {
    size_t type = open_[kept - 1].type;
    bool closes = type == RecipeLexer::LPAREN || type == RecipeLexer::LBRACKET || type == RecipeLexer::LBRACE;
    uint32_t around = indentationAt(lexemes_, open_[kept - 1].begin);
    if (!closes || (pipe ? around != indentation : around < indentation))
      break;
  }
  return kept;
}

void Repair::reportOpen(const Lexeme &opening, const Lexeme *closing) {
  if (opening.type == RecipeLexer::STRING_START || opening.type == RecipeLexer::TEXT_START)
    return;
  uint32_t end = closing ? closing->end : endOfLast();
  bool consequence = afterFault(itemBegin_, end);
  lexemes_.faults.push_back(opening.begin);
  if (consequence)
    return;
  std::string shown(lexemes_.textOf(opening));
  size_t type = closingOf(opening.type);
  std::string partner = type == RecipeLexer::RPAREN ? ")" : type == RecipeLexer::RBRACKET ? "]" : "}";
  diag::Diagnostic &d = diags_.report(diag::Code::E0103, lexemes_.spanOf(opening), {shown});
  d.label("no `" + partner + "` belongs to this");
  if (closing)
    d.cause(lexemes_.spanOf(*closing),
            "`" + std::string(lexemes_.textOf(*closing)) + "` closes something outside of it");
  size_t lineEnd = std::min(lexemes_.text.find('\n', opening.end), lexemes_.text.size());
  std::string_view rest = lexemes_.text.substr(opening.end, lineEnd - opening.end);
  if (size_t comment = rest.find("//"); comment != rest.npos && rest.find(partner, comment) != rest.npos)
    d.note("`//` begins a comment; a quotient is `a / b`, and `floor(a / b)` makes it whole");
  d.suggest("close it with `" + partner + "`");
}

void Repair::closeDownTo(size_t depth, uint32_t at, const Lexeme *closing) {
  if (open_.size() > depth)
    reportOpen(open_.back(), closing);
  for (; open_.size() > depth; open_.pop_back())
    out_.push_back({closingOf(open_.back().type), at, at});
}

void Repair::reportStray(const Lexeme &closing) {
  if (!afterFault(itemBegin_, closing.end))
    lexemes_.strays.push_back(closing);
}

/// A bracket of the wrong kind that ends a body: it begins a line, as deep as the line whose brace is open.
bool Repair::endsBody(const Lexeme &closing) const {
  if (open_.empty() || open_.back().type != RecipeLexer::LBRACE || closing.type == RecipeLexer::STRING_END)
    return false;
  uint32_t indentation = indentationAt(lexemes_, closing.begin);
  return startsLine(closing) && open_.back().begin < closing.begin - indentation &&
         indentation == indentationAt(lexemes_, open_.back().begin);
}

bool isRound(size_t opening) { return opening == RecipeLexer::LPAREN || opening == RecipeLexer::LBRACKET; }

/// `(a]`: the wrong bracket is taken for the right one.
void Repair::replace(const Lexeme &closing) {
  Lexeme opening = open_.back();
  open_.pop_back();
  out_.push_back({closingOf(opening.type), closing.begin, closing.end});
  if (afterFault(itemBegin_, closing.end))
    return;
  lexemes_.faults.push_back(closing.begin);
  const char *partner = opening.type == RecipeLexer::LPAREN ? ")" : opening.type == RecipeLexer::LBRACE ? "}" : "]";
  diags_.report(diag::Code::E0104, lexemes_.spanOf(closing), {std::string(lexemes_.textOf(closing))})
      .label(std::string("`") + partner + "` is needed here")
      .cause(lexemes_.spanOf(opening), "to close this")
      .propose("write", lexemes_.spanOf(closing), partner);
}

/// A `}` inside of a line does not end a body over the head of a bracket that the line has opened.
bool Repair::passesOver(size_t depth, const Lexeme &closing) const {
  if (depth + 1 == open_.size() || closing.type != RecipeLexer::RBRACE)
    return false;
  size_t line = lexemes_.text.rfind('\n', closing.begin);
  return line != std::string_view::npos && open_[depth].begin < line && open_.back().begin > line;
}

/// A bracket at the beginning of a line closes the one whose line is indented as it is, not one of a line in between.
bool Repair::closesDeeper(size_t depth, const Lexeme &closing) const {
  if (depth + 1 != open_.size() || !startsLine(closing))
    return false;
  const uint32_t indentation = indentationAt(lexemes_, closing.begin);
  if (indentationAt(lexemes_, open_[depth].begin) <= indentation)
    return false;
  while (depth-- > 0 && indentationAt(lexemes_, open_[depth].begin) >= indentation)
    if (indentationAt(lexemes_, open_[depth].begin) == indentation)
      return closingOf(open_[depth].type) == closing.type;
  return false;
}

void Repair::close(const Lexeme &closing) {
  for (size_t depth = open_.size(); depth-- > 0;) {
    size_t type = open_[depth].type;
    if (closingOf(type) == closing.type && !passesOver(depth, closing) && !closesDeeper(depth, closing)) {
      closeDownTo(depth + 1, endOfLast(), &closing);
      open_.pop_back();
      out_.push_back(closing);
      return;
    }
    // Nothing inside an interpolation can close what is outside of its string, and `)` closes nothing outside of
    // braces.
    if (type == RecipeLexer::INTERPOLATION || (type == RecipeLexer::LBRACE && closing.type != RecipeLexer::STRING_END))
      break;
  }
  if (!open_.empty() && ((isRound(open_.back().type) && closing.type != RecipeLexer::RBRACE) || endsBody(closing)))
    return replace(closing);
  reportStray(closing);
}

/// Closes before the newline that ends the line above `next`.
void Repair::closeBefore(size_t depth, const Lexeme &next) {
  bool newline = !out_.empty() && out_.back().type == RecipeLexer::NEWLINE && open_.size() > depth;
  Lexeme separator = newline ? out_.back() : next;
  if (newline)
    out_.pop_back();
  closeDownTo(depth, endOfLast(), nullptr);
  if (newline)
    out_.push_back(separator);
}

/// Strays of an item whose brackets were guessed are what the guess has left over.
void Repair::endItem() {
  if (afterFault(itemBegin_, endOfLast()))
    std::erase_if(lexemes_.strays, [&](const Lexeme &stray) { return stray.begin >= itemBegin_; });
}

void Repair::run() {
  for (size_t i = 0; i < in_.size(); ++i) {
    const Lexeme &l = in_[i];
    bool lineBegins = i == 0 || in_[i - 1].type == RecipeLexer::NEWLINE;
    if (l.type == endOfFile || (lineBegins && startsItem(i))) {
      closeBefore(0, l);
    } else if (lineBegins && !open_.empty()) {
      closeBefore(keptAt(i), l);
    }
    if (open_.empty() && lineBegins) {
      endItem();
      itemBegin_ = l.begin;
    }
    if (isClosing(l.type)) {
      close(l);
      continue;
    }
    if (isOpening(l.type))
      open_.push_back(l);
    out_.push_back(l);
  }
  endItem();
  lexemes_.list = std::move(out_);
}

} // namespace

void matchBrackets(Lexemes &lexemes, diag::Diagnostics &diags) {
  if (!isBalanced(lexemes.list))
    Repair(lexemes, diags).run();
  uint32_t depth = 0;
  for (Lexeme &l : lexemes.list) {
    if (isClosing(l.type) && depth > 0)
      --depth;
    l.depth = depth;
    if (isOpening(l.type))
      ++depth;
  }
}

} // namespace smelt::syntax
