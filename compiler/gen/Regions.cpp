// Functions over the elements of a view, and what is known of them at compile time.
#include "compiler/dialect/text/EvaluateCharSet.h"
#include "compiler/gen/Generator.h"
#include "lang/sema/Build.h"

using namespace mlir;
using smelt::sema::ExprKind;

namespace smelt::gen {

/// Moves what does not depend on the element before the op that owns the region: it is computed once, not for each.
static void hoistInvariants(Region &region) {
  Operation *owner = region.getParentOp();
  if (!owner)
    return;
  for (Operation &op : llvm::make_early_inc_range(region.front().without_terminator())) {
    bool varies = false;
    op.walk([&](Operation *inner) {
      varies |= llvm::any_of(inner->getOperands(), [&](Value v) { return v.getParentRegion() == &region; });
    });
    if (!varies && isMemoryEffectFree(&op))
      op.moveBefore(owner);
  }
}

/// An element of a view, as the function takes it.
static Val elementAs(Generator &g, Value element, sema::TypeRef type, const sema::Expr &lambda) {
  Val v = g.plain(element);
  return isa<text::JsonType>(element.getType()) ? g.decode(v, type, *lambda.operands[0]) : v;
}

void Generator::elementRegion(Region &region, Type element, const sema::Expr &lambda,
                              function_ref<Value(const Val &)> result, bool written) {
  OpBuilder::InsertionGuard guard(b);
  Block *block = b.createBlock(&region, {}, {element}, {loc});
  Scope scope(*this);
  bind(lambda.params[0], elementAs(*this, block->getArgument(0), lambda.type->args[0], lambda));
  Val v = emit(lambda.operands[0]);
  if (written && ok())
    v = encode(v, lambda.operands[0]->type, *lambda.operands[0]);
  if (!v.value)
    v = unsupported(*lambda.operands[0], "this function");
  b.create<text::YieldOp>(loc, result(v));
  hoistInvariants(region);
}

/// A record that stands in JSON, field by field.
Val Generator::fieldsOf(const Val &json, sema::TypeRef record, const sema::Expr &e) {
  Val v;
  for (const sema::Field &field : record->fields) {
    sema::Expr place = e;
    place.text = field.name;
    v.fields.push_back(jsonField(json, record, place));
  }
  return v;
}

bool Generator::splitState(const Val &v, sema::TypeRef type, const sema::Expr &e, SmallVectorImpl<Value> &parts,
                           Value &failed) {
  if (type->kind == sema::TypeKind::record && !v.isRecord())
    return v.value && !type->fields.empty() && splitState(fieldsOf(v, type, e), type, e, parts, failed);
  if (type->kind == sema::TypeKind::record) {
    failed = either(failed, either(v.null, v.failed));
    return llvm::all_of(llvm::zip(v.fields, type->fields), [&](auto part) {
      return splitState(std::get<0>(part), std::get<1>(part).type, e, parts, failed);
    });
  }
  bool mayBeNull = type->kind == sema::TypeKind::optional;
  sema::TypeRef bare = mayBeNull ? type->args[0] : type;
  Type wanted = typeOf(bare);
  bool isPlain = isa<text::StrType, IntegerType, FloatType>(wanted);
  Val part = isPlain ? v : encode(v, bare, e);
  if (part.value && wanted.isF64() && part.value.getType().isInteger(64))
    part.value = toReal(part.value);
  if (!ok() || !part.value || part.value.getType() != (isPlain ? wanted : jsonType()))
    return false;
  parts.push_back(part.value);
  failed = either(failed, part.failed);
  if (mayBeNull)
    parts.push_back(orFalse(part.null));
  else
    failed = either(failed, part.null);
  return true;
}

Val Generator::joinState(ValueRange &parts, sema::TypeRef type, const sema::Expr &e) {
  Val v;
  if (type->kind == sema::TypeKind::record) {
    for (const sema::Field &field : type->fields)
      v.fields.push_back(joinState(parts, field.type, e));
    return v;
  }
  bool mayBeNull = type->kind == sema::TypeKind::optional;
  v = plain(parts.front());
  parts = parts.drop_front();
  if (isa<text::JsonType>(v.value.getType()))
    v = decode(v, mayBeNull ? type->args[0] : type, e);
  if (mayBeNull) {
    v.null = either(v.null, parts.front());
    parts = parts.drop_front();
  }
  return v;
}

void Generator::stepRegion(Region &region, sema::TypeRef type, TypeRange state, Type element,
                           const sema::Expr &lambda) {
  OpBuilder::InsertionGuard guard(b);
  SmallVector<Type> arguments(state);
  arguments.push_back(element);
  Block *block = b.createBlock(&region, {}, arguments, SmallVector<Location>(arguments.size(), loc));
  Scope scope(*this);
  ValueRange soFar = ValueRange(block->getArguments()).drop_back();
  Val pair;
  pair.fields = {joinState(soFar, type, lambda),
                 elementAs(*this, block->getArguments().back(), lambda.type->args[0]->fields[1].type, lambda)};
  bind(lambda.params[0], pair);
  SmallVector<Value> next;
  Value failed;
  if (!splitState(emit(lambda.operands[0]), type, *lambda.operands[0], next, failed) ||
      TypeRange(ValueRange(next)) != state) {
    unsupported(*lambda.operands[0], "this step");
    next.assign(block->args_begin(), std::prev(block->args_end()));
    failed = nullptr;
  }
  b.create<text::StepOp>(loc, next, failed);
  hoistInvariants(region);
}

void Generator::predicateRegion(Region &region, Value view, const sema::Expr &lambda) {
  elementRegion(region, elementOf(view), lambda, [&](const Val &v) {
    Value bad = either(v.null, v.failed);
    return bad ? both(v.value, negate(bad)) : v.value;
  });
}

Value Generator::valueRegion(Region &region, Value view, const sema::Expr &lambda, Type wanted) {
  bool canFail = false, written = isa<text::JsonType>(wanted);
  elementRegion(
      region, elementOf(view), lambda,
      [&](const Val &v) {
        canFail = v.null || v.failed;
        if (wanted.isF64() && v.value.getType().isInteger(64))
          return toReal(v.value);
        return v.value.getType() == wanted ? v.value : unsupported(*lambda.operands[0], "this function").value;
      },
      written);
  if (!canFail || !ok())
    return nullptr;
  OpBuilder::InsertionGuard guard(b);
  if (Operation *owner = region.getParentOp())
    b.setInsertionPoint(owner);
  auto bad = b.create<text::MapOp>(loc, text::ViewType::get(b.getContext(), b.getI1Type()), view);
  elementRegion(
      bad.getFunction(), elementOf(view), lambda, [&](const Val &v) { return either(v.null, v.failed); }, written);
  return fold(text::FoldKind::any, bad);
}

Val Generator::mapView(const Val &view, const sema::Expr &lambda, Type element) {
  auto op = b.create<text::MapOp>(loc, text::ViewType::get(b.getContext(), element), view.value);
  Val v = propagate(op, {view});
  failWhere(v, valueRegion(op.getFunction(), view.value, lambda, element));
  return v;
}

Val Generator::filterView(const Val &view, const sema::Expr &lambda) {
  auto op = b.create<text::FilterOp>(loc, view.value.getType(), view.value);
  predicateRegion(op.getPredicate(), view.value, lambda);
  return propagate(op, {view});
}

Value Generator::fold(text::FoldKind kind, Value view) {
  Type type = elementOf(view);
  if (kind == text::FoldKind::count)
    type = b.getI64Type();
  if (kind == text::FoldKind::median)
    type = b.getF64Type();
  return b.create<text::FoldOp>(loc, type, kind, view);
}

// ---- known at compile time -----------------------------------------------------------------------------------------

/// The function over a constant view goes into a region that is thrown away once it has been evaluated.
std::optional<text::CharSet> Generator::characterSet(const sema::Expr &lambda) {
  Region scratch;
  Type type = text::ViewType::get(b.getContext(), b.getI32Type());
  OpBuilder::InsertionGuard guard(b);
  auto view = b.create<UnrealizedConversionCastOp>(loc, type, ValueRange());
  predicateRegion(scratch, view.getResult(0), lambda);
  Value yielded = cast<text::YieldOp>(scratch.front().getTerminator()).getValue();
  auto set = ok() ? text::evaluateCharSet(yielded, scratch.getArgument(0)) : std::nullopt;
  scratch.dropAllReferences();
  scratch.getBlocks().clear();
  view.erase();
  return set;
}

const std::vector<sema::ExprRef> *Generator::elements(const Val &v) {
  if (!v.expr || (v.expr->kind != ExprKind::set && v.expr->kind != ExprKind::list))
    return nullptr;
  if (!v.expr->lines)
    return &v.expr->operands;
  auto [known, fresh] = elementsOfLines.try_emplace(v.expr->lines);
  if (fresh)
    known->second = sema::elementsOf(*v.expr);
  return &known->second;
}

std::optional<StringRef> Generator::constantText(const Val &v) {
  auto constant = v.value ? v.value.getDefiningOp<text::ConstantOp>() : nullptr;
  return constant ? std::optional(constant.getValue()) : std::nullopt;
}

std::optional<std::vector<StringRef>> Generator::constantTexts(const Val &v) {
  const std::vector<sema::ExprRef> *list = elements(v);
  auto isText = [](const sema::ExprRef &e) { return e->kind == ExprKind::text || e->kind == ExprKind::choice; };
  if (!list || !llvm::all_of(*list, isText))
    return std::nullopt;
  std::vector<StringRef> texts;
  for (const sema::ExprRef &e : *list)
    texts.push_back(e->text);
  return texts;
}

/// The characters of valid UTF-8.
static text::CharSet charactersOf(StringRef s) {
  text::CharSet set;
  for (size_t i = 0; i < s.size();) {
    unsigned char lead = s[i];
    size_t size = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    int32_t c = size == 1 ? lead : lead & (0x7F >> size);
    for (size_t k = 1; k < size && i + k < s.size(); ++k)
      c = c << 6 | (static_cast<unsigned char>(s[i + k]) & 0x3F);
    set = set | text::CharSet::range(c, c);
    i += size;
  }
  return set;
}

std::optional<text::CharSet> Generator::constantCharacters(const Val &v) {
  if (std::optional<StringRef> letters = constantText(v))
    return charactersOf(*letters);
  const std::vector<sema::ExprRef> *list = elements(v);
  if (!list || llvm::any_of(*list, [](const sema::ExprRef &e) { return e->kind != ExprKind::character; }))
    return std::nullopt;
  text::CharSet set;
  for (const sema::ExprRef &e : *list)
    set = set | text::CharSet::range(static_cast<int32_t>(e->intValue), static_cast<int32_t>(e->intValue));
  return set;
}

} // namespace smelt::gen
