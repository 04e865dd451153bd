// Arguments become a request, or a diagnostic that says what to write.
#include "compiler/tools/smelt/CommandLine.h"
#include "compiler/target/cpu/Host.h"
#include <gtest/gtest.h>

namespace smelt::tool {
namespace {

/// The first mistake as "E0902 title / help", or "" if there is none.
std::string mistake(std::vector<std::string> arguments) {
  diag::Diagnostics diags;
  parseCommandLine(arguments, "version", diags);
  if (diags.all().empty())
    return "";
  const diag::Diagnostic &d = diags.all()[0];
  return std::string(diag::codeName(d.code)) + " " + d.title + (d.help.empty() ? "" : " / " + d.help);
}

CommandLine parsed(std::vector<std::string> arguments) {
  diag::Diagnostics diags;
  auto line = parseCommandLine(arguments, "version", diags);
  EXPECT_TRUE(line && diags.all().empty());
  return line ? *line : CommandLine();
}

TEST(CommandLine, RunTakesOutputsAndOptionsInAnyOrder) {
  CommandLine line = parsed({"run", "--threads", "2", "a.recipe", "--set", "x=1", "clean", "--set", "y=a=b", "dirty",
                             "--memory", "1.5 GiB", "--report=full", "--no-fuse", "--disable", "fuse-folds"});
  EXPECT_EQ(line.verb, "run");
  EXPECT_EQ(line.request.recipe, "a.recipe");
  EXPECT_EQ(line.request.outputs, (std::vector<std::string>{"clean", "dirty"}));
  EXPECT_EQ(line.request.settings, (std::map<std::string, std::string>{{"x", "1"}, {"y", "a=b"}}));
  EXPECT_EQ(line.request.run.threads, 2u);
  EXPECT_EQ(line.request.run.memoryBytes, 1610612736u);
  EXPECT_EQ(line.request.run.report, runtime::Report::full);
  EXPECT_FALSE(line.request.compiler.fuse);
  EXPECT_TRUE(line.request.compiler.disabled.contains("fuse-folds"));
  EXPECT_EQ(line.request.compiler.cacheFolder, ".smelt/cache");
}

TEST(CommandLine, StandardInputIsARecipe) { EXPECT_EQ(parsed({"check", "-"}).request.recipe, "-"); }

TEST(CommandLine, FormatTakesPaths) {
  CommandLine line = parsed({"fmt", "--check", "a.recipe", "rules"});
  EXPECT_EQ(line.format.paths, (std::vector<std::string>{"a.recipe", "rules"}));
  EXPECT_TRUE(line.format.check);
  EXPECT_FALSE(line.format.standardInput);
  EXPECT_EQ(mistake({"fmt", "--stdin", "a.recipe"}), "E0906 `a.recipe` is one argument too many");
  EXPECT_EQ(mistake({"fmt", "--set", "x=1"}),
            "E0902 `smelt fmt` has no option `--set` / `smelt fmt --help` lists the options");
}

TEST(CommandLine, CompletionsAndHelpAreShown) {
  EXPECT_EQ(parsed({"help", "run"}).shown, parsed({"run", "--help"}).shown);
  EXPECT_NE(parsed({"help"}).shown.find("completions"), std::string::npos);
  EXPECT_NE(parsed({"completions", "bash"}).shown.find("'run --report') COMPREPLY=($(compgen -W 'none sample full'"),
            std::string::npos);
  EXPECT_EQ(mistake({"completions"}), "E0905 `smelt completions` needs a shell / write `smelt completions bash`");
  EXPECT_EQ(mistake({"completions", "tcsh"}), "E0904 `SHELL` does not take `tcsh`");
  EXPECT_EQ(mistake({"help", "rnu"}), "E0901 there is no verb `rnu` / did you mean `smelt run`?");
}

TEST(CommandLine, DocumentationHasAFormatOfItsOwn) {
  CommandLine line = parsed({"doc", "std.text", "--format", "html", "--output", "site"});
  EXPECT_EQ(line.document.module, "std.text");
  EXPECT_TRUE(line.document.html);
  EXPECT_EQ(line.document.output, "site");
  EXPECT_EQ(mistake({"doc", "std.text", "--format", "json"}), "E0904 `--format` does not take `json`");
  EXPECT_EQ(mistake({"doc"}), "E0905 `smelt doc` needs a module / write `smelt doc std.text`");
}

TEST(CommandLine, HelpAndVersionAreShownNotRun) {
  EXPECT_NE(parsed({"--help"}).shown.find("Exit codes"), std::string::npos);
  EXPECT_NE(parsed({"run", "--help"}).shown.find("smelt run base.recipe"), std::string::npos);
  EXPECT_EQ(parsed({"--version"}).shown, "version");
}

TEST(CommandLine, MistakesNameWhatWasMeant) {
  EXPECT_EQ(mistake({}), "E0905 `smelt` needs a verb / `smelt --help` lists them");
  EXPECT_EQ(mistake({"rum", "a.recipe"}), "E0901 there is no verb `rum` / did you mean `smelt run`?");
  EXPECT_EQ(mistake({"a.recipe"}), "E0901 there is no verb `a.recipe` / write `smelt run a.recipe`");
  EXPECT_EQ(mistake({"run", "a", "--thread", "2"}),
            "E0902 `smelt run` has no option `--thread` / did you mean `--threads`?");
  EXPECT_EQ(mistake({"run", "a", "--threads"}), "E0903 `--threads` needs a value");
  EXPECT_EQ(mistake({"run", "a", "--threads", "-3"}), "E0904 `--threads` does not take `-3`");
  EXPECT_EQ(mistake({"run", "a", "--memory", "9 tokens"}),
            "E0904 `--memory` does not take `9 tokens` / write a size, such as `\"2 GB\"`");
  EXPECT_EQ(mistake({"run", "a", "--width", "64"}), "E0904 `--width` does not take `64`");
  if (!target::canRun(pipeline::Width::avx512))
    EXPECT_EQ(mistake({"run", "a", "--width", "512"}), "E0904 `--width` does not take `512`");
  EXPECT_EQ(parsed({"explain", "a", "--emit", "kernels", "--width", "512"}).request.compiler.width, "512");
  EXPECT_EQ(mistake({"run", "a", "--set", "x"}), "E0904 `--set` does not take `x` / write `--set name=value`");
  EXPECT_EQ(mistake({"check"}), "E0905 `smelt check` needs a recipe / write `smelt check base.recipe`");
  EXPECT_EQ(mistake({"check", "a", "b"}), "E0906 `b` is one argument too many");
  EXPECT_EQ(mistake({"explain", "a", "--emit", "kernel"}),
            "E0904 `--emit` does not take `kernel` / did you mean `kernels`?");
}

TEST(CommandLine, Sizes) {
  EXPECT_EQ(parseSize("1000"), 1000u);
  EXPECT_EQ(parseSize("2 GB"), 2'000'000'000u);
  EXPECT_EQ(parseSize("2MiB"), 2'097'152u);
  EXPECT_EQ(parseSize("1e30 GB"), std::nullopt);
  EXPECT_EQ(parseSize("GB"), std::nullopt);
  EXPECT_EQ(parseSize("-1 GB"), std::nullopt);
  EXPECT_EQ(parseSize(""), std::nullopt);
}

} // namespace
} // namespace smelt::tool
