// The plan as a picture: a column of boxes, one a stage, with arrows from where its rows come. What was fused into one
// kernel stands in one box.
#include "compiler/driver/PlanGraph.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"

namespace smelt::driver {
namespace {

constexpr int kWidth = 640, kLeft = 90, kLine = 18, kGap = 34, kPad = 10;
constexpr size_t kMostCells = 84; ///< of a line, at 12 px in a monospaced font

std::string escaped(llvm::StringRef text) {
  std::string out, cut = text.size() > kMostCells ? text.take_front(kMostCells - 3).str() + "..." : text.str();
  // A cut may go through a character.
  while (text.size() > kMostCells && (static_cast<unsigned char>(text[cut.size() - 3]) & 0xC0) == 0x80)
    cut.erase(cut.size() - 4, 1);
  for (char c : cut)
    out += c == '<' ? "&lt;" : c == '>' ? "&gt;" : c == '&' ? "&amp;" : c == '"' ? "&quot;" : std::string(1, c);
  return out;
}

struct Box {
  int top = 0, height = 0;
  std::vector<std::string> lines; ///< the first is the title
};

std::string counted(size_t n, const char *noun) { return std::to_string(n) + " " + noun + (n == 1 ? "" : "s"); }

Box boxOf(const PlanStage &stage, int top) {
  Box box{top, 0, {}};
  llvm::StringRef kind = stage.kind;
  std::string what = kind == "kernel"
                         ? "kernel " + stage.name + ": " + counted(stage.parts.size(), "row stage") + " in one pass"
                     : kind == "output" ? "output " + stage.name
                     : kind == "concat" ? "++"
                     : kind == "fold"   ? "value " + stage.label
                                        : stage.label;
  box.lines.push_back(what);
  if (kind == "output")
    box.lines.push_back(stage.label);
  if (std::string size = sizeText(stage); !size.empty())
    box.lines.push_back(size);
  for (const std::string &part : stage.parts)
    box.lines.push_back("  " + part);
  if (!stage.reads.empty())
    box.lines.push_back((kind == "source" ? "parses ." : "reads .") + llvm::join(stage.reads, " ."));
  if (!stage.computes.empty())
    box.lines.push_back("computes ." + llvm::join(stage.computes, " ."));
  for (const std::string &line : stage.passes)
    box.lines.push_back(line);
  if (!stage.rules.empty())
    box.lines.push_back(counted(stage.rules.size(), "rule"));
  box.height = static_cast<int>(box.lines.size()) * kLine + 2 * kPad - 4;
  return box;
}

void draw(llvm::raw_ostream &out, const PlanStage &stage, const Box &box) {
  const char *fill = llvm::StringSwitch<const char *>(stage.kind)
                         .Case("source", "#e8f1fb")
                         .Case("output", "#e9f6ea")
                         .Case("kernel", "#fff7e0")
                         .Default("#f1ecf8");
  out << "<rect x=\"" << kLeft << "\" y=\"" << box.top << "\" width=\"" << kWidth << "\" height=\"" << box.height
      << "\" rx=\"6\" fill=\"" << fill << "\" stroke=\"#556\"/>\n";
  for (size_t i = 0; i < box.lines.size(); ++i)
    out << "<text x=\"" << kLeft + 12 << "\" y=\"" << box.top + kPad + 10 + static_cast<int>(i) * kLine << "\""
        << (i == 0 ? " font-weight=\"bold\"" : "") << " xml:space=\"preserve\">" << escaped(box.lines[i])
        << "</text>\n";
  if (!stage.cut.empty())
    out << "<text x=\"" << kLeft + 28 << "\" y=\"" << box.top + box.height + 21 << "\" fill=\"#778\">"
        << escaped(stage.cut) << "</text>\n";
}

/// Rows of the stage above come straight down, others around the left side.
void connect(llvm::raw_ostream &out, const Box &from, const Box &to, bool adjacent, int lane) {
  int x = kLeft + 14, bottom = from.top + from.height;
  out << "<path marker-end=\"url(#tip)\" fill=\"none\" stroke=\"#556\" d=\"";
  if (adjacent) {
    out << "M" << x << ' ' << bottom << " V" << to.top;
  } else {
    int side = kLeft - 16 - 10 * (lane % 6), start = from.top + from.height / 2, end = to.top + to.height / 2;
    out << "M" << kLeft << ' ' << start << " H" << side << " V" << end << " H" << kLeft;
  }
  out << "\"/>\n";
}

} // namespace

std::string planSvg(const std::vector<PlanStage> &plan) {
  std::vector<Box> boxes;
  int top = 20;
  for (const PlanStage &stage : plan) {
    boxes.push_back(boxOf(stage, top));
    top += boxes.back().height + kGap;
  }
  std::string text;
  llvm::raw_string_ostream out(text);
  int width = kLeft + kWidth + 20, height = top;
  out << "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" << width << "\" height=\"" << height
      << "\" viewBox=\"0 0 " << width << ' ' << height << "\" font-family=\"monospace\" font-size=\"12\">\n"
      << "<defs><marker id=\"tip\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" "
         "orient=\"auto\"><path d=\"M0 0L8 4L0 8z\" fill=\"#556\"/></marker></defs>\n"
      << "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n";
  int lane = 0;
  for (size_t i = 0; i < plan.size(); ++i) {
    draw(out, plan[i], boxes[i]);
    for (unsigned input : plan[i].inputs) {
      bool adjacent = input == i;
      connect(out, boxes[input - 1], boxes[i], adjacent, adjacent ? 0 : lane++);
    }
  }
  out << "</svg>\n";
  return text;
}

} // namespace smelt::driver
