#include "compiler/dialect/flow/Flow.h"
#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace smelt::flow;

#include "compiler/dialect/flow/FlowDialect.cpp.inc"
#define GET_TYPEDEF_CLASSES
#include "compiler/dialect/flow/FlowInterfaces.cpp.inc"
#include "compiler/dialect/flow/FlowTypes.cpp.inc"
#define GET_OP_CLASSES
#include "compiler/dialect/flow/FlowOps.cpp.inc"

void FlowDialect::initialize() {
  addTypes<
#define GET_TYPEDEF_LIST
#include "compiler/dialect/flow/FlowTypes.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "compiler/dialect/flow/FlowOps.cpp.inc"
      >();
}

// ---- rows ----------------------------------------------------------------------------------------------------------

int64_t RowType::indexOf(StringRef name) const {
  for (auto [index, field] : llvm::enumerate(getNames()))
    if (field.getValue() == name)
      return static_cast<int64_t>(index);
  return -1;
}

Type RowType::parse(AsmParser &parser) {
  SmallVector<StringAttr> names;
  SmallVector<Type> types;
  SmallVector<bool> optional;
  auto field = [&]() -> ParseResult {
    std::string name;
    Type type;
    if (parser.parseKeywordOrString(&name) || parser.parseColonType(type))
      return failure();
    names.push_back(StringAttr::get(parser.getContext(), name));
    types.push_back(type);
    optional.push_back(succeeded(parser.parseOptionalQuestion()));
    return success();
  };
  if (parser.parseCommaSeparatedList(AsmParser::Delimiter::LessGreater, field))
    return {};
  return RowType::get(parser.getContext(), names, types, optional);
}

void RowType::print(AsmPrinter &printer) const {
  printer << '<';
  for (size_t i = 0; i < getNames().size(); ++i) {
    if (i)
      printer << ", ";
    printer.printKeywordOrString(getNames()[i].getValue());
    printer << ": " << getTypes()[i] << (getOptional()[i] ? "?" : "");
  }
  printer << '>';
}

// ---- verifiers -----------------------------------------------------------------------------------------------------

LogicalResult GetOp::verify() {
  int64_t index = getRow().getType().indexOf(getField());
  if (index < 0)
    return emitOpError("reads field '") << getField() << "', which " << getRow().getType() << " does not have";
  if (getRow().getType().getTypes()[index] != getValue().getType())
    return emitOpError("reads field '") << getField() << "' as " << getValue().getType();
  return success();
}

LogicalResult StageOp::verify() {
  if (getBody().getNumArguments() != 3 * getInputs().size())
    return emitOpError("has three block arguments for each input field");
  auto yield = dyn_cast<YieldOp>(getBody().front().getTerminator());
  if (!yield || yield.getValues().size() != 3 * getOutputs().size())
    return emitOpError("yields three values for each output field");
  return success();
}

// ---- what stages read and write ------------------------------------------------------------------------------------

static void addReads(Region &body, SmallVectorImpl<StringRef> &fields) {
  body.walk([&](GetOp get) {
    if (!llvm::is_contained(fields, get.getField()))
      fields.push_back(get.getField());
  });
}
static void addNames(ArrayAttr names, SmallVectorImpl<StringRef> &fields) {
  for (StringRef name : names.getAsValueRange<StringAttr>())
    fields.push_back(name);
}

StageKind SourceOp::getStageKind() { return StageKind::edge; }
void SourceOp::getReadFields(SmallVectorImpl<StringRef> &) {}
void SourceOp::getWrittenFields(SmallVectorImpl<StringRef> &) {}
StageKind ConcatOp::getStageKind() { return StageKind::edge; }
void ConcatOp::getReadFields(SmallVectorImpl<StringRef> &) {}
void ConcatOp::getWrittenFields(SmallVectorImpl<StringRef> &) {}
StageKind SinkOp::getStageKind() { return StageKind::edge; }
void SinkOp::getReadFields(SmallVectorImpl<StringRef> &) {}
void SinkOp::getWrittenFields(SmallVectorImpl<StringRef> &) {}
StageKind WhereOp::getStageKind() { return StageKind::row; }
void WhereOp::getReadFields(SmallVectorImpl<StringRef> &fields) { addReads(getBody(), fields); }
void WhereOp::getWrittenFields(SmallVectorImpl<StringRef> &) {}
StageKind WithOp::getStageKind() { return StageKind::row; }
void WithOp::getReadFields(SmallVectorImpl<StringRef> &fields) { addReads(getBody(), fields); }
void WithOp::getWrittenFields(SmallVectorImpl<StringRef> &fields) { addNames(getFields(), fields); }
StageKind SelectOp::getStageKind() { return StageKind::row; }
void SelectOp::getReadFields(SmallVectorImpl<StringRef> &) {}
void SelectOp::getWrittenFields(SmallVectorImpl<StringRef> &) {}
StageKind DropOp::getStageKind() { return StageKind::row; }
void DropOp::getReadFields(SmallVectorImpl<StringRef> &) {}
void DropOp::getWrittenFields(SmallVectorImpl<StringRef> &fields) { addNames(getFields(), fields); }
StageKind RenameOp::getStageKind() { return StageKind::row; }
void RenameOp::getReadFields(SmallVectorImpl<StringRef> &) {}
void RenameOp::getWrittenFields(SmallVectorImpl<StringRef> &fields) {
  addNames(getFrom(), fields);
  addNames(getTo(), fields);
}
StageKind DedupOp::getStageKind() { return StageKind::cut; }
void DedupOp::getReadFields(SmallVectorImpl<StringRef> &fields) { addReads(getBody(), fields); }
void DedupOp::getWrittenFields(SmallVectorImpl<StringRef> &) {}
StageKind ExpandOp::getStageKind() { return StageKind::cut; }
void ExpandOp::getReadFields(SmallVectorImpl<StringRef> &fields) { fields.push_back(getField()); }
void ExpandOp::getWrittenFields(SmallVectorImpl<StringRef> &fields) { fields.push_back(getField()); }
StageKind StageOp::getStageKind() { return StageKind::row; }
void StageOp::getReadFields(SmallVectorImpl<StringRef> &fields) { addNames(getInputs(), fields); }
void StageOp::getWrittenFields(SmallVectorImpl<StringRef> &fields) { addNames(getOutputs(), fields); }
