// Did-you-mean: the nearest of the names that would have been right.
#include "lang/diag/Diagnostic.h"
#include <algorithm>
#include <numeric>

namespace smelt::diag {

namespace {

std::string lower(std::string_view s) {
  std::string out(s);
  for (char &c : out)
    if (c >= 'A' && c <= 'Z')
      c = static_cast<char>(c - 'A' + 'a');
  return out;
}

bool differInSize(std::string_view a, std::string_view b, size_t limit) {
  return a.size() > b.size() + limit || b.size() > a.size() + limit;
}

/// Levenshtein distance, a swap of neighbours counted as one, or `limit + 1` if it is more than `limit`.
class Distance {
public:
  size_t operator()(std::string_view a, std::string_view b, size_t limit) {
    before_.assign(b.size() + 1, 0);
    next_ = row_ = before_;
    std::iota(row_.begin(), row_.end(), 0);
    for (size_t i = 1; i <= a.size(); ++i) {
      size_t least = next_[0] = i;
      for (size_t j = 1; j <= b.size(); ++j) {
        next_[j] = std::min({row_[j] + 1, next_[j - 1] + 1, row_[j - 1] + (a[i - 1] != b[j - 1])});
        if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
          next_[j] = std::min(next_[j], before_[j - 2] + 1);
        least = std::min(least, next_[j]);
      }
      if (least > limit + 1) // a swap reaches back two rows
        return limit + 1;
      before_.swap(row_);
      row_.swap(next_);
    }
    return std::min(row_[b.size()], limit + 1);
  }

private:
  std::vector<size_t> before_, row_, next_;
};

/// Whether all letters of one stand in the other in that order: `mn` was more likely `min` than `MB`.
bool holdsAll(std::string_view longer, std::string_view shorter) {
  size_t at = 0;
  for (char c : longer)
    at += at < shorter.size() && shorter[at] == c;
  return at == shorter.size();
}

/// What a name was cut short from: `curly` for `curly_brackets`.
std::optional<std::string> onlyOneThatBegins(std::string_view folded, const std::vector<std::string> &candidates) {
  const std::string *found = nullptr;
  for (const std::string &candidate : candidates)
    if (folded.size() > 2 && lower(candidate.substr(0, folded.size())) == folded) {
      if (found && *found != candidate)
        return std::nullopt;
      found = &candidate;
    }
  return found ? std::optional(*found) : std::nullopt;
}

} // namespace

std::optional<std::string> didYouMean(std::string_view name, const std::vector<std::string> &candidates) {
  std::string folded = lower(name);
  const size_t limit = std::max<size_t>(1, name.size() / 3);
  const std::string *best = nullptr;
  size_t bestDistance = limit + 1;
  bool bestHoldsAll = false;
  Distance distance;
  for (const std::string &candidate : candidates) {
    if (differInSize(folded, candidate, limit))
      continue;
    std::string other = lower(candidate);
    if (other == folded)
      return candidate;
    // A name of one letter is one change away from every other: no guess is better than a wild one.
    size_t d = std::max(name.size(), candidate.size()) < 2 ? limit + 1 : distance(folded, other, limit);
    bool onlyLetters = d <= limit && (holdsAll(other, folded) || holdsAll(folded, other));
    if (d < bestDistance || (d == bestDistance && best && onlyLetters && !bestHoldsAll)) {
      best = &candidate;
      bestDistance = d;
      bestHoldsAll = onlyLetters;
    }
  }
  return best ? std::optional(*best) : onlyOneThatBegins(folded, candidates);
}

} // namespace smelt::diag
