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
  std::vector<size_t> &starts = lineStarts[span.file];
  if (starts.empty()) {
    starts.push_back(0);
    for (auto [at, byte] : llvm::enumerate(file.text))
      if (byte == '\n')
        starts.push_back(at + 1);
  }
  auto after = llvm::upper_bound(starts, static_cast<size_t>(span.begin));
  auto line = static_cast<unsigned>(after - starts.begin()), column = static_cast<unsigned>(span.begin - after[-1] + 1);
  return FileLineColLoc::get(b.getContext(), file.path, line, column);
}

Type Generator::typeOf(sema::TypeRef type) {
  switch (type->kind) {
  case TypeKind::text:
  case TypeKind::path:
  case TypeKind::choice: // its word
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
  case TypeKind::view: {
    Type element = typeOf(type->args[0]);
    // A list in a view is kept as what it is written as, and looked into where it is used. N-grams are views of runs.
    return text::ViewType::get(b.getContext(), isa<text::ViewType>(element) ? jsonType() : element);
  }
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
Value Generator::textConstant(StringRef s) { return b.create<text::ConstantOp>(loc, strType(), b.getStringAttr(s)); }
Value Generator::toReal(Value v) {
  return v.getType().isF64() ? v : b.create<arith::SIToFPOp>(loc, b.getF64Type(), v).getResult();
}
Value Generator::both(Value x, Value y) { return b.create<arith::AndIOp>(loc, x, y); }
Value Generator::either(Value x, Value y) { return !x ? y : !y ? x : b.create<arith::OrIOp>(loc, x, y).getResult(); }
Value Generator::negate(Value v) { return b.create<arith::XOrIOp>(loc, v, boolean(true)); }
Type Generator::jsonType() { return text::JsonType::get(b.getContext()); }
Type Generator::strType() { return text::StrType::get(b.getContext()); }
text::CharSetAttr Generator::charSetAttr(const text::CharSet &set) {
  return text::CharSetAttr::get(b.getContext(), set.ranges());
}

Val Generator::plain(Value v) {
  Val result;
  result.value = v;
  return result;
}

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
  return b.create<text::FormatOp>(loc, strType(), v.value);
}

Val Generator::unsupported(const sema::Expr &e, const Twine &what) {
  if (!failedOnce)
    emitError(locationOf(e.span)) << what << " cannot be compiled here";
  failedOnce = true;
  return poison(e.type);
}

/// A value of the right type in a module that is thrown away.
Val Generator::poison(sema::TypeRef type) {
  Val v;
  if (type->kind == TypeKind::record)
    for (const sema::Field &field : type->fields)
      v.fields.push_back(poison(field.type));
  v.value = b.create<UnrealizedConversionCastOp>(loc, typeOf(type), ValueRange()).getResult(0);
  return v;
}

Val Generator::nullValue(const sema::Expr &e, sema::TypeRef type) {
  sema::TypeRef bare = type->kind == TypeKind::optional ? type->args[0] : type;
  Val v;
  if (bare->kind == TypeKind::record) {
    for (const sema::Field &field : bare->fields)
      v.fields.push_back(nullValue(e, field.type));
  } else {
    Type wanted = bare->kind == TypeKind::null ? strType() : typeOf(bare);
    if (isa<text::StrType>(wanted))
      v.value = textConstant("");
    else if (isa<IntegerType, FloatType>(wanted))
      v.value = b.create<arith::ConstantOp>(loc, b.getZeroAttr(wanted));
    else if (auto view = dyn_cast<text::ViewType>(wanted))
      v.value = b.create<text::ViewOfOp>(
          loc, view,
          b.create<text::ListOp>(loc, text::SeqType::get(b.getContext(), view.getElement()), ValueRange()).getResult());
    else
      return unsupported(e, "this null");
  }
  v.null = boolean(true);
  return v;
}

/// What nothing binds is a fold of a stream, which has run before.
Val Generator::local(const sema::Expr &e) {
  if (auto bound = locals.find(e.local); bound != locals.end())
    return bound->second;
  auto fold = llvm::find_if(folds, [&](const sema::StreamFold &f) { return f.local == e.local; });
  if (fold == folds.end())
    return unsupported(e, "a value of the row around it");
  Type flag = b.getI1Type();
  auto op = b.create<flow::ValueOp>(loc, typeOf(fold->type), flag, flag,
                                    b.getStringAttr(foldSymbol(static_cast<size_t>(fold - folds.begin()))),
                                    b.getStringAttr(fold->name));
  Val v = plain(op.getValue());
  if (fold->type->kind == TypeKind::optional)
    v.null = op.getNull();
  v.failed = op.getFailed();
  return v;
}

// ---- expressions ---------------------------------------------------------------------------------------------------

/// A node reached twice in one region, or in one around it, is emitted once.
Val Generator::emit(const sema::ExprRef &e) {
  if (failedOnce)
    return poison(e->type);
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
    return local(e);
  case ExprKind::let:
    bind(e.local, emit(e.operands[0]));
    return emit(e.operands[1]);
  case ExprKind::record:
    return record(e);
  case ExprKind::field:
  case ExprKind::safe_field:
    return field(e);
  case ExprKind::builtin:
    return builtin(e);
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
  case ExprKind::index:
    return index(e);
  case ExprKind::stream:
    return unsupported(e, "a fold of a stream");
  default:
    return nullValue(e, e.type);
  }
}

