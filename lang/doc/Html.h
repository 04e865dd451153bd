// Markdown to one HTML page that needs no other file, in light and dark.
#pragma once
#include <string>
#include <string_view>

namespace smelt::doc {

std::string html(std::string_view markdown, std::string_view title);

} // namespace smelt::doc
