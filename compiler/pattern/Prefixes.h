// What matches, or parts of them, begin with, as strings that a sieve can look for.
#pragma once
#include "lang/pattern/Pattern.h"
#include "runtime/text/Sieve.h"
#include <vector>

namespace smelt::pattern {

/// The characters of a set, as strings of one character.
std::vector<runtime::SieveString> stringsOf(const CodePoints &set);

/// Of the characters that a string of one character stands for, in bytes.
size_t lengthOf(const runtime::SieveString &character);

/// Puts what may stand behind a string at `at`: the bytes of the characters of a set, as far as they can be told apart
/// by place. False where the place of the next character is not known.
bool extend(runtime::SieveString &string, size_t &at, const std::vector<runtime::SieveString> &next);

/// How often one of the strings occurs, about.
double frequencyOf(const std::vector<runtime::SieveString> &strings);

} // namespace smelt::pattern
