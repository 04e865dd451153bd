// Units of quantities and the words diagnostics use for types and dimensions.
#pragma once
#include "lang/sema/Type.h"
#include <string_view>

namespace smelt::sema {

struct Unit {
  const char *name;
  Dimension dimension;
  double factor; ///< to base units
};

/// The unit with this name, or null.
const Unit *findUnit(std::string_view name);
/// Every unit's name, for did-you-mean.
std::vector<std::string> unitNames();
/// The unit a fix writes: `MB` for bytes, `%` for ratio.
const char *exampleUnit(Dimension d);
/// "bytes are", "a ratio is": what stands before "needed here".
std::string neededPhrase(TypeRef type);
/// "a ratio", "bytes", "`Text`": what a value is.
std::string foundPhrase(TypeRef type);
/// The type's dimension; none for plain numbers and everything else.
Dimension dimensionOf(TypeRef type);
/// Int, Float or a quantity.
bool isNumeric(TypeRef type);
/// Int, Float or Ratio: these mix freely.
bool isPlainNumber(TypeRef type);

} // namespace smelt::sema
