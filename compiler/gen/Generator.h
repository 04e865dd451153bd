// Expressions to ops. A value of the recipe is up to three SSA values: itself, whether it is null, whether it failed;
// the flags exist only where they can be true.
#pragma once
#include "compiler/dialect/flow/Flow.h"
#include "compiler/dialect/text/CharSet.h"
#include "compiler/dialect/text/Text.h"
#include "lang/sema/Typed.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringMap.h"
#include <functional>

namespace smelt::gen {

/// What an expression became. Rows, records, sets and functions are known at compile time only.
struct Val {
  mlir::Value value;                ///< null for a row, a record, a constant collection or a function
  mlir::Value null, failed;         ///< absent: never
  mlir::Value row;                  ///< a row: fields are read by flow.get
  std::vector<Val> fields;          ///< a record, in the order of its type
  const sema::Expr *expr = nullptr; ///< a function or a constant collection
};

class Generator {
public:
  Generator(const diag::SourceMap &sources, mlir::OpBuilder &b) : sources(sources), b(b) {}

  Val emit(const sema::ExprRef &e);
  mlir::Location locationOf(sema::Span span);
  mlir::Type typeOf(sema::TypeRef type);
  flow::RowType rowOf(sema::TypeRef type);
  void bind(sema::LocalId local, Val value) { locals[local] = std::move(value); }
  /// Forgets what was emitted when it goes out of scope: values of a region do not outlive it.
  struct Region {
    explicit Region(Generator &g) : g(g) { g.emitted.emplace_back(); }
    ~Region() { g.emitted.pop_back(); }
    Generator &g;
  };
  /// value, null and failed, the flags as constants where they never occur.
  llvm::SmallVector<mlir::Value, 3> triple(const Val &v);
  Val notAValue(const sema::Expr &e) { return unsupported(e, "this value"); }
  mlir::Value orTrue() { return boolean(true); }
  mlir::Value orFalse(mlir::Value flag) { return flag ? flag : boolean(false); }
  /// The value as text, for messages of tests; null where it has no such form.
  mlir::Value shown(const Val &v);
  bool ok() const { return !failedOnce; }

private:
  friend struct Builtins;
  Val emitNew(const sema::Expr &e);
  Val unsupported(const sema::Expr &e, llvm::StringRef what);
  // Operators.cpp
  Val arithmetic(const sema::Expr &e);
  Val integerArithmetic(sema::Op op, const Val &x, const Val &y);
  Val realArithmetic(sema::Op op, const Val &x, const Val &y);
  Val compare(const sema::Expr &e);
  mlir::Value compareValues(sema::Op op, const Val &x, const Val &y, const sema::Expr &xe, const sema::Expr &ye);
  Val contains(const sema::Expr &e);
  Val inRange(const sema::Expr &e);
  Val logic(const sema::Expr &e);
  Val coalesce(const sema::Expr &e);
  Val conditional(const sema::Expr &e);
  Val convert(const sema::Expr &e);
  Val concatText(const sema::Expr &e);
  Val field(const sema::Expr &e);
  Val isNull(const sema::Expr &e);

  // Small builders.
  mlir::Value integer(int64_t v);
  mlir::Value real(double v);
  mlir::Value boolean(bool v);
  mlir::Value textConstant(llvm::StringRef s);
  mlir::Value toReal(mlir::Value v);
  mlir::Value either(mlir::Value a, mlir::Value c); ///< or of two flags that may be absent
  mlir::Value negate(mlir::Value v);
  Val plain(mlir::Value v) { return {v, {}, {}, {}, {}, nullptr}; }
  /// A result that is null or failed where an operand is.
  Val propagate(mlir::Value v, llvm::ArrayRef<Val> operands);
  /// Emits a region over one element of a view that yields the function's value (a predicate that is null or failed is
  /// false) or, asked so, whether that is null or failed. Gives the flag inside the region, absent if it cannot be.
  enum class Ask { value, bad };
  mlir::Value applyInRegion(mlir::Region &region, mlir::Type element, const sema::Expr &lambda, mlir::Type wanted,
                            Ask ask = Ask::value);
  mlir::Value failsForSome(mlir::Value view, const sema::Expr &lambda);
  /// The characters for which the function is true, if that can be known at compile time.
  std::optional<text::CharSet> characterSet(const sema::Expr &lambda);
  /// The elements of a constant set or list.
  const std::vector<sema::ExprRef> *elements(const Val &v);
  /// A mapped view fails if the value of one of its elements did.
  Val mapView(mlir::Value view, const sema::Expr &lambda, mlir::Type element);
  mlir::Value filterView(mlir::Value view, const sema::Expr &lambda);
  mlir::Value fold(text::FoldKind kind, mlir::Value view);
  mlir::Type elementOf(mlir::Value view) { return mlir::cast<text::ViewType>(view.getType()).getElement(); }

  const diag::SourceMap &sources;
  mlir::OpBuilder &b;
  mlir::Location loc = mlir::UnknownLoc::get(b.getContext());
  llvm::DenseMap<sema::LocalId, Val> locals;
  std::vector<llvm::DenseMap<const sema::Expr *, Val>> emitted{1};
  bool failedOnce = false;
};

/// The functions of stdlib/prelude.recipe by key ("View.count"): arguments in the order of the declaration.
struct Builtins {
  using Emit = std::function<Val(Generator &, const sema::Expr &, std::vector<Val> &)>;
  static const llvm::StringMap<Emit> &table();
  static void addViews(llvm::StringMap<Emit> &table);
  static void addFolds(llvm::StringMap<Emit> &table);
  static void addTexts(llvm::StringMap<Emit> &table);
  static void addNumbers(llvm::StringMap<Emit> &table);
};

} // namespace smelt::gen
