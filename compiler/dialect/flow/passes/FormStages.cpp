// form-stages: chains of row stages become one flow.stage each, the unit that is compiled to a kernel.
//
// A chain ends where a stage has several readers (it is computed once and its rows are handed to all of them), and at
// whole-stream stages, sources and sinks. Fields become SSA values: an `edit` is a new value that later regions read,
// so that what nobody reads costs nothing and common folds of merged stages are common values. A key of a dedup that is
// no plain field is computed in the stage before as a hidden field `$key0`.
//
//   %a = flow.where %s "w" {...}             %b = flow.stage "stage_0" %s ["text"] -> ["n"] parts ["w", "n"] ... {
//   %b = flow.with %a "n" ["n"] {...}    ->    ^bb0(%text, %null, %failed): ... flow.rule ... flow.yield %n, ... }
#include "compiler/dialect/flow/Flow.h"
#include "compiler/dialect/flow/passes/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "llvm/ADT/MapVector.h"

using namespace mlir;
using namespace smelt::flow;

namespace {

bool isRowStage(Operation *op) {
  auto stage = dyn_cast_or_null<StageOpInterface>(op);
  return stage && !isa<StageOp>(op) && stage.getStageKind() == StageKind::row;
}

/// Builds one stage from a chain.
class StageBuilder {
public:
  StageBuilder(ArrayRef<Operation *> chain, unsigned number)
      : chain(chain), b(chain.front()->getContext()), number(number) {}

  void build() {
    auto input = cast<StreamType>(chain.front()->getOperand(0).getType()).getRow();
    for (StringAttr name : input.getNames())
      fields[name] = {name, {}};
    b.setInsertionPointToStart(body);
    for (Operation *op : chain)
      add(op);
    finish();
  }

private:
  /// A field is one of the input's (by its old name), was computed here, or both if it is an edit of the input's.
  struct Field {
    StringAttr old;
    SmallVector<Value, 3> made;
  };

  ValueRange read(StringAttr name) {
    Field &field = fields[name];
    if (!field.made.empty())
      return field.made;
    auto [it, fresh] = inputs.try_emplace(field.old);
    if (fresh) {
      auto row = cast<StreamType>(chain.front()->getOperand(0).getType()).getRow();
      Type type = row.getTypes()[row.indexOf(field.old)], flag = b.getI1Type();
      for (Type t : {type, flag, flag})
        it->second.push_back(body->addArgument(t, chain.front()->getLoc()));
    }
    return it->second;
  }

  void add(Operation *op) {
    if (auto where = dyn_cast<WhereOp>(op))
      return addWhere(where);
    if (auto with = dyn_cast<WithOp>(op))
      return addWith(with);
    if (auto select = dyn_cast<SelectOp>(op)) {
      auto kept = select.getFields().getAsValueRange<StringAttr>();
      fields.remove_if([&](auto &entry) { return !llvm::is_contained(kept, entry.first.getValue()); });
      parts.push_back(select.getLabelAttr());
      closed = true;
    } else if (auto drop = dyn_cast<DropOp>(op)) {
      auto gone = drop.getFields().getAsValueRange<StringAttr>();
      fields.remove_if([&](auto &entry) { return llvm::is_contained(gone, entry.first.getValue()); });
      parts.push_back(drop.getLabelAttr());
    } else if (auto rename = dyn_cast<RenameOp>(op)) {
      addRename(rename);
    }
  }

  void addRename(RenameOp rename) {
    SmallVector<std::pair<StringAttr, Field>> moved;
    for (auto [from, to] :
         llvm::zip(rename.getFrom().getAsRange<StringAttr>(), rename.getTo().getAsRange<StringAttr>())) {
      moved.push_back({to, fields[from]});
      fields.erase(from);
    }
    for (auto &[to, field] : moved)
      fields[to] = field;
    parts.push_back(rename.getLabelAttr());
  }

  /// Copies a region's ops; what it reads of the row becomes the fields' values.
  IRMapping inlineBody(Region &region) {
    IRMapping mapping;
    Block &block = region.front();
    // The regions of views may read the row too.
    region.walk([&](GetOp get) {
      if (get->getBlock() != &block)
        get->moveBefore(&block, block.begin());
    });
    for (Operation &op : block.without_terminator()) {
      if (auto get = dyn_cast<GetOp>(op))
        mapping.map(get.getResults(), read(get.getFieldAttr()));
      else
        b.clone(op, mapping);
    }
    return mapping;
  }

  void addWhere(WhereOp where) {
    Operation *before = body->empty() ? nullptr : &body->back();
    inlineBody(where.getBody());
    for (Operation *op = before          ? before->getNextNode()
                         : body->empty() ? nullptr
                                         : &body->front();
         op; op = op->getNextNode())
      if (auto rule = dyn_cast<RuleOp>(op))
        rule.setPart(parts.size());
    parts.push_back(where.getLabelAttr());
  }

  void addWith(WithOp with) {
    IRMapping mapping = inlineBody(with.getBody());
    auto yield = cast<YieldOp>(with.getBody().front().getTerminator());
    SmallVector<std::pair<StringAttr, Field>> made;
    for (auto [i, name] : llvm::enumerate(with.getFields().getAsRange<StringAttr>())) {
      Field field;
      if (with.getEdit())
        field.old = fields[name].old; // it takes the place of what it edits
      for (size_t k = 0; k < 3; ++k)
        field.made.push_back(mapping.lookupOrDefault(yield.getValues()[3 * i + k]));
      made.push_back({name, field});
    }
    for (auto &[name, field] : made)
      fields[name] = field;
    parts.push_back(with.getLabelAttr());
  }

