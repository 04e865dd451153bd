#include "lang/diag/Diagnostic.h"
#include <gtest/gtest.h>

namespace smelt::diag {
namespace {

TEST(Catalogue, IsOrderedByNumberAndFamily) {
  for (size_t i = 0; i < codeCount(); ++i) {
    Code code = static_cast<Code>(i);
    std::string name = codeName(code);
    ASSERT_EQ(name.size(), 5u);
    EXPECT_TRUE(name[0] == 'E' || severityOf(code) == Severity::warning) << name;
    EXPECT_EQ(codeByName(name), code);
    if (i > 0)
      EXPECT_LT(std::string(codeName(static_cast<Code>(i - 1))), name);
  }
  EXPECT_EQ(codeByName("E9999"), std::nullopt);
}

TEST(Catalogue, EveryCodeIsExplained) {
  for (size_t i = 0; i < codeCount(); ++i) {
    std::string text = explainCode(static_cast<Code>(i));
    EXPECT_GT(text.size(), text.find('\n') + 40) << text;
  }
}

TEST(Catalogue, ArgumentsGoIntoTitles) {
  Diagnostics diags;
  EXPECT_EQ(diags.report(Code::E0101, {}, {"`)`", "`{1}`"}).title, "expected `)`, found `{1}`");
  EXPECT_EQ(diags.report(Code::E0108, {}).title, "`{}` could mean several things");
  EXPECT_EQ(diags.errorCount(), 2u);
  EXPECT_TRUE(diags.hasErrors());
}

} // namespace
} // namespace smelt::diag
