// The parsed prelude, which every check needs and which never changes. It is parsed on a thread of its own while a
// long recipe is, and once for all checks that share a cache.
#pragma once
#include "lang/ast/Ast.h"
#include "lang/diag/Diagnostic.h"
#include <future>
#include <mutex>
#include <string>
#include <vector>

namespace smelt::sema {

/// Thread-safe.
class PreludeCache {
public:
  struct Parsed {
    std::shared_ptr<ast::Module> tree;
    diag::Diagnostics diags;
  };

  /// The tree of `text` as file `file`, whose number is in all of its spans. What is not known yet is parsed on a
  /// thread if there is something to do meanwhile, else when it is asked for.
  std::shared_future<Parsed> parse(uint32_t file, const std::string &text, bool meanwhile);

private:
  struct Known {
    uint32_t file;
    std::string text;
    std::shared_future<Parsed> parsed;
  };

  std::mutex mutex_;
  std::vector<Known> known_;
};

} // namespace smelt::sema
