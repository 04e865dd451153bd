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

static RuleFigures rule(const json::Object &object) {
  RuleFigures figures;
  auto text = [&](llvm::StringRef key) { return object.getString(key).value_or("").str(); };
  auto number = [&](llvm::StringRef key) { return object.getNumber(key).value_or(0); };
  figures.name = text("name");
  figures.bound = text("bound");
  figures.dropped = static_cast<uint64_t>(number("dropped"));
  figures.measured = static_cast<uint64_t>(number("measured"));
  figures.sum = number("sum");
  figures.squares = number("sum_of_squares");
  figures.min = number("min");
  figures.max = number("max");
  if (const json::Array *buckets = object.getArray("histogram"))
    for (const json::Value &bucket : *buckets)
      if (const json::Array *pair = bucket.getAsArray(); pair && pair->size() == 2)
        figures.histogram.emplace_back((*pair)[0].getAsNumber().value_or(0),
                                       static_cast<uint64_t>((*pair)[1].getAsNumber().value_or(0)));
  return figures;
}

static void addNode(const json::Object &node, ReportData &data) {
  if (node.getString("kind") == "source")
    data.read += static_cast<uint64_t>(node.getNumber("rows_in").value_or(0));
  if (const json::Array *rules = node.getArray("rules"))
    for (const json::Value &value : *rules)
      if (const json::Object *object = value.getAsObject())
        data.rules.push_back(rule(*object));
}

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
  const json::Array *nodes = root ? root->getArray("nodes") : nullptr;
  if (!nodes) {
    llvm::consumeError(parsed.takeError());
    error = "it is not the report of a run";
    return std::nullopt;
  }
  data.output = root->getString("output").value_or("").str();
  for (const json::Value &node : *nodes)
    if (const json::Object *object = node.getAsObject())
      addNode(*object, data);
  if (const json::Array *shards = root->getArray("shards"))
    for (const json::Value &shard : *shards)
      if (const json::Object *object = shard.getAsObject())
        data.kept += static_cast<uint64_t>(object->getNumber("rows").value_or(0));
  return data;
}

} // namespace smelt::driver
