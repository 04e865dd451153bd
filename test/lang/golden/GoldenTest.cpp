// Every diagnostic of the checker as people see it (test/diagnostics): its rendering, its fix made and checked again,
// and the examples of its explanation. `SMELT_UPDATE=1 build/bin/lang_tests --gtest_filter='Golden*'` writes the
// renderings.
#include "test/lang/sema/Fixture.h"
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>

namespace smelt::sema::test {
namespace {

namespace fs = std::filesystem;
using diag::Diagnostic;

const fs::path folder = SMELT_SOURCE_DIR "/test/diagnostics";

std::string contents(const fs::path &file) {
  std::ifstream in(file, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

/// Rows with a few fields; what is named `none...` is not there.
class GoldenWorld : public FakeWorld {
public:
  SampledSchema sampleSource(const std::string &, const std::string &path, char) override {
    if (path.starts_with("none") || path.starts_with("missing"))
      return {{}, "no file matches `" + path + "`"};
    using Field = SampledField;
    return {{{"text", Field::text, false},
             {"title", Field::text, false},
             {"url", Field::text, true},
             {"meta", Field::json, true},
             {"score", Field::real, false},
             {"n", Field::integer, false},
             {"in", Field::integer, false},
             {"spam", Field::boolean, false}},
            ""};
  }
};

struct Checked {
  diag::SourceMap sources;
  diag::Diagnostics diags;
  std::vector<const Diagnostic *> shown;

  explicit Checked(const std::string &text, const std::string &name = "a.recipe") {
    GoldenWorld world;
    for (const fs::directory_entry &entry : fs::directory_iterator(folder / "modules"))
      world.files["./" + entry.path().filename().string()] = contents(entry.path());
    world.files["data/stopwords.txt"] = "the\nof\n";
    CheckOptions options;
    constexpr std::string_view set = "// --set ";
    if (text.starts_with(set)) {
      std::string setting = text.substr(set.size(), text.find('\n') - set.size());
      options.settings[setting.substr(0, setting.find('='))] = setting.substr(setting.find('=') + 1);
    }
    check(sources, name, text, world, options, diags);
    shown = diags.sorted();
  }
  std::string rendered() const {
    std::string out;
    for (const Diagnostic *d : shown)
      out += renderTerminal(*d, sources, {false, 100}) + "\n";
    return out;
  }
  size_t count(diag::Code code) const {
    return std::count_if(shown.begin(), shown.end(), [&](const Diagnostic *d) { return d->code == code; });
  }
};

/// The recipes of a folder, in order.
std::vector<fs::path> recipes(const fs::path &where) {
  std::vector<fs::path> out;
  for (const fs::directory_entry &entry : fs::directory_iterator(where))
    if (entry.path().extension() == ".recipe")
      out.push_back(entry.path());
  std::sort(out.begin(), out.end());
  return out;
}

void expectRendering(const fs::path &recipe, const Checked &checked) {
  fs::path expected = recipe;
  expected.replace_extension(".expected");
  const char *update = std::getenv("SMELT_UPDATE");
  if (update && *update)
    std::ofstream(expected, std::ios::binary) << checked.rendered();
  EXPECT_EQ(checked.rendered(), contents(expected)) << recipe;
}

/// After the edits of one diagnostic it is gone, and nothing is wrong that was not before.
void expectFixed(const std::string &text, const Checked &before, const Diagnostic &d) {
  Checked after(diag::applyEdits(text, 0, d.edits));
  EXPECT_LT(after.count(d.code), before.count(d.code)) << text << "\n----\n" << before.rendered() << after.rendered();
  EXPECT_LE(after.shown.size(), before.shown.size()) << text << "\n----\n" << before.rendered() << after.rendered();
}

/// What is left to say when every edit has been made, a few times over.
std::string afterEdits(std::string text) {
  for (int round = 0; round < 3; ++round) {
    Checked checked(text);
    for (const Diagnostic *d : checked.shown)
      text = diag::applyEdits(text, 0, d->edits);
  }
  return Checked(text).rendered();
}

TEST(GoldenDiagnostics, AreRendered) {
  for (const fs::path &recipe : recipes(folder)) {
    Checked checked(contents(recipe), recipe.filename().string());
    expectRendering(recipe, checked);
    auto code = diag::codeByName(recipe.stem().string().substr(0, 5));
    ASSERT_TRUE(code) << recipe;
    EXPECT_GT(checked.count(*code), 0u) << recipe << " does not show its code\n" << checked.rendered();
  }
}

TEST(GoldenDiagnostics, EditsMend) {
  for (const fs::path &where : {folder, folder / "newcomer"})
    for (const fs::path &recipe : recipes(where)) {
      std::string text = contents(recipe);
      Checked checked(text);
      for (const Diagnostic *d : checked.shown)
        if (!d->edits.empty() && d->edits.front().span.file == 0)
          expectFixed(text, checked, *d);
    }
}

/// One mistake, one message; its help says what to write, as an edit or in words.
TEST(GoldenDiagnostics, AreEnoughForANewcomer) {
  std::vector<fs::path> all = recipes(folder / "newcomer");
  EXPECT_GE(all.size(), 20u);
  for (const fs::path &recipe : all) {
    std::string text = contents(recipe);
    Checked checked(text, recipe.filename().string());
    expectRendering(recipe, checked);
    EXPECT_EQ(checked.shown.size(), 1u) << recipe << "\n" << checked.rendered();
    for (const Diagnostic *d : checked.shown)
      EXPECT_FALSE(d->help.empty()) << recipe << "\n" << checked.rendered();
    bool edits = !checked.shown.empty() && !checked.shown[0]->edits.empty();
    EXPECT_TRUE(!edits || afterEdits(text).empty()) << recipe << "\n" << afterEdits(text);
  }
}

// ---- the examples of `smelt explain` -------------------------------------------------------------------------------

/// The indented lines below `title` in the long text of a code.
std::string example(const std::string &explanation, const std::string &title) {
  std::istringstream lines(explanation);
  std::string out;
  bool inside = false;
  for (std::string line; std::getline(lines, line);) {
    if (line == title)
      inside = true;
    else if (inside && line.starts_with("    "))
      out += line.substr(4) + "\n";
    else if (inside && !line.empty())
      break;
  }
  return out;
}

bool isWordAt(const std::string &text, size_t at, size_t size) {
  auto isPart = [&](size_t i) { return i < text.size() && (std::isalnum(text[i]) || text[i] == '_'); };
  return !(at > 0 && isPart(at - 1)) && !isPart(at + size);
}

/// The name is used, and not only in a path or bound by the snippet itself.
bool needs(const std::string &snippet, const std::string &name) {
  if (snippet.starts_with(name + " =") || snippet.find("\n" + name + " =") != std::string::npos)
    return false;
  for (size_t at = snippet.find(name); at != std::string::npos; at = snippet.find(name, at + 1))
    if (isWordAt(snippet, at, name.size()) && snippet.find_first_of("/\"", at) != at + name.size())
      return true;
  return false;
}

/// A snippet with what it takes for granted: streams, an import, a name for what is an expression.
std::string standingAlone(std::string snippet) {
  if (snippet.starts_with("to_jsonl("))
    snippet = "output example = corpus |> " + snippet;
  else if (snippet.starts_with("where(") || snippet.starts_with("edit("))
    snippet = "example = corpus |> " + snippet;
  else if (snippet.starts_with("corpus |>") || snippet.starts_with("pages |>"))
    snippet = "example = " + snippet;
  if (snippet.find("gopher.") != std::string::npos && snippet.find("use ") == std::string::npos)
    snippet = "use std.quality.gopher\n" + snippet;
  for (const char *name : {"books", "pages", "corpus", "web"})
    if (needs(snippet, name))
      snippet += std::string(name) + " = jsonl(\"" + name + ".jsonl\")\n";
  return snippet;
}

/// Not what is found when kernels are compiled, tests are run, or the command line is read.
bool isAboutRecipes(diag::Code code) {
  std::string family = diag::familyOf(code);
  std::string name = diag::codeName(code);
  bool later = name.starts_with("E026") || name == "E0607" || name == "E0704" || name >= "W0950";
  return family != "cli" && family != "run" && !later;
}

TEST(GoldenDiagnostics, ExamplesOfExplanationsAreRightAndWrong) {
  for (size_t i = 0; i < diag::codeCount(); ++i) {
    auto code = static_cast<diag::Code>(i);
    std::string text = diag::explainCode(code);
    std::string wrong = standingAlone(example(text, "Wrong:")), right = standingAlone(example(text, "Right:"));
    bool isCommand = wrong.starts_with("smelt ") || wrong.starts_with("```") || wrong.starts_with("\"");
    if (!isAboutRecipes(code) || isCommand || wrong.empty() || code == diag::Code::E0602) // two files
      continue;
    Checked bad(wrong), good(right);
    EXPECT_GT(bad.count(code), 0u) << diag::codeName(code) << "\n" << wrong << bad.rendered();
    // What this release does not have yet is right all the same.
    EXPECT_EQ(good.diags.errorCount(), good.count(diag::Code::E0202)) << diag::codeName(code) << "\n"
                                                                      << right << good.rendered();
    EXPECT_EQ(good.count(code), 0u) << diag::codeName(code) << "\n" << right << good.rendered();
  }
}

} // namespace
} // namespace smelt::sema::test
