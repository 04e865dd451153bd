// Trees as S-expressions.
#include "lang/ast/Dump.h"
#include <cstdio>

namespace smelt::ast {

namespace {

class Dumper {
public:
  void module(const Module &m) {
    if (!m.doc.empty())
      out += "(doc " + quoted(m.doc) + ")\n";
    for (const auto &i : m.items) {
      item(*i);
      out += '\n';
    }
  }
  void expr(const Expr &e);
  void type(const TypeExpr &t);

  std::string out;

private:
  static std::string quoted(std::string_view text, char quote = '"');
  void optional(const ExprPtr &e) { e ? expr(*e) : void(out += '_'); }
  void list(const std::vector<ExprPtr> &list) {
    for (const ExprPtr &e : list) {
      out += ' ';
      optional(e);
    }
  }
  void names(const std::vector<Name> &list) {
    for (const Name &n : list)
      out += " " + n.text;
  }
  void arguments(const std::vector<Arg> &args) {
    for (const Arg &a : args) {
      out += ' ';
      if (a.name)
        out += a.name.text + (a.isRule ? ":" : "=");
      optional(a.value);
    }
  }
  void form(std::string_view head, const Expr &e) {
    out += '(';
    out += head;
    list(e.operands);
    arguments(e.args);
    out += ')';
  }
  void number(const Number &n);
  void string(const Expr &e);
  void compound(const Expr &e);
  void typeList(const std::vector<TypePtr> &types, size_t begin, size_t end);
  void fields(const std::vector<TypeField> &list, const Name &rest);

