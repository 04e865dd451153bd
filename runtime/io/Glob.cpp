#include "runtime/io/Glob.h"
#include "runtime/io/OutputFolder.h"
#include <algorithm>
#include <filesystem>
#include <span>

namespace smelt::runtime {

namespace fs = std::filesystem;

bool isGlob(std::string_view pattern) { return pattern.find_first_of("*?[") != pattern.npos; }

std::string_view literalFolder(std::string_view pattern) {
  size_t slash = pattern.substr(0, pattern.find_first_of("*?[")).rfind('/');
  return slash == pattern.npos ? std::string_view() : pattern.substr(0, slash + 1);
}

/// Matches one `[...]` at the front of `pattern` and moves past it; an unclosed bracket stands for itself.
static bool matchesSet(std::string_view &pattern, char c) {
  size_t close = pattern.find(']', pattern.size() > 1 && (pattern[1] == '!' || pattern[1] == '^') ? 3 : 2);
  if (close == pattern.npos) {
    bool same = c == '[';
    pattern.remove_prefix(1);
    return same;
  }
  std::string_view set = pattern.substr(1, close - 1);
  pattern.remove_prefix(close + 1);
  bool negated = set[0] == '!' || set[0] == '^';
  if (negated)
    set.remove_prefix(1);
  bool found = false;
  for (size_t i = 0; i < set.size(); ++i) {
    if (i + 2 < set.size() && set[i + 1] == '-') {
      found |= uint8_t(set[i]) <= uint8_t(c) && uint8_t(c) <= uint8_t(set[i + 2]);
      i += 2;
    } else {
      found |= set[i] == c;
    }
  }
  return found != negated;
}

bool matchesName(std::string_view pattern, std::string_view name) {
  if (!name.empty() && name[0] == '.' && (pattern.empty() || pattern[0] != '.'))
    return false;
  // Greedy with one point to come back to: linear in practice, never exponential.
  std::string_view starPattern, starName;
  bool star = false;
  while (!name.empty()) {
    if (!pattern.empty() && pattern[0] == '*') {
      pattern.remove_prefix(1);
      starPattern = pattern;
      starName = name;
      star = true;
      continue;
    }
    bool matches = false;
    if (!pattern.empty() && pattern[0] == '[') {
      matches = matchesSet(pattern, name[0]);
    } else if (!pattern.empty()) {
      matches = pattern[0] == '?' || pattern[0] == name[0];
      pattern.remove_prefix(1);
    }
    if (matches) {
      name.remove_prefix(1);
    } else if (star) {
      starName.remove_prefix(1);
      name = starName;
      pattern = starPattern;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*') == pattern.npos;
}

static std::string joined(const std::string &folder, const std::string &name) {
  return folder.empty() || folder.back() == '/' ? folder + name : folder + "/" + name;
}

static void expandParts(const std::string &folder, std::span<const std::string> parts,
                        std::vector<std::string> &found) {
  std::error_code error;
  const std::string &part = parts.front();
  bool last = parts.size() == 1;
  if (part != "**" && !isGlob(part)) {
    std::string path = joined(folder, part);
    if (last ? fs::is_regular_file(path, error) : fs::is_directory(path, error))
      last ? found.push_back(path) : expandParts(path, parts.subspan(1), found);
    return;
  }
  if (part == "**" && !last)
    expandParts(folder, parts.subspan(1), found);
  for (fs::directory_iterator at(folder.empty() ? "." : folder, error), end; !error && at != end; at.increment(error)) {
    std::string name = at->path().filename().string();
    if (!matchesName(part == "**" ? "*" : part, name))
      continue;
    std::string path = joined(folder, name);
    std::error_code ignored;
    bool isFolder = at->is_directory(ignored);
    if (isFolder && isTemporaryName(name))
      continue;
    if (last && at->is_regular_file(ignored))
      found.push_back(path);
    // `**` does not follow links, so that a cycle of them ends.
    if (isFolder && part == "**" && !at->is_symlink(ignored))
      expandParts(path, parts, found);
    else if (isFolder && part != "**" && !last)
      expandParts(path, parts.subspan(1), found);
  }
}

std::vector<std::string> expandGlob(const std::string &pattern) {
  std::vector<std::string> parts, found;
  std::string folder = pattern.starts_with('/') ? "/" : "";
  for (size_t at = folder.size(); at <= pattern.size();) {
    size_t slash = std::min(pattern.find('/', at), pattern.size());
    if (slash > at)
      parts.push_back(pattern.substr(at, slash - at));
    at = slash + 1;
  }
  if (!parts.empty())
    expandParts(folder, parts, found);
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

} // namespace smelt::runtime
