#include "compiler/dialect/text/CharSet.h"
#include "compiler/dialect/text/Text.h"
#include "lang/pattern/Pattern.h"
#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace smelt::text;

#include "compiler/dialect/text/TextDialect.cpp.inc"
#include "compiler/dialect/text/TextEnums.cpp.inc"
#define GET_TYPEDEF_CLASSES
#include "compiler/dialect/text/TextTypes.cpp.inc"
#define GET_ATTRDEF_CLASSES
#include "compiler/dialect/text/TextAttrs.cpp.inc"
#define GET_OP_CLASSES
#include "compiler/dialect/text/TextOps.cpp.inc"

void TextDialect::initialize() {
  addTypes<
#define GET_TYPEDEF_LIST
#include "compiler/dialect/text/TextTypes.cpp.inc"
      >();
  addAttributes<
#define GET_ATTRDEF_LIST
#include "compiler/dialect/text/TextAttrs.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "compiler/dialect/text/TextOps.cpp.inc"
      >();
}

Operation *TextDialect::materializeConstant(OpBuilder &builder, Attribute value, Type type, Location loc) {
  if (auto text = dyn_cast<StringAttr>(value); text && isa<StrType>(type))
    return builder.create<ConstantOp>(loc, StrType::get(builder.getContext()), text);
  return arith::ConstantOp::materialize(builder, value, type, loc);
}

OpFoldResult ConstantOp::fold(FoldAdaptor) { return getValueAttr(); }

// ---- charset -------------------------------------------------------------------------------------------------------

Attribute CharSetAttr::parse(AsmParser &parser, Type) {
  if (parser.parseLess())
    return {};
  CharSet set;
  // Either one property name or a list of quoted ranges: <"U+0023", "U+0041-U+005A">.
  std::string name;
  if (succeeded(parser.parseOptionalKeywordOrString(&name))) {
    if (auto known = CharSet::property(name))
      set = *known;
    else if (!CharSet::parseRange(name, set))
      return parser.emitError(parser.getCurrentLocation(), "unknown character property '") << name << "'", Attribute();
    while (succeeded(parser.parseOptionalComma())) {
      if (parser.parseString(&name))
        return {};
      if (!CharSet::parseRange(name, set))
        return parser.emitError(parser.getCurrentLocation(), "bad range '") << name << "'", Attribute();
    }
  }
  if (parser.parseGreater())
    return {};
  return CharSetAttr::get(parser.getContext(), set.ranges());
}

void CharSetAttr::print(AsmPrinter &printer) const {
  CharSet set(getRanges());
  printer << '<';
  if (auto name = set.propertyName())
    printer << *name;
  else
    llvm::interleaveComma(set.rangeNames(), printer, [&](const std::string &r) { printer << '"' << r << '"'; });
  printer << '>';
}

// ---- verifiers -----------------------------------------------------------------------------------------------------

static LogicalResult verifyPattern(Operation *op, StringRef pattern) {
  auto parsed = smelt::pattern::parse(std::string_view(pattern));
  return parsed.error ? op->emitOpError("has a pattern that ") << parsed.error->message : success();
}

LogicalResult CutOp::verify() {
  Type element = getView().getType().getElement();
  bool characters = getKind() == CutKind::chars || getKind() == CutKind::bytes;
  if (characters ? !element.isInteger(32) : !isa<StrType>(element))
    return emitOpError("by ") << stringifyCutKind(getKind()) << " gives " << (characters ? "i32 characters" : "texts")
                              << ", not " << element;
  bool canHaveSet = llvm::is_contained({CutKind::split, CutKind::words, CutKind::lines}, getKind());
  if (getSet() ? !canHaveSet : getKind() == CutKind::split)
    return emitOpError("by ") << stringifyCutKind(getKind()) << (getSet() ? " has no set" : " needs a set");
  if (getRuns() && (getKind() != CutKind::split || static_cast<int64_t>(*getRuns()) < 1))
    return emitOpError("has a positive number of runs only when it is a split");
  bool ofPattern = getKind() == CutKind::matches || getKind() == CutKind::between;
  if (ofPattern != isPattern())
    return emitOpError("has a pattern exactly when it is by `matches` or `between`");
  return isPattern() ? verifyPattern(*this, *getPattern()) : success();
}

LogicalResult MatchesOp::verify() { return verifyPattern(*this, getPattern()); }

