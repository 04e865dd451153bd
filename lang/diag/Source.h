// Source files and spans: every position in a recipe is a byte range of a loaded file.
#pragma once
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

namespace smelt::diag {

/// A half-open byte range [begin, end) of file `file` (an index into SourceMap).
struct Span {
  uint32_t file = 0;
  uint32_t begin = 0;
  uint32_t end = 0;
  friend bool operator==(const Span &, const Span &) = default;
};

/// The smallest span that covers both (same file).
inline Span cover(Span a, Span b) {
  return {a.file, a.begin < b.begin ? a.begin : b.begin, a.end > b.end ? a.end : b.end};
}

/// One loaded recipe. `text` never changes after loading, so views into it stay valid.
struct SourceFile {
  std::string path; ///< as shown to the user
  std::string text;
};

/// Owns the texts of all files of one compilation. Not thread-safe.
class SourceMap {
public:
  uint32_t add(std::string path, std::string text) {
    files_.push_back({std::move(path), std::move(text)});
    return static_cast<uint32_t>(files_.size() - 1);
  }
  const SourceFile &file(uint32_t id) const { return files_[id]; }
  size_t size() const { return files_.size(); }
  std::string_view text(Span s) const { return std::string_view(files_[s.file].text).substr(s.begin, s.end - s.begin); }

private:
  std::deque<SourceFile> files_;
};

} // namespace smelt::diag
