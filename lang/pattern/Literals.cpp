// Long lists of texts inside of a pattern, read without a node for each character.
#include "lang/pattern/Parser.h"
#include <algorithm>
#include <cctype>

namespace smelt::pattern {

namespace {
/// The texts of `a|b|c` up to the parenthesis that closes it, which stays; nothing where it holds more than characters.
std::vector<std::string> readTexts(std::string_view &rest) {
  std::vector<std::string> texts(1);
  for (; !rest.empty() && rest[0] != ')'; rest.remove_prefix(1)) {
    if (rest[0] == '|') {
      texts.emplace_back();
      continue;
    }
    bool escaped = rest[0] == '\\';
    if (escaped)
      rest.remove_prefix(1);
    bool plain = !rest.empty() && (escaped ? !std::isalnum(static_cast<unsigned char>(rest[0]))
                                           : std::string_view("^$.?*+([]{}").find(rest[0]) == std::string_view::npos);
    if (!plain)
      return {};
    texts.back() += rest[0];
  }
  bool some = !rest.empty() && std::none_of(texts.begin(), texts.end(), [](auto &text) { return text.empty(); });
  return some ? std::move(texts) : std::vector<std::string>();
}

bool isWordEdge(const Node &node) {
  return node.kind == Kind::assertion && (node.place == Place::wordEdge || node.place == Place::noWordEdge);
}

bool isBefore(const Node &node) {
  return isWordEdge(node) ||
         (node.kind == Kind::assertion && (node.place == Place::after || node.place == Place::notAfter));
}

bool isAfter(const Node &node) {
  return isWordEdge(node) || (node.kind == Kind::look && node.children[0]->kind == Kind::set);
}

/// The place that a pattern stands for, null where it is empty; false if it is more than one place.
bool readPlace(std::string_view pattern, bool (*fits)(const Node &), NodeRef &place) {
  if (pattern.empty())
    return true;
  Parsed parsed = Parser(pattern).run();
  place = parsed.root;
  return !parsed.error && fits(*place);
}

/// The characters with which one of the texts begins.
CodePoints beginnings(const std::vector<std::string> &texts) {
  std::vector<CodePoints::Range> ranges;
  for (const std::string &text : texts) {
    int32_t c = Parser(text).nextCharacter();
    ranges.push_back({c, c});
  }
  return CodePoints::of(std::move(ranges));
}
} // namespace

std::shared_ptr<const Literals> readLiterals(std::string_view pattern) {
  size_t open = pattern.find("(?:");
  bool hasFlags = pattern.starts_with("(?") && !pattern.starts_with("(?<");
  if (pattern.size() > kMaxLiterals || open == std::string_view::npos || (hasFlags && open > 0))
    return nullptr;
  auto literals = std::make_shared<Literals>();
  std::string_view rest = pattern.substr(open + 3);
  literals->texts = readTexts(rest);
  bool places = !literals->texts.empty() && readPlace(pattern.substr(0, open), isBefore, literals->before) &&
                readPlace(rest.substr(1), isAfter, literals->after);
  return places && literals->texts.size() >= kManyLiterals ? literals : nullptr;
}

NodeRef outlineOf(const Literals &literals) {
  auto first = std::make_shared<Node>();
  first->kind = Kind::set;
  first->set = beginnings(literals.texts);
  auto root = std::make_shared<Node>();
  root->kind = Kind::sequence;
  for (const NodeRef &part : {literals.before, NodeRef(first), NodeRef(std::make_shared<Node>()), literals.after})
    if (part)
      root->children.push_back(part);
  return root;
}

} // namespace smelt::pattern
