// Marks what syntax errors have touched: the checker says nothing about it, nor about names that may have been declared
// there. So one slip costs one message, and whatever is whole is still checked.
#include "lang/syntax/Broken.h"
#include "lang/syntax/TokenSets.h"
#include <algorithm>

namespace smelt::syntax {

namespace {

using ast::Item;
using ast::ItemKind;
using diag::Code;

struct Region {
  uint32_t begin, end;
  bool touches(diag::Span span) const {
    return begin == end ? begin >= span.begin && begin <= span.end : begin < span.end && span.begin < end;
  }
};

/// The parser has read on as if it had been written right. (`==` in place of `=` may be a comparison that lost what
/// stood before it, so what follows it is not looked at.)
bool isRepaired(Code code) { return code == Code::E0102 || code == Code::E0109 || code == Code::E0110; }

bool isBodied(const Item &item) { return item.kind == ItemKind::rules || item.kind == ItemKind::test; }

class Marker {
public:
  Marker(ast::Module &module, const Lexemes &lexemes) : module_(module), lexemes_(lexemes) {}
  void mark(const Region &region);

private:
  Region chunkOf(const Region &region) const;
  void spoilWords(const Region &region);
  bool markLines(Item &item, const Region &region);

  ast::Module &module_;
  const Lexemes &lexemes_;
};

/// The lines from one without indentation to the next such.
Region Marker::chunkOf(const Region &region) const {
  std::string_view text = lexemes_.text;
  auto begins = [&](size_t at) {
    unsigned char c = at < text.size() ? static_cast<unsigned char>(text[at]) : 'a';
    return (at == 0 || text[at - 1] == '\n') && (std::isalpha(c) || c == '_' || c >= 0x80);
  };
  size_t begin = region.begin, end = region.end + 1;
  while (begin > 0 && !begins(begin))
    --begin;
  while (end < text.size() && !begins(end))
    ++end;
  return {static_cast<uint32_t>(begin), static_cast<uint32_t>(std::min(end, text.size()))};
}

void Marker::spoilWords(const Region &region) {
  auto from = std::partition_point(lexemes_.all.begin(), lexemes_.all.end(),
                                   [&](const Token &t) { return t.span.begin < region.begin; });
  for (; from != lexemes_.all.end() && from->span.end <= region.end; ++from)
    if (const Token &t = *from; t.kind == TokenKind::word)
      module_.spoiled.emplace(lexemes_.text.substr(t.span.begin, t.span.end - t.span.begin));
}

/// Of a body only the lines that the region touches are broken; false if it touches the head.
bool Marker::markLines(Item &item, const Region &region) {
  uint32_t head = item.span.end;
  auto line = [&](diag::Span span, ast::ExprPtr &value) {
    head = std::min(head, span.begin);
    if (!region.touches(span) || !value)
      return;
    diag::Span place = value->span;
    value = std::make_unique<ast::Expr>();
    value->span = place;
  };
  for (ast::Rule &rule : item.rules)
    line(rule.span, rule.value);
  for (ast::TestStatement &statement : item.statements)
    line(statement.span, statement.value);
  return region.begin >= head;
}

void Marker::mark(const Region &region) {
  spoilWords(region);
  bool inside = false;
  auto from = std::partition_point(module_.items.begin(), module_.items.end(),
                                   [&](const auto &item) { return item->span.end < region.begin; });
  for (; from != module_.items.end() && (*from)->span.begin <= region.end; ++from) {
    auto &item = *from;
    if (!region.touches(item->span))
      continue;
    inside = true;
    if (isBodied(*item) && markLines(*item, region))
      continue;
    item->broken = true;
    module_.spoiled.insert(item->name.text);
  }
  if (!inside)
    spoilWords(chunkOf(region));
}

} // namespace

void markBroken(ast::Module &module, const Lexemes &lexemes, const std::vector<std::pair<uint32_t, uint32_t>> &units,
                const diag::Diagnostics &found) {
  Marker marker(module, lexemes);
  for (auto [begin, end] : units)
    marker.mark({begin, end});
  for (const diag::Diagnostic &d : found.all())
    if (!isRepaired(d.code))
      marker.mark({d.primary.span.begin, d.primary.span.end});
}

} // namespace smelt::syntax
