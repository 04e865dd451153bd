// Calls, fields, strings and what stands between brackets.
#include "lang/format/Printer.h"

namespace smelt::format {

using ast::Arg;
using ast::Expr;
using ast::ExprKind;

// ---- chains of calls and fields ------------------------------------------------------------------------------------

Printer::Links Printer::linksOf(const Expr &e, const Expr *&head) const {
  Links links;
  head = &e;
  while ((head->kind == ExprKind::field || head->kind == ExprKind::call || head->kind == ExprKind::index) &&
         (head == &e || parentheses(*head) == 0)) {
    links.push_back(head);
    head = head->operands[0].get();
  }
  return {links.rbegin(), links.rend()};
}

/// A chain of several calls may break in front of each but the first, so that what changes a value stands on a line.
Doc Printer::postfix(const Expr &e) {
  const Expr *head = nullptr;
  Links links = linksOf(e, head);
  auto beginsPiece = [&](size_t i) {
    return i > 0 && links[i]->kind == ExprKind::field && links[i - 1]->kind == ExprKind::call;
  };
  size_t breaks = 0;
  for (size_t i = 0; i < links.size(); ++i)
    breaks += beginsPiece(i);
  Parts first{expr(*head)}, rest;
  for (size_t i = 0; i < links.size(); ++i) {
    if (breaks > 1 && beginsPiece(i))
      rest.insert(rest.end(), {comments(), docs_.softLine()});
    (rest.empty() ? first : rest).push_back(link(*links[i]));
  }
  Doc begin = docs_.concat(std::move(first));
  return rest.empty() ? begin : docs_.group(docs_.concat({begin, docs_.indent(docs_.concat(std::move(rest)))}));
}

Doc Printer::link(const Expr &e) {
  if (e.kind == ExprKind::call)
    return arguments(e.args);
  if (e.kind == ExprKind::index) {
    size_t next = 1;
    return list("]", [&] { return expr(*e.operands[next++]); });
  }
  Doc dot = take();
  return docs_.concat({dot, fieldName()});
}

/// `name` or `["any text"]`
Doc Printer::fieldName() {
  if (!at("["))
    return take();
  uint32_t last = current().match - 1;
  Doc open = take(), name = takeThrough(token(last).end);
  return docs_.concat({open, name, take()});
}

// ---- arguments -----------------------------------------------------------------------------------------------------

Doc Printer::argument(const Arg &a) {
  if (!a.name)
    return expr(*a.value);
  if (!a.isRule)
    return named(*a.value, Mark::argument);
  Parts parts;
  while (!at(":"))
    parts.push_back(take());
  parts.push_back(take());
  parts.push_back(value(*a.value));
  return docs_.concat(std::move(parts));
}

/// The only argument is something in brackets, whose lines need no others around them.
bool Printer::hugs(const std::vector<Arg> &args) const {
  if (args.size() != 1 || args[0].name || parentheses(*args[0].value) > 0)
    return false;
  uint32_t last = current().match, end = token(last - 1).text == "," ? last - 1 : last;
  bool commented = token(at_ + 1).comments > 0 || commentsWithin(end, last);
  switch (args[0].value->kind) {
  case ExprKind::set:
  case ExprKind::map:
  case ExprKind::list:
  case ExprKind::record:
  case ExprKind::block:
    return !commented;
  default:
    return false;
  }
}

Doc Printer::arguments(const std::vector<Arg> &args) {
  if (hugs(args)) {
    Doc open = take(), only = expr(*args[0].value);
    if (at(","))
      skip();
    return docs_.concat({open, only, take()});
  }
  size_t positional = 0;
  while (positional < args.size() && !args[positional].name)
    ++positional;
  if (positional > 0 && positional < args.size()) {
    // A rule's name may stand in parentheses, so the token before its value is looked for from the value.
    uint32_t firstNamed = tokens_.indexAt(args[positional].name.span.begin);
    if (!commentsWithin(at_ + 1, firstNamed))
      return hangingArguments(args, positional);
  }
  size_t next = 0;
  return list(")", [&] { return argument(args[next++]); });
}

/// `train(model,` with the named arguments below, a line each and aligned.
Doc Printer::hangingArguments(const std::vector<Arg> &args, size_t positional) {
  bool broken = breaksAfterOpening();
  Parts head{take()}, whole{docs_.softLine()}, hung;
  for (size_t i = 0; i < args.size(); ++i) {
    bool isNamed = i >= positional, last = i + 1 == args.size();
    broken |= i == positional && current().newlineBefore;
    Doc above = ownComments(i > positional);
    Doc item = docs_.concat({above, argument(args[i])});
    Doc comma = last ? 0 : docs_.text(",");
    Doc end = separator(last, comma);
    whole.insert(whole.end(), {item, last ? docs_.onBreak(",") : 0, end, last ? 0 : docs_.line()});
    if (isNamed)
      hung.insert(hung.end(), {docs_.hardLine(), item, end});
    else
      head.insert(head.end(), {i > 0 ? docs_.space() : 0, item, end});
  }
  if (hasComments()) {
    Doc below = docs_.concat({docs_.hardLine(), ownComments(true)});
    whole.push_back(below);
    hung.push_back(below);
  }
  Doc open = head[0], close = take(), first = docs_.concat(std::move(head));
  Doc inside = docs_.indent(docs_.concat(std::move(whole)));
  Doc all = docs_.group(docs_.concat({open, inside, docs_.softLine(), close}), broken);
  return docs_.hanging(all, first, docs_.concat({docs_.indent(docs_.concat(std::move(hung))), close}));
}

// ---- brackets ------------------------------------------------------------------------------------------------------

/// All elements, or keys and values, are short and of one token or two: as many as fit stand on a line.
bool Printer::isAtomList(const Expr &e) const {
  constexpr size_t few = 6;
  constexpr uint32_t longest = 20;
  bool isMap = e.kind == ExprKind::map;
  if (e.operands.size() <= (isMap ? 2 * few : few) || (!isMap && e.kind != ExprKind::set && e.kind != ExprKind::list))
    return false;
  for (const ast::ExprPtr &o : e.operands) {
    bool isAtom = o->kind == ExprKind::number || o->kind == ExprKind::string || o->kind == ExprKind::character ||
                  o->kind == ExprKind::name;
    std::string_view written = text_.substr(o->span.begin, o->span.end - o->span.begin);
    if (!isAtom || parentheses(*o) > 0 || widthOf(written) > longest)
      return false;
  }
  return !commentsWithin(at_ + 1, current().match);
}

/// A list, set, map, record or tuple.
Doc Printer::collection(const Expr &e, std::string_view close) {
  size_t next = 0;
  auto element = [&] {
    if (e.kind == ExprKind::record)
      return named(*e.args[next++].value, Mark::argument);
    Doc first = expr(*e.operands[next++]);
    if (e.kind != ExprKind::map)
      return first;
    Doc colon = take();
    return docs_.concat({first, colon, value(*e.operands[next++])});
  };
  bool single = e.kind == ExprKind::tuple && e.operands.size() == 1;
  return list(close, element, {.fill = isAtomList(e), .keepComma = single});
}

/// `{ name = value ... result }`
Doc Printer::block(const Expr &e) {
  size_t next = 0;
  return body([&] {
    bool isBinding = next < e.bindings.size();
    const Expr &value = isBinding ? *e.bindings[next].value : *e.operands[0];
    ++next;
    return isBinding ? named(value, Mark::none) : expr(value);
  });
}

} // namespace smelt::format
