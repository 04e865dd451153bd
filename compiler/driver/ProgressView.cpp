#include "compiler/driver/ProgressView.h"
#include "compiler/driver/Console.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/Unicode.h"
#include <cmath>

namespace smelt::driver {

namespace {

constexpr size_t kMostLines = 12;

size_t cells(llvm::StringRef text) {
  int width = llvm::sys::unicode::columnWidthUTF8(text);
  return width < 0 ? text.size() : static_cast<size_t>(width);
}

/// At most `most` cells of a text, filled up with spaces to exactly that many if `fill`.
std::string fitted(llvm::StringRef text, size_t most, bool fill) {
  std::string out = text.str();
  for (char &c : out) // of a rule that was written over several lines
    if (static_cast<unsigned char>(c) < 0x20)
      c = ' ';
  while (cells(out) > most) { // whole characters go
    while (out.size() > 1 && (static_cast<unsigned char>(out.back()) & 0xC0) == 0x80)
      out.pop_back();
    out.pop_back();
  }
  if (fill)
    out += std::string(most - cells(out), ' ');
  return out;
}

std::string bar(double share, size_t width) {
  auto filled = static_cast<size_t>(std::lround(std::clamp(share, 0.0, 1.0) * static_cast<double>(width)));
  return "[" + std::string(filled, '#') + std::string(width - filled, ' ') + "]";
}

std::string percent(double share) {
  std::string text;
  llvm::raw_string_ostream(text) << llvm::format("%3.0f%%", 100 * share);
  return text;
}

struct Layout {
  size_t label, bar;
};

Layout layoutFor(unsigned width) { return width < 80 ? Layout{16, 10} : width < 140 ? Layout{28, 20} : Layout{44, 32}; }

std::string inputLine(const runtime::Progress &progress, const Layout &layout) {
  double read = static_cast<double>(progress.bytesRead), total = static_cast<double>(progress.bytesTotal);
  double rate = progress.seconds > 0 ? read / progress.seconds : 0;
  std::string text = fitted("reading", layout.label, true) + " ";
  if (total > 0)
    text += bar(read / total, layout.bar) + " " + percent(std::min(1.0, read / total)) + "  ";
  text += asBytes(rate) + "/s  " + asBytes(read);
  if (total > 0)
    text += " of " + asBytes(total);
  if (total > read && rate > 0 && progress.seconds > 1)
    text += "  " + std::to_string(std::llround((total - read) / rate)) + " s left";
  return text;
}

std::string stageLine(const runtime::Node &node, const runtime::NodeCount &count, const Layout &layout) {
  double kept = static_cast<double>(count.rowsOut) / static_cast<double>(count.rowsIn);
  std::string text =
      fitted(node.label, layout.label, true) + " " + bar(kept, layout.bar) + " " + percent(kept) + " kept";
  if (count.seconds > 0 && count.bytesIn)
    text += "  " + asBytes(static_cast<double>(count.bytesIn) / count.seconds) + "/s";
  return text + "  " + withCommas(count.rowsIn) + " -> " + withCommas(count.rowsOut);
}

} // namespace

std::vector<std::string> progressLines(const runtime::Plan &plan, const runtime::Progress &progress, unsigned width) {
  Layout layout = layoutFor(width);
  std::vector<std::string> lines{inputLine(progress, layout)};
  for (size_t i = 0; progress.nodes && i < std::min(plan.nodes.size(), progress.nodes->size()); ++i) {
    const runtime::Node &node = plan.nodes[i];
    const runtime::NodeCount &count = (*progress.nodes)[i];
    bool moves = node.kind == runtime::NodeKind::source || node.kind == runtime::NodeKind::concat ||
                 node.kind == runtime::NodeKind::sink;
    if (!moves && count.rowsIn && lines.size() < kMostLines)
      lines.push_back(stageLine(node, count, layout));
  }
  for (std::string &line : lines)
    line = fitted(line, width > 1 ? width - 1 : 1, false); // a full line would wrap
  return lines;
}

} // namespace smelt::driver
