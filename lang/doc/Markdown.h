// The documentation of a module as a page of Markdown.
#pragma once
#include "lang/ast/Ast.h"
#include <string>
#include <string_view>

namespace smelt::doc {

/// `name` is how other recipes import the module; `text` is its source. Items whose names begin with `_` are left out.
std::string markdown(const ast::Module &module, std::string_view text, std::string_view name);

} // namespace smelt::doc
