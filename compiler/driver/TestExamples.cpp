// Examples of Markdown files: every fenced block of recipe code is a recipe of its own.
#include "compiler/driver/TestFile.h"
#include "lang/sema/Examples.h"

namespace smelt::driver {

/// Statements become a test; what they import goes before it, on the lines above that are empty anyway.
static std::string recipeOf(const sema::Fence &fence, const std::string &title) {
  if (!sema::isStatements(fence.code))
    return std::string(fence.line, '\n') + fence.code;
  std::string imports, rest;
  llvm::SmallVector<llvm::StringRef> lines;
  llvm::StringRef(fence.code).split(lines, '\n');
  for (llvm::StringRef line : lines) {
    if (line.starts_with("use "))
      imports += line.str() + "\n";
    rest += (line.starts_with("use ") ? "" : line.str()) + "\n";
  }
  auto above = static_cast<size_t>(llvm::StringRef(imports).count('\n'));
  std::string empty(fence.line > above + 1 ? fence.line - 1 - above : 0, '\n');
  return empty + imports + "test \"" + title + "\" {\n" + sema::exampleStatements(rest) + "}\n";
}

std::vector<TestJob> examplesOf(const std::string &path, llvm::StringRef markdown) {
  std::vector<TestJob> jobs;
  for (const sema::Fence &fence : sema::fencesOf({markdown.data(), markdown.size()})) {
    if (!fence.is("recipe"))
      continue;
    std::string title = "example at line " + std::to_string(fence.line);
    TestJob job{path, recipeOf(fence, title), title, TestJob::run};
    if (fence.is("later") || fence.is("data"))
      job.kind = TestJob::parse;
    else if (fence.is("wrong"))
      job.kind = TestJob::wrong;
    jobs.push_back(std::move(job));
  }
  return jobs;
}

} // namespace smelt::driver
