// Words as ICU finds them: by the rules of UAX 29 and, where a script has no spaces, by dictionaries.
#pragma once
#include <functional>
#include <string_view>

namespace smelt::runtime {

/// Calls `take` for each word in turn, a part of `text`. What is no letter, number, Kana or ideograph is no word.
void forEachIcuWord(std::string_view text, const std::function<void(std::string_view)> &take);

} // namespace smelt::runtime
