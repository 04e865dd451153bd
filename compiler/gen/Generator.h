// Expressions to ops. A value of the recipe is up to three SSA values: itself, whether it is null, whether it failed;
// the flags exist only where they can be true.
#pragma once
#include "compiler/dialect/flow/Flow.h"
#include "compiler/dialect/text/CharSet.h"
#include "compiler/dialect/text/Text.h"
#include "compiler/gen/Gen.h"
#include "lang/sema/Typed.h"
#include "llvm/ADT/DenseMap.h"
#include <optional>

namespace smelt::gen {

/// What an expression became. Rows, records, sets and functions are known at compile time only.
struct Val {
  mlir::Value value;                ///< null for a row, a record, a constant collection or a function
  mlir::Value null, failed;         ///< absent: never
  mlir::Value row;                  ///< a row: fields are read by flow.get
  std::vector<Val> fields;          ///< a record, in the order of its type
  const sema::Expr *expr = nullptr; ///< a function or a constant collection

  bool isRecord() const { return !fields.empty(); }
};

/// Records, lists and views are compared as the JSON that they are written as.
bool isWritten(sema::TypeRef type);

class Generator {
public:
  /// `folds` are those of streams: locals that nothing binds.
  Generator(const diag::SourceMap &sources, mlir::OpBuilder &b, LineLists &lists,
            const std::vector<sema::StreamFold> &folds)
      : sources(sources), b(b), lists(lists), folds(folds) {}

  Val emit(const sema::ExprRef &e);
  void bind(sema::LocalId local, Val value) { locals[local] = std::move(value); }
  /// Forgets what was emitted when it goes out of scope: values of a region do not outlive it.
  struct Scope {
    explicit Scope(Generator &g) : g(g) { g.emitted.emplace_back(); }
    ~Scope() { g.emitted.pop_back(); }
    Generator &g;
  };
  mlir::Location locationOf(sema::Span span);
  mlir::Type typeOf(sema::TypeRef type);
  flow::RowType rowOf(sema::TypeRef type);
  /// Reports once that `what` has no form in the dialects; the value returned is never looked at.
  Val unsupported(const sema::Expr &e, const llvm::Twine &what);
  bool ok() const { return !failedOnce; }

  // Small builders, at the place of the expression that is being emitted.
  mlir::Value integer(int64_t v);
  mlir::Value real(double v);
  mlir::Value boolean(bool v);
  mlir::Value textConstant(llvm::StringRef s);
  mlir::Value toReal(mlir::Value v);
  mlir::Value both(mlir::Value x, mlir::Value y);
  mlir::Value either(mlir::Value x, mlir::Value y); ///< or of two flags that may be absent
  mlir::Value negate(mlir::Value v);
  mlir::Value orFalse(mlir::Value flag) { return flag ? flag : boolean(false); }
  Val plain(mlir::Value v);
  /// A result that is null or failed where an operand is.
  Val propagate(mlir::Value v, llvm::ArrayRef<Val> operands);
  void failWhere(Val &v, mlir::Value flag) { v.failed = either(v.failed, flag); }
  /// Fails where a Float has overflowed: none is infinite.
  void failUnlessFinite(Val &v);
  /// value, null and failed, the flags as constants where they never occur.
  llvm::SmallVector<mlir::Value, 3> triple(const Val &v);
  /// The value as text; null where it has no such form.
  mlir::Value shown(const Val &v);
  Val integerArithmetic(sema::Op op, const Val &x, const Val &y);
  /// The symbol of a table of lines. It is made where the kernel is linked: as part of its code it would be copied
  /// often.
  std::string tableSymbol(llvm::StringRef prefix, const std::shared_ptr<const std::string> &lines);
  mlir::Type strType();
  mlir::Type jsonType();
  text::CharSetAttr charSetAttr(const text::CharSet &set);

  // Views. A view fails if one of its elements did.
  Val filterView(const Val &view, const sema::Expr &lambda);
  Val mapView(const Val &view, const sema::Expr &lambda, mlir::Type element);
  mlir::Value fold(text::FoldKind kind, mlir::Value view);
  mlir::Type elementOf(mlir::Value view) { return mlir::cast<text::ViewType>(view.getType()).getElement(); }
  /// Emits a region over one element; `result` makes what it yields of what the function gives, `written` as JSON if
  /// so.
  void elementRegion(mlir::Region &region, mlir::Type element, const sema::Expr &lambda,
                     llvm::function_ref<mlir::Value(const Val &)> result, bool written = false);
  /// Emits a region over a state of type `type`, in its parts, and an element that gives the next state.
  void stepRegion(mlir::Region &region, sema::TypeRef type, mlir::TypeRange state, mlir::Type element,
                  const sema::Expr &lambda);
  /// The parts of the state of a fold: of a record those of its fields, of a list its JSON, of what may be null a flag
  /// more. Where the whole is undefined goes into `failed`. False if there is no such state.
  bool splitState(const Val &v, sema::TypeRef type, const sema::Expr &e, llvm::SmallVectorImpl<mlir::Value> &parts,
                  mlir::Value &failed);
  /// The value of these parts, which are taken from the front.
  Val joinState(mlir::ValueRange &parts, sema::TypeRef type, const sema::Expr &e);
  /// Emits a region over one element in which a failed or null predicate is false.
  void predicateRegion(mlir::Region &region, mlir::Value view, const sema::Expr &lambda);
  /// Emits a region that gives a value of type `wanted`; the flag, made before the op that owns the region, tells
  /// whether some element's value was null or failed.
  mlir::Value valueRegion(mlir::Region &region, mlir::Value view, const sema::Expr &lambda, mlir::Type wanted);

