#include "lang/format/Layout.h"
#include "lang/format/Tokens.h"

namespace smelt::format {

namespace {

constexpr unsigned indentation = 2;

/// How line breaks of a document are taken. `rest` is what follows a candidate: its groups are not decided yet, so the
/// first place where it may break ends the candidate's line.
enum class Mode : uint8_t { flat, broken, rest };

struct Command {
  unsigned indent;
  Mode mode;
  Doc doc;
  uint32_t from = 0; ///< of a fill: the item to go on with
};

/// Whether two texts without space between them would be read as one token, or as others.
bool glues(char before, char after) {
  auto isWord = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c < 0; };
  if (isWord(before) && isWord(after))
    return true;
  switch (before) {
  case '?':
    return after == '?' || after == '.';
  case '.':
    return after == '.';
  case '=':
  case '<':
  case '>':
  case '!':
    return after == '=' || after == '>';
  case '-':
    return after == '>';
  case '+':
    return after == '+';
  default:
    return false;
  }
}

class Layout {
public:
  Layout(const Docs &docs, unsigned width) : docs_(docs), width_(width) {}
  std::vector<Line> run(Doc root);

private:
  void perform(const Command &c);
  void concat(const Command &c, Mode mode);
  void assign(const Command &c);
  void hanging(const Command &c);
  void fill(Command c);
  void text(std::string_view text);
  void multiline(std::string_view text);
  void newline(unsigned indent);
  void comment(const Node &n, unsigned indent);
  void blank();

  bool fits(Doc candidate, unsigned column, bool withRest);
  /// Whether the commands end their line within the room; -1: not decided by these.
  int measure(std::vector<Command> &commands, int &room, bool &space);
  bool measureInner(const Command &c, std::vector<Command> &commands, bool &space);

  bool hasContent() const { return !line_.text.empty() || line_.isRaw; }
  unsigned column() const { return (line_.isRaw ? 0 : line_.indent) + lineWidth_ + (space_ && hasContent() ? 1 : 0); }

