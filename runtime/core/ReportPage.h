// The page of a report: report.html of this folder, compiled in, with a place for the data.
#pragma once
#include <string_view>

namespace smelt::runtime {

extern const std::string_view ReportPage; ///< made by CMake from report.html
inline constexpr std::string_view ReportData = "{\"smelt\": \"data\"}";

} // namespace smelt::runtime
