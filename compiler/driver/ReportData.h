// The data of a run's report: what `smelt report` and `smelt tune` read back from an output folder.
#pragma once
#include "llvm/Support/JSON.h"
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace smelt::driver {

/// The measured values of one rule.
struct RuleFigures {
  std::string name, bound;
  uint64_t dropped = 0, measured = 0;
  double sum = 0, squares = 0, min = 0, max = 0;
  std::vector<std::pair<double, uint64_t>> histogram; ///< bucket's edge and count, ascending

  double mean() const { return sum / static_cast<double>(measured); }
  double deviation() const;
  /// The smallest edge at or below which `share` of the values lie.
  double quantile(double share) const;
  /// The share of the values in [low, high].
  double within(double low, double high) const;
};

struct ReportData {
  std::string output;
  std::string json; ///< as it stands in the page
  uint64_t read = 0, kept = 0;
  std::vector<RuleFigures> rules;
};

/// The report of an output folder, or of the page itself; says in `error` why there is none.
std::optional<ReportData> readReport(const std::string &folder, std::string &error);

} // namespace smelt::driver
