#include "compiler/driver/FieldOrigins.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace smelt::driver {

static flow::RowType rowOf(Value stream) { return cast<flow::StreamType>(stream.getType()).getRow(); }

FieldOrigins::FieldOrigins(flow::RecipeOp recipe) {
  for (Operation &op : recipe.getBody().front())
    llvm::TypeSwitch<Operation *>(&op)
        .Case([&](flow::SourceOp source) { streams_[source.getResult()] = this->source(source); })
        .Case([&](flow::ConcatOp concat) { streams_[concat.getResult()] = this->concat(concat); })
        .Case([&](flow::StageOp stage) { streams_[stage.getResult()] = this->stage(stage); })
        .Case([&](flow::ExpandOp expand) {
          StreamOrigin origin = of(expand.getInput());
          for (RowOrigin &rows : origin)
            if (auto field = rows.fields.find(expand.getField().str()); field != rows.fields.end())
              field->second.rewritten = field->second.needsColumn = true;
          streams_[expand.getResult()] = std::move(origin);
        })
        .Case([&](flow::DedupOp dedup) {
          StreamOrigin same = of(dedup.getInput());
          streams_[dedup.getResult()] = std::move(same);
        });
}

StreamOrigin FieldOrigins::source(flow::SourceOp op) const {
  bool record = op.getFormat() == "jsonl" || op.getFormat() == "rows";
  RowOrigin origin;
  for (StringAttr name : op.getResult().getType().getRow().getNames())
    origin.fields[name.str()] = {record ? name.str() : "", false, !record};
  return {origin};
}

namespace {
/// What a stage does to fields, for rows of any shape.
struct StageChanges {
  std::set<std::string> made, renamedAway;
  std::map<std::string, std::string> oldNames;

  explicit StageChanges(flow::StageOp op) {
    for (StringRef name : op.getOutputs().getAsValueRange<StringAttr>())
      made.insert(name.str());
    for (NamedAttribute entry : op.getRenames()) {
      std::string old = cast<StringAttr>(entry.getValue()).str();
      oldNames[entry.getName().str()] = old;
      renamedAway.insert(old);
    }
  }

  RowOrigin apply(flow::RowType row, const RowOrigin &before) const {
    RowOrigin after;
    after.gone = before.gone;
    after.closed = before.closed;
    for (StringAttr attr : row.getNames()) {
      std::string name = attr.str();
      auto renamed = oldNames.find(name);
      auto known = before.fields.find(renamed == oldNames.end() ? name : renamed->second);
      // A field made under a name that was renamed away is a new one.
      bool lives = known != before.fields.end() && (renamed != oldNames.end() || !renamedAway.contains(name));
      if (!lives && !made.contains(name))
        continue;
      FieldOrigin &origin = after.fields[name] = lives ? known->second : FieldOrigin{};
      if (made.contains(name))
        origin.rewritten = origin.needsColumn = true;
    }
    for (const auto &[name, field] : before.fields)
      if (!field.record.empty())
        after.gone.insert(field.record);
    for (const auto &[name, field] : after.fields)
      after.gone.erase(field.record);
    return after;
  }
};
} // namespace

StreamOrigin FieldOrigins::stage(flow::StageOp op) const {
  StageChanges changes(op);
  StreamOrigin after;
  for (const RowOrigin &before : of(op.getInput())) {
    after.push_back(changes.apply(rowOf(op.getResult()), before));
    after.back().closed |= op->hasAttr("closed");
  }
  return after;
}

StreamOrigin FieldOrigins::concat(flow::ConcatOp op) {
  StreamOrigin both;
  std::vector<std::vector<uint16_t>> shapes;
  for (Value side : {op.getLhs(), op.getRhs()}) {
    std::vector<uint16_t> &numbers = shapes.emplace_back();
    for (const RowOrigin &origin : of(side)) {
      auto known = llvm::find(both, origin);
      numbers.push_back(static_cast<uint16_t>(known - both.begin()));
      if (known == both.end())
        both.push_back(origin);
    }
  }
  shapes_[op.getResult()] = std::move(shapes);
  return both;
}

// ---- sinks ---------------------------------------------------------------------------------------------------------

/// The record's fields that a sink leaves out.
static std::vector<std::string> droppedFields(const RowOrigin &origin) {
  std::set<std::string> dropped = origin.gone, records;
  for (const auto &[name, field] : origin.fields)
    records.insert(field.record);
  // A record may hold a field of that name although its samples do not.
  for (const auto &[name, field] : origin.fields)
    if (field.record != name && !records.contains(name) && !isHidden(name))
      dropped.insert(name);
  return {dropped.begin(), dropped.end()};
}

runtime::RecordShape shapeOf(flow::RowType row, const RowOrigin &origin) {
  runtime::RecordShape shape;
  for (StringAttr name : row.getNames()) {
    auto field = origin.fields.find(name.str());
    if (!isHidden(name) && field != origin.fields.end())
      shape.fields.push_back({name.str(), -1, field->second.record, field->second.rewritten});
  }
  shape.keepOthers = !origin.closed;
  shape.dropped = droppedFields(origin);
  return shape;
}

} // namespace smelt::driver
