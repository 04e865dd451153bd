// Long lists of texts, one a line, that kernels look texts up in. The lines are used where they stand, since a list may
// be large; the table beside them has eight bytes for each of its slots.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace smelt::runtime {

class LineTable {
public:
  /// Each text of `lines` has `\n` behind it.
  explicit LineTable(std::shared_ptr<const std::string> lines);
  bool contains(std::string_view text) const;

private:
  /// A text is in the slot of its hash or in one of those after it, up to the first that is empty.
  struct Slot {
    uint32_t hash, offset;
  };
  static constexpr uint32_t Empty = UINT32_MAX;

  bool isAt(uint32_t offset, std::string_view text) const;

  std::shared_ptr<const std::string> Lines;
  std::vector<Slot> Slots; ///< a power of two
};

} // namespace smelt::runtime
