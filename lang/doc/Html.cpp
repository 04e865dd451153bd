#include "lang/doc/Html.h"
#include <vector>

namespace smelt::doc {

namespace {

using std::string;
using std::string_view;

constexpr string_view style = R"(
:root { color-scheme: light dark; --text: #1c1e21; --back: #fff; --soft: #f4f5f7; --line: #d8dbe0; --link: #0b57d0; }
@media (prefers-color-scheme: dark) {
  :root { --text: #e3e5e8; --back: #16181b; --soft: #212429; --line: #3a3f46; --link: #8ab4f8; }
}
body { font: 16px/1.55 system-ui, sans-serif; color: var(--text); background: var(--back); max-width: 56rem;
  margin: 2rem auto; padding: 0 1rem; }
a { color: var(--link); }
h1, h2 { border-bottom: 1px solid var(--line); padding-bottom: .2em; }
h2, h3 { margin-top: 1.8em; }
code, pre { font: .9em/1.45 ui-monospace, monospace; background: var(--soft); border-radius: 4px; }
code { padding: .1em .3em; }
pre { padding: .7em .9em; overflow-x: auto; }
pre code { padding: 0; background: none; font-size: 1em; }
table { border-collapse: collapse; display: block; overflow-x: auto; }
th, td { border: 1px solid var(--line); padding: .3em .6em; text-align: left; vertical-align: top; }
thead:not(:has(th:not(:empty))) { display: none; }
)";

void escape(char c, string &out) {
  switch (c) {
  case '&':
    out += "&amp;";
    return;
  case '<':
    out += "&lt;";
    return;
  case '>':
    out += "&gt;";
    return;
  case '"':
    out += "&quot;";
    return;
  default:
    out += c;
  }
}

string escaped(string_view text) {
  string out;
  for (char c : text)
    escape(c, out);
  return out;
}

/// Code, emphasis and links of a line.
class Inline {
public:
  explicit Inline(string_view text) : text_(text) {}
  string write() {
    while (at_ < text_.size())
      if (!code() && !link() && !emphasis("**", "strong") && !emphasis("*", "em"))
        plain();
    return std::move(out_);
  }

private:
  void plain() {
    bool escapes = text_[at_] == '\\' && at_ + 1 < text_.size() &&
                   string_view("\\`*|[]_#").find(text_[at_ + 1]) != string_view::npos;
    at_ += escapes;
    escape(text_[at_++], out_);
  }
  bool code() {
    size_t ticks = 0;
    while (at_ + ticks < text_.size() && text_[at_ + ticks] == '`')
      ++ticks;
    if (ticks == 0)
      return false;
    size_t begin = at_ + ticks, end = text_.find(string(ticks, '`'), begin);
    if (end == string_view::npos)
      return false;
    out_ += "<code>";
    for (size_t i = begin; i < end; ++i)
      if (text_[i] != '\\' || i + 1 == end || text_[i + 1] != '|') // a table's cells are cut before
        escape(text_[i], out_);
    out_ += "</code>";
    at_ = end + ticks;
    return true;
  }
  bool link() {
    if (text_[at_] != '[')
      return false;
    size_t middle = text_.find("](", at_), end = middle == string_view::npos ? middle : text_.find(')', middle);
    if (end == string_view::npos)
      return false;
    string_view target = text_.substr(middle + 2, end - middle - 2);
    // Documentation may name pages and places in them, and nothing that runs.
    bool safe = target.starts_with("#") || target.starts_with("http://") || target.starts_with("https://") ||
                target.find(':') == string_view::npos;
    string label = Inline(text_.substr(at_ + 1, middle - at_ - 1)).write();
    out_ += safe ? "<a href=\"" + escaped(target) + "\">" + label + "</a>" : label;
    at_ = end + 1;
    return true;
  }
  bool emphasis(string_view sign, const char *tag) {
    if (!text_.substr(at_).starts_with(sign) || at_ + sign.size() >= text_.size() || text_[at_ + sign.size()] == ' ')
      return false;
    size_t end = text_.find(sign, at_ + sign.size() + 1);
    if (end == string_view::npos || text_[end - 1] == ' ')
      return false;
    string inner = Inline(text_.substr(at_ + sign.size(), end - at_ - sign.size())).write();
    out_ += string("<") + tag + ">" + inner + "</" + tag + ">";
    at_ = end + sign.size();
    return true;
  }

  string_view text_;
  size_t at_ = 0;
  string out_;
};

std::vector<string_view> split(string_view text) {
  std::vector<string_view> lines;
  while (!text.empty()) {
    size_t end = text.find('\n');
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end == string_view::npos ? text.size() : end + 1);
  }
  return lines;
}

/// The cells between the bars of a row.
std::vector<string> cells(string_view row) {
  std::vector<string> out;
  string cell;
  for (size_t i = 1; i < row.size(); ++i) {
    bool isBar = row[i] == '|' && row[i - 1] != '\\';
    if (!isBar) {
      cell += row[i];
      continue;
    }
    size_t begin = cell.find_first_not_of(' '), end = cell.find_last_not_of(' ');
    out.push_back(begin == string::npos ? "" : cell.substr(begin, end - begin + 1));
    cell.clear();
  }
  return out;
}

/// Blocks of a page.
class Blocks {
public:
  explicit Blocks(string_view markdown) : lines_(split(markdown)) {}
  string write() {
    while (at_ < lines_.size()) {
      string_view l = lines_[at_];
      if (l.empty())
        ++at_;
      else if (l.starts_with("```"))
        fence();
      else if (l.starts_with("#"))
        heading();
      else if (l.starts_with("|"))
        table();
      else if (l.starts_with("- "))
        list();
      else
        paragraph();
    }
    return std::move(out_);
  }

private:
  bool beginsBlock(string_view l) const {
    return l.empty() || l.starts_with("```") || l.starts_with("#") || l.starts_with("|") || l.starts_with("- ");
  }
  void fence() {
    out_ += "<pre><code>";
    for (++at_; at_ < lines_.size() && !lines_[at_].starts_with("```"); ++at_)
      out_ += escaped(lines_[at_]) + "\n";
    ++at_;
    out_ += "</code></pre>\n";
  }
  void heading() {
    string_view l = lines_[at_++];
    size_t level = std::min(l.find_first_not_of('#'), size_t(6));
    string_view title = l.substr(std::min(l.size(), level + 1));
    string tag = "h" + std::to_string(level);
    out_ += "<" + tag + " id=\"" + escaped(title) + "\">" + Inline(title).write() + "</" + tag + ">\n";
  }
  void table() {
    out_ += "<table>\n<thead><tr>";
    for (const string &c : cells(lines_[at_]))
      out_ += "<th>" + Inline(c).write() + "</th>";
    out_ += "</tr></thead>\n<tbody>\n";
    for (at_ += 2; at_ < lines_.size() && lines_[at_].starts_with("|"); ++at_) {
      out_ += "<tr>";
      for (const string &c : cells(lines_[at_]))
        out_ += "<td>" + Inline(c).write() + "</td>";
      out_ += "</tr>\n";
    }
    out_ += "</tbody>\n</table>\n";
  }
  void list() {
    out_ += "<ul>\n";
    while (at_ < lines_.size() && lines_[at_].starts_with("- ")) {
      string item(lines_[at_++].substr(2));
      for (; at_ < lines_.size() && !beginsBlock(lines_[at_]); ++at_)
        item += "\n" + string(lines_[at_].substr(std::min(lines_[at_].size(), lines_[at_].find_first_not_of(' '))));
      out_ += "<li>" + Inline(item).write() + "</li>\n";
    }
    out_ += "</ul>\n";
  }
  void paragraph() {
    string text(lines_[at_++]);
    for (; at_ < lines_.size() && !beginsBlock(lines_[at_]); ++at_)
      text += "\n" + string(lines_[at_]);
    out_ += "<p>" + Inline(text).write() + "</p>\n";
  }

  std::vector<string_view> lines_;
  size_t at_ = 0;
  string out_;
};

} // namespace

string html(string_view markdown, string_view title) {
  return "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" +
         escaped(title) + "</title>\n<style>" + string(style) + "</style>\n</head>\n<body>\n" +
         Blocks(markdown).write() + "</body>\n</html>\n";
}

} // namespace smelt::doc
