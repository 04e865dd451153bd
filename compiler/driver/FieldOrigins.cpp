#include "compiler/driver/FieldOrigins.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace smelt::driver {

FieldOrigins::FieldOrigins(flow::RecipeOp recipe) {
  for (Operation &op : recipe.getBody().front())
    llvm::TypeSwitch<Operation *>(&op)
        .Case([&](flow::SourceOp source) { streams_[source.getResult()] = this->source(source); })
        .Case([&](flow::ConcatOp concat) { streams_[concat.getResult()] = this->concat(concat); })
        .Case([&](flow::StageOp stage) { streams_[stage.getResult()] = this->stage(stage); })
        .Case([&](flow::DedupOp dedup) {
          StreamOrigin same = of(dedup.getInput());
          streams_[dedup.getResult()] = std::move(same);
        });
}

StreamOrigin FieldOrigins::source(flow::SourceOp op) const {
  bool record = op.getFormat() == "jsonl" || op.getFormat() == "rows";
  StreamOrigin origin;
  for (StringAttr name : op.getResult().getType().getRow().getNames())
    origin.fields[name.str()] = {record ? name.str() : "", false, !record};
  return origin;
}

/// Removes from `gone` what some field still stands for.
static void forgetLiving(StreamOrigin &origin) {
  for (const auto &[name, field] : origin.fields)
    origin.gone.erase(field.record);
}

StreamOrigin FieldOrigins::stage(flow::StageOp op) const {
  const StreamOrigin &before = of(op.getInput());
  std::set<std::string> made, renamedAway;
  std::map<std::string, std::string> oldNames;
  for (StringRef name : op.getOutputs().getAsValueRange<StringAttr>())
    made.insert(name.str());
  for (NamedAttribute entry : op.getRenames()) {
    std::string old = cast<StringAttr>(entry.getValue()).str();
    oldNames[entry.getName().str()] = old;
    renamedAway.insert(old);
  }

  StreamOrigin after;
  after.gone = before.gone;
  for (StringAttr attr : op.getResult().getType().getRow().getNames()) {
    std::string name = attr.str();
    auto renamed = oldNames.find(name);
    auto known = before.fields.find(renamed == oldNames.end() ? name : renamed->second);
    // A field made under a name that was renamed away is a new one.
    bool lives = known != before.fields.end() && (renamed != oldNames.end() || !renamedAway.contains(name));
    FieldOrigin origin = lives ? known->second : FieldOrigin{};
    if (made.contains(name))
      origin.rewritten = origin.needsColumn = true;
    after.fields[name] = origin;
  }
  for (const auto &[name, field] : before.fields)
    if (!field.record.empty())
      after.gone.insert(field.record);
  forgetLiving(after);
  return after;
}

StreamOrigin FieldOrigins::concat(flow::ConcatOp op) const {
  const StreamOrigin &left = of(op.getLhs()), &right = of(op.getRhs());
  StreamOrigin both;
  both.gone = left.gone;
  both.gone.insert(right.gone.begin(), right.gone.end());
  for (StringAttr attr : op.getResult().getType().getRow().getNames()) {
    auto l = left.fields.find(attr.str()), r = right.fields.find(attr.str());
    FieldOrigin &origin = both.fields[attr.str()];
    if (l == left.fields.end() || r == right.fields.end()) {
      origin = l != left.fields.end() ? l->second : r != right.fields.end() ? r->second : FieldOrigin{};
      continue;
    }
    const FieldOrigin &a = l->second, &b = r->second;
    bool disagree = !a.record.empty() && !b.record.empty() && a.record != b.record;
    origin.rewritten = a.rewritten || b.rewritten || disagree;
    origin.needsColumn = a.needsColumn || b.needsColumn || disagree;
    origin.record = disagree ? "" : a.record.empty() ? b.record : a.record;
    if (disagree)
      both.gone.insert({a.record, b.record});
  }
  // What one side left out and the other still has cannot be told apart in the raw record: it comes from the column,
  // which is absent in the rows of the first side.
  for (auto &[name, field] : both.fields)
    if (both.gone.contains(field.record))
      field.rewritten = field.needsColumn = true;
  forgetLiving(both);
  return both;
}

// ---- sinks ---------------------------------------------------------------------------------------------------------

static constexpr llvm::StringLiteral kClosed = "closed";

/// True if some way up from `stream` meets a `select`.
static bool isBelowSelect(Value stream) {
  llvm::SmallVector<Value> queue{stream};
  llvm::SmallPtrSet<Operation *, 16> seen;
  while (!queue.empty()) {
    Operation *maker = queue.pop_back_val().getDefiningOp();
    if (!maker || !seen.insert(maker).second)
      continue;
    if (isa<flow::SelectOp>(maker))
      return true;
    llvm::append_range(queue, maker->getOperands());
  }
  return false;
}

void markClosedSinks(ModuleOp module) {
  module.walk([](flow::SinkOp sink) {
    if (isBelowSelect(sink.getInput()))
      sink->setAttr(kClosed, UnitAttr::get(sink.getContext()));
  });
}

bool isClosed(flow::SinkOp sink) { return sink->hasAttr(kClosed); }

std::vector<runtime::SinkField> sinkFields(flow::RowType row, const StreamOrigin &origin) {
  std::vector<runtime::SinkField> fields;
  for (StringAttr name : row.getNames()) {
    if (isHidden(name))
      continue;
    const FieldOrigin &field = origin.fields.at(name.str());
    fields.push_back({name.str(), -1, field.record, field.rewritten});
  }
  return fields;
}

std::vector<std::string> droppedFields(const StreamOrigin &origin) {
  std::set<std::string> dropped = origin.gone, records;
  for (const auto &[name, field] : origin.fields)
    records.insert(field.record);
  // A record may hold a field of that name although its samples do not.
  for (const auto &[name, field] : origin.fields)
    if (field.record != name && !records.contains(name) && !isHidden(name))
      dropped.insert(name);
  return {dropped.begin(), dropped.end()};
}

} // namespace smelt::driver
