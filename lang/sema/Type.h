// Types of the recipe language. Types are interned: equal types are the same pointer.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace smelt::sema {

/// Dimensions of quantities. `ratio` and plain numbers convert freely; nothing else does.
enum class Dimension : uint8_t { none, ratio, bytes, tokens, documents, steps, epochs, flops, bits, time, sigma };

enum class TypeKind : uint8_t {
  error, ///< already reported; compatible with everything
  null,  ///< the type of `null`
  integer,
  real,
  boolean,
  character,
  text,
  path,
  pattern, ///< a regular expression, known when compiled: r"..."
  time,
  json,
  quantity, ///< dimension; f64 in base units (bytes, ratio as fraction, seconds, bits ...)
  list,
  set,
  view,
  stream,
  optional, ///< args[0]; a stream's args[0] is its row
  map,      ///< args[0] key, args[1] value
  function, ///< args = parameters..., result last
  record,   ///< fields in order; `name` if declared by `record` or for `Tally`, `Origin`
  tally,    ///< counts per element of args[0]
  choice,   ///< `name`, its members in `members`
  rules,    ///< the verdict of a rules block: usable where a Bool is
  weighted, ///< a stream with a weight
  tokenizer,
  model,
  run,
  optimizer,
  value_fn,
  prune_fn,
  schedule_fn,
  tensor,  ///< not compiled yet
  variable ///< a type variable of a builtin's declaration: T, K, V, Row
};

struct Type;
using TypeRef = const Type *;

struct Field {
  std::string name;
  TypeRef type;
};

struct Type {
  TypeKind kind = TypeKind::error;
  Dimension dimension = Dimension::none;
  std::string name;
  std::vector<TypeRef> args;
  std::vector<Field> fields;
  std::vector<std::string> members;
  std::string rest; ///< the `r` of `..r` in a declared row

  const Field *field(std::string_view name) const;
};

/// Interns types. One per compilation; not thread-safe.
class Types {
public:
  Types();
  ~Types();
  TypeRef get(Type t); ///< the interned equal of `t`
  TypeRef simple(TypeKind kind);
  TypeRef quantity(Dimension d);
  TypeRef wrap(TypeKind kind, TypeRef element); ///< list, set, view, stream, optional, tally
  TypeRef map(TypeRef key, TypeRef value);
  TypeRef function(std::vector<TypeRef> params, TypeRef result);
  TypeRef record(std::vector<Field> fields, std::string name = {});
  TypeRef choice(std::string name, std::vector<std::string> members);

private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// As a user would write it: "Text?", "View<Text>", "{text: Text, url: Text?}", "bytes".
std::string toString(TypeRef type);

} // namespace smelt::sema
