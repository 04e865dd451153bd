#include "lang/sema/Dump.h"
#include "lang/sema/Build.h"
#include "lang/sema/StreamFolds.h"
#include <unordered_map>

namespace smelt::sema {
namespace {

const char *opText(Op op) {
  switch (op) {
  case Op::none:
    return "";
  case Op::add:
    return " + ";
  case Op::sub:
    return " - ";
  case Op::mul:
    return " * ";
  case Op::div:
    return " / ";
  case Op::neg:
    return "-";
  case Op::eq:
    return " == ";
  case Op::ne:
    return " != ";
  case Op::lt:
    return " < ";
  case Op::le:
    return " <= ";
  case Op::gt:
    return " > ";
  case Op::ge:
    return " >= ";
  case Op::and_:
    return " and ";
  case Op::or_:
    return " or ";
  case Op::not_:
    return "not ";
  }
  return "";
}

std::string quoted(const std::string &text) {
  std::string out = "\"";
  for (char c : text) {
    if (c == '\n')
      out += "\\n";
    else if (c == '"' || c == '\\')
      (out += '\\') += c;
    else
      out += c;
  }
  return out + "\"";
}

class Dumper {
public:
  std::string program(const Program &p);
  /// Counts uses first, so that parts with several are written once.
  std::string whole(const ExprRef &e) {
    countUses(e);
    return expr(e);
  }

private:
  void countUses(const ExprRef &e);
  std::string expr(const ExprRef &e);
  std::string plain(const Expr &e);
  std::string literal(const Expr &e);
  std::string list(const Expr &e, const char *open, const char *close);
  std::string binary(const Expr &e);
  std::string local(LocalId id);
  std::string stage(const StageRef &s);
  std::string settings(const Stage &s);
  void rule(const Rule &r);