LogicalResult ReplaceMatchesOp::verify() {
  if (!getReplacement() == !getGroups())
    return emitOpError("has either a replacement or a template");
  if (failed(verifyPattern(*this, getPattern())))
    return failure();
  if (!getGroups())
    return success();
  auto parsed = smelt::pattern::parse(std::string_view(getPattern()));
  auto made = smelt::pattern::parseTemplate(std::string_view(*getGroups()), parsed);
  return made.error ? emitOpError(made.error->message) : success();
}

/// A region over one element that yields `result` (null: any type).
static LogicalResult verifyElementRegion(Operation *op, Region &region, Type element, Type result) {
  if (region.getNumArguments() != 1 || region.getArgument(0).getType() != element)
    return op->emitOpError("has a region over one element of type ") << element;
  auto yield = dyn_cast<YieldOp>(region.front().getTerminator());
  if (!yield || (result && yield.getValue().getType() != result))
    return op->emitOpError("has a region that yields ") << result;
  return success();
}

LogicalResult FilterOp::verify() {
  if (getView().getType() != getResult().getType())
    return emitOpError("keeps the type of its view");
  return verifyElementRegion(*this, getPredicate(), getView().getType().getElement(),
                             IntegerType::get(getContext(), 1));
}

LogicalResult MapOp::verify() {
  return verifyElementRegion(*this, getFunction(), getView().getType().getElement(),
                             getResult().getType().getElement());
}

LogicalResult NgramsOp::verify() {
  if (getResult().getType().getElement() != getView().getType())
    return emitOpError("gives a view of views of its elements");
  return success();
}

LogicalResult FoldOp::verify() {
  Type element = getView().getType().getElement(), result = getResult().getType();
  switch (getKind()) {
  case FoldKind::count:
    return result.isInteger(64) ? success() : emitOpError("count is i64");
  case FoldKind::any:
  case FoldKind::all:
    return element.isInteger(1) && result.isInteger(1) ? success() : emitOpError("is a fold over i1");
  case FoldKind::first:
    return result == element ? success() : emitOpError("keeps the type of an element");
  case FoldKind::median:
    return result.isF64() && (element.isInteger(64) || element.isF64()) ? success() : emitOpError("median is f64");
  default:
    return result == element && (element.isInteger(64) || element.isF64())
               ? success()
               : emitOpError("is a fold over i64 or f64 that keeps the type");
  }
}

LogicalResult RemoveAffixOp::verify() {
  if (getKind() != AffixKind::prefix && getKind() != AffixKind::suffix)
    return emitOpError("removes a prefix or a suffix");
  return success();
}

LogicalResult TranslateOp::verify() {
  ArrayRef<int32_t> keys = getKeys();
  if (keys.size() != getReplacements().size())
    return emitOpError("needs as many texts as keys");
  for (size_t i = 1; i < keys.size(); ++i)
    if (keys[i - 1] >= keys[i])
      return emitOpError("needs its keys in ascending order");
  return success();
}

LogicalResult FoldWithOp::verify() {
  Block &block = getFunction().front();
  TypeRange states = getInits().getTypes();
  SmallVector<Type> arguments(states);
  arguments.push_back(getView().getType().getElement());
  if (states.empty() || TypeRange(block.getArgumentTypes()) != TypeRange(arguments) ||
      TypeRange(getStates().getTypes()) != states)
    return emitOpError("has a region over its states and an element");
  auto step = dyn_cast<StepOp>(block.getTerminator());
  bool gives = step && TypeRange(step.getValues().getTypes()) == states;
  return gives ? success() : emitOpError("has a region that gives its next states");
}

LogicalResult ReplaceInTurnOp::verify() {
  return getReplacements().empty() ? emitOpError("needs a text to replace by") : success();
}

LogicalResult UntilSameOp::verify() {
  Type str = StrType::get(getContext());
  return verifyElementRegion(*this, getFunction(), str, str);
}

Value RebuildOp::cutOf(Value view) {
  while (isa_and_nonnull<FilterOp, MapOp>(view.getDefiningOp()))
    view = view.getDefiningOp()->getOperand(0);
  return view;
}

LogicalResult RebuildOp::verify() {
  if (getCut().getDefiningOp<NgramsOp>() || !isa<StrType>(cast<ViewType>(getCut().getType()).getElement()))
    return emitOpError("needs a view of parts of its text");
  Type result =
      getKind() == RebuildKind::keep ? Type(IntegerType::get(getContext(), 1)) : Type(StrType::get(getContext()));
  return verifyElementRegion(*this, getFunction(), getView().getType().getElement(), result);
}
