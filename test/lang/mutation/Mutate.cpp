#include "test/lang/mutation/Mutate.h"
#include <map>

namespace smelt::mutation {

namespace {

using syntax::Token;
using syntax::TokenKind;

/// A key beside the right one, or a sign cut short.
std::string misspeltSign(const std::string &sign) {
  static const std::map<std::string, std::string> slips = {
      {"(", "["}, {")", "]"}, {"[", "("}, {"]", ")"}, {"{", "["},  {"}", "]"}, {",", "."}, {".", ","}, {":", ";"},
      {"=", "-"}, {"+", "="}, {"-", "_"}, {"*", "&"}, {"/", "\\"}, {"<", ","}, {">", "."}, {"%", "$"}, {"?", "/"},
  };
  auto slip = slips.find(sign);
  return slip != slips.end() ? slip->second : sign.substr(0, sign.size() - 1);
}

/// A letter left out of the middle; of short words, one typed twice.
std::string misspeltWord(const std::string &word) {
  for (size_t i = word.size() / 2; i < word.size(); ++i)
    if (static_cast<unsigned char>(word[i]) >= 0x80)
      return word + "x";
  size_t middle = word.size() / 2;
  return word.size() > 3 ? word.substr(0, middle) + word.substr(middle + 1) : word + word.back();
}

std::string misspelt(const Token &token, const std::string &text) {
  switch (token.kind) {
  case TokenKind::word:
    return misspeltWord(text);
  case TokenKind::number:
    return text + "x";
  case TokenKind::string: // its last quote is forgotten
    return text.substr(0, text.size() - 1);
  case TokenKind::character:
    return text.substr(0, text.size() - 1);
  default:
    return misspeltSign(text);
  }
}

bool isWordLike(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || (c & 0x80);
}

/// Words do not grow together.
std::string joined(const std::string &a, const std::string &b) {
  bool touch = !a.empty() && !b.empty() && isWordLike(a.back()) && isWordLike(b.front());
  return a + (touch ? " " : "") + b;
}

} // namespace

const char *nameOf(Slip slip) {
  static constexpr const char *names[] = {"delete", "double", "swap", "misspell"};
  return names[static_cast<size_t>(slip)];
}

std::vector<Token> tokensOf(const std::string &text) {
  diag::SourceMap sources;
  diag::Diagnostics diags;
  std::vector<Token> tokens;
  for (const Token &t : syntax::parse(sources, sources.add("", text), diags).tokens)
    if (t.kind != TokenKind::space && t.kind != TokenKind::newline && t.kind != TokenKind::comment &&
        t.kind != TokenKind::docComment && t.kind != TokenKind::moduleDoc)
      tokens.push_back(t);
  return tokens;
}

Mutant mutate(const std::string &text, const std::vector<Token> &tokens, size_t at, Slip slip) {
  const diag::Span span = tokens[at].span;
  uint32_t end = span.end;
  std::string token = text.substr(span.begin, span.end - span.begin), with;
  switch (slip) {
  case Slip::deleted:
    break;
  case Slip::doubled:
    with = joined(token, token);
    break;
  case Slip::swapped: {
    if (at + 1 == tokens.size())
      return {text};
    const diag::Span next = tokens[at + 1].span;
    end = next.end;
    std::string between = text.substr(span.end, next.begin - span.end);
    with = joined(joined(text.substr(next.begin, next.end - next.begin), between), token);
    break;
  }
  case Slip::misspelt:
    with = misspelt(tokens[at], token);
    break;
  }
  std::string head = joined(text.substr(0, span.begin), with);
  Mutant mutant;
  mutant.text = joined(head, text.substr(end));
  mutant.begin = span.begin;
  mutant.end = static_cast<uint32_t>(head.size());
  return mutant;
}

} // namespace smelt::mutation