  void item(const Item &i);
  void itemBody(const Item &i);
  void params(const std::vector<Param> &list);
  void signature(const Item &i);
  void use(const Item &i);
  void member(const ModelMember &m);
  void test(const Item &i);
  void assign(const Name &name, const ExprPtr &value) {
    out += name.text + "=";
    optional(value);
  }
};

std::string Dumper::quoted(std::string_view text, char quote) {
  std::string s(1, quote);
  for (char c : text) {
    if (c == '\n')
      s += "\\n";
    else if (c == '\t')
      s += "\\t";
    else if (static_cast<unsigned char>(c) < 0x20) {
      char buffer[8];
      std::snprintf(buffer, sizeof buffer, "\\x%02X", c);
      s += buffer;
    } else {
      if (c == quote || c == '\\')
        s += '\\';
      s += c;
    }
  }
  return s + quote;
}

void Dumper::number(const Number &n) {
  out += n.digits;
  if (n.suffix)
    out += n.suffix;
  if (n.unit)
    out += (n.unit.text == "%" ? "" : "_") + n.unit.text;
}

void Dumper::string(const Expr &e) {
  bool plain = e.parts.size() <= 1 && (e.parts.empty() || !e.parts[0].expr);
  if (plain) {
    out += (e.raw ? "r" : "") + quoted(e.parts.empty() ? "" : e.parts[0].text);
    return;
  }
  out += "(str";
  for (const StringPart &p : e.parts) {
    out += ' ';
    p.expr ? expr(*p.expr) : void(out += quoted(p.text));
  }
  out += ')';
}

void appendCharacter(std::string &out, uint32_t c) {
  char buffer[16];
  if (c >= 0x20 && c < 0x7F)
    std::snprintf(buffer, sizeof buffer, "'%c'", static_cast<char>(c));
  else
    std::snprintf(buffer, sizeof buffer, "'U+%04X'", c);
  out += buffer;
}

void Dumper::expr(const Expr &e) {
  switch (e.kind) {
  case ExprKind::number:
    return number(*e.number);
  case ExprKind::string:
    return string(e);
  case ExprKind::character:
    return appendCharacter(out, e.codepoint);
  case ExprKind::boolean:
    out += e.flag ? "true" : "false";
    return;
  case ExprKind::null:
    out += "null";
    return;
  case ExprKind::name:
    out += e.name.text;
    return;
  case ExprKind::it:
    out += "it";
    return;
  case ExprKind::row_field:
    out += "." + e.name.text;
    return;
  case ExprKind::error:
    out += "<error>";
    return;
  case ExprKind::index:
    return form("[]", e);
  case ExprKind::unary:
  case ExprKind::binary:
    return form(spelling(e.op), e);
  case ExprKind::pipe:
    return form("|>", e);
  case ExprKind::is_null:
    return form(e.flag ? "is-not-null" : "is-null", e);
  case ExprKind::conditional:
    return form("if", e);
  case ExprKind::set:
    return form("set", e);
  case ExprKind::list:
    return form("list", e);
  case ExprKind::tuple:
    return form("tuple", e);
  case ExprKind::range:
    return form("..", e);
  case ExprKind::map:
    return form("map", e);
  case ExprKind::record:
    return form("record", e);
  case ExprKind::call:
    return form("call", e);
  default:
    return compound(e);
  }
}

void Dumper::compound(const Expr &e) {
  out += '(';
  switch (e.kind) {
  case ExprKind::field:
    out += e.flag ? "?." : ".";
    list(e.operands);
    out += " " + e.name.text;
    break;
  case ExprKind::cast:
    out += "as";
    list(e.operands);
    out += ' ';
    type(*e.type);
    break;
  case ExprKind::lambda:
    out += "=> (";
    for (const Name &n : e.params)
      out += (&n == e.params.begin() ? "" : " ") + n.text;
    out += ')';
    list(e.operands);
    break;
  case ExprKind::block:
    out += "block";
    for (const Binding &b : e.bindings) {
      out += ' ';
      assign(b.name, b.value);
    }
    list(e.operands);
    break;
  case ExprKind::select_rules:
    out += spelling(e.op);
    list(e.operands);
    names(e.names);
    break;
  default:
    break;
  }
  out += ')';
}

void Dumper::typeList(const std::vector<TypePtr> &types, size_t begin, size_t end) {
  for (size_t i = begin; i < end; ++i) {
    out += i > begin ? ", " : "";
    type(*types[i]);
  }
}

void Dumper::fields(const std::vector<TypeField> &list, const Name &rest) {
  out += '{';
  for (const TypeField &f : list) {
    out += (&f == list.data() ? "" : ", ") + f.name.text + ": ";
    type(*f.type);
  }
  if (rest)
    out += (list.empty() ? ".." : ", ..") + rest.text;
  out += '}';
}

void Dumper::type(const TypeExpr &t) {
  switch (t.kind) {
  case TypeKind::named:
    out += t.name.text;
    if (!t.args.empty()) {
      out += '<';
      typeList(t.args, 0, t.args.size());
      out += '>';
    }
    return;
  case TypeKind::list:
    out += '[';
    typeList(t.args, 0, 1);
    out += ']';
    return;
  case TypeKind::optional:
    typeList(t.args, 0, 1);
    out += '?';
    return;
  case TypeKind::function:
    out += '(';
    typeList(t.args, 0, t.args.size() - 1);
    out += ") -> ";
    type(*t.args.back());
    return;
  case TypeKind::row:
    return fields(t.fields, t.rest);
  case TypeKind::tensor:
    out += "Tensor[";
    for (size_t i = 0; i < t.axes.size(); ++i) {
      out += i ? ", " : "";
      optional(t.axes[i]);
    }
    out += ']';
    if (!t.args.empty()) {
      out += " of ";
      type(*t.args[0]);
    }
    return;
  case TypeKind::error:
    out += "<error>";
    return;
  }
}

void Dumper::params(const std::vector<Param> &list) {
  out += " (";
  for (const Param &p : list) {
    out += (&p == list.data() ? "" : ", ") + std::string(p.variadic ? ".." : "") + p.name.text + ": ";
    type(*p.type);
    if (p.fallback) {
      out += " = ";
      expr(*p.fallback);
    }
  }
  out += ')';
}

void Dumper::signature(const Item &i) {
  out += ' ' + i.name.text;
  if (!i.typeParams.empty()) {
    out += '<';
    for (const Name &n : i.typeParams)
      out += (&n == i.typeParams.data() ? "" : ", ") + n.text;
    out += '>';
  }
  params(i.params);
  if (i.type) {
    out += " -> ";
    type(*i.type);
  }
}

void Dumper::use(const Item &i) {
  out += ' ' + (i.useIsFile ? quoted(i.usePath) : i.usePath);
  if (!i.useNames.empty()) {
    out += " {";
    for (const UseName &n : i.useNames)
      out += (&n == i.useNames.data() ? "" : ", ") + n.name.text + (n.alias ? " as " + n.alias.text : "");
    out += '}';
  }
  if (i.alias)
    out += " as " + i.alias.text;
}

void Dumper::member(const ModelMember &m) {
  out += m.isPart ? "\n  (part" : "\n  (weight";
  names(m.names);
  if (!m.isPart) {
    out += " [";
    for (size_t i = 0; i < m.axes.size(); ++i) {
      out += i ? ", " : "";
      optional(m.axes[i]);
    }
    out += ']';
  }
  if (m.value) {
    out += ' ';
    expr(*m.value);
  }
  out += ')';
}

void Dumper::test(const Item &i) {
  out += ' ' + quoted(i.title);
  for (size_t n = 0; n < i.tableNames.size(); ++n) {
    out += (n ? ", " : i.forAny ? " for any " : " for ") + i.tableNames[n].text;
    if (n < i.tableTypes.size() && i.tableTypes[n]) {
      out += ": ";
      type(*i.tableTypes[n]);
    }
  }
  if (i.table) {
    out += " in ";
    expr(*i.table);
  }
  static constexpr const char *heads[] = {"assert ", "given ", "let "};
  for (const TestStatement &s : i.statements) {
    out += "\n  (";
    out += heads[s.kind];
    if (s.kind == TestStatement::assertion)
      optional(s.value);
    else
      assign(s.name, s.value);
    out += ')';
  }
}

void Dumper::item(const Item &i) {
  static constexpr const char *heads[] = {"use",    "param", "let",   "fn",     "external", "choice",
                                          "record", "rules", "model", "output", "test",     "resources"};
  out += '(';
  out += heads[static_cast<size_t>(i.kind)];
  if (!i.doc.empty())
    out += " :doc " + quoted(i.doc);
  itemBody(i);
  out += ')';
}

void Dumper::itemBody(const Item &i) {
  switch (i.kind) {
  case ItemKind::use:
    return use(i);
  case ItemKind::function:
  case ItemKind::external:
  case ItemKind::rules:
  case ItemKind::model:
    signature(i);
    break;
  case ItemKind::test:
    return test(i);
  case ItemKind::resources:
    return arguments(i.settings);
  case ItemKind::choice:
    out += ' ' + i.name.text;
    return names(i.choices);
  case ItemKind::record:
    out += ' ' + i.name.text + ' ';
    return fields(i.fields, {});
  case ItemKind::param:
  case ItemKind::binding:
  case ItemKind::output:
    out += ' ' + i.name.text;
    if (i.type) {
      out += ": ";
      type(*i.type);
    }
    break;
  }
  if (i.value) {
    out += ' ';
    expr(*i.value);
  }
  for (const Rule &r : i.rules) {
    out += "\n  (" + r.name.text + " ";
    optional(r.value);
    out += ')';
  }
  for (const ModelMember &m : i.members)
    member(m);
  for (const auto &f : i.functions) {
    out += "\n  ";
    item(*f);
  }
}

} // namespace

std::string dump(const Module &module) {
  Dumper d;
  d.module(module);
  return std::move(d.out);
}

std::string dump(const Expr &expr) {
  Dumper d;
  d.expr(expr);
  return std::move(d.out);
}

std::string dump(const TypeExpr &type) {
  Dumper d;
  d.type(type);
  return std::move(d.out);
}

} // namespace smelt::ast
