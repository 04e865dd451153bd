// The syntax tree of a recipe as the checker sees it: what was written, with spans, nothing resolved.
//
// Nodes are immutable after parsing and owned by their parent. Comments and blank lines live in the lossless token list
// of ParsedFile (lang/syntax/Parser.h), which the formatter walks beside this tree.
#pragma once
#include "lang/ast/List.h"
#include "lang/diag/Source.h"
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

namespace smelt::ast {

using diag::Span;

struct Expr;
using ExprPtr = std::unique_ptr<Expr>;
struct TypeExpr;
using TypePtr = std::unique_ptr<TypeExpr>;

/// A name as written and where.
struct Name {
  std::string text;
  Span span;
  explicit operator bool() const { return !text.empty(); }
};

// ---- types ---------------------------------------------------------------------------------------------------------

enum class TypeKind {
  named,    ///< Text, Set<Text>, a.b.Page                      name, args
  list,     ///< [T]                                            args[0]
  optional, ///< T?                                             args[0]
  function, ///< A -> B                                         args = {A..., B}
  row,      ///< {text: Text, ..r}                              fields, rest
  tensor,   ///< Tensor[a, b] of E                              axes, args[0]? = element
  error     ///< could not be parsed; already reported
};

struct TypeField {
  Name name;
  TypePtr type;
  std::string doc;
};

struct TypeExpr {
  TypeKind kind = TypeKind::error;
  Span span;
  Name name;
  std::vector<TypePtr> args;
  std::vector<TypeField> fields;
  Name rest;
  std::vector<ExprPtr> axes;
};

// ---- expressions ---------------------------------------------------------------------------------------------------

enum class ExprKind {
  number,    ///< 32k, 1e-3, 80%, 20 GB, 20M tokens             number
  string,    ///< "a{b}c", r"..", """..."""                     parts
  character, ///< '#'                                           codepoint
  boolean,   ///< true                                          flag
  null,
  name,         ///< x                                             name
  it,           ///< it
  row_field,    ///< .text, .["a-b"]  (= it.text)                  name
  field,        ///< a.b, a?.b, a.["b"]                            operand[0], name, flag = safe (?.)
  index,        ///< a[i, j]                                       operands = {a, i, j}
  call,         ///< f(x, k = y): callee operand[0]; args          a method call is a call whose callee is a field
  unary,        ///< -x, not x                                     op, operand[0]
  binary,       ///< a op b                                        op, operand[0..1]
  pipe,         ///< a |> f(b)                                     operand[0], operand[1] (a name, field or call)
  is_null,      ///< x is null / x is not null                     operand[0], flag = negated
  cast,         ///< x as T                                        operand[0], type
  conditional,  ///< if a then b else c                            operand[0..2]
  lambda,       ///< x => e, (a, b) => e                           params, operand[0]
  record,       ///< {a = 1}                                       args (named)
  set,          ///< {"a", "b"}                                    operands
  map,          ///< {"a": 1}                                      operands = k0, v0, k1, v1 ...
  list,         ///< [a, b]                                        operands
  tuple,        ///< (a, b)                                        operands (tables of tests)
  range,        ///< a..b, a.., ..b                                operand[0..1], either may be null
  block,        ///< { x = 1 \n x + 1 }                            bindings, operand[0] = value
  select_rules, ///< r except {a, b} / r only {a}                 operand[0], op, names
  error         ///< could not be parsed; already reported
};

enum class Op {
  none,
  add,
  sub,
  mul,
  div,
  eq,
  ne,
  lt,
  le,
  gt,
  ge,
  in,
  not_in,
  and_,
  or_,
  not_,
  neg,
  coalesce,
  concat,
  except_,
  only
};
/// "+", "not in", ... as written in a recipe.
const char *spelling(Op op);

/// A call argument; `name` is empty for a positional one. `where(calm: .x < 1)` sets `isRule`.
struct Arg {
  Name name;
  bool isRule = false;
  ExprPtr value;
};

/// A number as written: `32k`, `7.5%`, `20 GB`. The unit is resolved by the checker.
struct Number {
  std::string digits;   ///< without `_`
  bool isFloat = false; ///< has `.` or an exponent
  char suffix = 0;      ///< k M B T or 0
  Name unit;            ///< GB, tokens, % ...; empty if none
};

/// A piece of a string: literal text, or an interpolated expression.
struct StringPart {
  std::string text; ///< escapes resolved
  ExprPtr expr;     ///< null for literal text
};

struct Binding {
  Name name;
  TypePtr type; ///< may be null
  ExprPtr value;
};

struct Expr {
  ExprKind kind = ExprKind::error;
  Span span;
  std::vector<ExprPtr> operands;
  Op op = Op::none;
  Span opSpan;
  Name name;
  bool flag = false;
  bool raw = false; ///< r"..." string
  uint32_t codepoint = 0;
  std::unique_ptr<Number> number;
  List<StringPart> parts;
  List<Arg> args;
  List<Name> params; ///< lambda
  List<Name> names;  ///< except / only
  List<Binding> bindings;
  TypePtr type;
};

// ---- items ---------------------------------------------------------------------------------------------------------

enum class ItemKind { use, param, binding, function, external, choice, record, rules, model, output, test, resources };

/// `name: Type = default` of a function, rules block, model or param item.
struct Param {
  Name name;
  TypePtr type;
  ExprPtr fallback; ///< may be null
  std::string doc;
  Span span;
  bool variadic = false; ///< `..name: Type` takes all further positional arguments
};

/// `word_count: e` of a rules block; several alternatives are never merged here.
struct Rule {
  Name name;
  ExprPtr value;
  std::string doc;
  Span span;
};

struct UseName {
  Name name;
  Name alias;
};

/// `weight a, b: [dim] ~ init` · `part x = e` · a nested fn (in `functions`).
struct ModelMember {
  bool isPart = false;
  std::vector<Name> names;
  std::vector<ExprPtr> axes;
  ExprPtr value; ///< initializer or part
  Span span;
  std::string doc;
};

/// Statements of a test: bindings, `given x = e`, `assert e`.
struct TestStatement {
  enum Kind { assertion, given, binding } kind = assertion;
  Name name;
  ExprPtr value;
  Span span;
};

struct Item {
  ItemKind kind = ItemKind::binding;
  bool broken = false; ///< a syntax error lies in it: only its name can be relied on
  Span span;           ///< the whole item without its docs
  std::string doc;     ///< `///` lines, joined by \n
  Name name;
  // use: path "std.a.b" or a quoted file; names of `{...}`; alias of `as`
  std::string usePath;
  Span usePathSpan;
  bool useIsFile = false;
  std::vector<UseName> useNames;
  Name alias;
  // param, function, rules, model, external
  std::vector<Param> params;
  std::vector<Name> typeParams; ///< reserved
  TypePtr type;                 ///< param type, result type, binding annotation
  ExprPtr value;                ///< binding, param default, function body, output
  std::vector<Name> choices;
  std::vector<std::string> choiceDocs; ///< one for each choice, "" where there is none
  std::vector<TypeField> fields;
  std::vector<Rule> rules;
  std::vector<ModelMember> members;
  std::vector<std::unique_ptr<Item>> functions; ///< of a model
  std::vector<Arg> settings;                    ///< resources
  // test
  std::string title;
  std::vector<Name> tableNames; ///< for (a, b) in ... / for any t: T
  std::vector<TypePtr> tableTypes;
  bool forAny = false;
  ExprPtr table;
  std::vector<TestStatement> statements;
};

struct Module {
  std::string doc; ///< `//!` lines
  std::vector<std::unique_ptr<Item>> items;
  /// Words of lines that could not be read. What is missing elsewhere may have been declared there.
  std::unordered_set<std::string> spoiled;
};

} // namespace smelt::ast
