#include "runtime/io/Html.h"
#include "runtime/core/Context.h"
#include "runtime/text/Unicode.h"
#include <cstring>
#include <gumbo.h>
#include <map>
#include <new>
#include <unicode/utf8.h>

namespace smelt::runtime {

namespace {

constexpr uint64_t MaxDepth = 10'000;

/// Collects text the way a browser lays it out: white space collapses, blocks begin on lines of their own.
class TextCollector {
public:
  explicit TextCollector(std::string &out) : Out(out) {}

  void addText(std::string_view text, bool preformatted) {
    for (char c : text) {
      bool space = c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
      if (preformatted && c == '\n') {
        Out += '\n';
        Space = Break = false;
      } else if (space && !preformatted) {
        Space = true;
      } else if (c != '\r') {
        separate();
        Out += c;
      }
    }
  }
  /// What follows starts a line.
  void breakLine() { Break = true; }
  /// `br`: a line ends here, even if it is empty.
  void endLine() {
    if (!Out.empty())
      Out += '\n';
    Space = Break = false;
  }
  /// Cells of a row are told apart.
  void addTab() {
    if (!Out.empty() && Out.back() != '\n' && !Break)
      Tab = true;
  }

private:
  void separate() {
    bool atStart = Out.empty() || Out.back() == '\n';
    if (Break && !atStart)
      Out += '\n';
    else if (Tab && !atStart)
      Out += '\t';
    else if (Space && !atStart)
      Out += ' ';
    Break = Space = Tab = false;
  }

  std::string &Out;
  bool Break = false, Space = false, Tab = false;
};

bool isHidden(GumboTag tag) {
  switch (tag) {
  case GUMBO_TAG_SCRIPT:
  case GUMBO_TAG_STYLE:
  case GUMBO_TAG_HEAD:
  case GUMBO_TAG_NOSCRIPT:
  case GUMBO_TAG_TEMPLATE:
  case GUMBO_TAG_IFRAME:
  case GUMBO_TAG_OBJECT:
  case GUMBO_TAG_SVG:
  case GUMBO_TAG_SELECT:
  case GUMBO_TAG_DATALIST:
  case GUMBO_TAG_TEXTAREA:
    return true;
  default:
    return false;
  }
}

bool isBlock(GumboTag tag) {
  static constexpr GumboTag Blocks[] = {
      GUMBO_TAG_ADDRESS, GUMBO_TAG_ARTICLE, GUMBO_TAG_ASIDE,   GUMBO_TAG_BLOCKQUOTE, GUMBO_TAG_BODY,
      GUMBO_TAG_CAPTION, GUMBO_TAG_CENTER,  GUMBO_TAG_DD,      GUMBO_TAG_DETAILS,    GUMBO_TAG_DIR,
      GUMBO_TAG_DIV,     GUMBO_TAG_DL,      GUMBO_TAG_DT,      GUMBO_TAG_FIELDSET,   GUMBO_TAG_FIGCAPTION,
      GUMBO_TAG_FIGURE,  GUMBO_TAG_FOOTER,  GUMBO_TAG_FORM,    GUMBO_TAG_H1,         GUMBO_TAG_H2,
      GUMBO_TAG_H3,      GUMBO_TAG_H4,      GUMBO_TAG_H5,      GUMBO_TAG_H6,         GUMBO_TAG_HEADER,
      GUMBO_TAG_HGROUP,  GUMBO_TAG_HR,      GUMBO_TAG_LEGEND,  GUMBO_TAG_LI,         GUMBO_TAG_LISTING,
      GUMBO_TAG_MAIN,    GUMBO_TAG_MENU,    GUMBO_TAG_NAV,     GUMBO_TAG_OL,         GUMBO_TAG_OPTION,
      GUMBO_TAG_P,       GUMBO_TAG_PRE,     GUMBO_TAG_SECTION, GUMBO_TAG_SUMMARY,    GUMBO_TAG_TABLE,
      GUMBO_TAG_TBODY,   GUMBO_TAG_TFOOT,   GUMBO_TAG_THEAD,   GUMBO_TAG_TR,         GUMBO_TAG_UL,
      GUMBO_TAG_XMP,
  };
  for (GumboTag block : Blocks)
    if (tag == block)
      return true;
  return false;
}

bool isPreformatted(GumboTag tag) { return tag == GUMBO_TAG_PRE || tag == GUMBO_TAG_LISTING || tag == GUMBO_TAG_XMP; }

/// Visits a tree without recursion: pages nest as deep as they please.
class Visitor {
public:
  explicit Visitor(HtmlPage &page) : Page(page), Text(page.text) {}

  void visit(const GumboNode *root) {
    const GumboNode *node = root;
    while (node) {
      if (const GumboNode *child = enter(node)) {
        node = child;
        continue;
      }
      node = leaveUpwards(node, root);
    }
  }

private:
  static const GumboNode *childAt(const GumboNode *node, size_t index) {
    const GumboVector &children = node->v.element.children;
    return index < children.length ? static_cast<const GumboNode *>(children.data[index]) : nullptr;
  }

