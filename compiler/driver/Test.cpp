// The verb `test`: files side by side, each compiled at once; what they say comes in the order of the files.
#include "compiler/driver/TestReport.h"
#include "compiler/driver/Verbs.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include <algorithm>
#include <atomic>
#include <thread>

namespace smelt::driver {

namespace fs = llvm::sys::fs;

/// The recipes of a folder and those below it, in byte order.
static std::vector<std::string> recipesIn(const std::string &folder) {
  std::vector<std::string> found;
  std::error_code error;
  for (fs::recursive_directory_iterator at(folder, error), end; at != end && !error; at.increment(error)) {
    llvm::StringRef name = llvm::sys::path::filename(at->path());
    if (name.starts_with(".") || name == "build")
      at.no_push();
    else if (name.ends_with(".recipe") && at->type() != fs::file_type::directory_file)
      found.push_back(at->path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

static void addFile(const std::string &path, std::vector<TestJob> &jobs, diag::Diagnostics &mistakes) {
  if (!llvm::StringRef(path).ends_with(".md")) {
    jobs.push_back({path, std::nullopt, "", TestJob::run});
    return;
  }
  std::string error;
  std::optional<std::string> text = readFile(path, error);
  if (!text) {
    mistakes.report(diag::Code::E0907, kNowhere, {path}).note(error);
    return;
  }
  for (TestJob &job : examplesOf(path, *text))
    jobs.push_back(std::move(job));
}

static std::vector<TestJob> jobsOf(const Request &request, diag::Diagnostics &mistakes) {
  std::vector<TestJob> jobs;
  for (const std::string &named : request.files.empty() ? std::vector{request.recipe} : request.files) {
    if (!fs::is_directory(named)) {
      addFile(named, jobs, mistakes);
      continue;
    }
    std::vector<std::string> found = recipesIn(named);
    if (found.empty())
      mistakes.report(diag::Code::E0705, kNowhere, {named}).note("recipes end in `.recipe`");
    for (const std::string &path : found)
      addFile(path, jobs, mistakes);
  }
  return jobs;
}

/// Runs all files on as many threads as there are cores, or as `--threads` says.
static std::vector<FileResult> runAll(const Request &request, const std::vector<TestJob> &jobs,
                                      const Environment &environment) {
  std::vector<FileResult> results(jobs.size());
  std::atomic<size_t> next = 0;
  auto work = [&] {
    for (size_t i = next++; i < jobs.size(); i = next++)
      results[i] = runTests(request, jobs[i], environment);
  };
  size_t wanted = request.run.threads ? request.run.threads : std::max(1u, std::thread::hardware_concurrency());
  std::vector<std::thread> others;
  for (size_t i = 1; i < std::min(wanted, jobs.size()); ++i)
    others.emplace_back(work);
  work();
  for (std::thread &thread : others)
    thread.join();
  return results;
}

Exit test(const Request &request, const Environment &environment, Console &console) {
  diag::Diagnostics mistakes;
  std::vector<TestJob> jobs = jobsOf(request, mistakes);
  console.show(mistakes, {});
  if (mistakes.hasErrors())
    return Exit::tool;
  std::vector<FileResult> results = runAll(request, jobs, environment);
  size_t passed = 0, failed = 0;
  Exit worst = Exit::ok;
  bool allRan = true;
  for (FileResult &file : results) {
    showTests(file, console);
    for (const CaseResult &result : file.cases)
      ++(result.passed() ? passed : failed);
    worst = std::max(worst, file.checked->verdict());
    allRan &= file.checked->ok();
  }
  if (allRan && passed + failed == 0 && !request.filter.empty()) {
    diag::Diagnostics none;
    none.report(diag::Code::E0706, kNowhere, {request.filter});
    console.show(none, {});
    worst = Exit::tool;
  }
  if (allRan || passed + failed || console.style().json)
    showTally(passed, failed, console);
  return failed ? std::max(worst, Exit::recipe) : worst;
}

} // namespace smelt::driver
