// One forward walk makes the nodes; a backward walk before it finds the fields that somebody looks at, so that sources
// deliver nothing else.
#include "compiler/driver/PlanBuilder.h"
#include "compiler/dialect/text/Text.h"
#include "compiler/driver/ColumnType.h"
#include "compiler/driver/FieldOrigins.h"
#include "compiler/driver/GroupColumns.h"
#include "compiler/driver/NestedReads.h"
#include "compiler/driver/SinkSchema.h"
#include "compiler/pattern/RawStrings.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace smelt::driver {
namespace {

using Names = std::set<std::string>;

/// Where a stream's rows are and which of its columns holds a field.
struct Placed {
  uint32_t node = 0;
  std::map<std::string, uint32_t> columns;
  GroupColumns groups = {};
};

class PlanBuilder {
public:
  PlanBuilder(flow::RecipeOp recipe, std::shared_ptr<pipeline::NativeCode> code, diag::Diagnostics &diags,
              const FoldOutcomes &folds)
      : recipe_(recipe), code_(std::move(code)), diags_(diags), folds_(folds), origins_(recipe), nested_(recipe) {}

  bool build(runtime::Plan &plan, std::string &error);

private:
  // Which fields are looked at.
  void findWanted();
  void wantedOf(flow::StageOp op);
  void wantedOf(flow::SinkOp op);

  // Nodes.
  bool add(Operation *op);
  bool addSource(flow::SourceOp op);
  bool addConcat(flow::ConcatOp op);
  bool addStage(flow::StageOp op);
  bool addExpand(flow::ExpandOp op);
  bool addDedup(flow::DedupOp op);
  bool addSink(flow::SinkOp op);
  bool addFold(flow::SinkOp op, const Placed &input, runtime::SinkSpec &sink);
  void addSchema(flow::SinkOp op, const Placed &input, runtime::SinkSpec &sink);
  runtime::Node &addNode(runtime::NodeKind kind, StringRef label);
  /// Gives `stream` the columns of `node` that are wanted, in the order of its row type.
  bool fillColumns(Value stream, runtime::Node &node);
  void place(Value stream, const runtime::Node &node);
  void addGroups(const Placed &placed, runtime::Node &node);
  bool fail(const Twine &why);