  /// The first child to visit, or null where the node has nothing below it that is visited.
  const GumboNode *enter(const GumboNode *node) {
    if (node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_WHITESPACE || node->type == GUMBO_NODE_CDATA)
      Text.addText(node->v.text.text, Preformatted > 0);
    if (node->type != GUMBO_NODE_ELEMENT)
      return nullptr;
    GumboTag tag = node->v.element.tag;
    if (tag == GUMBO_TAG_HEAD)
      findTitle(node);
    if (isHidden(tag))
      return nullptr;
    if (tag == GUMBO_TAG_BR)
      Text.endLine();
    if (tag == GUMBO_TAG_TD || tag == GUMBO_TAG_TH)
      Text.addTab();
    if (isBlock(tag))
      Text.breakLine();
    const GumboNode *child = childAt(node, 0);
    if (child)
      Preformatted += isPreformatted(tag);
    return child;
  }

  const GumboNode *leaveUpwards(const GumboNode *node, const GumboNode *root) {
    while (node != root) {
      const GumboNode *parent = node->parent;
      if (node->type == GUMBO_NODE_ELEMENT && isBlock(node->v.element.tag))
        Text.breakLine();
      if (const GumboNode *next = childAt(parent, node->index_within_parent + 1))
        return next;
      Preformatted -= isPreformatted(parent->v.element.tag);
      node = parent;
    }
    return nullptr;
  }

  void findTitle(const GumboNode *head) {
    for (size_t i = 0; const GumboNode *child = childAt(head, i); ++i) {
      bool title = child->type == GUMBO_NODE_ELEMENT && child->v.element.tag == GUMBO_TAG_TITLE;
      const GumboNode *text = title && Page.title.empty() ? childAt(child, 0) : nullptr;
      if (text && text->type == GUMBO_NODE_TEXT)
        TextCollector(Page.title).addText(text->v.text.text, false);
    }
  }

  HtmlPage &Page;
  TextCollector Text;
  unsigned Preformatted = 0;
};

} // namespace

/// A bound on how deep gumbo's tree can get: opened less closed tags, those aside that never hold others of their kind.
static uint64_t deepestNesting(std::string_view html) {
  uint64_t depth = 0, deepest = 0;
  for (size_t at = html.find('<'); at != html.npos && at + 1 < html.size(); at = html.find('<', at + 1)) {
    char c = html[at + 1];
    if (c == '/')
      depth -= depth > 0;
    else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'z')
      deepest = std::max(deepest, depth += 1);
    if (deepest > MaxDepth)
      break;
  }
  return deepest;
}

static uint64_t treeDepthBound(std::string_view html) {
  // Pages leave p, li, br, img and the like unclosed by the thousand; only then are tags looked at by name.
  if (deepestNesting(html) <= MaxDepth)
    return 0;
  static constexpr std::string_view Flat[] = {"p",   "li",   "br",   "img",   "td",    "tr",     "th",     "dd",
                                              "dt",  "hr",   "meta", "link",  "input", "option", "source", "col",
                                              "wbr", "area", "base", "embed", "param", "track"};
  uint64_t depth = 0, deepest = 0;
  for (size_t at = html.find('<'); at != html.npos && at + 1 < html.size(); at = html.find('<', at + 1)) {
    bool closes = html[at + 1] == '/';
    std::string name;
    for (size_t i = at + 1 + closes;
         i < html.size() && name.size() < 8 && (html[i] | 0x20) >= 'a' && (html[i] | 0x20) <= 'z'; ++i)
      name += char(html[i] | 0x20);
    bool flat = name.empty();
    for (std::string_view other : Flat)
      flat |= name == other;
    if (flat)
      continue;
    depth = closes ? depth - (depth > 0) : depth + 1;
    deepest = std::max(deepest, depth);
  }
  return deepest;
}

static void *allocateNode(void *arena, size_t size) {
  void *memory = static_cast<Arena *>(arena)->alloc(size);
  // gumbo does not look whether it got memory.
  if (!memory)
    throw std::bad_alloc();
  return memory;
}

static void keepNode(void *, void *) {}

/// The root of a page's tree, which lies in an arena that goes as a whole: gumbo's own freeing recurses over it.
static const GumboNode *parse(std::string_view utf8, Arena &nodes) {
  GumboOptions options = kGumboDefaultOptions;
  options.allocator = allocateNode;
  options.deallocator = keepNode;
  options.userdata = &nodes;
  options.max_errors = 0;
  return gumbo_parse_with_options(&options, utf8.data(), utf8.size())->root;
}

