// Patterns of file names: `*` and `?` within a name, `[a-z]`, and `**` for any number of folders.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace smelt::runtime {

bool isGlob(std::string_view pattern);
/// The regular files (and links to them) that match, in byte order of their paths. Names that start with a point match
/// only a pattern that says so; folders that a run fills match none.
std::vector<std::string> expandGlob(const std::string &pattern);
/// Whether one name (no slashes) matches one part of a pattern.
bool matchesName(std::string_view pattern, std::string_view name);
/// The folder that a pattern names literally, with its last slash: "/data/" of "/data/*/a.jsonl"; empty if there is
/// none.
std::string_view literalFolder(std::string_view pattern);

} // namespace smelt::runtime
