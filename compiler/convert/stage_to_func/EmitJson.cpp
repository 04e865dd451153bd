// JSON values of rows: reading members, writing records and lists.
#include "compiler/convert/stage_to_func/Emitter.h"

using namespace mlir;
using namespace smelt::text;

namespace smelt::convert {

/// The `kind` of smelt_parse and smelt_json_items.
static int64_t kindOf(Type type) {
  if (type.isInteger(64))
    return 0;
  if (type.isF64())
    return 1;
  if (type.isInteger(1))
    return 2;
  return isa<StrType>(type) ? 3 : 4;
}

Parts Emitter::emitJson(Operation *op, Value result) {
  if (auto field = dyn_cast<JsonFieldOp>(op)) {
    Parts object = get(field.getObject());
    Value out = slot(LLVM::LLVMArrayType::get(b.getI64Type(), 2));
    Value name = runtime.bytes(b, loc, field.getName()), size = i64(field.getName().size());
    Value found = call("smelt_json_field", {object[0], object[1], name, size, out});
    define(field.getValue(), {load(pointerType(), out), load(b.getI64Type(), gep(out, i64(1), b.getI64Type()))});
    define(field.getFound(), {isNonzero(found)});
    return get(result);
  }
  if (auto equal = dyn_cast<JsonEqualOp>(op)) {
    Parts x = get(equal.getLhs()), y = get(equal.getRhs());
    return {isNonzero(call("smelt_json_equal", {x[0], x[1], y[0], y[1]}))};
  }
  if (auto items = dyn_cast<JsonItemsOp>(op)) {
    Parts array = get(items.getArray());
    Value out = slot(pointerType()), kind = i64(kindOf(items.getItems().getType().getElement()));
    Value ok = call("smelt_json_items", {context, kind, array[0], array[1], out});
    define(items.getItems(), {load(pointerType(), out)});
    define(items.getOk(), {isNonzero(ok)});
    return get(result);
  }
  if (auto list = dyn_cast<ListOp>(op))
    return emitList(list);
  if (auto list = dyn_cast<JsonListOp>(op)) {
    prepare(list);
    return emitJsonList(list);
  }
  Value builder = call("smelt_builder", {context});
  for (Value operand : op->getOperands()) {
    // The texts of a json_build are punctuation, the one of a quote is a value.
    Parts parts = get(operand);
    if (isa<JsonBuildOp>(op) && isa<StrType>(operand.getType()))
      call("smelt_append", {builder, parts[0], parts[1]});
    else
      appendJson(builder, parts, operand.getType());
  }
  return callText("smelt_finish", {context, builder});
}

Parts Emitter::emitList(ListOp op) {
  Value sequence = call("smelt_seq_new", {context});
  for (Value element : op.getElements())
    push(sequence, get(element), element.getType());
  return {sequence};
}

Parts Emitter::emitJsonList(JsonListOp op) {
  prepare(op);
  Value builder = call("smelt_builder", {context}), some = slot(b.getI1Type());
  auto append = [&](StringRef s) {
    call("smelt_append", {builder, runtime.bytes(b, loc, s), i64(static_cast<int64_t>(s.size()))});
  };
  append("[");
  store(i1(false), some);
  Type element = op.getView().getType().getElement();
  forEach(op.getView(), [&](const Parts &e) {
    ifThen(load(b.getI1Type(), some), [&] { append(", "); });
    store(i1(true), some);
    appendJson(builder, e, element);
  });
  append("]");
  return callText("smelt_finish", {context, builder});
}

void Emitter::appendJson(Value builder, const Parts &parts, Type type) {
  if (isa<JsonType>(type)) {
    call("smelt_append", {builder, parts[0], parts[1]});
  } else if (isa<StrType>(type)) {
    call("smelt_append_json_string", {builder, parts[0], parts[1]});
  } else if (type.isF64()) {
    call("smelt_append_json_real", {builder, parts[0]});
  } else if (type.isInteger(32)) {
    Value character = call("smelt_builder", {context});
    appendFormatted(character, parts, type);
    Parts text = callText("smelt_finish", {context, character});
    call("smelt_append_json_string", {builder, text[0], text[1]});
  } else {
    appendFormatted(builder, parts, type);
  }
}

} // namespace smelt::convert