  // JSON: how fields of rows hold lists, records and characters.
  /// The value of a recipe's type that raw JSON stands for; one of another type fails.
  Val decode(const Val &json, sema::TypeRef type, const sema::Expr &e);
  /// The value as one JSON value; nulls inside it are written, its own null stays a flag.
  Val encode(const Val &v, sema::TypeRef type, const sema::Expr &e);
  /// A view whose elements are views, such as n-grams, as the view of what these are written as; others as they are.
  mlir::Value listsWritten(mlir::Value view);
  /// A list, written out or computed, as a view; without a value if its elements have no form in a view.
  Val listAsView(const Val &list, sema::TypeRef type);

  // What is known at compile time.
  /// The characters for which the function is true, if it depends on nothing else.
  std::optional<text::CharSet> characterSet(const sema::Expr &lambda);
  /// The elements of a constant set or list.
  const std::vector<sema::ExprRef> *elements(const Val &v);
  std::optional<llvm::StringRef> constantText(const Val &v);
  /// The texts of a constant set or list.
  std::optional<std::vector<llvm::StringRef>> constantTexts(const Val &v);
  /// The characters of a constant set, list or text.
  std::optional<text::CharSet> constantCharacters(const Val &v);

  const diag::SourceMap &sources;
  mlir::OpBuilder &b;
  LineLists &lists;
  const std::vector<sema::StreamFold> &folds;
  mlir::Location loc = mlir::UnknownLoc::get(b.getContext());

private:
  Val emitNew(const sema::Expr &e);
  Val nullValue(const sema::Expr &e, sema::TypeRef type);
  Val poison(sema::TypeRef type);
  Val builtin(const sema::Expr &e);
  Val local(const sema::Expr &e);
  Val field(const sema::Expr &e);
  Val index(const sema::Expr &e);
  Val valueOfKey(const sema::Expr &map, const Val &key, const sema::Expr &e);
  Val rowField(const Val &row, const sema::Expr &e);
  mlir::Value characterCut(mlir::Value text);
  mlir::Value isOne(mlir::Value count);
  std::pair<mlir::Value, mlir::Value> asCharacters(mlir::Value texts, mlir::Value ok);
  Val fieldsOf(const Val &json, sema::TypeRef record, const sema::Expr &e);
  Val jsonField(const Val &object, sema::TypeRef record, const sema::Expr &e);
  void appendJson(const Val &v, sema::TypeRef type, const sema::Expr &e, llvm::SmallVectorImpl<mlir::Value> &pieces,
                  Val &whole);
  Val record(const sema::Expr &e);
  // Operators.cpp
  Val arithmetic(const sema::Expr &e);
  Val product(const Val &x, const Val &y);
  Val realArithmetic(sema::Op op, const Val &x, const Val &y);
  Val logic(const sema::Expr &e);
  Val isNull(const sema::Expr &e);
  Val coalesce(const sema::Expr &e);
  Val conditional(const sema::Expr &e);
  /// `condition ? x : y`, field by field for records.
  Val choose(mlir::Value condition, const Val &x, const Val &y, const sema::Expr &e);
  Val convert(const sema::Expr &e);
  Val concatText(const sema::Expr &e);
  // Comparisons.cpp
  /// A side of a comparison.
  struct Side {
    Val val;
    sema::TypeRef type;
  };
  Val compare(const sema::Expr &e);
  Val compare(sema::Op op, const Side &left, const Side &right, const sema::Expr &e);
  std::optional<Val> equalParts(const Side &x, const Side &y, const sema::Expr &e);
  Val allEqual(llvm::ArrayRef<std::pair<const sema::ExprRef *, const sema::ExprRef *>> pairs, const sema::Expr &e);
  mlir::Value compareValues(sema::Op op, const Val &x, const Val &y);
  Val contains(const sema::Expr &e);
  mlir::Value isElement(const Val &x, const std::vector<sema::ExprRef> &list, const sema::Expr &e);
  mlir::Value isLine(const Val &x, const std::shared_ptr<const std::string> &lines);
  mlir::Value isInView(const Val &x, mlir::Value view);
  mlir::Value isInText(const Val &x, const Val &whole, const sema::Expr &e);
  Val inRange(const sema::Expr &e);

  llvm::DenseMap<uint32_t, std::vector<size_t>> lineStarts; ///< by file, see `locationOf`
  llvm::DenseMap<sema::LocalId, Val> locals;
  std::vector<llvm::DenseMap<const sema::Expr *, Val>> emitted{1};
  std::map<std::shared_ptr<const std::string>, std::vector<sema::ExprRef>> elementsOfLines;
  bool failedOnce = false;
};

} // namespace smelt::gen
