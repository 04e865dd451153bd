// The lines in which two texts differ, as `diff -u` shows them.
#pragma once
#include <string>
#include <string_view>

namespace smelt::driver {

/// Hunks with three lines around each change; empty for equal texts.
std::string lineDifference(std::string_view before, std::string_view after);

} // namespace smelt::driver
