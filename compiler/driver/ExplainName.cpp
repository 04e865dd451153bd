#include "compiler/driver/ExplainName.h"
#include "lang/doc/Markdown.h"
#include "lang/syntax/Parser.h"
#include "llvm/Support/Path.h"

namespace smelt::driver {

namespace {

/// Looks a name up by its last parts: what it is called through depends on the file that imports it.
class Finder {
public:
  /// `strict`: `gopher.quality` is only what a file `gopher.recipe` has, else also what is imported under that name.
  Finder(llvm::StringRef name, const diag::SourceMap &sources, bool strict) : sources_(sources), strict_(strict) {
    name.split(parts_, '.');
  }

  std::string found() && { return std::move(text_); }

  void look(uint32_t file) {
    diag::Diagnostics unused;
    syntax::ParsedFile parsed = syntax::parse(sources_, file, unused);
    for (const auto &item : parsed.module->items) {
      if (item->name.text == parts_.back() && mayBeIn(file, 1))
        show(*item);
      if (item->kind == ast::ItemKind::rules && parts_.size() > 1 && item->name.text == parts_[parts_.size() - 2] &&
          mayBeIn(file, 2))
        for (const ast::Rule &rule : item->rules)
          if (rule.name.text == parts_.back())
            show(rule, item->name.text + ".");
    }
  }

private:
  /// What stands before the last `own` parts names the module.
  bool mayBeIn(uint32_t file, size_t own) const {
    if (!strict_ || parts_.size() <= own)
      return true;
    return llvm::sys::path::stem(sources_.file(file).path) == parts_[parts_.size() - own - 1];
  }
  void where(diag::Span span) {
    llvm::StringRef before = llvm::StringRef(sources_.file(span.file).text).take_front(span.begin);
    text_ += "  --> " + sources_.file(span.file).path + ":" + std::to_string(before.count('\n') + 1) + "\n";
  }
  void doc(const std::string &doc, const char *indent) {
    llvm::SmallVector<llvm::StringRef> lines;
    llvm::StringRef(doc).split(lines, '\n');
    for (llvm::StringRef line : lines)
      if (!line.empty() || lines.size() > 1)
        text_ += indent + line.trim(" ").str() + "\n";
  }
  void show(const ast::Rule &rule, const std::string &path) {
    text_ += (text_.empty() ? "" : "\n") + ("rule " + path + rule.name.text) + "\n";
    where(rule.span);
    doc(rule.doc, "  ");
    text_ += "  holds if " + std::string(sources_.text(rule.value->span)) + "\n";
  }
  void show(const ast::Item &item) {
    using Kind = ast::ItemKind;
    if (item.kind == Kind::use || item.kind == Kind::test)
      return;
    text_ += text_.empty() ? "" : "\n";
    llvm::StringRef source(sources_.text(item.span));
    // The head says how it is called; a body of several lines says how it works, which the file shows.
    bool hasRules = item.kind == Kind::rules || item.kind == Kind::model;
    text_ += (hasRules ? source.split('{').first.rtrim() : source.split('\n').first).str() + "\n";
    where(item.span);
    doc(item.doc, "  ");
    for (const ast::Rule &rule : item.rules) {
      text_ += "  " + rule.name.text + ": " + std::string(sources_.text(rule.value->span)) + "\n";
      doc(rule.doc, "      ");
    }
  }

  const diag::SourceMap &sources_;
  bool strict_;
  llvm::SmallVector<llvm::StringRef> parts_;
  std::string text_;
};

} // namespace

std::string explanationOf(llvm::StringRef name, const diag::SourceMap &sources) {
  std::string text;
  for (bool strict : {true, false}) {
    Finder finder(name, sources, strict);
    for (uint32_t file = 0, n = static_cast<uint32_t>(sources.size()); file < n; ++file)
      finder.look(file);
    if (text = std::move(finder).found(); !text.empty())
      break;
  }
  return text;
}

std::vector<std::string> namesLike(llvm::StringRef name, const diag::SourceMap &sources) {
  std::vector<std::string> names;
  const size_t dots = name.count('.');
  diag::Diagnostics unused;
  for (uint32_t file = 0, n = static_cast<uint32_t>(sources.size()); file < n; ++file) {
    syntax::ParsedFile parsed = syntax::parse(sources, file, unused);
    const std::string module = llvm::sys::path::stem(sources.file(file).path).str() + ".";
    for (const auto &item : parsed.module->items) {
      if (!item->name || item->name.text[0] == '_')
        continue;
      if (dots < 2)
        names.push_back(dots ? module + item->name.text : item->name.text);
      for (const ast::Rule &rule : item->rules)
        if (dots > 0)
          names.push_back((dots > 1 ? module : "") + item->name.text + "." + rule.name.text);
    }
  }
  return names;
}

std::string modulePage(FileWorld &world, const std::string &module) {
  diag::SourceMap sources;
  diag::Diagnostics unused;
  std::string path;
  uint32_t file = sources.add(module, world.readModule("", module, false, path).value_or(""));
  return doc::markdown(*syntax::parse(sources, file, unused).module, sources.file(file).text, module);
}

void readStandardLibrary(FileWorld &world, diag::SourceMap &sources) {
  for (const std::string &module : world.stdModules()) {
    std::string path;
    if (std::optional<std::string> text = world.readModule("", module, false, path))
      sources.add(path, std::move(*text));
  }
}

} // namespace smelt::driver