/// The node after `node` and all it holds, in the order of the document; null behind `root`.
static const GumboNode *nextBeside(const GumboNode *node, const GumboNode *root) {
  for (; node != root; node = node->parent) {
    const GumboVector &siblings = node->parent->v.element.children;
    if (node->index_within_parent + 1 < siblings.length)
      return static_cast<const GumboNode *>(siblings.data[node->index_within_parent + 1]);
  }
  return nullptr;
}

// gumbo replaces control characters and those that are no characters by U+FFFD, though the standard keeps them. Each is
// given as two characters: `kStandIn`, which stands for itself if it comes twice, and a second one that says which.
static constexpr int32_t kStandIn = 0x10F000;

/// The second character of a stand-in; 0 for what gumbo keeps.
static int32_t standInOf(int32_t c) {
  if (c == kStandIn)
    return kStandIn;
  if ((c > 0 && c < 9) || c == 0xB || (c > 0xD && c < 0x20) || (c > 0x7E && c < 0xA0))
    return kStandIn + c;
  if (c >= 0xFDD0 && c <= 0xFDEF)
    return kStandIn + 0x100 + (c - 0xFDD0);
  return (c & 0xFFFE) == 0xFFFE ? kStandIn + 0x200 + (c >> 16 << 1) + (c & 1) : 0;
}

/// What `second` says; -1 for what is none.
static int32_t standsFor(int32_t second) {
  int32_t c = second - kStandIn;
  c = c < 0x100 ? c : c < 0x200 ? c - 0x100 + 0xFDD0 : ((c - 0x200) >> 1 << 16) | 0xFFFE | (c & 1);
  return second == kStandIn ? kStandIn : second > kStandIn && c <= 0x10FFFF && standInOf(c) == second ? c : -1;
}

static void appendCharacter(int32_t c, std::string &out) {
  char bytes[U8_MAX_LENGTH];
  int32_t size = 0;
  U8_APPEND_UNSAFE(bytes, size, c);
  out.append(bytes, size);
}

static std::string withStandIns(std::string_view text) {
  std::string out;
  for (const char *p = text.data(), *end = p + text.size(); p < end;) {
    const char *begin = p;
    const int32_t second = standInOf(decode(p));
    if (second)
      appendCharacter(kStandIn, out);
    if (second)
      appendCharacter(second, out);
    else
      out.append(begin, p);
  }
  return out;
}

static std::string withoutStandIns(std::string_view text) {
  std::string out;
  for (const char *p = text.data(), *end = p + text.size(); p < end;) {
    const char *begin = p, *next = p;
    const bool isFirst = decode(p) == kStandIn && (next = p) < end;
    if (const int32_t c = isFirst ? standsFor(decode(next)) : -1; c >= 0) {
      appendCharacter(c, out);
      p = next;
    } else {
      out.append(begin, p);
    }
  }
  return out;
}

void appendParsedHtmlText(std::string_view utf8, std::string &text) {
  Arena nodes;
  std::string readable = withStandIns(utf8);
  const size_t before = text.size();
  const GumboNode *root = parse(readable, nodes);
  for (const GumboNode *node = root; node;) {
    if (node->type == GUMBO_NODE_ELEMENT && node->v.element.children.length) {
      node = static_cast<const GumboNode *>(node->v.element.children.data[0]);
      continue;
    }
    // What a template holds is a document of its own.
    bool isText =
        node->type != GUMBO_NODE_ELEMENT && node->type != GUMBO_NODE_TEMPLATE && node->type != GUMBO_NODE_COMMENT;
    if (isText)
      text += node->v.text.text;
    node = nextBeside(node, root);
  }
  if (readable != utf8)
    text.replace(before, text.npos, withoutStandIns(std::string_view(text).substr(before)));
}

/// A letter before it makes sure that white space is not dropped.
std::string htmlReference(std::string_view reference) {
  constexpr size_t Most = 1000, Longest = 40; // names have up to 33 bytes
  thread_local std::map<std::string, std::string, std::less<>> known;
  if (auto found = known.find(reference); found != known.end())
    return found->second;
  std::string text;
  appendParsedHtmlText("x" + std::string(reference), text);
  text.erase(0, 1);
  return known.size() < Most && reference.size() <= Longest ? known.emplace(reference, text).first->second : text;
}

bool appendHtmlText(std::string_view utf8, std::string &text) {
  const size_t before = text.size();
  const std::optional<uint64_t> opened = appendPlainHtmlText(utf8, text);
  if (opened && *opened <= MaxDepth)
    return true;
  const bool isTooDeep = treeDepthBound(utf8) > MaxDepth;
  if (isTooDeep)
    text.resize(before);
  else if (!opened)
    appendParsedHtmlText(utf8, text);
  return !isTooDeep;
}

bool extractHtml(std::string_view utf8, HtmlPage &page) {
  if (treeDepthBound(utf8) > MaxDepth)
    return false;
  Arena nodes;
  Visitor(page).visit(parse(utf8, nodes));
  while (page.text.ends_with('\n') || page.text.ends_with(' '))
    page.text.pop_back();
  return true;
}

} // namespace smelt::runtime
