// Punycode (RFC 3492): names of hosts in ASCII letters, digits and hyphens.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace smelt::runtime {

/// Longer names are refused: each character is put into its place, which takes time for all behind it.
constexpr size_t kMostPunycode = 1024;

/// What `name`, without its `xn--`, stands for; nothing if it is not well formed.
std::optional<std::u32string> decodePunycode(std::string_view name);
std::optional<std::string> encodePunycode(std::u32string_view name);

} // namespace smelt::runtime
