// Myers, "An O(ND) difference algorithm and its variations" (1986), on lines between the equal begin and end of the
// texts.
#include "compiler/driver/LineDifference.h"
#include <algorithm>
#include <cstdlib>
#include <vector>

namespace smelt::driver {

namespace {

using Lines = std::vector<std::string_view>;

/// Texts that differ in more lines than this are shown as one change: the search takes the square of it.
constexpr int mostDifferences = 2000;
constexpr size_t around = 3;

struct Step {
  char sign; ///< ' ' both, '-' only before, '+' only after
  std::string_view line;
};

Lines split(std::string_view text) {
  Lines lines;
  while (!text.empty()) {
    size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

class Search {
public:
  Search(const Lines &a, const Lines &b) : a_(a), b_(b) {}
  std::vector<Step> run();

private:
  int size(const Lines &l) const { return static_cast<int>(l.size()); }
  bool goesDown(const std::vector<int> &furthest, int d, int k) const {
    return k == -d || (k != d && furthest[index(k - 1)] < furthest[index(k + 1)]);
  }
  size_t index(int k) const { return static_cast<size_t>(k + mostDifferences + 1); }
  /// How many differences there are, or -1 if they are too many.
  int forward();
  std::vector<Step> backward(int d) const;
  std::vector<Step> replaced() const;

  const Lines &a_, &b_;
  std::vector<std::vector<int>> trace_; ///< for each d the furthest x on each diagonal, before its step
};

int Search::forward() {
  if (std::abs(size(a_) - size(b_)) > mostDifferences)
    return -1;
  std::vector<int> furthest(2 * mostDifferences + 3, 0);
  for (int d = 0; d <= mostDifferences; ++d) {
    trace_.emplace_back(furthest.begin() + static_cast<long>(index(-d - 1)),
                        furthest.begin() + static_cast<long>(index(d + 1)) + 1);
    for (int k = -d; k <= d; k += 2) {
      int x = goesDown(furthest, d, k) ? furthest[index(k + 1)] : furthest[index(k - 1)] + 1;
      while (x < size(a_) && x - k < size(b_) && x - k >= 0 &&
             a_[static_cast<size_t>(x)] == b_[static_cast<size_t>(x - k)])
        ++x;
      furthest[index(k)] = x;
      if (x >= size(a_) && x - k >= size(b_))
        return d;
    }
  }
  return -1;
}

std::vector<Step> Search::backward(int d) const {
  std::vector<Step> steps;
  int x = size(a_), y = size(b_);
  for (; d >= 0; --d) {
    const std::vector<int> &before = trace_[static_cast<size_t>(d)];
    auto at = [&](int k) { return before[static_cast<size_t>(k + d + 1)]; };
    int k = x - y;
    bool down = k == -d || (k != d && at(k - 1) < at(k + 1));
    int fromX = d == 0 ? 0 : down ? at(k + 1) : at(k - 1), fromY = d == 0 ? 0 : fromX - (down ? k + 1 : k - 1);
    while (x > fromX && y > fromY) {
      steps.push_back({' ', a_[static_cast<size_t>(--x)]});
      --y;
    }
    if (d > 0)
      steps.push_back(down ? Step{'+', b_[static_cast<size_t>(--y)]} : Step{'-', a_[static_cast<size_t>(--x)]});
  }
  std::reverse(steps.begin(), steps.end());
  return steps;
}

std::vector<Step> Search::replaced() const {
  std::vector<Step> steps;
  for (std::string_view line : a_)
    steps.push_back({'-', line});
  for (std::string_view line : b_)
    steps.push_back({'+', line});
  return steps;
}

std::vector<Step> Search::run() {
  int d = forward();
  return d < 0 ? replaced() : backward(d);
}

std::string header(size_t a, size_t aCount, size_t b, size_t bCount) {
  auto range = [](size_t at, size_t count) {
    return std::to_string(count ? at : at - 1) + "," + std::to_string(count);
  };
  return "@@ -" + range(a, aCount) + " +" + range(b, bCount) + " @@\n";
}

std::string hunks(const std::vector<Step> &steps) {
  std::string out;
  size_t a = 1, b = 1;
  for (size_t i = 0; i < steps.size();) {
    // The next change, and the end of all that are near to it.
    size_t first = i;
    while (first < steps.size() && steps[first].sign == ' ')
      ++first;
    if (first == steps.size())
      break;
    size_t last = first;
    for (size_t j = first; j < steps.size() && j <= last + 2 * around; ++j)
      last = steps[j].sign == ' ' ? last : j;
    size_t begin = std::max(i, first - std::min(first, around)), end = std::min(last + around + 1, steps.size());
    a += begin - i;
    b += begin - i;
    std::string body;
    size_t aCount = 0, bCount = 0;
    for (size_t j = begin; j < end; ++j) {
      aCount += steps[j].sign != '+';
      bCount += steps[j].sign != '-';
      body += steps[j].sign;
      body += steps[j].line;
      body += '\n';
    }
    out += header(a, aCount, b, bCount) + body;
    a += aCount;
    b += bCount;
    i = end;
  }
  return out;
}

} // namespace

std::string lineDifference(std::string_view before, std::string_view after) {
  if (before == after)
    return {};
  Lines a = split(before), b = split(after);
  return hunks(Search(a, b).run());
}

} // namespace smelt::driver
