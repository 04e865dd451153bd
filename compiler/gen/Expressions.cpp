#include "compiler/dialect/text/EvaluateCharSet.h"
#include "compiler/gen/Generator.h"
#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using smelt::sema::ExprKind;
using smelt::sema::TypeKind;

namespace smelt::gen {

// ---- places and types ----------------------------------------------------------------------------------------------

Location Generator::locationOf(sema::Span span) {
  if (span.file >= sources.size())
    return UnknownLoc::get(b.getContext());
  const diag::SourceFile &file = sources.file(span.file);
  StringRef before = StringRef(file.text).take_front(span.begin);
  unsigned line = before.count('\n') + 1, column = static_cast<unsigned>(before.size() - before.rfind('\n'));
  if (line == 1)
    column = static_cast<unsigned>(before.size()) + 1;
  return FileLineColLoc::get(b.getContext(), file.path, line, column);
}

Type Generator::typeOf(sema::TypeRef type) {
  switch (type->kind) {
  case TypeKind::text:
  case TypeKind::path:
    return text::StrType::get(b.getContext());
  case TypeKind::integer:
    return b.getI64Type();
  case TypeKind::real:
  case TypeKind::quantity:
    return b.getF64Type();
  case TypeKind::boolean:
  case TypeKind::rules:
    return b.getI1Type();
  case TypeKind::character:
    return b.getI32Type();
  case TypeKind::optional:
    return typeOf(type->args[0]);
  case TypeKind::list:
  case TypeKind::view:
    return text::ViewType::get(b.getContext(), typeOf(type->args[0]));
  default:
    return text::JsonType::get(b.getContext());
  }
}

/// In a row, whatever is no plain value is the raw JSON of the record.
flow::RowType Generator::rowOf(sema::TypeRef row) {
  SmallVector<StringAttr> names;
  SmallVector<Type> types;
  SmallVector<bool> optional;
  for (const sema::Field &field : row->fields) {
    names.push_back(b.getStringAttr(field.name));
    Type type = typeOf(field.type);
    types.push_back(isa<text::ViewType>(type) || type.isInteger(32) ? text::JsonType::get(b.getContext()) : type);
    optional.push_back(field.type->kind == TypeKind::optional);
  }
  return flow::RowType::get(b.getContext(), names, types, optional);
}

// ---- small builders ------------------------------------------------------------------------------------------------

Value Generator::integer(int64_t v) { return b.create<arith::ConstantIntOp>(loc, v, 64); }
Value Generator::real(double v) { return b.create<arith::ConstantOp>(loc, b.getF64FloatAttr(v)); }
Value Generator::boolean(bool v) { return b.create<arith::ConstantIntOp>(loc, v, 1); }
Value Generator::textConstant(StringRef s) {
  return b.create<text::ConstantOp>(loc, text::StrType::get(b.getContext()), b.getStringAttr(s));
}
Value Generator::toReal(Value v) {
  return v.getType().isF64() ? v : b.create<arith::SIToFPOp>(loc, b.getF64Type(), v).getResult();
}
Value Generator::either(Value a, Value c) { return !a ? c : !c ? a : b.create<arith::OrIOp>(loc, a, c).getResult(); }
Value Generator::negate(Value v) { return b.create<arith::XOrIOp>(loc, v, boolean(true)); }

Val Generator::propagate(Value v, ArrayRef<Val> operands) {
  Val result = plain(v);
  for (const Val &operand : operands) {
    result.null = either(result.null, operand.null);
    result.failed = either(result.failed, operand.failed);
  }
  return result;
}

SmallVector<Value, 3> Generator::triple(const Val &v) { return {v.value, orFalse(v.null), orFalse(v.failed)}; }

Value Generator::shown(const Val &v) {
  if (!v.value || isa<text::ViewType, text::TallyType, text::JsonType>(v.value.getType()))
    return nullptr;
  if (isa<text::StrType>(v.value.getType()))
    return v.value;
  return b.create<text::FormatOp>(loc, text::StrType::get(b.getContext()), v.value);
}

/// The value has the wanted type, so that what is built on it until the module is thrown away holds together.
Val Generator::unsupported(const sema::Expr &e, StringRef what) {
  if (!failedOnce)
    emitError(locationOf(e.span)) << what << " cannot be compiled here";
  failedOnce = true;
  Type type = typeOf(e.type);
  if (e.type->kind == TypeKind::tally)
    type = text::TallyType::get(b.getContext(), typeOf(e.type->args[0]));
  return plain(b.create<UnrealizedConversionCastOp>(loc, type, ValueRange()).getResult(0));
}

const std::vector<sema::ExprRef> *Generator::elements(const Val &v) {
  return v.expr && (v.expr->kind == ExprKind::set || v.expr->kind == ExprKind::list) ? &v.expr->operands : nullptr;
}

// ---- regions -------------------------------------------------------------------------------------------------------

Value Generator::applyInRegion(mlir::Region &region, Type element, const sema::Expr &lambda, Type wanted, Ask ask) {
  Block *block = b.createBlock(&region, {}, {element}, {loc});
  Region scope(*this);
  bind(lambda.params[0], plain(block->getArgument(0)));
  Val v = emit(lambda.operands[0]);
  if (!v.value) {
    v = unsupported(*lambda.operands[0], "this function");
    wanted = v.value.getType();
  }
  Value bad = either(v.null, v.failed), result = v.value;
  if (ask == Ask::bad)
    result = orFalse(bad);
  else if (wanted && wanted.isF64())
    result = toReal(result);
  else if (bad && result.getType().isInteger(1)) // a failed or null predicate does not hold
    result = b.create<arith::AndIOp>(loc, result, negate(bad));
  b.create<text::YieldOp>(loc, result);
  return bad;
}

/// Whether the function is null or fails for some element; absent where it cannot.
Value Generator::failsForSome(Value view, const sema::Expr &lambda) {
  Type flag = b.getI1Type();
  auto op = b.create<text::MapOp>(loc, text::ViewType::get(b.getContext(), flag), view);
  {
    OpBuilder::InsertionGuard guard(b);
    applyInRegion(op.getFunction(), elementOf(view), lambda, flag, Ask::bad);
  }
  return fold(text::FoldKind::any, op.getResult());
}

/// Emits the function into a region that is thrown away once it has been evaluated.
std::optional<text::CharSet> Generator::characterSet(const sema::Expr &lambda) {
  mlir::Region scratch;
  OpBuilder::InsertionGuard guard(b);
  applyInRegion(scratch, b.getI32Type(), lambda, b.getI1Type());
  Value yielded = cast<text::YieldOp>(scratch.front().getTerminator()).getValue();
  std::optional<text::CharSet> set = text::evaluateCharSet(yielded, scratch.getArgument(0));
  scratch.dropAllReferences();
  return set;
}

Val Generator::mapView(Value view, const sema::Expr &lambda, Type element) {
  auto op = b.create<text::MapOp>(loc, text::ViewType::get(b.getContext(), element), view);
  Value bad;
  {
    OpBuilder::InsertionGuard guard(b);
    bad = applyInRegion(op.getFunction(), elementOf(view), lambda, element);
  }
  if (cast<text::YieldOp>(op.getFunction().front().getTerminator()).getValue().getType() != element)
    return unsupported(lambda, "this function");
  Val v = plain(op.getResult());
  if (bad && !element.isInteger(1))
    v.failed = failsForSome(view, lambda);
  return v;
}

Value Generator::filterView(Value view, const sema::Expr &lambda) {
  auto op = b.create<text::FilterOp>(loc, view.getType(), view);
  OpBuilder::InsertionGuard guard(b);
  applyInRegion(op.getPredicate(), elementOf(view), lambda, b.getI1Type());
  return op.getResult();
}

Value Generator::fold(text::FoldKind kind, Value view) {
  Type type = elementOf(view);
  if (kind == text::FoldKind::count)
    type = b.getI64Type();
  if (kind == text::FoldKind::median)
    type = b.getF64Type();
  return b.create<text::FoldOp>(loc, type, kind, view);
}

// ---- expressions ---------------------------------------------------------------------------------------------------

/// A node reached twice in one region, or in one around it, is emitted once.
Val Generator::emit(const sema::ExprRef &e) {
  for (auto &scope : emitted)
    if (auto it = scope.find(e.get()); it != scope.end())
      return it->second;
  Location outer = loc;
  loc = locationOf(e->span);
  Val v = emitNew(*e);
  loc = outer;
  emitted.back()[e.get()] = v;
  return v;
}

Val Generator::emitNew(const sema::Expr &e) {
  switch (e.kind) {
  case ExprKind::integer:
    return plain(integer(e.intValue));
  case ExprKind::real:
    return plain(real(e.realValue));
  case ExprKind::boolean:
    return plain(boolean(e.intValue != 0));
  case ExprKind::character:
    return plain(b.create<arith::ConstantIntOp>(loc, e.intValue, 32));
  case ExprKind::text:
  case ExprKind::choice:
    return plain(textConstant(e.text));
  case ExprKind::set:
  case ExprKind::list:
  case ExprKind::map:
  case ExprKind::lambda: {
    Val v;
    v.expr = &e;
    return v;
  }
  case ExprKind::local:
    return locals.lookup(e.local);
  case ExprKind::let:
    bind(e.local, emit(e.operands[0]));
    return emit(e.operands[1]);
  case ExprKind::record: {
    Val v;
    for (const sema::ExprRef &operand : e.operands)
      v.fields.push_back(emit(operand));
    return v;
  }
  case ExprKind::field:
  case ExprKind::safe_field:
    return field(e);
  case ExprKind::builtin: {
    std::vector<Val> operands;
    for (const sema::ExprRef &operand : e.operands)
      operands.push_back(operand ? emit(operand) : Val());
    auto found = Builtins::table().find(e.builtin->key);
    return found == Builtins::table().end() ? unsupported(e, "`" + e.builtin->name + "`")
                                            : found->second(*this, e, operands);
  }
  case ExprKind::arithmetic:
    return arithmetic(e);
  case ExprKind::compare:
    return compare(e);
  case ExprKind::contains:
    return contains(e);
  case ExprKind::in_range:
    return inRange(e);
  case ExprKind::logic:
    return logic(e);
  case ExprKind::coalesce:
    return coalesce(e);
  case ExprKind::is_null:
    return isNull(e);
  case ExprKind::conditional:
    return conditional(e);
  case ExprKind::convert:
    return convert(e);
  case ExprKind::concat_text:
    return concatText(e);
  default: {
    Val v; // null: a value of the wanted type that is never looked at
    Type type = e.type->kind == TypeKind::optional ? typeOf(e.type) : text::StrType::get(b.getContext());
    v.value = isa<text::StrType, text::JsonType>(type)
                  ? textConstant("")
                  : b.create<arith::ConstantOp>(loc, b.getZeroAttr(type)).getResult();
    v.null = boolean(true);
    return v;
  }
  }
}

Val Generator::field(const sema::Expr &e) {
  Val base = emit(e.operands[0]);
  sema::TypeRef type = e.operands[0]->type;
  if (type->kind == TypeKind::optional)
    type = type->args[0];
  if (base.row) {
    Type fieldType = typeOf(e.type);
    int64_t index = cast<flow::RowType>(base.row.getType()).indexOf(e.text);
    if (index >= 0)
      fieldType = cast<flow::RowType>(base.row.getType()).getTypes()[index];
    // A row outlives the regions of views: its fields are read at its stage's start, from where all regions see them.
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(base.row.getParentBlock());
    auto get = b.create<flow::GetOp>(loc, fieldType, b.getI1Type(), b.getI1Type(), base.row, b.getStringAttr(e.text));
    Val v = plain(get.getValue());
    if (index >= 0 && cast<flow::RowType>(base.row.getType()).getOptional()[index])
      v.null = get.getNull();
    v.failed = get.getFailed();
    return v;
  }
  for (size_t i = 0; i < base.fields.size() && i < type->fields.size(); ++i)
    if (type->fields[i].name == e.text)
      return base.fields[i];
  return unsupported(e, "this field");
}

Val Generator::isNull(const sema::Expr &e) {
  Val v = emit(e.operands[0]);
  Value null = orFalse(v.null);
  Val result = plain(e.flag ? negate(null) : null);
  result.failed = v.failed;
  return result;
}

} // namespace smelt::gen
