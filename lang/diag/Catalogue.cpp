// The tables of Catalogue.def and Explain.def behind functions.
#include "lang/diag/Diagnostic.h"
#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

namespace smelt::diag {

namespace {

struct Entry {
  const char *name;
  Severity severity;
  const char *family;
  const char *title;
};

constexpr Entry entries[] = {
#define SMELT_DIAG(code, severity, family, title) {#code, Severity::severity, #family, title},
#include "lang/diag/Catalogue.def"
#undef SMELT_DIAG
};

constexpr std::pair<Code, const char *> explanations[] = {
#define SMELT_EXPLAIN(code, text) {Code::code, text},
#include "lang/diag/Explain.def"
#undef SMELT_EXPLAIN
};

const Entry &entryOf(Code code) { return entries[static_cast<size_t>(code)]; }

/// Puts args[i] in place of `{i}`; braces that hold no argument's number stay.
std::string fill(std::string_view pattern, const std::vector<std::string> &args) {
  std::string out;
  for (size_t i = 0; i < pattern.size(); ++i) {
    size_t index = i + 2 < pattern.size() && pattern[i] == '{' && pattern[i + 2] == '}' ? pattern[i + 1] - '0' : ~0u;
    if (index >= args.size()) {
      out += pattern[i];
      continue;
    }
    out += args[index];
    i += 2;
  }
  return out;
}

} // namespace

const char *codeName(Code code) { return entryOf(code).name; }
Severity severityOf(Code code) { return entryOf(code).severity; }
const char *titleTemplate(Code code) { return entryOf(code).title; }
const char *familyOf(Code code) { return entryOf(code).family; }
size_t codeCount() { return std::size(entries); }

std::optional<Code> codeByName(std::string_view name) {
  for (size_t i = 0; i < std::size(entries); ++i)
    if (name == entries[i].name)
      return static_cast<Code>(i);
  return std::nullopt;
}

std::string explainCode(Code code) {
  std::string text = std::string(codeName(code)) + ": " + fill(titleTemplate(code), {"…", "…", "…", "…"}) + "\n";
  for (const auto &[explained, body] : explanations)
    if (explained == code)
      text += body;
  return text;
}

Diagnostic &Diagnostics::report(Code code, Span span, std::vector<std::string> args) {
  Diagnostic d;
  d.code = code;
  d.title = fill(titleTemplate(code), args);
  d.primary.span = span;
  return add(std::move(d));
}

Diagnostic &Diagnostics::add(Diagnostic d) {
  errors_ += severityOf(d.code) == Severity::error;
  return list_.emplace_back(std::move(d));
}

void Diagnostics::withdraw(const std::set<size_t> &indices) {
  std::vector<Diagnostic> left;
  for (size_t i = 0; i < list_.size(); ++i)
    if (!indices.count(i))
      left.push_back(std::move(list_[i]));
    else
      errors_ -= severityOf(list_[i].code) == Severity::error;
  list_ = std::move(left);
}

std::vector<const Diagnostic *> Diagnostics::sorted() const {
  std::vector<const Diagnostic *> order;
  for (const Diagnostic &d : list_)
    order.push_back(&d);
  std::sort(order.begin(), order.end(), [](const Diagnostic *a, const Diagnostic *b) {
    const Span &x = a->primary.span, &y = b->primary.span;
    return std::tie(x.file, x.begin, x.end, a) < std::tie(y.file, y.begin, y.end, b);
  });
  // A generic function is checked for each kind of row it meets; what it says of all of them is said once.
  auto samePlace = [](const Diagnostic *a, const Diagnostic *b) {
    const Span &x = a->primary.span, &y = b->primary.span;
    return std::tie(x.file, x.begin, x.end) == std::tie(y.file, y.begin, y.end);
  };
  auto same = [](const Diagnostic *a, const Diagnostic *b) {
    return std::tie(a->code, a->title, a->primary.text, a->notes) ==
           std::tie(b->code, b->title, b->primary.text, b->notes);
  };
  std::vector<const Diagnostic *> once;
  for (const Diagnostic *d : order) {
    auto other = once.rbegin();
    while (other != once.rend() && samePlace(*other, d) && !same(*other, d))
      ++other;
    if (other == once.rend() || !samePlace(*other, d))
      once.push_back(d);
  }
  return once;
}

} // namespace smelt::diag
