// Values that a row holds as JSON: lists and records, characters, and what has no one type.
#include "llvm/Support/JSON.h"
#include "compiler/gen/Generator.h"
#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using smelt::sema::TypeKind;

namespace smelt::gen {

// ---- reading -------------------------------------------------------------------------------------------------------

Val Generator::decode(const Val &json, sema::TypeRef type, const sema::Expr &e) {
  if (type->kind == TypeKind::optional)
    type = type->args[0];
  Type wanted = typeOf(type);
  if (isa<text::JsonType>(wanted))
    return json; // a record is looked into where its fields are read
  Val v = propagate(nullptr, {json});
  Value ok;
  if (auto view = dyn_cast<text::ViewType>(wanted)) {
    Type element = view.getElement().isInteger(32) ? strType() : view.getElement();
    auto items =
        b.create<text::JsonItemsOp>(loc, text::SeqType::get(b.getContext(), element), b.getI1Type(), json.value);
    v.value = b.create<text::ViewOfOp>(loc, text::ViewType::get(b.getContext(), element), items.getItems());
    ok = items.getOk();
    if (view.getElement().isInteger(32))
      std::tie(v.value, ok) = asCharacters(v.value, ok);
  } else if (wanted.isInteger(32)) {
    auto parse = b.create<text::ParseOp>(loc, strType(), b.getI1Type(), json.value);
    Value letters = characterCut(parse.getValue());
    v.value = fold(text::FoldKind::first, letters);
    ok = both(parse.getOk(), isOne(fold(text::FoldKind::count, letters)));
  } else {
    auto parse = b.create<text::ParseOp>(loc, wanted, b.getI1Type(), json.value);
    v.value = parse.getValue();
    ok = parse.getOk();
  }
  Value bad = negate(ok);
  failWhere(v, json.null ? both(bad, negate(json.null)) : bad);
  return v;
}

/// JSON has no characters: they are texts of one.
Value Generator::characterCut(Value text) {
  return b.create<text::CutOp>(loc, text::ViewType::get(b.getContext(), b.getI32Type()), text, text::CutKind::chars,
                               nullptr, nullptr, nullptr);
}

Value Generator::isOne(Value count) {
  return b.create<arith::CmpIOp>(loc, arith::CmpIPredicate::eq, count, integer(1));
}

/// The characters that texts are, and whether all is well (`ok`) and each is one.
std::pair<Value, Value> Generator::asCharacters(Value texts, Value ok) {
  auto mapped = [&](Type type, function_ref<Value(Value)> of) {
    auto map = b.create<text::MapOp>(loc, text::ViewType::get(b.getContext(), type), texts);
    OpBuilder::InsertionGuard guard(b);
    Block *block = b.createBlock(&map.getFunction(), {}, {strType()}, {loc});
    b.create<text::YieldOp>(loc, of(characterCut(block->getArgument(0))));
    return map.getResult();
  };
  Value single = mapped(b.getI1Type(), [&](Value letters) { return isOne(fold(text::FoldKind::count, letters)); });
  Value characters = mapped(b.getI32Type(), [&](Value letters) { return fold(text::FoldKind::first, letters); });
  return {characters, both(ok, fold(text::FoldKind::all, single))};
}

/// A field that the type says is always there fails where it is not.
Val Generator::jsonField(const Val &object, sema::TypeRef record, const sema::Expr &e) {
  const sema::Field *field = record->field(e.text);
  if (!field)
    return unsupported(e, "this field");
  auto get = b.create<text::JsonFieldOp>(loc, text::JsonType::get(b.getContext()), b.getI1Type(), object.value,
                                         b.getStringAttr(e.text));
  Val v = propagate(get.getValue(), {object});
  Value missing = negate(get.getFound());
  if (field->type->kind == TypeKind::optional)
    v.null = either(v.null, missing);
  else
    failWhere(v, object.null ? both(missing, negate(object.null)) : missing);
  return decode(v, field->type, e);
}

Val Generator::listAsView(const Val &list, sema::TypeRef type) {
  if (list.value && isa<text::ViewType>(list.value.getType()))
    return list;
  const std::vector<sema::ExprRef> *written = list.expr && list.expr->lines ? nullptr : elements(list);
  Type element = cast<text::ViewType>(typeOf(type)).getElement();
  if (!written || isa<text::TallyType>(element))
    return {};
  SmallVector<Value> values;
  Val view;
  for (const sema::ExprRef &e : *written) {
    Val v = emit(e);
    if (isa<text::JsonType>(element))
      v = encode(v, e->type, *e);
    if (!v.value || v.null)
      return {};
    values.push_back(element.isF64() ? toReal(v.value) : v.value);
    if (values.back().getType() != element)
      return {};
    view.failed = either(view.failed, v.failed);
  }
  auto sequence = b.create<text::ListOp>(loc, text::SeqType::get(b.getContext(), element), values);
  view.value = b.create<text::ViewOfOp>(loc, text::ViewType::get(b.getContext(), element), sequence);
  return view;
}

// ---- writing -------------------------------------------------------------------------------------------------------

Val Generator::encode(const Val &v, sema::TypeRef type, const sema::Expr &e) {
  if (v.value && isa<text::JsonType>(v.value.getType()))
    return v;
  SmallVector<Value> pieces;
  Val whole = propagate(nullptr, {v});
  Val bare = v;
  bare.null = bare.failed = nullptr;
  appendJson(bare, type, e, pieces, whole);
  if (pieces.size() == 1 && isa<text::JsonType>(pieces[0].getType()))
    whole.value = pieces[0];
  else
    whole.value = b.create<text::JsonBuildOp>(loc, text::JsonType::get(b.getContext()), pieces);
  return whole;
}

Value Generator::listsWritten(Value view) {
  auto inner = dyn_cast<text::ViewType>(elementOf(view));
  if (!inner)
    return view;
  Type json = text::JsonType::get(b.getContext());
  auto map = b.create<text::MapOp>(loc, text::ViewType::get(b.getContext(), json), view);
  OpBuilder::InsertionGuard guard(b);
  Block *block = b.createBlock(&map.getFunction(), {}, {inner}, {loc});
  b.create<text::YieldOp>(loc, b.create<text::JsonListOp>(loc, json, listsWritten(block->getArgument(0))).getResult());
  return map;
}

/// Adds what a value is written as to `pieces` and its failures to those of `whole`.
void Generator::appendJson(const Val &v, sema::TypeRef type, const sema::Expr &e, SmallVectorImpl<Value> &pieces,
                           Val &whole) {
  if (type->kind == TypeKind::optional)
    type = type->args[0];
  Type json = text::JsonType::get(b.getContext());
  whole.failed = either(whole.failed, v.failed);
  if (v.null) {
    Val bare = v;
    bare.null = bare.failed = nullptr;
    Val some = encode(bare, type, e);
    failWhere(whole, some.failed ? both(some.failed, negate(v.null)) : Value());
    Value null = b.create<text::JsonBuildOp>(loc, json, textConstant("null"));
    pieces.push_back(b.create<arith::SelectOp>(loc, v.null, null, some.value));
    return;
  }
  if (v.isRecord()) {
    for (size_t i = 0; i < v.fields.size(); ++i) {
      const sema::Field &field = type->fields[i];
      std::string key = (i ? ", " : "{");
      llvm::raw_string_ostream(key) << llvm::json::Value(field.name) << ": ";
      pieces.push_back(textConstant(key));
      appendJson(v.fields[i], field.type, e, pieces, whole);
    }
    return pieces.push_back(textConstant("}"));
  }
  if (const std::vector<sema::ExprRef> *list = elements(v)) {
    pieces.push_back(textConstant("["));
    for (size_t i = 0; i < list->size(); ++i) {
      if (i)
        pieces.push_back(textConstant(", "));
      appendJson(emit((*list)[i]), (*list)[i]->type, e, pieces, whole);
    }
    return pieces.push_back(textConstant("]"));
  }
  Type have = v.value ? v.value.getType() : Type();
  auto view = dyn_cast_or_null<text::ViewType>(have);
  if (view)
    pieces.push_back(b.create<text::JsonListOp>(loc, json, listsWritten(v.value)));
  else if (isa_and_nonnull<text::StrType>(have))
    pieces.push_back(b.create<text::QuoteOp>(loc, json, v.value));
  else if (have && have.isInteger(32))
    pieces.push_back(b.create<text::QuoteOp>(loc, json, b.create<text::FormatOp>(loc, strType(), v.value).getResult()));
  else if (have && (isa<text::JsonType>(have) || have.isIntOrFloat()))
    pieces.push_back(v.value);
  else
    pieces.push_back(unsupported(e, "a field of this type").value);
}

} // namespace smelt::gen
