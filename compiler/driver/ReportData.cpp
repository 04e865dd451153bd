#include "compiler/driver/ReportData.h"
#include "compiler/driver/World.h"
#include "llvm/Support/FileSystem.h"
#include <algorithm>
#include <cmath>

namespace smelt::driver {

namespace json = llvm::json;

double RuleFigures::deviation() const {
  double m = mean();
  return std::sqrt(std::max(0.0, squares / static_cast<double>(measured) - m * m));
}

double RuleFigures::quantile(double share) const {
  uint64_t all = 0, seen = 0;
  for (auto [edge, count] : histogram)
    all += count;
  for (auto [edge, count] : histogram)
    if (static_cast<double>(seen += count) >= share * static_cast<double>(all))
      return edge;
  return max;
}

/// The value furthest from zero in the bucket that begins at `edge` (runtime/core/Histogram.h: 32 buckets for each
/// power of two).
static double endOfBucket(double edge) {
  if (edge == 0)
    return edge;
  double end = std::abs(edge) + std::scalbn(1.0, std::ilogb(edge) - 5);
  return std::copysign(std::nextafter(end, 0.0), edge);
}

std::vector<Bucket> RuleFigures::buckets(bool areWhole) const {
  std::vector<Bucket> list;
  for (auto [edge, count] : histogram) {
    const double end = endOfBucket(edge);
    Bucket bucket{std::max(std::min(edge, end), min), std::min(std::max(edge, end), max), count};
    if (areWhole)
      bucket = {std::ceil(bucket.low), std::floor(bucket.high), count};
    list.push_back(bucket);
  }
  return list;
}

const Bucket &quantile(const std::vector<Bucket> &buckets, double share) {
  uint64_t all = 0, seen = 0;
  for (const Bucket &bucket : buckets)
    all += bucket.count;
  for (const Bucket &bucket : buckets)
    if (static_cast<double>(seen += bucket.count) >= share * static_cast<double>(all))
      return bucket;
  return buckets.back();
}

Share within(const std::vector<Bucket> &buckets, const Interval &interval) {
  auto letsIn = [&](double value) {
    return (interval.openLow ? value > interval.low : value >= interval.low) &&
           (interval.openHigh ? value < interval.high : value <= interval.high);
  };
  uint64_t all = 0, surely = 0, perhaps = 0;
  for (const Bucket &bucket : buckets) {
    bool low = letsIn(bucket.low), high = letsIn(bucket.high);
    bool isCut = bucket.low < interval.low && bucket.high > interval.high;
    all += bucket.count;
    surely += low && high ? bucket.count : 0;
    perhaps += low || high || isCut ? bucket.count : 0;
  }
  double total = static_cast<double>(std::max<uint64_t>(all, 1));
  return {static_cast<double>(surely) / total, static_cast<double>(perhaps) / total};
}

namespace {

/// Takes the figures of a page apart. What is missing is 0 or empty; what is of another kind than a report has is
/// damage.
class ReportReader {
public:
  explicit ReportReader(ReportData &data) : data_(data) {}

  void read(const json::Object &root);
  const std::string &damage() const { return damage_; }

private:
  void readNode(const json::Object &node);
  void readRule(const json::Object &object, const json::Object &node);
  void readHistogram(const json::Array &buckets, RuleFigures &figures);
  /// A stage whose rules are not told apart.
  void readStage(const json::Object &node);

  void damaged(llvm::StringRef key, llvm::StringRef kind) {
    if (damage_.empty())
      damage_ = ("its data are damaged: `" + key + "` is no " + kind).str();
  }
  uint64_t count(const json::Object &object, llvm::StringRef key) {
    const json::Value *value = object.get(key);
    std::optional<uint64_t> number = value ? value->getAsUINT64() : 0;
    if (!number)
      damaged(key, "count");
    return number.value_or(0);
  }
  /// A number that is infinite or none is null.
  double real(const json::Object &object, llvm::StringRef key) {
    const json::Value *value = object.get(key);
    if (value && value->kind() != json::Value::Null && value->kind() != json::Value::Number)
      damaged(key, "number");
    return value ? value->getAsNumber().value_or(0) : 0;
  }
  std::string text(const json::Object &object, llvm::StringRef key) {
    const json::Value *value = object.get(key);
    if (value && value->kind() != json::Value::String)
      damaged(key, "text");
    return value ? value->getAsString().value_or("").str() : "";
  }
  template <class Fn> void forEach(const json::Object &object, llvm::StringRef key, Fn each) {
    const json::Value *value = object.get(key);
    if (value && value->kind() != json::Value::Array)
      return damaged(key, "list");
    if (!value)
      return;
    for (const json::Value &element : *value->getAsArray()) {
      if (const json::Object *part = element.getAsObject())
        each(*part);
      else
        damaged(key, "list of records");
    }
  }

