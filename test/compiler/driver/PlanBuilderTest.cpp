// A recipe after the phase `stages` becomes nodes: who delivers which column, what a sink writes and what it copies.
#include "compiler/driver/PlanBuilder.h"
#include "compiler/dialect/flow/Flow.h"
#include "compiler/dialect/flow/passes/Passes.h"
#include "compiler/dialect/text/Text.h"
#include "compiler/driver/FieldOrigins.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"
#include <gtest/gtest.h>

namespace smelt::driver {
namespace {

int32_t noKernel(smelt_context *, int64_t, const smelt_column *, const smelt_column *, const uint8_t *, int32_t *,
                 double *) {
  return SMELT_INTERNAL;
}

/// Code with a kernel for every stage; none is called here.
class AnyCode final : public pipeline::NativeCode {
public:
  smelt_kernel kernel(const std::string &) const override { return noKernel; }
  bool fromCache() const override { return false; }
  size_t objectBytes() const override { return 0; }
};

std::string join(const std::vector<std::string> &parts) {
  std::string text;
  for (const std::string &part : parts)
    text += (text.empty() ? "" : " ") + part;
  return text;
}

/// "text>0 <text!" : column, record's field, rewritten.
std::string shown(const runtime::SinkField &field) {
  std::string text = field.name;
  if (field.column >= 0)
    text += ">" + std::to_string(field.column);
  if (!field.recordName.empty())
    text += "<" + field.recordName;
  return text + (field.rewritten ? "!" : "");
}

std::string shown(const runtime::Node &node) {
  std::vector<std::string> parts{node.label + ":"};
  for (const runtime::Column &column : node.columns)
    parts.push_back(column.name + (column.optional ? "?" : ""));
  for (const std::vector<int32_t> &origin : node.origins) {
    std::string numbers;
    for (int32_t number : origin)
      numbers += (numbers.empty() ? "@" : ",") + std::to_string(number);
    parts.push_back(numbers);
  }
  for (uint32_t key : node.dedup.keys)
    parts.push_back("key " + std::to_string(key));
  for (const runtime::KernelSpec::Rule &rule : node.kernel.rules)
    parts.push_back("rule " + rule.name + (rule.bound.empty() ? "" : " " + rule.bound) + " of " +
                    node.kernel.parts[rule.part]);
  if (node.kind == runtime::NodeKind::sink) {
    for (const runtime::RecordShape &shape : node.sink.shapes) {
      if (&shape != &node.sink.shapes.front())
        parts.push_back("|");
      for (const runtime::SinkField &field : shape.fields)
        parts.push_back(shown(field));
      for (const std::string &field : shape.dropped)
        parts.push_back("-" + field);
      if (!shape.keepOthers)
        parts.push_back("closed");
    }
  }
  return join(parts);
}

std::string planOf(const std::string &body, bool formStages = false) {
  mlir::MLIRContext context(mlir::MLIRContext::Threading::DISABLED);
  context.loadDialect<flow::FlowDialect, text::TextDialect, mlir::arith::ArithDialect>();
  auto module = mlir::parseSourceString<mlir::ModuleOp>("flow.recipe @main {\n" + body + "\n}", &context);
  if (!module)
    return "not parsed";
  if (formStages) {
    mlir::PassManager passes(&context);
    passes.addPass(flow::createFormStagesPass());
    if (failed(passes.run(*module)))
      return "no stages";
  }
  diag::Diagnostics diags;
  std::string error, text;
  auto plan = buildPlan(*module, std::make_shared<AnyCode>(), diags, error);
  for (const diag::Diagnostic &d : diags.all())
    text += std::string(diag::codeName(d.code)) + " " + d.title + "\n";
  if (!plan)
    return text + error;
  for (const runtime::Node &node : plan->nodes)
    text += shown(node) + "\n";
  return text;
}

const std::string source = R"(
  %docs = flow.source "jsonl" {path = "d/*.jsonl"} "docs" : <<text: !text.str, url: !text.str?, n: i64>>
)";

TEST(PlanBuilder, UntouchedFieldsAreNotParsed) {
  EXPECT_EQ(
      planOf(source +
             R"(flow.sink %docs "to_jsonl" "out" {path = "o"} "write" : <<text: !text.str, url: !text.str?, n: i64>>)"),
      "docs:\nwrite: text<text url<url n<n\n");
}

TEST(PlanBuilder, KernelsReadWhatTheyUseAndSinksWriteWhatChanged) {
  EXPECT_EQ(planOf(source + R"(
  %kept = flow.stage "s0" %docs ["text"] -> ["text", "size"] parts ["where long", "with size"] renames {link = "url"} {
  ^bb0(%t: !text.str, %null: i1, %failed: i1):
    %one = arith.constant 1 : i64
    %no = arith.constant false
    flow.rule "long" %no failed %no metric %one : i64 ">= 2"
    flow.yield %t, %null, %failed, %one, %no, %no : !text.str, i1, i1, i64, i1, i1
  } : <<text: !text.str, url: !text.str?, n: i64>> -> <<text: !text.str, link: !text.str?, size: i64>>
  flow.sink %kept "to_jsonl" "out" {path = "o"} "write" : <<text: !text.str, link: !text.str?, size: i64>>)"),
            "docs: text\n"
            "where long, with size: text size @-1 @-2 rule long >= 2 of where long\n"
            "write: text>0<text! link<url size>1! -link -n -size\n");
}

TEST(PlanBuilder, KeysPassThroughAndHiddenFieldsAreNotWritten) {
  EXPECT_EQ(planOf(source + R"(
  %keyed = flow.stage "s0" %docs ["n"] -> ["$key"] parts ["dedup key"] renames {} {
  ^bb0(%n: i64, %null: i1, %failed: i1):
    flow.yield %n, %null, %failed : i64, i1, i1
  } : <<text: !text.str, url: !text.str?, n: i64>> -> <<text: !text.str, url: !text.str?, n: i64, "$key": i64>>
  %once = flow.dedup %keyed "dedup exact" {
  ^bb0(%row: !flow.row<text: !text.str, url: !text.str?, n: i64, "$key": i64>):
    %v, %null, %failed = flow.get %row["$key"] : !flow.row<text: !text.str, url: !text.str?, n: i64, "$key": i64> -> i64
    flow.yield %v, %null, %failed : i64, i1, i1
  } : <<text: !text.str, url: !text.str?, n: i64, "$key": i64>> -> <<text: !text.str, url: !text.str?, n: i64, "$key": i64>>
  flow.sink %once "to_jsonl" "out" {path = "o"} "write" : <<text: !text.str, url: !text.str?, n: i64, "$key": i64>>)"),
            "docs: n\n"
            "dedup key: $key @-1\n"
            "dedup exact: $key key 0\n"
            "write: text<text url<url n<n\n");
}

TEST(PlanBuilder, RowsWithoutRecordsAreWrittenFromColumns) {
  EXPECT_EQ(planOf(source + R"(
  %lines = flow.source "text" {path = "d/*.txt"} "lines" : <<text: !text.str>>
  %all = flow.concat %docs, %lines : <<text: !text.str, url: !text.str?, n: i64>>, <<text: !text.str>> -> <<text: !text.str, url: !text.str?, n: i64?>>
  flow.sink %all "to_jsonl" "out" {path = "o"} "write" : <<text: !text.str, url: !text.str?, n: i64?>>)"),
            "docs: text\nlines: text\n++: text @0,0\nwrite: text<text url<url n<n | text>0 -text\n");
}

TEST(PlanBuilder, EachSideOfAConcatIsWrittenAsWhatBecameOfIt) {
  EXPECT_EQ(planOf(source + R"(
  %more = flow.source "jsonl" {path = "e"} "more" : <<text: !text.str, url: !text.str?>>
  %less = flow.stage "s0" %docs [] -> [] parts ["drop"] renames {} {
    flow.yield
  } : <<text: !text.str, url: !text.str?, n: i64>> -> <<text: !text.str, n: i64>>
  %all = flow.concat %less, %more : <<text: !text.str, n: i64>>, <<text: !text.str, url: !text.str?>> -> <<text: !text.str, n: i64?, url: !text.str?>>
  flow.sink %all "to_jsonl" "out" {path = "o"} "write" : <<text: !text.str, n: i64?, url: !text.str?>>)"),
            "docs:\nmore:\ndrop:\n++:\nwrite: text<text n<n -url | text<text url<url\n");
}

TEST(PlanBuilder, SinksBelowASelectWriteNothingUnnamed) {
  EXPECT_EQ(planOf(source + R"(
  %some = flow.select %docs "select" ["text"] : <<text: !text.str, url: !text.str?, n: i64>> -> <<text: !text.str>>
  flow.sink %some "to_jsonl" "out" {path = "o"} "write" : <<text: !text.str>>)",
                   true),
            "docs:\nselect:\nwrite: text<text -n -url closed\n");
}

TEST(PlanBuilder, FieldsOfTwoTypesAreReported) {
  EXPECT_EQ(planOf(source + R"(
  %other = flow.source "text" {path = "e"} "other" : <<text: !text.str, n: f64>>
  %all = flow.concat %docs, %other : <<text: !text.str, url: !text.str?, n: i64>>, <<text: !text.str, n: f64>> -> <<text: !text.str, url: !text.str?, n: !text.json>>
  flow.sink %all "to_jsonl" "out" {path = "o"} "write" : <<text: !text.str, url: !text.str?, n: !text.json>>)"),
            "E0504 `++` of a field that is an Int on one side and a Json on the other is not available yet\n");
}

} // namespace
} // namespace smelt::driver
