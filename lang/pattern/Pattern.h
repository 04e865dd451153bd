// Regular expressions as recipes write them: Python's syntax and meaning, without what cannot be matched in linear
// time.
//
//   auto parsed = smelt::pattern::parse(R"((?i)\bhttps?://(\S+))");
//   if (parsed.error) ... parsed.error->begin, ->end, ->message
#pragma once
#include "lang/pattern/CodePoints.h"
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace smelt::pattern {

enum class Kind : uint8_t {
  empty,
  set,       ///< one character of `set`
  sequence,  ///< children one after the other
  choice,    ///< the first of children that leads to a match
  repeat,    ///< children[0], `min` to `max` times
  group,     ///< children[0], remembered as number `group`
  assertion, ///< a condition on the characters around a place
  look       ///< children[0] follows here (`negated`: does not); nothing is consumed
};

enum class Place : uint8_t {
  textStart,   ///< \A, ^
  lineStart,   ///< ^ with (?m)
  textEnd,     ///< \Z
  lastLineEnd, ///< $: at the end or before a line end that ends the text
  lineEnd,     ///< $ with (?m)
  wordEdge,    ///< \b: one side is in `set`, the other is not
  noWordEdge,  ///< \B
  after,       ///< (?<=[...]): the character before is in `set`
  notAfter     ///< (?<![...]): there is none, or it is not in `set`
};

struct Node;
using NodeRef = std::shared_ptr<const Node>;

struct Node {
  Kind kind = Kind::empty;
  Place place = Place::textStart;
  bool greedy = true, negated = false;
  int min = 0, max = 0; ///< max < 0: any number
  int group = 0;        ///< from 1
  CodePoints set;
  std::vector<NodeRef> children;
};

/// What is wrong with a pattern.
enum class Fault : uint8_t {
  syntax,    ///< not a pattern
  unknown,   ///< an escape, property or flag that does not exist
  notLinear, ///< cannot be matched in linear time
  tooLarge
};

struct Error {
  Fault fault = Fault::syntax;
  size_t begin = 0, end = 0; ///< bytes of the pattern
  std::string message;       ///< completes "this pattern ...": "never closes this group"
  std::string label;         ///< at the place, short
  std::string help;          ///< what to do; may be empty
};

/// A long list of texts, one of which stands between two places: `(?<!\w)(?:a|b|c)(?!\w)`.
struct Literals {
  std::vector<std::string> texts; ///< none is empty; the first that fits is taken
  NodeRef before, after;          ///< null: any place
};

struct Parsed {
  NodeRef root; ///< where there are `literals`, only what they begin with, between the places
  std::shared_ptr<const Literals> literals; ///< null but for a long list
  int groups = 0;                           ///< capturing groups
  std::vector<std::string> names;           ///< of group i + 1, "" where it has none
  std::vector<bool> forgotten;              ///< group i + 1 is part of what is only looked at
  std::optional<Error> error;
};

constexpr int kMaxRepeat = 1000;         ///< a count in braces
constexpr size_t kMaxPattern = 20000;    ///< bytes
constexpr double kMaxNodes = 8192;       ///< when repetitions are written out
constexpr size_t kManyLiterals = 64;     ///< from here on a list of texts is searched for as one
constexpr size_t kMaxLiterals = 1 << 28; ///< bytes

/// Remembers what it was asked lately. Thread-safe.
Parsed parse(std::string_view pattern);

/// Whether the node can match without taking a character.
bool isNullable(const Node &node);

/// Characters of the longest match, at most `kMaxLongest`; nullopt where there may be more or where what follows is
/// looked at.
std::optional<int> longestMatch(const Node &node);
constexpr int kMaxLongest = 1000;

/// The set of which a match is one character, if the pattern is no more than that.
std::optional<CodePoints> oneCharacter(const Node &node);

/// A replacement: literal text and groups in turn.
struct Piece {
  std::string text;
  int group = -1; ///< 0: the whole match; -1: only the text
};
struct Template {
  std::vector<Piece> pieces;
  std::optional<Error> error;
};
/// `$1`, `${name}`, `$0`; `$$` is a dollar sign, and so is one that nothing of the kind follows.
Template parseTemplate(std::string_view text, const Parsed &pattern);

} // namespace smelt::pattern
