// Executes a Plan. The outputs are the same bytes for any number of threads, memory budget and report level.
#pragma once
#include "runtime/core/Histogram.h"
#include "runtime/core/Plan.h"
#include <atomic>
#include <functional>
#include <string>
#include <vector>

namespace smelt::runtime {

enum class Report { none, sample, full };

/// Whether it is known which rule dropped a row: with Report::none a kernel stops at any rule that does not hold.
inline bool blamesRules(const KernelSpec &kernel, Report report) {
  return report != Report::none || kernel.rules.size() == 1;
}

struct RunOptions {
  unsigned threads = 0;                 ///< 0: all cores
  uint64_t memoryBytes = 2'000'000'000; ///< budget for batches in flight and dedup tables; dedup spills beyond it
  Report report = Report::sample;       ///< sample: a seeded 1 in 64 of the rows, by ordinal, takes the full path
  uint64_t seed = 0;
  std::string stateFolder = ".smelt";           ///< exchange files of spilled operators
  const std::atomic<bool> *cancelled = nullptr; ///< Ctrl-C: the run stops and leaves nothing under a final name
};

/// A document that a rule dropped: where it is, and how it begins.
struct DroppedSample {
  std::string file;
  uint64_t offset = 0;
  std::string head;
};

/// What a rule did. `dropped`: documents blamed on it; `undefined`: those of them for which it failed. Metric figures
/// come from the rows on the full path. `samples` are the first documents dropped.
struct RuleCount {
  std::string name, bound;
  std::optional<double> low, high;
  uint32_t part = 0;
  uint64_t dropped = 0, undefined = 0, measured = 0;
  double min = 0, max = 0, sum = 0, squares = 0; ///< sums of the values and of their squares
  Histogram histogram;
  std::vector<DroppedSample> samples;
};

/// Rows by the values of a field: for each value its rows, then those of them that each rule dropped.
struct GroupCount {
  static constexpr size_t MostValues = 100;
  std::string name;
  std::vector<std::pair<std::string, std::vector<uint64_t>>> values; ///< in the order of their first rows
  bool overflowed = false;                                           ///< there are more values than are counted apart
  /// By value and rule: the metrics of the first few values.
  static constexpr size_t MostHistograms = 8;
  std::vector<std::vector<Histogram>> histograms;
};

struct NodeCount {
  uint64_t rowsIn = 0, rowsOut = 0;
  uint64_t bytesIn =
      0; ///< text bytes of the input columns (kernel), bytes read from files before decompression (source)
  uint64_t bytesOut = 0; ///< sink: bytes written
  uint64_t rejected = 0;
  double seconds = 0;             ///< summed over threads
  std::vector<RuleCount> rules;   ///< none where it is not known which of them dropped a row
  std::vector<GroupCount> groups; ///< one for each grouping of the node
  std::vector<uint64_t> partRows; ///< kernel: rows that entered each part
};

struct InputFile {
  std::string path;
  uint64_t bytes = 0;
  std::string hash; ///< XXH3-128 of the bytes as stored, hex
};

/// An error that ends the run: catalogue family E08; `code` like "E0801", `text` complete.
struct RunError {
  std::string code;
  std::string text;
};

/// How far a run was at a moment.
struct Moment {
  double seconds = 0;
  uint64_t bytes = 0, rows = 0; ///< read from all sources
};

class RejectLog;

struct RunResult {
  bool ok = false;
  bool cancelled = false;
  std::vector<RunError> errors;
  std::vector<RunError> warnings;
  std::vector<NodeCount> nodes;
  std::vector<std::shared_ptr<RejectLog>> rejects; ///< by node
  std::vector<InputFile> inputs;
  double seconds = 0;
};

struct Progress {
  double seconds = 0;
  const std::vector<NodeCount> *nodes = nullptr; ///< approximate while running
  uint64_t bytesRead = 0, bytesTotal = 0;        ///< 0 total: unknown (standard input)
};

using ProgressFn = std::function<void(const Progress &)>; ///< called about 5 times a second from one thread

RunResult run(const Plan &plan, const RunOptions &options, const ProgressFn &progress = {});

using SampledColumn = FieldSchema;
/// The fields of a source, from its first records (at most 1,000 or 1 MiB) or the metadata of its first files. On
/// failure `error` says why.
std::vector<SampledColumn> sampleSource(const SourceSpec &source, std::string &error);

} // namespace smelt::runtime
