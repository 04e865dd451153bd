#include "test/lang/format/RandomLayout.h"

namespace smelt::format::test {

namespace {

bool isOneOf(const std::string &token, std::initializer_list<const char *> list) {
  for (const char *one : list)
    if (token == one)
      return true;
  return false;
}

/// Tokens to text.
class Writer {
public:
  Writer(const std::vector<std::string> &tokens, std::mt19937 &random) : tokens_(tokens), random_(random) {}
  std::string write() {
    trivia = below(4);
    std::string before;
    for (const std::string &t : tokens_) {
      if (t == kLineEnd) {
        lineEnd();
        before = t;
        continue;
      }
      between(before, t);
      out_ += t;
      if (isOneOf(t, {"(", "[", "{"}))
        open_.push_back(t[0]);
      if (isOneOf(t, {")", "]", "}"}) && !open_.empty())
        open_.pop_back();
      before = t;
    }
    lineEnd();
    return out_;
  }

private:
  void comment() {
    unsigned kind = below(10);
    out_ += kind == 0 ? "//!" : kind == 1 ? "///" : "//";
    out_ += kind == 9 ? "" : " comment " + std::to_string(++comments_);
    if (chance(10))
      out_ += "  ";
    out_ += '\n';
    if (chance(20))
      out_ += "\n\n";
    out_.append(below(12), ' ');
  }
  void lineEnd() {
    if (chance(10 * trivia)) {
      out_ += chance(50) ? " " : "\n   ";
      comment();
    }
    out_ += '\n';
    if (chance(20))
      out_ += "\n \n";
  }
  /// A line may end here without a meaning (lang/syntax/README.md, "Lines").
  bool mayBreak(const std::string &before, const std::string &after) const {
    if (before == kLineEnd || before.empty())
      return true;
    if (!open_.empty() && open_.back() != '{')
      return true;
    if (isOneOf(before, {"(",  "[",   "{",  ",",   "=",  ":",    "=>",   "->", "|>", "++", "??", "+",  "*", "/", "==",
                         "<=", "and", "or", "not", "if", "then", "else", "in", "is", "as", ".",  "?.", "-", "~"}))
      return true;
    return isOneOf(after, {"|>", "++", "??", "+", "-", "*",  "/", "==", "<=", "and", "or", "then", "else", "in",
                           "is", ")",  "]",  "}", ".", "?.", "=", "->", "=>", ",",   ":",  "as",   "~"});
  }
  void between(const std::string &before, const std::string &after) {
    if (!mayBreak(before, after)) {
      out_ += ' ';
      return;
    }
    if (trivia > 0 && chance(3 * trivia)) {
      out_ += chance(50) ? " " : "\n";
      do
        comment();
      while (chance(20));
    } else if (chance(6)) {
      out_ += chance(80) ? "\n" : "\n\n\n";
      out_.append(below(6), ' ');
    } else
      out_ += ' ';
  }

  unsigned below(unsigned n) { return static_cast<unsigned>(random_() % n); }
  bool chance(unsigned percent) { return below(100) < percent; }

  const std::vector<std::string> &tokens_;
  std::mt19937 &random_;
  std::string out_;
  std::vector<char> open_;
  unsigned comments_ = 0;
  unsigned trivia = 0;
};

} // namespace

std::string randomLayout(const std::vector<std::string> &tokens, std::mt19937 &random) {
  return Writer(tokens, random).write();
}

} // namespace smelt::format::test
