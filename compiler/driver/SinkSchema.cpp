#include "compiler/driver/SinkSchema.h"
#include "runtime/core/Run.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSwitch.h"

using namespace mlir;

namespace smelt::driver {

using runtime::FieldSchema;
using Shape = FieldSchema::Shape;

/// A type as the generator writes it: a name, or an array that begins with one and holds the parts.
static FieldSchema fieldSchema(StringRef name, Attribute type) {
  if (auto plain = dyn_cast<StringAttr>(type)) {
    auto column = llvm::StringSwitch<smelt_column_type>(plain.getValue())
                      .Case("int", SMELT_INTEGER)
                      .Case("float", SMELT_REAL)
                      .Case("bool", SMELT_BOOLEAN)
                      .Case("text", SMELT_TEXT)
                      .Default(SMELT_JSON);
    return {name.str(), column};
  }
  ArrayRef<Attribute> parts = cast<ArrayAttr>(type).getValue();
  StringRef kind = cast<StringAttr>(parts[0]).getValue();
  if (kind == "optional") {
    FieldSchema schema = fieldSchema(name, parts[1]);
    schema.optional = true;
    return schema;
  }
  if (kind == "record" && parts.size() == 1) // Parquet has no records without fields
    return {name.str(), SMELT_JSON};
  FieldSchema schema{name.str(), SMELT_JSON, false, kind == "list" ? Shape::list : Shape::record};
  if (kind == "list")
    schema.parts.push_back(fieldSchema("", parts[1]));
  else
    for (size_t i = 1; i + 1 < parts.size(); i += 2)
      schema.parts.push_back(fieldSchema(cast<StringAttr>(parts[i]).getValue(), parts[i + 1]));
  return schema;
}

static bool isJson(const FieldSchema &schema) { return schema.type == SMELT_JSON && schema.shape == Shape::plain; }

static bool haveSameParts(const FieldSchema &a, const FieldSchema &b) {
  return a.type == b.type && a.shape == b.shape && a.parts.size() == b.parts.size() &&
         llvm::all_of(llvm::zip(a.parts, b.parts), [](auto parts) {
           auto &[left, right] = parts;
           return left.name == right.name && haveSameParts(left, right);
         });
}

/// Elements that may be null are `Json` in a recipe; in the file they have a type. Parts are held to be without null by
/// the first rows of the files alone, so here each may be null.
static void refine(FieldSchema &written, const FieldSchema &there) {
  if (written.shape != there.shape || written.parts.size() != there.parts.size())
    return;
  for (auto [part, old] : llvm::zip(written.parts, there.parts)) {
    if (written.shape == Shape::list && isJson(part))
      part = old;
    if (part.name == old.name)
      refine(part, old);
    part.optional = true;
  }
}

std::optional<FieldSchema> SinkSchema::readOf(flow::SourceOp source, const std::string &field) {
  auto path = source.getSettings().getAs<StringAttr>("path");
  if (source.getFormat() != "parquet" || !path)
    return std::nullopt;
  auto [known, isNew] = sampled_.try_emplace(path.str());
  if (isNew) {
    runtime::SourceSpec spec;
    spec.format = runtime::SourceFormat::parquet;
    spec.patterns = {path.str()};
    std::string error; // is met, and told, where rows are read
    known->second = runtime::sampleSource(spec, error);
  }
  auto found = llvm::find_if(known->second, [&](const FieldSchema &schema) { return schema.name == field; });
  return found == known->second.end() ? std::nullopt : std::optional(*found);
}

/// What the files have in a field that no stage has changed on its way to `stream`.
std::optional<FieldSchema> SinkSchema::read(Value stream, const std::string &field) {
  Operation *op = stream.getDefiningOp();
  if (auto source = dyn_cast<flow::SourceOp>(op))
    return readOf(source, field);
  if (auto stage = dyn_cast<flow::StageOp>(op)) {
    if (llvm::is_contained(stage.getOutputs().getAsValueRange<StringAttr>(), field))
      return std::nullopt;
    auto old = stage.getRenames().getAs<StringAttr>(field);
    return read(stage.getInput(), old ? old.str() : field);
  }
  if (auto expand = dyn_cast<flow::ExpandOp>(op))
    return expand.getField() == field ? std::nullopt : read(expand.getInput(), field);
  if (auto dedup = dyn_cast<flow::DedupOp>(op))
    return read(dedup.getInput(), field);
  if (auto concat = dyn_cast<flow::ConcatOp>(op)) {
    std::optional<FieldSchema> left = read(concat.getLhs(), field), right = read(concat.getRhs(), field);
    return left && right && haveSameParts(*left, *right) ? left : std::nullopt;
  }
  return std::nullopt;
}

std::vector<FieldSchema> SinkSchema::of(flow::SinkOp sink) {
  std::vector<FieldSchema> fields = fieldSchema("", sink.getSettings().getAs<ArrayAttr>("schema")).parts;
  for (FieldSchema &field : fields)
    if (field.shape != Shape::plain)
      if (std::optional<FieldSchema> there = read(sink.getInput(), field.name))
        refine(field, *there);
  return fields;
}

} // namespace smelt::driver
