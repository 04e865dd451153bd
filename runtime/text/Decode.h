// All code points of a text.
#pragma once
#include <cstdint>
#include <vector>

namespace smelt::runtime {

/// Code points that may be written of a text of this many bytes.
constexpr int64_t decodeBound(int64_t size) { return size + 17; }

/// Writes the code points of a text, which is valid UTF-8 and can be read SMELT_TEXT_PADDING bytes past its end, to
/// `points`, which has room for `decodeBound`. Returns their number.
int64_t decodeAll(const char *text, int64_t size, uint32_t *points);

using DecodeForm = int64_t (*)(const char *text, int64_t size, uint32_t *points);
/// Those that this machine runs; the last is used.
std::vector<DecodeForm> decodeForms();

} // namespace smelt::runtime
