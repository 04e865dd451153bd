#include "runtime/core/Run.h"
#include "runtime/core/Executor.h"
#include "runtime/core/Manifest.h"
#include "runtime/core/PlanCheck.h"
#include "runtime/core/Preflight.h"
#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <set>
#include <tbb/global_control.h>
#include <tbb/task_arena.h>
#include <thread>

namespace smelt::runtime {

namespace {

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

/// Looks five times a second how far the run is, from a thread of its own: tells the caller, and keeps moments for the
/// report, ever sparser ones so that they stay few.
class ProgressReporter {
public:
  ProgressReporter(const ProgressFn &progress, const Executor &executor, uint64_t bytesTotal)
      : Tell(progress), Work(executor), BytesTotal(bytesTotal), Thread([this] { loop(); }) {}
  ~ProgressReporter() { stop(); }
  /// The moments so far and the end.
  std::vector<Moment> stop() {
    {
      std::lock_guard lock(Mutex);
      Stopping = true;
    }
    Wake.notify_all();
    if (Thread.joinable()) {
      Thread.join();
      Moments.push_back(now());
    }
    return Moments;
  }
  ProgressReporter(const ProgressReporter &) = delete;
  ProgressReporter &operator=(const ProgressReporter &) = delete;

private:
  void loop() {
    std::unique_lock lock(Mutex);
    while (!Wake.wait_for(lock, std::chrono::milliseconds(200), [this] { return Stopping; })) {
      remember();
      if (!Tell)
        continue;
      std::vector<NodeCount> nodes = Work.accounting().snapshot();
      Tell({secondsSince(Start), &nodes, Work.bytesRead(), BytesTotal});
    }
  }
  Moment now() const { return {secondsSince(Start), Work.bytesRead(), Work.accounting().rowsRead()}; }
  void remember() {
    if (Looks++ % Every)
      return;
    if (Moments.size() == MostMoments) {
      for (size_t i = 0; i < MostMoments / 2; ++i)
        Moments[i] = Moments[2 * i + 1];
      Moments.resize(MostMoments / 2);
      Every *= 2;
    }
    Moments.push_back(now());
  }

  static constexpr size_t MostMoments = 240;

  const ProgressFn &Tell;
  const Executor &Work;
  uint64_t BytesTotal;
  Clock::time_point Start = Clock::now();
  std::mutex Mutex;
  std::condition_variable Wake;
  bool Stopping = false;
  std::vector<Moment> Moments;
  uint64_t Looks = 1, Every = 1; ///< every which look is remembered
  std::thread Thread;            ///< last: it uses all of the above
};

bool isWithin(const std::string &path, const std::string &folder) {
  return path == folder || (path.starts_with(folder) && (folder == "/" || path[folder.size()] == '/'));
}

/// What can be known to go wrong with the outputs before anything runs.
void checkOutputs(Executor &executor, std::vector<RunError> &problems) {
  std::vector<std::string> paths;
  for (SinkOperator *sink : executor.sinks()) {
    if (Status status = sink->ready(); !status.ok())
      problems.push_back({status.code(), status.text()});
    if (Status status = sink->folder().check(); !status.ok())
      problems.push_back({status.code(), status.text()});
    const std::string &path = sink->folder().path();
    for (const std::string &other : paths)
      if (isWithin(path, other) || isWithin(other, path))
        problems.push_back({errors::SharedOutput.code, "the outputs " + ticked(other) + " and " + ticked(path) +
                                                           " are the same folder, or one lies in the other"});
    paths.push_back(path);
  }
}

/// An output replaces its folder as a whole, with whatever lies in it.
class StayingFiles {
public:
  StayingFiles(Executor &executor, std::vector<RunError> &problems) : Work(executor), Problems(problems) {}

  /// `what` it is, for the message.
  void check(const std::string &path, const char *what) {
    // Files come in few folders; following links is dear.
    std::string folder = path.substr(0, path.rfind('/') + 1);
    if (Folders.insert(folder).second)
      checkPlace(folder.empty() ? "." : folder, path, what);
    std::error_code ignored;
    if (std::filesystem::is_symlink(path, ignored))
      checkPlace(path, path, what);
  }

private:
  void checkPlace(const std::string &place, const std::string &path, const char *what) {
    std::string full = OutputFolder(place).path();
    for (SinkOperator *sink : Work.sinks())
      if (isWithin(full, sink->folder().path()))
        Problems.push_back({errors::OutputHoldsInput.code, "the output " + ticked(sink->folder().path()) +
                                                               " would replace the " + what + " " + ticked(path) +
                                                               ", which lies in it"});
  }

