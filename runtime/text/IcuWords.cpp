#include "runtime/text/IcuWords.h"
#include <memory>
#include <unicode/ubrk.h>
#include <unicode/utext.h>

namespace smelt::runtime {

namespace {
using Iterator = std::unique_ptr<UBreakIterator, void (*)(UBreakIterator *)>;

/// Its rules and dictionaries are those of the root locale, so that words are the same everywhere.
UBreakIterator *wordIterator() {
  thread_local Iterator iterator = [] {
    UErrorCode status = U_ZERO_ERROR;
    return Iterator(ubrk_open(UBRK_WORD, "", nullptr, 0, &status), ubrk_close);
  }();
  return iterator.get();
}
} // namespace

void forEachIcuWord(std::string_view text, const std::function<void(std::string_view)> &take) {
  UBreakIterator *iterator = wordIterator();
  if (!iterator || text.empty())
    return;
  UErrorCode status = U_ZERO_ERROR;
  UText bytes = UTEXT_INITIALIZER;
  utext_openUTF8(&bytes, text.data(), int64_t(text.size()), &status);
  ubrk_setUText(iterator, &bytes, &status);
  if (U_SUCCESS(status)) {
    int32_t begin = ubrk_first(iterator);
    for (int32_t end = ubrk_next(iterator); end != UBRK_DONE; end = ubrk_next(iterator)) {
      if (ubrk_getRuleStatus(iterator) >= UBRK_WORD_NONE_LIMIT)
        take(text.substr(size_t(begin), size_t(end - begin)));
      begin = end;
    }
  }
  utext_close(&bytes);
}

} // namespace smelt::runtime
