#include "lang/format/Printer.h"

namespace smelt::format {

using ast::TypeExpr;
using ast::TypeKind;

Doc Printer::type(const TypeExpr &t) {
  // Parentheses around all of a type; those of a function's parameters end before its arrow.
  Parts parts;
  unsigned open = 0;
  for (uint32_t last = tokens_.indexAt(t.span.end) - 1; at("(") && current().match == last; --last, ++open)
    parts.push_back(take());
  parts.push_back(typeCore(t));
  for (; open > 0; --open)
    parts.push_back(take());
  return docs_.concat(std::move(parts));
}

Doc Printer::typeCore(const TypeExpr &t) {
  switch (t.kind) {
  case TypeKind::function:
    return functionType(t);
  case TypeKind::row:
    return rowFields(t.fields, false);
  case TypeKind::list: {
    Doc open = take(), element = type(*t.args[0]);
    return docs_.concat({open, element, take()});
  }
  case TypeKind::optional: {
    Doc inner = type(*t.args[0]);
    return docs_.concat({inner, take()});
  }
  default:
    return namedType(t);
  }
}

/// A path with arguments between `<` and `>`, or with axes.
Doc Printer::namedType(const TypeExpr &t) {
  Parts parts;
  while (!atEnd() && current().begin < t.name.span.end)
    parts.push_back(take());
  if (t.kind == TypeKind::tensor) {
    size_t next = 0;
    parts.push_back(list("]", [&] { return expr(*t.axes[next++]); }));
    if (!t.args.empty()) {
      parts.insert(parts.end(), {docs_.space(), take(), docs_.space()});
      parts.push_back(type(*t.args[0]));
    }
  } else if (!t.args.empty()) {
    parts.push_back(take());
    for (const ast::TypePtr &a : t.args) {
      parts.push_back(type(*a));
      if (!at(","))
        continue;
      if (&a == &t.args.back())
        skip();
      else
        parts.insert(parts.end(), {take(), docs_.space()});
    }
    parts.push_back(take());
  }
  return docs_.concat(std::move(parts));
}

/// `A -> B`, `(A, B) -> C`
Doc Printer::functionType(const TypeExpr &t) {
  Parts parts;
  size_t next = 0;
  auto parameter = [&] { return type(*t.args[next++]); };
  bool listed = at("(") && token(current().match + 1).text == "->";
  parts.push_back(listed ? list(")", parameter) : parameter());
  parts.insert(parts.end(), {docs_.space(), take(), docs_.space()});
  parts.push_back(type(*t.args.back()));
  return docs_.concat(std::move(parts));
}

Doc Printer::rowFields(const std::vector<ast::TypeField> &fields, bool spaced) {
  size_t next = 0;
  auto field = [&] {
    if (at("..")) {
      Doc dots = take();
      return docs_.concat({dots, take()});
    }
    const ast::TypeField &f = fields[next++];
    Doc name = takeThrough(f.name.span.end), colon = take();
    return docs_.concat({name, colon, docs_.space(), type(*f.type)});
  };
  return list("}", field, {.spaced = spaced, .late = !spaced});
}

} // namespace smelt::format
