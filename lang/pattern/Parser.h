// The parser of patterns: one class, its members spread over files by subject.
//
//   Parser.cpp  choices, sequences, repetition     Group.cpp           (...) in all their forms
//   Escape.cpp  what a backslash introduces        CharacterClass.cpp  [...]
//
// Long lists of texts are read apart: Literals.cpp.
#pragma once
#include "lang/pattern/Pattern.h"

namespace smelt::pattern {

struct Flags {
  bool ignoreCase = false, multiLine = false, dotAll = false, verbose = false;
  Classes classes = Classes::python;
};

/// What an escape stands for: one character, or a set of them.
struct Escaped {
  bool isSet = false;
  int32_t character = 0;
  CodePoints set;
};

/// The pattern as a long list of texts between places, or null if it is something else or short.
std::shared_ptr<const Literals> readLiterals(std::string_view pattern);
/// What all matches have in common: a node each for the places and for the first character.
NodeRef outlineOf(const Literals &literals);

class Parser {
public:
  explicit Parser(std::string_view text) : text(text) {}
  Parsed run();
  int32_t nextCharacter();

private:
  // The first error is kept; after it everything unwinds.
  bool failed() const { return result.error.has_value(); }
  NodeRef fail(Fault fault, size_t begin, size_t end, std::string message, std::string label, std::string help = "");

  bool atEnd() const { return at >= text.size(); }
  bool starts(std::string_view prefix) const { return text.substr(at).starts_with(prefix); }
  bool take(std::string_view prefix);
  void skipComments();

  NodeRef choice();
  NodeRef sequence();
  NodeRef item();
  NodeRef repeated(NodeRef body, size_t begin);
  bool countedRepeat(int &min, int &max);
  NodeRef character(int32_t c);
  NodeRef setNode(CodePoints literals, CodePoints classes, bool negated);
  NodeRef make(Kind kind);
  NodeRef place(Place p, CodePoints set = {});

  // Group.cpp
  NodeRef group();
  NodeRef extension(size_t begin);
  NodeRef named(size_t begin, char close);
  NodeRef capture(size_t begin, std::string name);
  NodeRef inside(size_t begin);
  NodeRef look(size_t begin, bool negated);
  NodeRef lookBehind(size_t begin, bool negated);
  NodeRef flagGroup(size_t begin);
  bool setFlag(char c, bool on, size_t begin);

  // Escape.cpp
  NodeRef escape();
  Escaped escapedCharacter(bool inClass);
  Escaped classEscape(char c);
  Escaped propertyEscape(size_t begin, bool negated);
  Escaped hexEscape(size_t begin, size_t digits);
  Escaped nameEscape(size_t begin);
  Escaped octalEscape(size_t begin, bool inClass);

  // CharacterClass.cpp
  NodeRef characterClass();
  bool classItem(CodePoints &literals, CodePoints &classes, size_t begin);

  static double sizeOf(const Node &root);

  std::string_view text;
  size_t at = 0;
  int depth = 0, looking = 0;
  Flags flags;
  Parsed result;
};

} // namespace smelt::pattern
