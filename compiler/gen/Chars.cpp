// Properties of characters.
#include "compiler/gen/Builtins.h"

namespace smelt::gen {

void addChars(BuiltinTable &table) {
  for (const char *property : {"alphabetic", "digit", "numeric", "alnum", "space", "punctuation", "symbol", "upper",
                               "lower", "cased", "han", "control", "letter", "mark", "nonspacing", "emoji"})
    table[std::string("Char.is_") + property] = [property](const Call &c) {
      auto set = c.g.charSetAttr(*text::CharSet::property(property));
      return c.result(c.g.b.create<text::CharInOp>(c.g.loc, c.g.b.getI1Type(), c.subject(), set));
    };
}

} // namespace smelt::gen
