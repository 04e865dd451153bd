#include "compiler/driver/TestStreams.h"
#include "compiler/driver/FoldPasses.h"
#include "lang/sema/StreamFolds.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/Path.h"

namespace smelt::driver {

namespace json = llvm::json;
using Input = sema::TestCase::Input;

namespace {

/// What one sink of a test received.
struct Rows {
  std::string bytes; ///< a record a line

  std::vector<llvm::StringRef> lines() const {
    llvm::SmallVector<llvm::StringRef> lines;
    llvm::StringRef(bytes).split(lines, '\n', -1, false);
    return {lines.begin(), lines.end()};
  }
};

using RowsByOutput = std::map<std::string, Rows>;

/// A missing field and a null are the same to a recipe.
json::Value normal(llvm::StringRef line) {
  auto parsed = json::parse(line);
  if (!parsed) {
    llvm::consumeError(parsed.takeError());
    return line.str();
  }
  if (json::Object *object = parsed->getAsObject())
    for (auto at = object->begin(); at != object->end();) {
      auto here = at++;
      if (here->second.kind() == json::Value::Null)
        object->erase(here);
    }
  return std::move(*parsed);
}

std::string cut(llvm::StringRef line) { return line.take_front(400).str() + (line.size() > 400 ? "..." : ""); }

/// A record as it is shown: the value alone where rows were mapped to one.
std::string shownRow(llvm::StringRef line) {
  json::Value value = normal(line);
  const json::Object *object = value.getAsObject();
  const json::Value *it = object && object->size() == 1 ? object->get("it") : nullptr;
  if (!it)
    return cut(line);
  std::string text;
  llvm::raw_string_ostream(text) << *it;
  return cut(text);
}

std::string counted(size_t n) { return std::to_string(n) + (n == 1 ? " row" : " rows"); }

/// Where the rows differ first, or nothing if they do not.
std::string difference(const Rows &left, llvm::StringRef expectedBytes, llvm::StringRef rightName) {
  Rows right{expectedBytes.str()};
  std::vector<llvm::StringRef> mine = left.lines(), theirs = right.lines();
  for (size_t i = 0; i < std::min(mine.size(), theirs.size()); ++i)
    if (normal(mine[i]) != normal(theirs[i]))
      return "row " + std::to_string(i + 1) + " is the first that differs\n  left:  " + shownRow(mine[i]) + "\n  " +
             rightName.str() + ": " + shownRow(theirs[i]);
  if (mine.size() == theirs.size())
    return {};
  bool more = mine.size() > theirs.size();
  return "left has " + counted(mine.size()) + ", " + rightName.str() + " has " + counted(theirs.size()) +
         "\n  the first that only " + (more ? "left" : rightName.str()) +
         " has: " + shownRow(more ? mine[theirs.size()] : theirs[mine.size()]);
}

/// Golden files lie beside the recipe that names them.
std::string goldenPath(const Input &input, const Checked &checked) {
  if (llvm::sys::path::is_absolute(input.golden))
    return input.golden;
  llvm::SmallString<256> path(llvm::sys::path::parent_path(checked.sources.file(input.span.file).path));
  llvm::sys::path::append(path, input.golden);
  return path.str().str();
}

std::string compareGolden(const Input &input, const Rows &rows, const Request &request, const Checked &checked) {
  std::string path = goldenPath(input, checked);
  if (request.update) {
    std::string error;
    llvm::sys::fs::create_directories(llvm::sys::path::parent_path(path));
    return writeFile(path, rows.bytes, error) ? "" : "`" + path + "` cannot be written: " + error;
  }
  std::string error;
  std::optional<std::string> text = readFile(path, error);
  if (!text)
    return "there is no golden file `" + path + "`; `smelt test --update` writes it";
  std::string differs = difference(rows, *text, "golden");
  return differs.empty() ? "" : differs + "\n  `smelt test --update` writes `" + path + "` anew";
}

void compareRows(const Input &input, size_t index, const RowsByOutput &outputs, const Request &request,
                 const Checked &checked, StreamResults &results) {
  std::string name = std::to_string(index);
  const Rows &rows = outputs.at(name);
  std::string differs = input.golden.empty() ? difference(rows, outputs.at(name + ".expected").bytes, "right")
                                             : compareGolden(input, rows, request, checked);
  results.values[index].type = SMELT_BOOLEAN;
  results.values[index].integer = differs.empty();
  if (!differs.empty())
    results.notes.push_back({input.span, std::move(differs)});
}

void addErrors(const runtime::RunResult &run, StreamResults &results) {
  for (const runtime::RunError &error : run.errors)
    results.errors.push_back(error.code + ": " + error.text);
}

void noteFold(const sema::StreamFold &fold, const runtime::FoldOutcome &outcome, StreamResults &results) {
  bool isPredicate = fold.kind == sema::StreamFold::some || fold.kind == sema::StreamFold::every;
  if (std::string why = whyUndefined(outcome); !why.empty())
    results.notes.push_back({fold.span, "`" + fold.name + "` is undefined: " + why});
  else if (isPredicate)
    results.notes.push_back(
        {fold.span, std::to_string(outcome.holding) + " of " + counted(outcome.rows) + " satisfy it"});
}

/// False after an error.
bool runFolds(Lowering &lowering, const std::shared_ptr<pipeline::NativeCode> &code, const sema::TestCase &test,
              size_t index, const Request &request, const Checked &checked, StreamResults &results) {
  const sema::Program &program = *checked.program;
  std::vector<size_t> folds = sema::foldsOfTest(program, test);
  auto passes = runFoldPasses(lowering, code, program, folds, "folds_" + std::to_string(index), request.run);
  if (!passes) {
    results.errors.push_back("the folds of this test could not be planned");
    return false;
  }
  if (!passes->empty())
    addErrors(passes->back().result, results);
  if (!passes->empty() && !passes->back().result.ok)
    return false;
  for (size_t fold : folds)
    noteFold(program.folds[fold], lowering.outcome(fold), results);
  return true;
}

/// The rows of each sink of a plan.
std::optional<RowsByOutput> collectRows(runtime::Plan &plan, const Request &request, StreamResults &results) {
  for (runtime::Node &node : plan.nodes)
    if (node.kind == runtime::NodeKind::sink) {
      node.sink.collect = std::make_shared<std::string>();
      node.sink.path = "memory";
    }
  runtime::RunResult run = runtime::run(plan, request.run);
  addErrors(run, results);
  if (!run.ok)
    return std::nullopt;
  RowsByOutput outputs;
  for (const runtime::Node &node : plan.nodes)
    if (node.sink.collect)
      outputs[node.sink.output] = {*node.sink.collect};
  return outputs;
}

} // namespace

StreamResults runStreams(Lowering &lowering, const std::shared_ptr<pipeline::NativeCode> &code,
                         const sema::TestCase &test, size_t index, const Request &request, const Checked &checked) {
  StreamResults results;
  results.values.resize(test.inputs.size());
  if (!runFolds(lowering, code, test, index, request, checked, results))
    return results;
  if (llvm::none_of(test.inputs, [](const Input &input) { return input.stream != nullptr; }))
    return results;
  std::optional<runtime::Plan> plan = lowering.plan(code, "streams_" + std::to_string(index));
  if (!plan) {
    results.errors.push_back("the streams of this test could not be planned");
    return results;
  }
  if (std::optional<RowsByOutput> outputs = collectRows(*plan, request, results))
    for (size_t i = 0; i < test.inputs.size(); ++i)
      if (test.inputs[i].stream)
        compareRows(test.inputs[i], i, *outputs, request, checked, results);
  return results;
}

} // namespace smelt::driver
