// The functions of stdlib/prelude.recipe, by the keys of their declarations ("View.count").
#pragma once
#include "compiler/gen/Generator.h"
#include "llvm/ADT/StringMap.h"
#include <functional>

namespace smelt::gen {

/// A call of a builtin: arguments in the order of the declaration, an empty Val where one was left out.
struct Call {
  Generator &g;
  const sema::Expr &e;
  std::vector<Val> &args;

  /// The view or text that the function is called on.
  mlir::Value subject() const { return args[0].value; }
  /// An argument that is a function, or null where it was left out.
  const sema::Expr *function(size_t index) const;
  /// Whether a constant Bool argument is true.
  bool isSet(size_t index) const;
  /// A result that is null or failed where an argument is.
  Val result(mlir::Value v) const;
  Val unsupported(const llvm::Twine &what) const { return g.unsupported(e, what); }
};

using Emit = std::function<Val(const Call &)>;
using BuiltinTable = llvm::StringMap<Emit>;

const BuiltinTable &builtins();

void addViews(BuiltinTable &table);
void addFolds(BuiltinTable &table);
void addTallies(BuiltinTable &table);
void addTexts(BuiltinTable &table);
void addPatterns(BuiltinTable &table);
void addRebuilds(BuiltinTable &table);
void addChars(BuiltinTable &table);
void addNumbers(BuiltinTable &table);

} // namespace smelt::gen
