#include "test/lang/mutation/Corpus.h"
#include "lang/syntax/Parser.h"
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <sstream>

namespace smelt::mutation {

namespace fs = std::filesystem;

namespace {

std::string read(const fs::path &file) {
  std::ifstream in(file, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

/// The standard library is read once; sources have the fields that the recipes of the tree use.
class CorpusWorld : public sema::test::FakeWorld {
public:
  explicit CorpusWorld(const Recipe &recipe, const std::string &text) : recipe_(recipe), text_(text) {
    files = recipe.files;
  }
  std::optional<std::string> readModule(const std::string &importer, const std::string &path, bool isFile,
                                        std::string &resolved) override {
    resolved = path;
    if (path == "std.prelude" && recipe_.name == "stdlib/prelude.recipe")
      return text_;
    if (isFile)
      return FakeWorld::readModule(importer, path, isFile, resolved);
    static std::mutex lock;
    static std::map<std::string, std::optional<std::string>> known;
    std::lock_guard guard(lock);
    auto [entry, fresh] = known.try_emplace(path);
    if (fresh)
      entry->second = FakeWorld::readModule(importer, path, isFile, resolved);
    return entry->second;
  }
  sema::SampledSchema sampleSource(const std::string &, const std::string &, char) override {
    using Field = sema::SampledField;
    return {{{"text", Field::text, false},
             {"url", Field::text, true},
             {"title", Field::text, true},
             {"meta", Field::json, true},
             {"score", Field::real, false},
             {"n", Field::integer, false}},
            ""};
  }

private:
  const Recipe &recipe_;
  const std::string &text_;
};

/// `//--- a.recipe` begins a section of a lit test (LLVM's split-file).
void addSections(const std::string &name, const std::string &text, std::vector<Recipe> &out) {
  std::map<std::string, std::string> sections;
  std::istringstream lines(text);
  std::string *section = nullptr;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("//--- "))
      section = &sections[line.substr(6)];
    else if (section)
      *section += line + "\n";
  }
  std::map<std::string, std::string> files;
  for (const auto &[path, content] : sections)
    for (const char *prefix : {"", "./"})
      files[prefix + path] = content;
  for (const auto &[path, content] : sections)
    if (path.ends_with(".recipe"))
      out.push_back({name + ":" + path, content, files});
}

void addBlocks(const std::string &name, const std::string &text, std::vector<Recipe> &out) {
  const std::string fence = "```recipe\n";
  size_t number = 0;
  for (size_t at = text.find(fence); at != std::string::npos; at = text.find(fence, at)) {
    at += fence.size();
    size_t end = std::min(text.find("```", at), text.size());
    out.push_back({name + "#" + std::to_string(++number), text.substr(at, end - at), {}});
    at = end;
  }
}

void addFile(const fs::path &root, const fs::path &file, std::vector<Recipe> &out) {
  std::string name = fs::relative(file, root).string();
  if (name.starts_with("test/diagnostics/"))
    return; // broken on purpose
  if (name.ends_with(".recipe"))
    out.push_back({name, read(file), {}});
  else if (name.ends_with(".test"))
    addSections(name, read(file), out);
  else if (name.ends_with(".md"))
    addBlocks(name, read(file), out);
}

} // namespace

Verdict judge(const Recipe &recipe, const std::string &text) {
  Verdict verdict;
  verdict.sources = std::make_shared<diag::SourceMap>();
  diag::Diagnostics diags;
  if (recipe.checks) {
    CorpusWorld world(recipe, text);
    sema::check(*verdict.sources, recipe.name, text, world, {}, diags);
  } else {
    syntax::parse(*verdict.sources, verdict.sources->add(recipe.name, text), diags);
  }
  for (const diag::Diagnostic *d : diags.sorted())
    verdict.diagnostics.push_back(*d);
  verdict.errors = diags.errorCount();
  return verdict;
}

std::vector<Recipe> corpus() {
  const fs::path root = SMELT_SOURCE_DIR;
  std::vector<Recipe> all;
  for (const char *folder : {"stdlib", "examples", "test", "docs"})
    for (const fs::directory_entry &entry : fs::recursive_directory_iterator(root / folder))
      if (entry.is_regular_file() && entry.path().parent_path().filename() != "conformance") // templates
        addFile(root, entry.path(), all);
  addFile(root, root / "README.md", all);
  std::sort(all.begin(), all.end(), [](const Recipe &a, const Recipe &b) { return a.name < b.name; });
  std::vector<Recipe> good;
  for (Recipe &recipe : all)
    for (bool checks : {true, false}) {
      recipe.checks = checks;
      Verdict verdict = judge(recipe, recipe.text);
      if (verdict.errors)
        continue;
      recipe.warnings = verdict.diagnostics.size();
      good.push_back(std::move(recipe));
      break;
    }
  return good;
}

} // namespace smelt::mutation
