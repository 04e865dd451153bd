#include "lang/sema/PreludeCache.h"
#include "lang/syntax/Parser.h"

namespace smelt::sema {

static PreludeCache::Parsed parseAs(uint32_t file, std::string text) {
  diag::SourceMap sources;
  while (sources.size() < file)
    sources.add("", "");
  sources.add("std.prelude", std::move(text));
  PreludeCache::Parsed parsed;
  parsed.tree = syntax::parse(sources, file, parsed.diags).module;
  return parsed;
}

std::shared_future<PreludeCache::Parsed> PreludeCache::parse(uint32_t file, const std::string &text, bool meanwhile) {
  std::lock_guard lock(mutex_);
  for (const Known &known : known_)
    if (known.file == file && known.text == text)
      return known.parsed;
  std::shared_future<Parsed> parsed;
  try {
    parsed = std::async(meanwhile ? std::launch::async : std::launch::deferred, parseAs, file, text);
  } catch (const std::system_error &) { // no thread to be had
    parsed = std::async(std::launch::deferred, parseAs, file, text);
  }
  return known_.emplace_back(Known{file, text, std::move(parsed)}).parsed;
}

} // namespace smelt::sema
