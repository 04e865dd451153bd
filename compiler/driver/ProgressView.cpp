#include "compiler/driver/ProgressView.h"
#include "compiler/driver/Console.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Format.h"
#include <cmath>

namespace smelt::driver {

namespace {

constexpr size_t kMostLines = 12;

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

Layout layoutFor(unsigned width) {
  return width < 80 ? Layout{16, 10} : width < 140 ? Layout{28, 20} : width < 180 ? Layout{44, 32} : Layout{64, 40};
}

std::string labelled(llvm::StringRef label, const Layout &layout) {
  return padded(cutTo(label, layout.label), layout.label) + " ";
}

/// What stands behind a bar; the greatest rank goes first where there is no room, so that no figure is cut in two.
struct Figure {
  int rank;
  std::string text;
};

std::string withFigures(std::string line, std::vector<Figure> figures, size_t most) {
  auto wanted = [&] {
    size_t all = cellsOf(line);
    for (const Figure &figure : figures)
      all += 2 + cellsOf(figure.text);
    return all;
  };
  while (!figures.empty() && wanted() > most)
    figures.erase(llvm::max_element(figures, [](const Figure &a, const Figure &b) { return a.rank < b.rank; }));
  for (const Figure &figure : figures)
    line += "  " + figure.text;
  return line;
}

std::string inputLine(const runtime::Progress &progress, const Layout &layout, size_t most) {
  double read = static_cast<double>(progress.bytesRead), total = static_cast<double>(progress.bytesTotal);
  double rate = progress.seconds > 0 ? read / progress.seconds : 0;
  std::string line = labelled("reading", layout);
  if (total > 0)
    line += bar(read / total, layout.bar) + " " + percent(std::min(1.0, read / total));
  std::vector<Figure> figures{{0, asBytes(rate) + "/s"},
                              {2, asBytes(read) + (total > 0 ? " of " + asBytes(total) : std::string())}};
  if (total > read && rate > 0 && progress.seconds > 1)
    figures.push_back({1, std::to_string(std::llround((total - read) / rate)) + " s left"});
  return withFigures(line, figures, most);
}

std::string stageLine(const runtime::Node &node, const runtime::NodeCount &count, const Layout &layout, size_t most) {
  double kept = static_cast<double>(count.rowsOut) / static_cast<double>(count.rowsIn);
  std::string line = labelled(node.label, layout) + bar(kept, layout.bar) + " " + percent(kept) + " kept";
  std::vector<Figure> figures;
  if (count.seconds > 0 && count.bytesIn)
    figures.push_back({0, asBytes(static_cast<double>(count.bytesIn) / count.seconds) + "/s"});
  figures.push_back({1, withCommas(count.rowsIn) + " -> " + withCommas(count.rowsOut)});
  return withFigures(line, figures, most);
}

} // namespace

std::vector<std::string> progressLines(const runtime::Plan &plan, const runtime::Progress &progress, unsigned width) {
  const Layout layout = layoutFor(width);
  const size_t most = width > 1 ? width - 1 : 1; // a full line would wrap
  std::vector<std::string> lines{inputLine(progress, layout, most)};
  for (size_t i = 0; progress.nodes && i < std::min(plan.nodes.size(), progress.nodes->size()); ++i) {
    const runtime::Node &node = plan.nodes[i];
    const runtime::NodeCount &count = (*progress.nodes)[i];
    bool moves = node.kind == runtime::NodeKind::source || node.kind == runtime::NodeKind::concat ||
                 node.kind == runtime::NodeKind::sink;
    if (!moves && count.rowsIn && lines.size() < kMostLines)
      lines.push_back(stageLine(node, count, layout, most));
  }
  for (std::string &line : lines)
    line = cutTo(line, most);
  return lines;
}

} // namespace smelt::driver
