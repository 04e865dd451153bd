// Replacing invalid UTF-8.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace smelt::runtime {

bool isValidUtf8(std::string_view bytes);
/// The forms of it that this machine runs; the last is used.
using Utf8Form = bool (*)(const char *begin, const char *end);
std::vector<Utf8Form> utf8Forms();

/// Appends `bytes` to `out` with every maximal subpart of an ill-formed sequence replaced by one U+FFFD, as the WHATWG
/// Encoding Standard and Unicode 15 (table 3-8) have it. Returns how many were replaced.
uint64_t replaceInvalidUtf8(std::string_view bytes, std::string &out);

/// Appends the UTF-8 encoding of a scalar value.
void appendUtf8(uint32_t scalar, std::string &out);

} // namespace smelt::runtime