  ReportData &data_;
  std::string damage_;
  std::map<std::string, size_t> named_; ///< rules so far, by name
};

void ReportReader::readHistogram(const json::Array &buckets, RuleFigures &figures) {
  for (const json::Value &bucket : buckets) {
    const json::Array *pair = bucket.getAsArray();
    if (!pair || pair->size() != 2 || !(*pair)[1].getAsUINT64())
      return damaged("histogram", "list of edges and counts");
    if (std::optional<double> edge = (*pair)[0].getAsNumber())
      figures.histogram.emplace_back(*edge, *(*pair)[1].getAsUINT64());
  }
}

void ReportReader::readRule(const json::Object &object, const json::Object &node) {
  RuleFigures figures;
  figures.name = text(object, "name");
  figures.nth = named_[figures.name]++;
  figures.bound = text(object, "bound");
  figures.dropped = count(object, "dropped");
  figures.measured = count(object, "measured");
  figures.sum = real(object, "sum");
  figures.squares = real(object, "sum_of_squares");
  figures.min = real(object, "min");
  figures.max = real(object, "max");
  if (const json::Array *buckets = object.getArray("histogram"))
    readHistogram(*buckets, figures);
  size_t part = count(object, "part"), i = 0;
  if (data_.expands)
    forEach(node, "parts", [&](const json::Object &stage) {
      if (i++ == part)
        figures.reached = count(stage, "rows_in");
    });
  data_.rules.push_back(std::move(figures));
}

void ReportReader::readStage(const json::Object &node) {
  RuleFigures figures;
  figures.name = text(node, "label");
  figures.nth = named_[figures.name]++;
  const uint64_t in = count(node, "rows_in");
  figures.dropped = in - std::min(in, count(node, "rows_out"));
  if (data_.expands)
    figures.reached = in;
  if (figures.dropped)
    data_.rules.push_back(std::move(figures));
}

void ReportReader::readNode(const json::Object &node) {
  std::string kind = text(node, "kind");
  if (kind == "source")
    data_.read += count(node, "rows_in");
  data_.expands |= kind == "expand";
  size_t before = data_.rules.size();
  forEach(node, "rules", [&](const json::Object &object) { readRule(object, node); });
  if (kind == "kernel" && data_.rules.size() == before)
    readStage(node);
}

void ReportReader::read(const json::Object &root) {
  data_.output = text(root, "output");
  forEach(root, "nodes", [&](const json::Object &node) { readNode(node); });
  forEach(root, "shards", [&](const json::Object &shard) { data_.kept += count(shard, "rows"); });
}

} // namespace

std::optional<ReportData> readReport(const std::string &folder, std::string &error) {
  bool isFolder = llvm::sys::fs::is_directory(folder);
  std::optional<std::string> page = readFile(isFolder ? folder + "/report.html" : folder, error);
  if (!page)
    return std::nullopt;
  static constexpr llvm::StringLiteral begin = "<script type=\"application/json\" id=\"data\">", end = "</script>";
  size_t from = page->find(begin);
  ReportData data;
  if (from != std::string::npos)
    data.json = page->substr(from + begin.size(), page->find(end, from) - from - begin.size());
  llvm::Expected<json::Value> parsed = json::parse(data.json);
  const json::Object *root = parsed ? parsed->getAsObject() : nullptr;
  if (!root || !root->get("nodes")) {
    llvm::consumeError(parsed.takeError());
    error = "it is not the report of a run";
    return std::nullopt;
  }
  ReportReader reader(data);
  reader.read(*root);
  error = reader.damage();
  if (!error.empty())
    return std::nullopt;
  return data;
}

} // namespace smelt::driver