  Executor &Work;
  std::vector<RunError> &Problems;
  std::set<std::string> Folders;
};

void checkFilesStay(const Plan &plan, Executor &executor, const std::vector<SourceInputs> &sources,
                    std::vector<RunError> &problems) {
  StayingFiles files(executor, problems);
  for (const SourceInputs &source : sources)
    for (const Input &input : source.inputs.files)
      if (input.path != "-")
        files.check(input.path, "input");
  for (const std::string &path : plan.madeFrom)
    files.check(path, "file");
}

Status writeFile(const std::string &path, std::string_view text) {
  OutputFile file;
  if (Status status = file.create(path); !status.ok())
    return status;
  if (Status status = file.write(text); !status.ok())
    return status;
  return file.close();
}

/// rejects.jsonl: those of all nodes above the sink, node after node, each in row order; then those of earlier passes.
Status writeRejects(const Plan &plan, Executor &executor, const SinkOperator &sink, const std::string &path) {
  OutputFile file;
  if (Status status = file.create(path); !status.ok())
    return status;
  for (uint32_t node : nodesAbove(plan, sink.index()))
    if (Status status = executor.accounting().rejects()[node]->copyTo(file); !status.ok())
      return status;
  for (const std::shared_ptr<RejectLog> &log : plan.earlierRejects)
    if (Status status = log->copyTo(file); !status.ok())
      return status;
  return file.close();
}

/// Writes what belongs beside the shards; `folders` are ready to be published then.
Status completeOutputs(const Plan &plan, const RunOptions &options, Executor &executor,
                       const std::vector<Moment> &moments, std::vector<OutputFolder *> &folders) {
  for (SinkOperator *sink : executor.sinks()) {
    const std::string &folder = sink->folder().temporary();
    if (Status status = writeRejects(plan, executor, *sink, folder + "/rejects.jsonl"); !status.ok())
      return status;
    if (Status status = writeFile(folder + "/manifest.json", buildManifest(plan, options, executor, *sink));
        !status.ok())
      return status;
    if (Status status = writeFile(folder + "/report.html", buildReport(plan, options, executor, *sink, moments));
        !status.ok())
      return status;
    if (Status status = syncFolder(folder); !status.ok())
      return status;
    folders.push_back(&sink->folder());
  }
  return {};
}

void collect(Executor &executor, RunResult &result) {
  for (SinkOperator *sink : executor.sinks())
    executor.accounting().node(sink->index()).bytesOut = sink->storedBytes();
  std::set<std::string> said; // sources that read the same files warn of the same
  for (SourceOperator *source : executor.sources()) {
    ChunkReader &reader = source->reader();
    executor.accounting().node(source->index()).bytesIn = reader.bytesRead();
    result.inputs.insert(result.inputs.end(), reader.filesRead().begin(), reader.filesRead().end());
    for (const RunError &warning : reader.warnings())
      if (said.insert(warning.text).second)
        result.warnings.push_back(warning);
  }
  result.nodes = executor.accounting().snapshot();
  result.rejects = executor.accounting().rejects();
}

uint64_t totalBytes(const std::vector<SourceInputs> &sources) {
  uint64_t bytes = 0;
  for (const SourceInputs &source : sources)
    for (const Input &input : source.inputs.files) {
      if (input.path == "-")
        return 0;
      bytes += input.bytes;
    }
  return bytes;
}

void execute(const Plan &plan, const RunOptions &options, const ProgressFn &progress,
             const std::vector<SourceInputs> &sources, Executor &executor, RunResult &result) {
  Status status = executor.openSinks();
  std::vector<Moment> moments;
  if (status.ok()) {
    ProgressReporter reporter(progress, executor, totalBytes(sources));
    unsigned threads = options.threads ? options.threads : std::max(1u, std::thread::hardware_concurrency());
    tbb::global_control limit(tbb::global_control::max_allowed_parallelism, threads);
    tbb::task_arena arena(int(threads), 1);
    arena.execute([&] {
      status = executor.execute();
      if (status.ok() && !executor.wasCancelled())
        status = executor.closeSinks();
    });
    moments = reporter.stop();
  }
  collect(executor, result);
  std::vector<OutputFolder *> folders;
  if (status.ok() && !executor.wasCancelled())
    status = completeOutputs(plan, options, executor, moments, folders);
  // A last look: whoever cancels later gets the outputs whole.
  result.cancelled = executor.wasCancelled();
  if (status.ok() && !result.cancelled)
    status = publishAll(folders);
  result.ok = status.ok() && !result.cancelled;
  if (!status.ok())
    result.errors.push_back({status.code(), status.text()});
}

} // namespace

std::vector<RunError> problemsBefore(const Plan &plan, const RunOptions &options) {
  std::vector<RunError> problems;
  if (Status status = checkPlan(plan); !status.ok())
    return {{status.code(), status.text()}};
  std::vector<SourceInputs> sources = resolveSources(plan, sourceOrder(plan), problems);
  StateFolder state(options.stateFolder);
  Executor executor(plan, options, sources, state);
  checkOutputs(executor, problems);
  checkFilesStay(plan, executor, sources, problems);
  return problems;
}

RunResult run(const Plan &plan, const RunOptions &options, const ProgressFn &progress) {
  RunResult result;
  Clock::time_point start = Clock::now();
  if (Status status = checkPlan(plan); !status.ok()) {
    result.errors.push_back({status.code(), status.text()});
    return result;
  }
  std::vector<SourceInputs> sources = resolveSources(plan, sourceOrder(plan), result.errors);
  StateFolder state(options.stateFolder);
  Executor executor(plan, options, sources, state);
  checkOutputs(executor, result.errors);
  checkFilesStay(plan, executor, sources, result.errors);
  if (result.errors.empty())
    execute(plan, options, progress, sources, executor, result);
  result.seconds = secondsSince(start);
  return result;
}

} // namespace smelt::runtime
