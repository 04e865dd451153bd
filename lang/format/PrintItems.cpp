// Items and their members.
#include "lang/format/Printer.h"

namespace smelt::format {

using ast::Expr;
using ast::Item;
using ast::ItemKind;

Doc Printer::module(const ast::Module &m) {
  size_t next = 0;
  return lines("", [&] { return item(*m.items[next++]); });
}

Doc Printer::item(const Item &i) {
  switch (i.kind) {
  case ItemKind::use:
    return use(i);
  case ItemKind::function:
  case ItemKind::external:
    return function(i);
  case ItemKind::choice:
  case ItemKind::record:
  case ItemKind::resources:
    return members(i);
  case ItemKind::rules:
    return rules(i);
  case ItemKind::model:
    return model(i);
  case ItemKind::test:
    return test(i);
  case ItemKind::param:
  case ItemKind::binding:
  case ItemKind::output:
    return assigned(i);
  }
  return 0;
}

Doc Printer::heading(const Item &i) { return takeSpaced(i.name.span.end); }

Doc Printer::use(const Item &i) {
  Parts parts{take(), docs_.space()};
  if (i.useIsFile)
    parts.push_back(takeThrough(i.usePathSpan.end));
  while (!atEnd() && current().begin < i.usePathSpan.end)
    parts.push_back(take());
  if (at(".")) {
    parts.push_back(take());
    auto name = [&] {
      Doc word = take();
      return at("as") ? docs_.concat({word, docs_.space(), take(), docs_.space(), take()}) : word;
    };
    parts.push_back(list("}", name, {.fill = true}));
  }
  if (i.alias)
    parts.insert(parts.end(), {docs_.space(), takeSpaced(i.alias.span.end)});
  return docs_.concat(std::move(parts));
}

/// `name: Type = value`, as far as it is there.
Doc Printer::parameters(const std::vector<ast::Param> &params) {
  size_t next = 0;
  auto parameter = [&] {
    const ast::Param &p = params[next++];
    Parts parts;
    while (!at(":"))
      parts.push_back(take());
    parts.insert(parts.end(), {take(), docs_.space()});
    parts.push_back(type(*p.type));
    if (p.fallback) {
      parts.insert(parts.end(), {docs_.space(), take()});
      parts.push_back(value(*p.fallback));
    }
    return docs_.concat(std::move(parts));
  };
  return list(")", parameter);
}

/// `<A, B>`
Doc Printer::typeParameters() {
  Parts parts{take()};
  while (!at(">")) {
    if (at(",") && token(at_ + 1).text == ">") {
      skip();
      continue;
    }
    bool comma = at(",");
    parts.push_back(take());
    if (comma)
      parts.push_back(docs_.space());
  }
  parts.push_back(take());
  return docs_.concat(std::move(parts));
}

Doc Printer::function(const Item &i) {
  Parts parts{heading(i)};
  if (at("<"))
    parts.push_back(typeParameters());
  parts.push_back(parameters(i.params));
  if (at("->")) {
    parts.insert(parts.end(), {docs_.space(), take(), docs_.space()});
    parts.push_back(type(*i.type));
  }
  if (i.value) {
    parts.insert(parts.end(), {docs_.space(), take()});
    parts.push_back(value(*i.value, Mark::none, /*ofFunction=*/true));
  }
  return docs_.concat(std::move(parts));
}

Doc Printer::named(const Expr &value, Mark mark) {
  Parts parts;
  while (!at("="))
    parts.push_back(take());
  parts.insert(parts.end(), {docs_.space(), docs_.mark(mark), take()});
  parts.push_back(this->value(value));
  return docs_.concat(std::move(parts));
}

/// Choices, records and resources: braces with members between commas.
Doc Printer::members(const Item &i) {
  size_t next = 0;
  Doc head = i.kind == ItemKind::resources ? take() : heading(i);
  Doc list = 0;
  if (i.kind == ItemKind::record)
    list = rowFields(i.fields, /*spaced=*/true);
  else if (i.kind == ItemKind::choice)
    list = this->list("}", [&] { return take(); }, {.spaced = true});
  else
    list = this->list("}", [&] { return named(*i.settings[next++].value, Mark::argument); }, {.spaced = true});
  return docs_.concat({head, docs_.space(), list});
}

Doc Printer::rules(const Item &i) {
  size_t next = 0;
  Doc head = heading(i), params = parameters(i.params);
  Doc body = this->body([&] {
    Doc name = take(), colon = take();
    return docs_.concat({name, colon, value(*i.rules[next++].value, Mark::rule)});
  });
  return docs_.concat({head, params, docs_.space(), body});
}

Doc Printer::model(const Item &i) {
  size_t nextFunction = 0, nextMember = 0;
  Doc head = heading(i), params = parameters(i.params);
  Doc body =
      this->body([&] { return at("fn") ? function(*i.functions[nextFunction++]) : member(i.members[nextMember++]); });
  return docs_.concat({head, params, docs_.space(), body});
}

/// `weight a, b: [axes] ~ initial` · `part name = value`
Doc Printer::member(const ast::ModelMember &m) {
  Parts parts{take(), docs_.space()};
  if (m.isPart) {
    parts.push_back(named(*m.value, Mark::part));
    return docs_.concat(std::move(parts));
  }
  while (!at(":")) {
    parts.push_back(take());
    if (at(","))
      parts.insert(parts.end(), {take(), docs_.space()});
  }
  size_t next = 0;
  parts.insert(parts.end(), {take(), docs_.space()});
  parts.push_back(list("]", [&] { return expr(*m.axes[next++]); }));
  if (m.value) {
    parts.insert(parts.end(), {docs_.space(), take(), docs_.space()});
    parts.push_back(expr(*m.value));
  }
  return docs_.concat(std::move(parts));
}

/// `param name: Type = value` · `name: Type = value` · `output name = value`
Doc Printer::assigned(const Item &i) {
  Parts parts{heading(i)};
  if (at(":")) {
    parts.insert(parts.end(), {take(), docs_.space()});
    parts.push_back(type(*i.type));
  }
  if (!i.value)
    return docs_.concat(std::move(parts));
  bool isOutput = i.kind == ItemKind::output;
  Mark mark = isOutput ? Mark::output : i.kind == ItemKind::binding ? Mark::binding : Mark::none;
  parts.insert(parts.end(), {docs_.space(), docs_.mark(mark), take()});
  const Expr &e = *i.value;
  bool marksStage = isOutput && e.kind == ast::ExprKind::pipe && parentheses(e) == 0;
  parts.push_back(marksStage ? docs_.assign(pipe(e, /*markStage=*/true), Assign::hug) : value(e));
  return docs_.concat(std::move(parts));
}

// ---- tests ---------------------------------------------------------------------------------------------------------

Doc Printer::cases(const Item &i) {
  Parts parts{docs_.space(), take(), docs_.space()};
  if (i.forAny) {
    parts.push_back(take());
    for (const ast::TypePtr &t : i.tableTypes) {
      parts.push_back(docs_.space());
      Doc name = take(), colon = take();
      parts.insert(parts.end(), {name, colon, docs_.space(), type(*t)});
      if (at(","))
        parts.push_back(take());
    }
    return docs_.concat(std::move(parts));
  }
  parts.push_back(at("(") ? list(")", [&] { return take(); }, {.keepComma = i.tableNames.size() == 1}) : take());
  parts.insert(parts.end(), {docs_.space(), take(), docs_.space()});
  parts.push_back(expr(*i.table));
  return docs_.concat(std::move(parts));
}

Doc Printer::statement(const ast::TestStatement &s) {
  if (s.kind == ast::TestStatement::binding)
    return named(*s.value, Mark::none);
  Doc word = take();
  return docs_.concat(
      {word, docs_.space(), s.kind == ast::TestStatement::given ? named(*s.value, Mark::none) : expr(*s.value)});
}

/// One statement may stand on the line of its test.
Doc Printer::testBody(const Item &i) {
  size_t next = 0;
  auto print = [&] { return statement(i.statements[next++]); };
  if (i.statements.size() != 1 || breaksAfterOpening() || hasComments() || commentsWithin(at_ + 1, current().match))
    return body(print);
  Doc open = take(), only = print();
  Doc inside = docs_.indent(docs_.concat({docs_.line(), only}));
  return docs_.group(docs_.concat({open, inside, docs_.line(), take()}));
}

Doc Printer::test(const Item &i) {
  Parts parts{take(), docs_.space(), takeThrough(i.name.span.end)};
  if (at("for"))
    parts.push_back(cases(i));
  parts.push_back(docs_.space());
  parts.push_back(testBody(i));
  return docs_.concat(std::move(parts));
}

} // namespace smelt::format