  const Docs &docs_;
  unsigned width_;
  std::vector<Command> stack_, measured_;
  std::vector<Line> lines_;
  Line line_;
  unsigned lineWidth_ = 0;
  bool space_ = false;
  Mark pending_ = Mark::none;
};

// ---- what is written -----------------------------------------------------------------------------------------------

void Layout::text(std::string_view text) {
  if (hasContent() && (space_ || (!text.empty() && !line_.text.empty() && glues(line_.text.back(), text.front())))) {
    line_.text += ' ';
    ++lineWidth_;
  }
  space_ = false;
  if (pending_ != Mark::none)
    line_.marks.push_back({pending_, line_.text.size()});
  pending_ = Mark::none;
  line_.text += text;
  lineWidth_ += widthOf(text);
}

void Layout::multiline(std::string_view text) {
  size_t end = text.find('\n');
  this->text(text.substr(0, end));
  while (end != std::string_view::npos) {
    newline(line_.indent);
    text.remove_prefix(end + 1);
    end = text.find('\n');
    line_.isRaw = true;
    line_.text = text.substr(0, end);
    lineWidth_ = widthOf(line_.text);
  }
}

void Layout::newline(unsigned indent) {
  if (hasContent())
    lines_.push_back(std::move(line_));
  line_ = {};
  line_.indent = indent;
  lineWidth_ = 0;
  space_ = false;
}

void Layout::comment(const Node &n, unsigned indent) {
  bool goesOn = !lines_.empty() && !lines_.back().comment.empty() && !lines_.back().isOwnComment();
  if (n.place != Comment::trailing || !hasContent()) {
    newline(indent);
    line_.isContinuation = n.place == Comment::continuation && goesOn;
  }
  line_.comment = n.text;
  lines_.push_back(std::move(line_));
  line_ = {};
  newline(indent);
}

void Layout::blank() {
  if (!hasContent() && !lines_.empty() && !lines_.back().isBlank())
    lines_.push_back({});
}

// ---- what fits -----------------------------------------------------------------------------------------------------

/// Puts the parts of a command that is no text; false if a line may break here.
bool Layout::measureInner(const Command &c, std::vector<Command> &commands, bool &space) {
  const Node &n = docs_[c.doc];
  Mode mode = c.mode;
  switch (n.kind) {
  case NodeKind::line:
    space = true;
    return mode == Mode::flat;
  case NodeKind::softLine:
    return mode == Mode::flat;
  case NodeKind::hardLine:
  case NodeKind::comment:
    return false;
  case NodeKind::space:
    space = true;
    return true;
  case NodeKind::group:
    if (n.late && !n.breaks)
      mode = Mode::flat;
    break;
  case NodeKind::assign:
    if (mode != Mode::flat && n.assign != Assign::hug)
      return false;
    space = true;
    break;
  case NodeKind::hanging:
    commands.push_back({c.indent, mode, docs_.childrenOf(n)[0]});
    return true;
  default:
    break;
  }
  const std::span<const Doc> children = docs_.childrenOf(n);
  for (size_t i = children.size(); i-- > 0;)
    commands.push_back({c.indent, mode, children[i]});
  return true;
}

int Layout::measure(std::vector<Command> &commands, int &room, bool &space) {
  while (!commands.empty()) {
    Command c = commands.back();
    commands.pop_back();
    const Node &n = docs_[c.doc];
    bool isText = n.kind == NodeKind::text || (n.kind == NodeKind::onBreak && c.mode != Mode::flat);
    if (!isText) {
      if (!measureInner(c, commands, space))
        return 1;
      continue;
    }
    room -= static_cast<int>(n.width) + (space ? 1 : 0);
    space = false;
    if (room < 0)
      return 0;
    if (n.multiline)
      return 1;
  }
  return -1;
}

/// Whether a document fits flat from a column on, with what follows up to the first place where that may break.
bool Layout::fits(Doc candidate, unsigned column, bool withRest) {
  if (docs_[candidate].breaks)
    return false;
  int room = static_cast<int>(width_) - static_cast<int>(column);
  bool space = false;
  measured_.clear();
  measured_.push_back({0, Mode::flat, candidate});
  int known = measure(measured_, room, space);
  for (size_t i = stack_.size(); known < 0 && withRest && i-- > 0;) {
    measured_.clear();
    Mode mode = stack_[i].mode == Mode::flat ? Mode::flat : Mode::rest;
    measured_.push_back({0, mode, stack_[i].doc});
    known = measure(measured_, room, space);
  }
  return known < 0 ? room >= 0 : known == 1;
}

// ---- choices -------------------------------------------------------------------------------------------------------

void Layout::concat(const Command &c, Mode mode) {
  const Node &n = docs_[c.doc];
  unsigned indent = c.indent + (n.kind == NodeKind::indent ? indentation : 0);
  const std::span<const Doc> children = docs_.childrenOf(n);
  for (size_t i = children.size(); i-- > 0;)
    stack_.push_back({indent, mode, children[i]});
}

void Layout::assign(const Command &c) {
  const Node &n = docs_[c.doc];
  Doc value = docs_.childrenOf(n)[0];
  unsigned below = c.indent + indentation;
  space_ = true;
  if (c.mode == Mode::flat || fits(value, column(), true))
    return stack_.push_back({c.indent, Mode::flat, value});
  bool flatBelow = n.assign != Assign::hug && fits(value, below, true);
  if (!flatBelow && n.assign != Assign::below)
    return stack_.push_back({c.indent, Mode::broken, value});
  newline(below);
  stack_.push_back({below, flatBelow ? Mode::flat : Mode::broken, value});
}

void Layout::hanging(const Command &c) {
  const std::span<const Doc> parts = docs_.childrenOf(docs_[c.doc]);
  Doc whole = parts[0], head = parts[1], tail = parts[2];
  if (c.mode == Mode::flat || fits(whole, column(), true))
    return stack_.push_back({c.indent, Mode::flat, whole});
  if (!fits(head, column(), false))
    return stack_.push_back({c.indent, Mode::broken, whole});
  stack_.push_back({c.indent, Mode::broken, tail});
  stack_.push_back({c.indent, Mode::flat, head});
}

/// Lines and items in turn. An item that does not fit, with the comma behind it, begins a new line.
void Layout::fill(Command c) {
  const std::span<const Doc> items = docs_.childrenOf(docs_[c.doc]);
  if (c.mode == Mode::flat)
    return concat(c, Mode::flat);
  if (c.from >= items.size())
    return;
  Doc item = items[c.from + 1];
  bool last = c.from + 2 == items.size();
  if (c.from > 0) {
    if (fits(item, column() + (last ? 2 : 1), false))
      space_ = true;
    else
      newline(c.indent);
  }
  c.from += 2;
  stack_.push_back(c);
  stack_.push_back({c.indent, docs_[item].breaks ? Mode::broken : Mode::flat, item});
}

void Layout::perform(const Command &c) {
  const Node &n = docs_[c.doc];
  switch (n.kind) {
  case NodeKind::empty:
    return;
  case NodeKind::text:
    return n.multiline ? multiline(n.text) : text(n.text);
  case NodeKind::space:
    space_ = true;
    return;
  case NodeKind::line:
  case NodeKind::softLine:
    if (c.mode != Mode::flat)
      return newline(c.indent);
    space_ |= n.kind == NodeKind::line;
    return;
  case NodeKind::hardLine:
    return newline(c.indent);
  case NodeKind::blank:
    return blank();
  case NodeKind::comment:
    return comment(n, c.indent);
  case NodeKind::concat:
  case NodeKind::indent:
    return concat(c, c.mode);
  case NodeKind::group:
    return concat(c, c.mode == Mode::flat || (!n.breaks && fits(docs_.childrenOf(n)[0], column(), true))
                         ? Mode::flat
                         : Mode::broken);
  case NodeKind::onBreak:
    return c.mode == Mode::flat ? void() : text(n.text);
  case NodeKind::mark:
    if (c.mode != Mode::flat || n.mark != Mark::argument)
      pending_ = n.mark;
    return;
  case NodeKind::assign:
    return assign(c);
  case NodeKind::hanging:
    return hanging(c);
  case NodeKind::fill:
    return fill(c);
  }
}

std::vector<Line> Layout::run(Doc root) {
  stack_.push_back({0, Mode::broken, root});
  while (!stack_.empty()) {
    Command c = stack_.back();
    stack_.pop_back();
    perform(c);
  }
  newline(0);
  return std::move(lines_);
}

} // namespace

std::vector<Line> layOut(const Docs &docs, Doc root, unsigned width) { return Layout(docs, width).run(root); }

} // namespace smelt::format