  void finish() {
    SmallVector<Attribute> inputNames, outputNames, partLabels(parts.begin(), parts.end());
    SmallVector<NamedAttribute> renames;
    SmallVector<Value> values;
    for (auto &[name, arguments] : inputs)
      inputNames.push_back(name);
    for (auto &[name, field] : fields) {
      if (field.old && field.old != name)
        renames.push_back(b.getNamedAttr(name.getValue(), field.old));
      if (field.made.empty())
        continue;
      outputNames.push_back(name);
      values.append(field.made);
    }
    Location loc = chain.front()->getLoc();
    b.create<YieldOp>(loc, values);
    b.setInsertionPoint(chain.back());
    auto stage =
        b.create<StageOp>(loc, chain.back()->getResult(0).getType(), chain.front()->getOperand(0),
                          b.getStringAttr("stage_" + Twine(number)), b.getArrayAttr(inputNames),
                          b.getArrayAttr(outputNames), b.getArrayAttr(partLabels), b.getDictionaryAttr(renames));
    if (closed)
      stage->setAttr("closed", b.getUnitAttr()); // fields of records that the recipe does not name are gone
    stage.getBody().push_back(body);
    chain.back()->getResult(0).replaceAllUsesWith(stage.getResult());
    for (Operation *op : llvm::reverse(chain))
      op->erase();
  }

  ArrayRef<Operation *> chain;
  OpBuilder b;
  unsigned number;
  Block *body = new Block; ///< owned by the stage in the end
  llvm::MapVector<StringAttr, Field> fields;
  llvm::MapVector<StringAttr, SmallVector<Value, 3>> inputs;
  SmallVector<StringAttr> parts;
  bool closed = false;
};

/// Puts a `with` that computes the hidden key fields before a dedup whose key is not made of plain fields.
void materializeKey(DedupOp dedup) {
  auto yield = cast<YieldOp>(dedup.getBody().front().getTerminator());
  size_t parts = yield.getValues().size() / 3;
  bool plain = true;
  for (size_t i = 0; i < parts; ++i)
    plain &= yield.getValues()[3 * i].getDefiningOp<GetOp>() != nullptr;
  if (plain)
    return;
  OpBuilder b(dedup);
  RowType row = dedup.getInput().getType().getRow();
  SmallVector<StringAttr> names(row.getNames());
  SmallVector<Type> types(row.getTypes());
  SmallVector<bool> optional(row.getOptional());
  SmallVector<StringRef> keys;
  for (size_t i = 0; i < parts; ++i) {
    names.push_back(b.getStringAttr("$key" + Twine(i)));
    keys.push_back(names.back().getValue());
    types.push_back(yield.getValues()[3 * i].getType());
    optional.push_back(true);
  }
  auto wider = RowType::get(b.getContext(), names, types, optional);
  auto with = b.create<WithOp>(dedup.getLoc(), StreamType::get(b.getContext(), wider), dedup.getInput(),
                               b.getStringAttr("key of " + dedup.getLabel()), b.getStrArrayAttr(keys), false);
  with.getBody().takeBody(dedup.getBody());
  dedup.getInputMutable().assign(with.getResult());
  Block *block = b.createBlock(&dedup.getBody(), {}, {wider}, {dedup.getLoc()});
  SmallVector<Value> values;
  for (size_t i = 0; i < parts; ++i) {
    Type flag = b.getI1Type();
    auto get = b.create<GetOp>(dedup.getLoc(), types[row.getNames().size() + i], flag, flag, block->getArgument(0),
                               b.getStringAttr(keys[i]));
    llvm::append_range(values, get.getResults());
  }
  b.create<YieldOp>(dedup.getLoc(), values);
}

struct FormStagesPass : PassWrapper<FormStagesPass, OperationPass<>> {
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(FormStagesPass)
  StringRef getArgument() const override { return "form-stages"; }
  StringRef getDescription() const override { return "merge chains of row stages"; }
  void getDependentDialects(DialectRegistry &registry) const override { registry.insert<arith::ArithDialect>(); }

  void runOnOperation() override {
    SmallVector<DedupOp> dedups;
    getOperation()->walk([&](DedupOp dedup) { dedups.push_back(dedup); });
    for (DedupOp dedup : dedups)
      materializeKey(dedup);
    SmallVector<SmallVector<Operation *>> chains;
    getOperation()->walk([&](RecipeOp recipe) {
      for (Operation &op : recipe.getBody().front()) {
        if (!isRowStage(&op))
          continue;
        Operation *before = op.getOperand(0).getDefiningOp();
        if (isRowStage(before) && before->hasOneUse() && !chains.empty() && chains.back().back() == before)
          chains.back().push_back(&op);
        else if (auto chain = llvm::find_if(chains, [&](auto &c) { return c.back() == before; });
                 chain != chains.end() && before->hasOneUse())
          chain->push_back(&op);
        else
          chains.push_back({&op});
      }
    });
    for (auto [number, chain] : llvm::enumerate(chains))
      StageBuilder(chain, number).build();
  }
};
} // namespace

std::unique_ptr<Pass> smelt::flow::createFormStagesPass() { return std::make_unique<FormStagesPass>(); }
