// The data of a run's report: what `smelt report` and `smelt tune` read back from an output folder.
#pragma once
#include "llvm/Support/JSON.h"
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace smelt::driver {

/// What a histogram tells of the values in one of its buckets: each lies in [low, high].
struct Bucket {
  double low, high;
  uint64_t count;
};

/// The values that a bound lets in; an open end is not among them.
struct Interval {
  double low = -std::numeric_limits<double>::infinity(), high = std::numeric_limits<double>::infinity();
  bool openLow = false, openHigh = false;
};

/// A share that is known as far as the buckets tell: an end of an interval may cut one.
struct Share {
  double least, most;
};

/// The measured values of one rule.
struct RuleFigures {
  std::string name, bound;
  size_t nth = 0;                  ///< how many rules of the same name stand before it
  std::optional<uint64_t> reached; ///< behind an `expand`: the rows that came to its stage
  uint64_t dropped = 0, measured = 0;
  double sum = 0, squares = 0, min = 0, max = 0;
  std::vector<std::pair<double, uint64_t>> histogram; ///< bucket's edge and count, ascending

  /// The name, with a number where others before have the same.
  std::string title() const { return nth ? name + " (" + std::to_string(nth + 1) + ")" : name; }
  double mean() const { return sum / static_cast<double>(measured); }
  double deviation() const;
  /// The smallest edge at or below which `share` of the values lie.
  double quantile(double share) const;
  /// The buckets from low to high, no wider than the values are. `areWhole`: all values are whole numbers.
  std::vector<Bucket> buckets(bool areWhole) const;
};

/// The first bucket at or below which `share` of the values lie. There is at least one bucket.
const Bucket &quantile(const std::vector<Bucket> &buckets, double share);
Share within(const std::vector<Bucket> &buckets, const Interval &interval);

struct ReportData {
  std::string output;
  std::string json; ///< as it stands in the page
  uint64_t read = 0, kept = 0;
  bool expands = false; ///< a document may have become several rows, so that `kept` is no share of `read`
  /// Stages whose rules were not told apart stand among them by their labels.
  std::vector<RuleFigures> rules;
};

/// The report of an output folder, or of the page itself; says in `error` why there is none.
std::optional<ReportData> readReport(const std::string &folder, std::string &error);

} // namespace smelt::driver