  flow::RecipeOp recipe_;
  std::shared_ptr<pipeline::NativeCode> code_;
  diag::Diagnostics &diags_;
  const FoldOutcomes &folds_;
  FieldOrigins origins_;
  NestedReads nested_;
  SinkSchema sinkSchema_;
  runtime::Plan *plan_ = nullptr;
  std::string error_;
  bool hasRules_ = false; ///< of any stage
  bool drops_ = false;    ///< whether any stage drops rows, so that the report counts what becomes of groups
  llvm::DenseMap<Value, Names> wanted_;
  llvm::DenseMap<Value, Placed> placed_;
};

flow::RowType rowOf(Value stream) { return cast<flow::StreamType>(stream.getType()).getRow(); }

const char *typeName(smelt_column_type type) {
  static constexpr const char *names[] = {"a Text", "an Int", "a Float", "a Bool", "a Json", "texts"};
  return names[type];
}

std::vector<std::string> strings(ArrayAttr attr) {
  std::vector<std::string> values;
  for (StringRef value : attr.getAsValueRange<StringAttr>())
    values.push_back(value.str());
  return values;
}

/// The key fields of a dedup, or nothing if a part of its key is not a plain field.
std::optional<std::vector<std::string>> keyFields(flow::DedupOp op) {
  std::vector<std::string> fields;
  Operation *yield = op.getBody().front().getTerminator();
  for (unsigned i = 0; i < yield->getNumOperands(); i += 3) {
    auto get = yield->getOperand(i).getDefiningOp<flow::GetOp>();
    if (!get)
      return std::nullopt;
    fields.push_back(get.getField().str());
  }
  return fields;
}

// ---- what the report counts rows by ---------------------------------------------------------------------------------

void PlanBuilder::addGroups(const Placed &placed, runtime::Node &node) {
  if (!drops_)
    return;
  for (const auto &[name, column] : placed.groups)
    if (column >= 0)
      node.groupings.push_back({name.str(), column});
  if (node.kind != runtime::NodeKind::source && llvm::range_size(recipe_.getOps<flow::SourceOp>()) > 1)
    node.groupings.push_back({"input", -1});
}

// ---- which fields are looked at ------------------------------------------------------------------------------------

void PlanBuilder::wantedOf(flow::SinkOp op) {
  // Parquet has no records whose bytes could be passed on.
  if (op.getSettings().contains("schema") || op.getFormat() == "fold")
    for (StringAttr name : rowOf(op.getInput()).getNames())
      if (!isHidden(name))
        wanted_[op.getInput()].insert(name.str());
  for (const RowOrigin &origin : origins_.of(op.getInput()))
    for (const auto &[name, field] : origin.fields)
      if (!isHidden(name) && (field.rewritten || field.needsColumn))
        wanted_[op.getInput()].insert(name);
}

void PlanBuilder::wantedOf(flow::StageOp op) {
  Names after = wanted_[op.getResult()];
  Names &before = wanted_[op.getInput()];
  std::vector<std::string> made = strings(op.getOutputs());
  for (const std::string &name : after) {
    if (llvm::is_contained(made, name))
      continue;
    auto old = op.getRenames().getAs<StringAttr>(name);
    before.insert(old ? old.str() : name);
  }
  for (std::string &name : strings(op.getInputs()))
    before.insert(std::move(name));
}

void PlanBuilder::findWanted() {
  for (auto stage : recipe_.getOps<flow::StageOp>())
    hasRules_ |= !stage.getBody().getOps<flow::RuleOp>().empty();
  drops_ = hasRules_ || !recipe_.getOps<flow::DedupOp>().empty();
  for (Operation &op : llvm::reverse(recipe_.getBody().front()))
    llvm::TypeSwitch<Operation *>(&op)
        .Case([&](flow::SinkOp sink) { wantedOf(sink); })
        .Case([&](flow::StageOp stage) { wantedOf(stage); })
        .Case([&](flow::ExpandOp expand) {
          Names names = wanted_[expand.getResult()];
          names.insert(expand.getField().str());
          wanted_[expand.getInput()].insert(names.begin(), names.end());
        })
        .Case([&](flow::DedupOp dedup) {
          Names names = wanted_[dedup.getResult()];
          if (auto keys = keyFields(dedup))
            names.insert(keys->begin(), keys->end());
          wanted_[dedup.getInput()].insert(names.begin(), names.end());
        })
        .Case([&](flow::SourceOp source) {
          if (drops_)
            for (StringRef name : groupedFields(rowOf(source.getResult())))
              wanted_[source.getResult()].insert(name.str());
        })
        .Case([&](flow::ConcatOp concat) {
          Names names = wanted_[concat.getResult()];
          for (Value side : {concat.getLhs(), concat.getRhs()})
            for (const std::string &name : names)
              if (rowOf(side).indexOf(name) >= 0)
                wanted_[side].insert(name);
        });
}

// ---- nodes ---------------------------------------------------------------------------------------------------------

bool PlanBuilder::fail(const Twine &why) {
  error_ = why.str();
  return false;
}

runtime::Node &PlanBuilder::addNode(runtime::NodeKind kind, StringRef label) {
  runtime::Node &node = plan_->nodes.emplace_back();
  node.kind = kind;
  node.label = label.str();
  return node;
}

bool PlanBuilder::fillColumns(Value stream, runtime::Node &node) {
  flow::RowType row = rowOf(stream);
  const Names &wanted = wanted_[stream];
  for (auto [name, type, optional] : llvm::zip(row.getNames(), row.getTypes(), row.getOptional())) {
    if (!wanted.contains(name.str()))
      continue;
    std::optional<smelt_column_type> column = columnType(type);
    if (!column)
      return fail("field `" + name.getValue() + "` has a type that no column can hold");
    node.columns.push_back({name.str(), *column, optional});
  }
  if (node.columns.size() != wanted.size())
    return fail("`" + node.label + "` lacks a field that a later stage reads");
  return true;
}

void PlanBuilder::place(Value stream, const runtime::Node &node) {
  Placed &placed = placed_[stream];
  placed.node = static_cast<uint32_t>(plan_->nodes.size() - 1);
  for (auto [index, column] : llvm::enumerate(node.columns))
    placed.columns[column.name] = static_cast<uint32_t>(index);
}

/// The value of a setting as text: strings as they are.
static std::string textSetting(DictionaryAttr settings, StringRef name) {
  auto text = settings.getAs<StringAttr>(name);
  return text ? text.str() : "";
}

/// A size: an integer or, as quantities are, a real.
static std::optional<uint64_t> sizeSetting(DictionaryAttr settings, StringRef name) {
  if (auto integer = settings.getAs<IntegerAttr>(name))
    return integer.getValue().getLimitedValue();
  if (auto real = settings.getAs<FloatAttr>(name)) {
    double value = real.getValueAsDouble();
    return value >= 0x1p63 ? uint64_t(1) << 63 : value <= 0 ? 0 : static_cast<uint64_t>(value);
  }
  return std::nullopt;
}

/// What each record has to have, read or not. A field that no column can hold is read by nobody and may be any value.
static std::vector<runtime::Column> schemaOf(flow::RowType row) {
  std::vector<runtime::Column> schema;
  for (auto [name, type, optional] : llvm::zip(row.getNames(), row.getTypes(), row.getOptional()))
    schema.push_back({name.str(), columnType(type).value_or(SMELT_JSON), optional});
  return schema;
}

/// The field of which the one stage that reads the source wants some strings as they are (leave-raw).
static std::optional<runtime::SourceSpec::Raw> rawOf(flow::SourceOp op) {
  if (!op.getResult().hasOneUse())
    return std::nullopt;
  auto stage = dyn_cast<flow::StageOp>(*op.getResult().user_begin());
  auto raw = stage ? stage->getAttrOfType<DictionaryAttr>("raw") : DictionaryAttr();
  if (!raw)
    return std::nullopt;
  pattern::RawNeeds needs;
  if (auto patterns = raw.getAs<ArrayAttr>("patterns"))
    for (StringRef pattern : patterns.getAsValueRange<StringAttr>())
      needs.add(pattern);
  if (auto first = raw.getAs<text::CharSetAttr>("first"))
    needs.addFirst(first.getRanges().data(), first.getRanges().size());
  return runtime::SourceSpec::Raw{raw.getAs<StringAttr>("field").str(), {needs.sieve(), needs.first()}};
}

bool PlanBuilder::addSource(flow::SourceOp op) {
  runtime::Node &node = addNode(runtime::NodeKind::source, op.getLabel());
  DictionaryAttr settings = op.getSettings();
  runtime::SourceSpec &source = node.source;
  source.format = llvm::StringSwitch<runtime::SourceFormat>(op.getFormat())
                      .Case("text", runtime::SourceFormat::text)
                      .Case("html", runtime::SourceFormat::html)
                      .Cases("csv", "tsv", runtime::SourceFormat::csv)
                      .Case("folder", runtime::SourceFormat::folder)
                      .Case("rows", runtime::SourceFormat::rows)
                      .Case("parquet", runtime::SourceFormat::parquet)
                      .Default(runtime::SourceFormat::jsonl);
  if (source.format == runtime::SourceFormat::rows) {
    if (auto rows = settings.getAs<ArrayAttr>("rows"))
      source.literalRows = strings(rows);
  } else {
    source.patterns = {textSetting(settings, "path")};
  }
  source.schema = schemaOf(rowOf(op.getResult()));
  source.isDeclared = settings.contains("row");
  source.byFile = textSetting(settings, "by") == "file";
  if (std::string delimiter = textSetting(settings, "delimiter"); !delimiter.empty())
    source.delimiter = delimiter[0];
  if (auto header = settings.getAs<BoolAttr>("header"))
    source.header = header.getValue();
  source.maxDocument = sizeSetting(settings, "max_document").value_or(source.maxDocument);
  if (!fillColumns(op.getResult(), node))
    return false;
  place(op.getResult(), node);
  if (source.format == runtime::SourceFormat::parquet)
    for (const runtime::Column &column : node.columns)
      if (auto parts = nested_.of(op.getResult(), column.name); !parts.empty())
        source.parts[column.name] = std::move(parts);
  Placed &placed = placed_[op.getResult()];
  if (drops_)
    placed.groups = groupsOfSource(rowOf(op.getResult()), placed.columns);
  addGroups(placed, node);
  if (!hasRules_ && source.format == runtime::SourceFormat::jsonl)
    source.raw = rawOf(op);
  if (source.raw && placed.groups.contains(source.raw->field))
    source.raw.reset();
  return true;
}

bool PlanBuilder::addConcat(flow::ConcatOp op) {
  runtime::Node &node = addNode(runtime::NodeKind::concat, "++");
  if (!fillColumns(op.getResult(), node))
    return false;
  for (Value side : {op.getLhs(), op.getRhs()})
    node.inputs.push_back(placed_[side].node);
  node.concat.shapes = origins_.shapesOf(op.getResult());
  if (origins_.of(op.getResult()).size() > UINT16_MAX)
    return fail("there are too many `++` of differing streams");
  for (const runtime::Column &column : node.columns) {
    std::vector<int32_t> &origin = node.origins.emplace_back();
    for (Value side : {op.getLhs(), op.getRhs()}) {
      const Placed &input = placed_[side];
      auto found = input.columns.find(column.name);
      origin.push_back(found == input.columns.end() ? -1 : static_cast<int32_t>(found->second));
      if (found == input.columns.end())
        continue;
      smelt_column_type type = plan_->nodes[input.node].columns[found->second].type;
      if (type == column.type)
        continue;
      diags_.report(diag::Code::E0504, kNowhere, {typeName(type), typeName(column.type)})
          .note("the field is `" + column.name + "`");
      return false;
    }
  }
  place(op.getResult(), node);
  placed_[op.getResult()].groups = carryGroups({&placed_[op.getLhs()].groups, &placed_[op.getRhs()].groups}, node);
  return true;
}

/// Rules in the order they are blamed.
static void addRules(flow::StageOp op, ArrayRef<std::optional<double>> foldedBounds, runtime::KernelSpec &kernel) {
  auto number = [&](flow::RuleOp rule, StringRef name) -> std::optional<double> {
    if (auto value = rule->getAttrOfType<FloatAttr>(name))
      return value.getValueAsDouble();
    auto place = rule->getAttrOfType<IntegerAttr>((name + "_folded").str());
    return place && place.getInt() < static_cast<int64_t>(foldedBounds.size()) ? foldedBounds[place.getInt()]
                                                                               : std::nullopt;
  };
  for (flow::RuleOp rule : op.getBody().getOps<flow::RuleOp>())
    kernel.rules.push_back({rule.getName().str(), rule.getMetric() ? rule.getBound().str() : "",
                            static_cast<uint32_t>(rule.getPart()), number(rule, "low"), number(rule, "high")});
}

bool PlanBuilder::addStage(flow::StageOp op) {
  runtime::KernelSpec kernel;
  addRules(op, folds_.bounds, kernel);
  kernel.parts = strings(op.getParts());
  std::vector<std::string> made = strings(op.getOutputs());
  const Placed &input = placed_[op.getInput()];
  kernel.function = code_->kernel(op.getName().str());
  kernel.owner = code_;
  if (!kernel.function)
    return fail("there is no kernel for stage `" + op.getName() + "`");
  for (const std::string &name : strings(op.getInputs()))
    kernel.inputs.push_back(input.columns.at(name));
  flow::RowType row = rowOf(op.getResult());
  Operation *yield = op.getBody().front().getTerminator();
  for (auto [index, name] : llvm::enumerate(made)) {
    std::optional<smelt_column_type> type = columnType(yield->getOperand(3 * index).getType());
    if (!type)
      return fail("stage `" + op.getName() + "` makes a field `" + name + "` that no column can hold");
    int64_t field = row.indexOf(name);
    kernel.results.push_back({name, *type, field < 0 || row.getOptional()[field]});
  }
  if (kernel.results.empty() && kernel.rules.empty()) // only leaves fields out or renames them
    kernel.function = nullptr;

  runtime::Node &node = addNode(runtime::NodeKind::kernel, llvm::join(kernel.parts, ", "));
  node.inputs = {input.node};
  if (!fillColumns(op.getResult(), node))
    return false;
  for (const runtime::Column &column : node.columns) {
    auto result = llvm::find(made, column.name);
    auto old = op.getRenames().getAs<StringAttr>(column.name);
    node.origins.push_back({result != made.end()
                                ? static_cast<int32_t>(-1 - (result - made.begin()))
                                : static_cast<int32_t>(input.columns.at(old ? old.str() : column.name))});
  }
  node.kernel = std::move(kernel);
  if (!node.kernel.rules.empty())
    addGroups(input, node);
  place(op.getResult(), node);
  placed_[op.getResult()].groups = carryGroups({&placed_[op.getInput()].groups}, node);
  return true;
}

bool PlanBuilder::addExpand(flow::ExpandOp op) {
  runtime::Node &node = addNode(runtime::NodeKind::expand, op.getLabel());
  const Placed input = placed_[op.getInput()];
  node.inputs = {input.node};
  node.columns = plan_->nodes[input.node].columns;
  node.expand.column = input.columns.at(op.getField().str());
  auto names = rowOf(op.getResult()).getNames();
  auto field = size_t(llvm::find(names, op.getFieldAttr()) - names.begin());
  std::optional<smelt_column_type> element = columnType(rowOf(op.getResult()).getTypes()[field]);
  if (!element)
    return fail("elements of `" + op.getField() + "` have a type that no column can hold");
  node.columns[node.expand.column].type = *element;
  placed_[op.getResult()] = {static_cast<uint32_t>(plan_->nodes.size() - 1), input.columns, input.groups};
  return true;
}

bool PlanBuilder::addDedup(flow::DedupOp op) {
  std::optional<std::vector<std::string>> keys = keyFields(op);
  if (!keys)
    return fail("a key of `" + op.getLabel() + "` is not a field");
  runtime::Node &node = addNode(runtime::NodeKind::dedup, op.getLabel());
  const Placed input = placed_[op.getInput()];
  node.inputs = {input.node};
  node.columns = plan_->nodes[input.node].columns;
  for (const std::string &key : *keys)
    node.dedup.keys.push_back(input.columns.at(key));
  placed_[op.getResult()] = {static_cast<uint32_t>(plan_->nodes.size() - 1), input.columns, input.groups};
  return true;
}

/// The schema of a sink that has one, with the columns that hold its fields.
void PlanBuilder::addSchema(flow::SinkOp op, const Placed &input, runtime::SinkSpec &sink) {
  for (runtime::FieldSchema &field : sinkSchema_.of(op)) {
    uint32_t column = input.columns.at(field.name);
    // What the recipe calls a value of a kind that columns hold as another, such as a choice, is written as held.
    smelt_column_type held = plan_->nodes[input.node].columns[column].type;
    if (held != SMELT_JSON)
      field.type = held;
    sink.schema.push_back(std::move(field));
    sink.columns.push_back(column);
  }
}

/// Folds the one field of the rows.
bool PlanBuilder::addFold(flow::SinkOp op, const Placed &input, runtime::SinkSpec &sink) {
  using runtime::FoldKind;
  DictionaryAttr settings = op.getSettings();
  auto outcome = folds_.bySymbol.find(textSetting(settings, "symbol"));
  if (outcome == folds_.bySymbol.end())
    return fail("nobody takes what `" + op.getLabel() + "` gives");
  runtime::FoldSpec &fold = sink.fold.emplace();
  fold.kind = llvm::StringSwitch<FoldKind>(textSetting(settings, "fold"))
                  .Case("count", FoldKind::count)
                  .Case("distinct", FoldKind::distinct)
                  .Case("some", FoldKind::some)
                  .Case("every", FoldKind::every)
                  .Case("fraction", FoldKind::fraction)
                  .Case("sum", FoldKind::sum)
                  .Case("mean", FoldKind::mean)
                  .Case("least", FoldKind::least)
                  .Case("greatest", FoldKind::greatest)
                  .Case("median", FoldKind::median)
                  .Default(FoldKind::percentile);
  if (auto at = settings.getAs<FloatAttr>("at"))
    fold.at = at.getValueAsDouble();
  fold.column = input.columns.at("it");
  fold.outcome = outcome->second;
  return true;
}

bool PlanBuilder::addSink(flow::SinkOp op) {
  runtime::Node &node = addNode(runtime::NodeKind::sink, op.getLabel());
  const Placed &input = placed_[op.getInput()];
  DictionaryAttr settings = op.getSettings();
  node.inputs = {input.node};
  runtime::SinkSpec &sink = node.sink;
  addGroups(input, node);
  sink.output = op.getOutput().str();
  if (op.getFormat() == "fold")
    return addFold(op, input, sink);
  sink.path = textSetting(settings, "path");
  sink.shardBytes = sizeSetting(settings, "shard").value_or(sink.shardBytes);
  sink.compression = llvm::StringSwitch<runtime::Compression>(textSetting(settings, "compress"))
                         .Case("gz", runtime::Compression::gzip)
                         .Case("zst", runtime::Compression::zstd)
                         .Default(runtime::Compression::none);
  if (settings.contains("schema")) {
    sink.format = runtime::SinkFormat::parquet;
    addSchema(op, input, sink);
    sink.shapes.assign(origins_.of(op.getInput()).size(), {});
    return true;
  }
  std::vector<std::string> whole;
  if (auto names = settings.getAs<ArrayAttr>("whole"))
    whole = strings(names);
  sink.shapes.clear();
  for (const RowOrigin &origin : origins_.of(op.getInput())) {
    runtime::RecordShape &shape = sink.shapes.emplace_back(shapeOf(rowOf(op.getInput()), origin));
    for (runtime::SinkField &field : shape.fields) {
      const FieldOrigin &from = origin.fields.at(field.name);
      if (from.rewritten || from.needsColumn)
        field.column = static_cast<int32_t>(input.columns.at(field.name));
      field.whole = llvm::is_contained(whole, field.name);
    }
  }
  return true;
}

bool PlanBuilder::add(Operation *op) {
  return llvm::TypeSwitch<Operation *, bool>(op)
      .Case([&](flow::SourceOp source) { return addSource(source); })
      .Case([&](flow::ConcatOp concat) { return addConcat(concat); })
      .Case([&](flow::StageOp stage) { return addStage(stage); })
      .Case([&](flow::ExpandOp expand) { return addExpand(expand); })
      .Case([&](flow::DedupOp dedup) { return addDedup(dedup); })
      .Case([&](flow::SinkOp sink) { return addSink(sink); })
      .Default([&](Operation *other) { return fail("no node for `" + other->getName().getStringRef() + "`"); });
}

bool PlanBuilder::build(runtime::Plan &plan, std::string &error) {
  plan_ = &plan;
  findWanted();
  bool built = llvm::all_of(recipe_.getBody().front(), [&](Operation &op) { return add(&op); });
  error = error_;
  return built;
}

} // namespace

std::optional<runtime::Plan> buildPlan(ModuleOp module, std::shared_ptr<pipeline::NativeCode> code,
                                       diag::Diagnostics &diags, std::string &error, StringRef name,
                                       const FoldOutcomes &folds) {
  auto recipes = module.getOps<flow::RecipeOp>();
  auto recipe = llvm::find_if(recipes, [&](flow::RecipeOp r) { return name.empty() || r.getSymName() == name; });
  if (recipe == recipes.end()) {
    error = "the module holds no recipe";
    return std::nullopt;
  }
  runtime::Plan plan;
  if (!PlanBuilder(*recipe, std::move(code), diags, folds).build(plan, error))
    return std::nullopt;
  return plan;
}

} // namespace smelt::driver
