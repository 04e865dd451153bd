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

double RuleFigures::within(double low, double high) const {
  uint64_t all = 0, inside = 0;
  for (auto [edge, count] : histogram) {
    all += count;
    inside += edge >= low && edge <= high ? count : 0;
  }
  return all ? static_cast<double>(inside) / static_cast<double>(all) : 0;
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
