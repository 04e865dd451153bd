#include "runtime/text/Lines.h"
#include "runtime/abi/text_table.h"
#include "runtime/text/Functions.h"
#include <algorithm>
#include <bit>

namespace smelt::runtime {

LineTable::LineTable(std::shared_ptr<const std::string> lines) : Lines(std::move(lines)) {
  auto count = size_t(std::count(Lines->begin(), Lines->end(), '\n'));
  Slots.assign(std::bit_ceil(count + count / 2 + 1), Slot{0, Empty});
  for (size_t begin = 0; begin < Lines->size();) {
    size_t end = Lines->find('\n', begin);
    std::string_view text(Lines->data() + begin, end - begin);
    uint32_t hash = hashOf(text);
    size_t at = hash & (Slots.size() - 1);
    while (Slots[at].offset != Empty && !(Slots[at].hash == hash && isAt(Slots[at].offset, text)))
      at = (at + 1) & (Slots.size() - 1);
    Slots[at] = {hash, uint32_t(begin)};
    begin = end + 1;
  }
}

/// Whether the line that begins there is the text, which may hold line feeds itself.
bool LineTable::isAt(uint32_t offset, std::string_view text) const {
  std::string_view rest(Lines->data() + offset, Lines->size() - offset);
  return rest.starts_with(text) && rest.size() > text.size() && rest[text.size()] == '\n' &&
         text.find('\n') == std::string_view::npos;
}

bool LineTable::contains(std::string_view text) const {
  uint32_t hash = hashOf(text);
  for (size_t at = hash & (Slots.size() - 1); Slots[at].offset != Empty; at = (at + 1) & (Slots.size() - 1))
    if (Slots[at].hash == hash && isAt(Slots[at].offset, text))
      return true;
  return false;
}

} // namespace smelt::runtime

int64_t smelt_is_line(const char *text, int64_t size, const void *table) {
  return static_cast<const smelt::runtime::LineTable *>(table)->contains({text, size_t(size)});
}
