// Search for a literal in a text that may be read SMELT_TEXT_PADDING bytes past its end.
#pragma once
#include <cstdint>

namespace smelt::runtime {

/// The first occurrence in [p, end), or null. An empty literal stands at `p`.
const char *findLiteral(const char *p, const char *end, const char *literal, int64_t size);

} // namespace smelt::runtime
