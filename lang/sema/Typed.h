// The typed tree: what the checker hands to the compiler (compiler/gen).
//
// Everything is resolved: names are bound, arguments stand in the order of the declaration with defaults filled in,
// user functions and rules blocks are expanded at their calls (there is no recursion), parameters and constants have
// their values, quantities are in base units. Expressions and stages are shared: one node reached twice is computed
// once.
#pragma once
#include "lang/diag/Source.h"
#include "lang/sema/Type.h"
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace smelt::sema {

using diag::Span;

/// An `external fn` of stdlib/prelude.recipe.
struct Builtin {
  std::string name;     ///< "count"
  std::string receiver; ///< kind of the first parameter: "View", "Text", "Char", "Stream", "Int", "Float", "List" ...,
                        ///< "" if none
  /// "View.count"; with no parameters just the name: what compiler/gen dispatches on. Overloads that differ in a second
  /// parameter of type `Pattern` are named apart: "Text.count(Pattern)".
  std::string key;
  struct Parameter {
    std::string name;
    TypeRef type = nullptr;
    bool hasDefault = false;
    bool variadic = false;
    std::optional<double> low, high; ///< what a constant argument must lie in, from the `Bounds:` line of the docs
    std::string bounds;              ///< as written there: "0%..100%"
  };
  std::vector<Parameter> params;
  TypeRef result = nullptr;
  std::string doc;
  Span span;
};

struct Stage;
using StageRef = std::shared_ptr<const Stage>;
struct Expr;
using ExprRef = std::shared_ptr<const Expr>;
using LocalId = uint32_t;

/// No expression or chain of stages of a program without errors is deeper.
inline constexpr uint32_t kMaxDepth = 2000;

enum class ExprKind : uint8_t {
  integer,   ///< intValue
  real,      ///< realValue: Float and every quantity, in base units
  boolean,   ///< intValue 0/1
  character, ///< intValue = code point
  text,      ///< text: a constant text, path or pattern, as `type` says
  null,
  choice,      ///< text = the member's name
  set,         ///< operands: constant elements of one type
  list,        ///< operands
  map,         ///< operands: k0, v0, k1, v1 ...
  local,       ///< local: a lambda parameter or a `let` variable
  let,         ///< local = operands[0] in operands[1]
  lambda,      ///< params (one local each), operands[0] = body
  record,      ///< operands, in order of type->fields
  field,       ///< operands[0].text; the base is a row or a record
  safe_field,  ///< operands[0]?.text
  index,       ///< operands[0][operands[1]]: of a list, from 0, fails outside; of a map, null where the key is absent
  stream,      ///< stage: the operand of a builtin that folds a stream to a value
  builtin,     ///< builtin(operands); an absent optional argument is a null ExprRef
  arithmetic,  ///< op over operands: add sub mul div neg. Int op Int is Int but for `div`, which is Float
  compare,     ///< op: eq ne lt le gt ge over two operands of one type (Int and Float mixed: both given as written)
  contains,    ///< operands[0] in operands[1] (set, list, map or text); flag = negated
  in_range,    ///< operands[0] in operands[1]..operands[2], both inclusive; a null ExprRef is open; flag = negated
  logic,       ///< op: and or not
  coalesce,    ///< operands[0] ?? operands[1]: catches null and failure
  is_null,     ///< flag = negated
  conditional, ///< if operands[0] then operands[1] else operands[2]
  convert,     ///< operands[0] as type: Int->Float (implicit), Text->Int/Float/Bool, Json->T, T->T?; may fail
  concat_text, ///< "a{b}c": operands are Text, Int, Float, Bool or Char
  unused       ///< never built
};

enum class Op : uint8_t { none, add, sub, mul, div, neg, eq, ne, lt, le, gt, ge, and_, or_, not_ };

struct Expr {
  ExprKind kind = ExprKind::unused;
  TypeRef type = nullptr;
  Span span;
  Op op = Op::none;
  bool flag = false;
  int64_t intValue = 0;
  double realValue = 0;
  std::string text;
  LocalId local = 0;
  std::vector<LocalId> params;
  std::vector<ExprRef> operands;
  /// A list of many constant texts has no operands: each text stands here, with `\n` behind it.
  std::shared_ptr<const std::string> lines;
  const Builtin *builtin = nullptr;
  StageRef stage; ///< of a stream
  uint32_t depth =
      0; ///< longest way down to a leaf; the checker keeps it below kMaxDepth, so recursion over it is safe
};

/// One named predicate of a `where`. Rules stand in the order as written: the first that does not hold is blamed.
struct Rule {
  std::string name;  ///< "gopher.quality.word_count", a name given in place, or the predicate's source text
  Span span;         ///< of the predicate where it was written
  Span useSpan;      ///< of the argument of `where` that brought it in
  LocalId row = 0;   ///< the local that stands for the row
  ExprRef holds;     ///< Bool
  ExprRef metric;    ///< of `metric op bound` or `metric in a..b`; the same node as in `holds`; null otherwise
  std::string bound; ///< as written: "<= 10%", "in 50..100_000"; empty without metric
  std::optional<double> low, high; ///< the interval the metric must lie in, where the bounds are constants
  /// The same where a bound waits for folds of streams: places in `Program::foldedBounds`.
  std::optional<uint32_t> lowFolded, highFolded;
};

struct Assignment {
  std::string field;
  std::string from; ///< rename: the old name
  LocalId row = 0;
  ExprRef value; ///< with, edit (already applied to the field), dedup key
  Span span;
};

enum class StageKind : uint8_t {
  source, ///< decl->name: text jsonl html rows; settings
  concat, ///< inputs[0] ++ inputs[1]; missing fields become optional
  where,  ///< rules
  with,   ///< assignments: new fields, in order; later ones do not see earlier ones
  edit,   ///< assignments: existing fields
  select, ///< assignments: field only
  drop,   ///< assignments: field only
  rename, ///< assignments: field (new), from (old)
  expand, ///< assignments[0].field: a list that becomes one of its elements
  dedup,  ///< assignments[0].value = the key of exact(...)
  sink,   ///< decl->name: to_jsonl; settings
  other   ///< decl->name; settings and keys (assignments, by parameter name): known to the checker, compiled later
};

struct Stage {
  StageKind kind = StageKind::source;
  Span span;
  std::string label;   ///< as shown: "where gopher.quality", "dedup exact"
  std::string binding; ///< the recipe's name for this stream, if it ends one; "" inside a pipe
  const Builtin *decl = nullptr;
  std::vector<StageRef> inputs;
  TypeRef row = nullptr; ///< rows that come out (of a sink: that go in)
  std::vector<Rule> rules;
  std::vector<Assignment> assignments;
  std::map<std::string, ExprRef> settings; ///< constant arguments of sources and sinks by parameter name
  uint32_t depth = 0;                      ///< longest way up to a source; kept below kMaxDepth
};

struct Output {
  std::string name;
  StageRef sink;
  Span span;
};

/// A value that is known when all rows of a stream are: `docs.mean(.n)`. Wherever it is used `local` stands for it.
struct StreamFold {
  enum Kind : uint8_t {
    count,    ///< how many rows have a true `it`
    distinct, ///< the same, where a `dedup` has left one row for each value
    some,     ///< whether one has
    every,    ///< whether all have
    fraction, ///< the share of those that have; 0 of none
    sum,
    mean,  ///< 0 of none
    least, ///< as all below, null of none
    greatest,
    median,
    percentile ///< the smallest value that a share `at` of the values does not exceed
  } kind = count;
  std::string name; ///< as written
  LocalId local = 0;
  TypeRef type = nullptr;
  Span span;
  double at = 0;
  StageRef sink;      ///< what it takes: rows with nothing but the field `it`; a value that failed makes the fold fail
  uint32_t round = 0; ///< of the passes over the data: one more than the last round of the folds that `sink` waits for
};

/// One run of a test: every assert must hold. A table or doc example gives one case for each line.
struct TestCase {
  std::string title;
  Span span; ///< of the test, or of the line of its table
  /// A value of the line of a table, as written.
  struct Written {
    std::string name, value;
  };
  std::vector<Written> line;
  /// A value that is known only when the test runs; `local` stands for it.
  struct Input {
    enum Kind : uint8_t {
      any,  ///< of `for any`: made up
      equal ///< Bool: whether the rows of `stream` are those of `expected`, or of the file `golden`
    } kind = any;
    std::string name; ///< as written
    LocalId local = 0;
    TypeRef type = nullptr;
    Span span;
    std::shared_ptr<const Stage> stream, expected; ///< sinks
    std::string golden;
  };
  std::vector<Input> inputs;
  bool isProperty = false;
  bool isBroken = false;        ///< it has errors, which were reported; the other tests can run
  std::vector<size_t> mistakes; ///< its errors, which other tests may share: places among the diagnostics
  /// A part of an assert's condition: it is shown when it is to blame.
  struct Part {
    enum Kind : uint8_t {
      comparison, ///< values: both sides
      membership, ///< `x in s`; values: x
      rule,       ///< text: the rule's name; values: its metric, if it has one
      other       ///< values: what the predicate was applied to, if that is a value
    } kind = other;
    std::string text;   ///< as written
    std::string bound;  ///< of a rule: "in 50..100_000"; of a membership: what stands after `in`
    ExprRef holds;      ///< Bool
    bool wanted = true; ///< the part is to blame where `holds` is not this
    std::vector<ExprRef> values;
  };
  struct Assert {
    ExprRef condition; ///< Bool, constant but for builtins
    std::vector<Part> parts;
    std::string source;
    Span span;
  };
  std::vector<Assert> asserts;
  /// `for any t: Text`: a local that stands for generated values.
  struct Any {
    std::string name;
    LocalId local = 0;
    TypeRef type = nullptr;
    Span span;
  };
  std::vector<Any> any;
};

/// A field of a source's rows as the lock has it: the type as a user would write it.
struct PinnedField {
  std::string name;
  std::string type;
};

struct Program {
  Types types;
  std::vector<Output> outputs;
  std::vector<StreamFold> folds;     ///< each after those that it waits for; nobody may need some of them
  std::vector<ExprRef> foldedBounds; ///< of rules, over the folds' locals
  std::vector<TestCase> tests;
  size_t testErrors = 0; ///< how many of the errors belong to tests that are broken, not to what they test
  std::map<std::string, ExprRef> resources;
  std::map<std::string, std::string> params;               ///< final values as text, for the manifest
  std::map<std::string, std::vector<PinnedField>> sources; ///< whose rows are declared or sampled, for the lock
  std::vector<std::string> modules;                        ///< paths of all files read, for the manifest's hashes
  std::vector<std::shared_ptr<Builtin>> builtins;
  std::shared_ptr<void> checker; ///< what it was made with; taking that apart takes a twentieth of a check
};

} // namespace smelt::sema