  std::string out_;
  std::unordered_map<const Expr *, unsigned> uses_, shared_;
  std::unordered_map<const Stage *, std::string> stages_;
  std::unordered_map<LocalId, unsigned> locals_;
};

bool isLeaf(const Expr &e) {
  return e.operands.empty() || e.kind == ExprKind::field ||
         (e.kind == ExprKind::convert && e.operands[0]->operands.empty());
}

void Dumper::countUses(const ExprRef &e) {
  if (!e || ++uses_[e.get()] > 1)
    return;
  for (const ExprRef &operand : e->operands)
    countUses(operand);
}

std::string Dumper::local(LocalId id) {
  return "%" + std::to_string(locals_.try_emplace(id, locals_.size()).first->second);
}

std::string Dumper::expr(const ExprRef &e) {
  if (!e)
    return "_";
  if (uses_[e.get()] < 2 || isLeaf(*e))
    return plain(*e);
  auto [it, fresh] = shared_.try_emplace(e.get(), shared_.size() + 1);
  std::string name = "&" + std::to_string(it->second);
  return fresh ? name + "=(" + plain(*e) + ")" : name;
}

std::string Dumper::list(const Expr &e, const char *open, const char *close) {
  std::string text = open;
  for (size_t i = 0; i < e.operands.size(); ++i) {
    text += i ? ", " : "";
    if (e.kind == ExprKind::record)
      text += e.type->fields[i].name + " = ";
    text += expr(e.operands[i]);
  }
  return text + close;
}

std::string Dumper::binary(const Expr &e) {
  if (e.operands.size() == 1)
    return opText(e.op) + expr(e.operands[0]);
  return "(" + expr(e.operands[0]) + opText(e.op) + expr(e.operands[1]) + ")";
}

std::string Dumper::literal(const Expr &e) {
  switch (e.kind) {
  case ExprKind::integer:
    return std::to_string(e.intValue);
  case ExprKind::real: {
    std::string text = shortest(e.realValue);
    if (e.type->kind == TypeKind::quantity)
      return text + " " + toString(e.type);
    return text.find_first_of(".en") == std::string::npos ? text + ".0" : text;
  }
  case ExprKind::boolean:
    return e.intValue ? "true" : "false";
  case ExprKind::character:
    return "'" + constantText(std::make_shared<Expr>(e)) + "'";
  case ExprKind::text:
    return quoted(e.text);
  case ExprKind::null:
    return "null";
  case ExprKind::choice:
    return e.text;
  default:
    return "?"; // after an error
  }
}

std::string Dumper::plain(const Expr &e) {
  switch (e.kind) {
  case ExprKind::set:
    return list(e, "{", "}");
  case ExprKind::list:
    return list(e, "[", "]");
  case ExprKind::map:
    return list(e, "map{", "}");
  case ExprKind::record:
    return list(e, "{", "}");
  case ExprKind::local:
    return local(e.local);
  case ExprKind::let:
    return "let " + local(e.local) + " = " + expr(e.operands[0]) + " in " + expr(e.operands[1]);
  case ExprKind::lambda: {
    std::string params;
    for (LocalId p : e.params)
      params += (params.empty() ? "" : ", ") + local(p);
    return "(" + params + " => " + expr(e.operands[0]) + ")";
  }
  case ExprKind::field:
    return expr(e.operands[0]) + "." + e.text;
  case ExprKind::safe_field:
    return expr(e.operands[0]) + "?." + e.text;
  case ExprKind::builtin:
    return e.builtin->key + list(e, "(", ")");
  case ExprKind::arithmetic:
  case ExprKind::compare:
  case ExprKind::logic:
    return binary(e);
  case ExprKind::contains:
    return "(" + expr(e.operands[0]) + (e.flag ? " not in " : " in ") + expr(e.operands[1]) + ")";
  case ExprKind::in_range:
    return "(" + expr(e.operands[0]) + (e.flag ? " not in " : " in ") + expr(e.operands[1]) + ".." +
           expr(e.operands[2]) + ")";
  case ExprKind::coalesce:
    return "(" + expr(e.operands[0]) + " ?? " + expr(e.operands[1]) + ")";
  case ExprKind::is_null:
    return "(" + expr(e.operands[0]) + (e.flag ? " is not null)" : " is null)");
  case ExprKind::conditional:
    return "(if " + expr(e.operands[0]) + " then " + expr(e.operands[1]) + " else " + expr(e.operands[2]) + ")";
  case ExprKind::convert:
    return "(" + expr(e.operands[0]) + " as " + toString(e.type) + ")";
  case ExprKind::index:
    return expr(e.operands[0]) + "[" + expr(e.operands[1]) + "]";
  case ExprKind::stream:
    return stage(e.stage);
  case ExprKind::concat_text:
    return list(e, "concat(", ")");
  default:
    return literal(e);
  }
}

std::string Dumper::settings(const Stage &s) {
  std::string text;
  for (const auto &[name, value] : s.settings)
    text += (text.empty() ? "" : ", ") + name + " = " + whole(value);
  return s.settings.empty() ? "" : "(" + text + ")";
}

void Dumper::rule(const Rule &r) {
  countUses(r.metric); // once more than in `holds`, so that it is written once
  out_ += "  " + r.name + ": " + whole(r.holds);
  if (r.metric)
    out_ += " | " + expr(r.metric) + " " + r.bound;
  if (r.low || r.high)
    out_ += " [" + (r.low ? shortest(*r.low) : "") + ".." + (r.high ? shortest(*r.high) : "") + "]";
  out_ += "\n";
}

std::string Dumper::stage(const StageRef &s) {
  auto known = stages_.find(s.get());
  if (known != stages_.end())
    return known->second;
  std::string inputs;
  for (const StageRef &input : s->inputs)
    inputs += " " + stage(input);
  static constexpr const char *kinds[] = {"source", "concat", "where",  "with",  "edit", "select",
                                          "drop",   "rename", "expand", "dedup", "sink", "stage"};
  std::string name = "s" + std::to_string(stages_.size() + 1);
  stages_[s.get()] = name;
  out_ += name + (s->binding.empty() ? "" : " " + s->binding) + " = " + kinds[static_cast<size_t>(s->kind)];
  if (s->kind == StageKind::source || s->kind == StageKind::sink || s->kind == StageKind::other)
    out_ += " " + s->decl->name;
  out_ += settings(*s) + inputs + " -> " + toString(s->row) + "\n";
  for (const Rule &r : s->rules)
    rule(r);
  for (const Assignment &a : s->assignments)
    out_ += "  " + (a.field.empty() ? "key" : a.field) + (a.from.empty() ? "" : " = " + a.from) +
            (a.value ? " = " + whole(a.value) : "") + "\n";
  return name;
}

std::string Dumper::program(const Program &p) {
  for (const auto &[name, value] : p.params)
    out_ += "param " + name + " = " + value + "\n";
  for (const auto &[name, value] : p.resources)
    out_ += "resource " + name + " = " + whole(value) + "\n";
  for (size_t index : foldsOfOutputs(p, {})) {
    const StreamFold &f = p.folds[index];
    std::string sink = stage(f.sink);
    out_ += "fold " + local(f.local) + " in round " + std::to_string(f.round) + " = " + f.name + " of " + sink + "\n";
  }
  for (const Output &o : p.outputs) {
    std::string sink = stage(o.sink);
    out_ += "output " + o.name + " = " + sink + "\n";
  }
  for (const TestCase &t : p.tests) {
    out_ += "test " + quoted(t.title);
    for (const TestCase::Any &any : t.any)
      out_ += (&any == t.any.data() ? " for any " : ", ") + local(any.local) + ": " + toString(any.type);
    out_ += "\n";
    for (const TestCase::Assert &a : t.asserts)
      out_ += "  assert " + whole(a.condition) + "\n";
  }
  return out_;
}

} // namespace

std::string dump(const Program &program) { return Dumper().program(program); }
std::string dump(const ExprRef &expr) { return Dumper().whole(expr); }

} // namespace smelt::sema
