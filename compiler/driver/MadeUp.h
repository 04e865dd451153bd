// Values that are made up for `for any`: from a seed, with ways to make them smaller and to write them down.
#pragma once
#include "compiler/driver/TestKernel.h"
#include "lang/sema/Typed.h"

namespace smelt::driver {

/// A value of any type that `for any` takes.
struct MadeUp {
  bool null = false;
  int64_t integer = 0;       ///< Int, Bool, Char (its code point)
  double real = 0;           ///< Float and quantities
  std::u32string text;       ///< Text
  std::vector<MadeUp> parts; ///< of a list or record
  friend bool operator==(const MadeUp &, const MadeUp &) = default;
};

/// What a recipe compares with is more likely to be hit by pieces of it.
struct Constants {
  std::vector<std::u32string> texts;
  std::vector<int64_t> integers;
};
Constants constantsOf(const sema::TestCase &test);

/// The value for case `number`: the first ones are the usual suspects, later ones grow. The same for the same seed.
MadeUp makeUp(sema::TypeRef type, const Constants &constants, uint64_t seed, uint64_t number);
/// Simpler values, the simplest first.
std::vector<MadeUp> simpler(const MadeUp &value, sema::TypeRef type);
/// The value as a recipe writes it; can be pasted into the table of a test.
std::string literal(const MadeUp &value, sema::TypeRef type);
/// As a column holds it: lists and records as JSON.
TestValue columnValue(const MadeUp &value, sema::TypeRef type);

} // namespace smelt::driver
