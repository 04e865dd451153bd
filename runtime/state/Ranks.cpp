#include "runtime/state/Ranks.h"
#include "runtime/core/Errors.h"
#include <algorithm>
#include <cerrno>

namespace smelt::runtime {

static constexpr size_t LeastKeys = 1 << 12;
static constexpr int DigitBits = 16;

Ranks::Ranks(uint64_t memoryBudget, StateFolder &state)
    : Most(std::max<uint64_t>(LeastKeys, memoryBudget / sizeof(uint64_t))), State(state) {}

static Status fileFailure(const std::string &path) {
  return Status(errors::StateFolder, withReason("cannot use the file of numbers " + ticked(path), errno ? errno : EIO));
}

Status Ranks::add(uint64_t key) {
  Keys.push_back(key);
  return Keys.size() < Most ? Status() : spill();
}

Status Ranks::spill() {
  if (!File) {
    if (Status status = State.newFile("numbers", Path); !status.ok())
      return status;
    std::FILE *file = std::fopen(Path.c_str(), "w+be");
    if (!file)
      return fileFailure(Path);
    File = std::shared_ptr<std::FILE>(file, std::fclose);
  }
  if (std::fwrite(Keys.data(), sizeof(uint64_t), Keys.size(), File.get()) != Keys.size())
    return fileFailure(Path);
  Written += Keys.size();
  Keys.clear();
  return {};
}

template <class Fn> Status Ranks::forEach(Fn look) {
  std::for_each(Keys.begin(), Keys.end(), look);
  if (!File)
    return {};
  if (std::fflush(File.get()) != 0)
    return fileFailure(Path);
  std::rewind(File.get());
  std::vector<uint64_t> part(std::min<size_t>(Most, 1 << 16));
  uint64_t seen = 0;
  while (size_t got = std::fread(part.data(), sizeof(uint64_t), part.size(), File.get())) {
    std::for_each(part.begin(), part.begin() + static_cast<ptrdiff_t>(got), look);
    seen += got;
  }
  std::fseek(File.get(), 0, SEEK_END);
  return seen == Written ? Status() : fileFailure(Path);
}

/// Digit by digit from the top: a histogram of the next digit of the keys that agree so far tells which one comes next.
Status Ranks::at(uint64_t place, uint64_t &key) {
  if (!File) {
    auto found = Keys.begin() + static_cast<ptrdiff_t>(place);
    std::nth_element(Keys.begin(), found, Keys.end());
    key = *found;
    return {};
  }
  key = 0;
  for (int shift = 64 - DigitBits; shift >= 0; shift -= DigitBits) {
    std::vector<uint64_t> counts(size_t(1) << DigitBits);
    auto agrees = [&](uint64_t k) { return shift + DigitBits == 64 || (k ^ key) >> (shift + DigitBits) == 0; };
    auto look = [&](uint64_t k) { counts[k >> shift & (counts.size() - 1)] += agrees(k); };
    if (Status status = forEach(look); !status.ok())
      return status;
    uint64_t digit = 0;
    while (place >= counts[digit])
      place -= counts[digit++];
    key |= digit << shift;
  }
  return {};
}

} // namespace smelt::runtime
