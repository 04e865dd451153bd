#include "lang/diag/Diagnostic.h"
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace smelt::diag {
namespace {

TEST(Json, HoldsEverythingOnOneLine) {
  SourceMap sources;
  sources.add("a.recipe", "标题 = 1\nb = c + 20%\n");
  Diagnostics diags;
  Diagnostic &d = diags.report(Code::E0101, {0, 19, 22}, {"x", "y"});
  d.label("a ratio").cause({0, 0, 6}, "declared here").note("one").fix("write a size", {0, 19, 22}, "20 MB");
  std::string line = renderJson(d, sources);
  EXPECT_EQ(line.find('\n'), std::string::npos);
  auto json = nlohmann::json::parse(line);
  EXPECT_EQ(json["code"], "E0101");
  EXPECT_EQ(json["severity"], "error");
  EXPECT_EQ(json["title"], "expected x, found y");
  EXPECT_EQ(json["file"], "a.recipe");
  EXPECT_EQ(json["line"], 2);
  EXPECT_EQ(json["column"], 9);
  EXPECT_EQ(json["range"], nlohmann::json::array({19, 22}));
  EXPECT_EQ(json["label"], "a ratio");
  EXPECT_EQ(json["causes"][0]["end_column"], 3) << "columns count code points";
  EXPECT_EQ(json["notes"][0], "one");
  EXPECT_EQ(json["help"], "write a size");
  EXPECT_EQ(json["edits"][0]["text"], "20 MB");
  EXPECT_EQ(json["edits"][0]["range"][0], 19);
}

TEST(Json, SurvivesBytesThatAreNotUtf8) {
  SourceMap sources;
  sources.add("\xFF.recipe", "\xFF");
  Diagnostics diags;
  EXPECT_FALSE(renderJson(diags.report(Code::E0115, {0, 0, 1}), sources).empty());
}

} // namespace
} // namespace smelt::diag
