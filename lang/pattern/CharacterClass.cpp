// [...]
#include "lang/pattern/Parser.h"

namespace smelt::pattern {

NodeRef Parser::characterClass() {
  size_t begin = at++;
  bool negated = take("^");
  CodePoints literals, classes;
  for (bool first = true; !failed(); first = false) {
    if (atEnd())
      return fail(Fault::syntax, begin, begin + 1, "never closes this class", "opened here",
                  "a bracket itself is written `\\[`");
    if (!first && take("]"))
      break;
    if (!classItem(literals, classes, begin))
      return nullptr;
  }
  return setNode(std::move(literals), std::move(classes), negated);
}

/// One character, one escape, or a range between two characters.
bool Parser::classItem(CodePoints &literals, CodePoints &classes, size_t begin) {
  size_t first = at;
  auto next = [&] { return text[at] == '\\' ? escapedCharacter(true) : Escaped{false, nextCharacter(), {}}; };
  Escaped low = next();
  bool isRange = !failed() && starts("-") && at + 1 < text.size() && text[at + 1] != ']';
  if (!isRange) {
    if (low.isSet)
      classes.add(low.set);
    else
      literals.add(CodePoints::one(low.character));
    return !failed();
  }
  ++at;
  Escaped high = next();
  if (failed())
    return false;
  if (low.isSet || high.isSet) {
    fail(Fault::syntax, first, at, "has a range of something that is not a character", "one end is a class",
         "a hyphen itself stands last, or as `\\-`");
    return false;
  }
  if (high.character < low.character) {
    fail(Fault::syntax, first, at, "has a range that runs backwards", "from the larger to the smaller",
         "a hyphen itself stands last, or as `\\-`");
    return false;
  }
  literals.add(CodePoints::range(low.character, high.character));
  return true;
}

} // namespace smelt::pattern