Val Generator::record(const sema::Expr &e) {
  Val v;
  for (const sema::ExprRef &operand : e.operands)
    v.fields.push_back(emit(operand));
  return v;
}

/// An element of a list, which fails outside of it, or the value of a key, which is null where there is none.
Val Generator::index(const sema::Expr &e) {
  Val base = emit(e.operands[0]), at = emit(e.operands[1]);
  if (e.operands[0]->type->kind == TypeKind::map)
    return base.expr && base.expr->kind == ExprKind::map ? valueOfKey(*base.expr, at, e)
                                                         : unsupported(e, "a value of this map");
  Val view = listAsView(base, e.operands[0]->type);
  if (!view.value)
    return unsupported(e, "an element of this list");
  auto element = b.create<text::AtOp>(loc, elementOf(view.value), b.getI1Type(), view.value, at.value);
  Val v = propagate(element.getValue(), {view, at});
  failWhere(v, negate(element.getFound()));
  return isa<text::JsonType>(v.value.getType()) ? decode(v, e.type, e) : v;
}

Val Generator::valueOfKey(const sema::Expr &map, const Val &key, const sema::Expr &e) {
  Val v = nullValue(e, e.type);
  for (size_t i = map.operands.size(); i >= 2 && ok(); i -= 2) {
    Val found = emit(map.operands[i - 1]);
    Value same = compareValues(sema::Op::eq, key, emit(map.operands[i - 2]));
    v = choose(same, found, v, e);
  }
  return propagate(v.value, {v, key});
}

Val Generator::field(const sema::Expr &e) {
  Val base = emit(e.operands[0]);
  if (base.row)
    return rowField(base, e);
  sema::TypeRef type = e.operands[0]->type;
  if (type->kind == TypeKind::optional)
    type = type->args[0];
  if (base.value && isa<text::JsonType>(base.value.getType()))
    return jsonField(base, type, e);
  for (size_t i = 0; i < base.fields.size() && i < type->fields.size(); ++i)
    if (type->fields[i].name == e.text) {
      Val v = base.fields[i];
      v.null = either(v.null, base.null);
      v.failed = either(v.failed, base.failed);
      return v;
    }
  return unsupported(e, "this field");
}

Val Generator::rowField(const Val &base, const sema::Expr &e) {
  auto row = cast<flow::RowType>(base.row.getType());
  int64_t index = row.indexOf(e.text);
  if (index < 0)
    return unsupported(e, "this field");
  auto get = b.create<flow::GetOp>(loc, row.getTypes()[index], b.getI1Type(), b.getI1Type(), base.row,
                                   b.getStringAttr(e.text));
  Val v = plain(get.getValue());
  if (row.getOptional()[index])
    v.null = get.getNull();
  v.failed = get.getFailed();
  return isa<text::JsonType>(v.value.getType()) ? decode(v, e.type, e) : v;
}

} // namespace smelt::gen
