// The verb `report`: one run's rules as a table, or two runs beside each other, as text and as a page.
#include "compiler/driver/ReportData.h"
#include "compiler/driver/Verbs.h"
#include "compiler/driver/World.h"
#include "runtime/core/Manifest.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include <set>

namespace smelt::driver {

static std::optional<ReportData> reportOf(const std::string &folder, Console &console) {
  std::string error;
  std::optional<ReportData> data = readReport(folder, error);
  if (!data) {
    diag::Diagnostics diags;
    diags.report(diag::Code::E0261, kNowhere, {folder}).note(error).suggest("name a folder that `smelt run` wrote");
    console.show(diags, {});
  }
  return data;
}

static std::string share(uint64_t part, uint64_t whole) {
  return llvm::formatv("{0:F1}%", whole ? 100.0 * static_cast<double>(part) / static_cast<double>(whole) : 0.0);
}

/// What a rule dropped, as a share of what was read, or behind an `expand` of what reached its stage.
static std::string share(const RuleFigures &rule, const ReportData &data) {
  return share(rule.dropped, rule.reached.value_or(data.read));
}

static std::string keptShare(const ReportData &data) { return data.expands ? "-" : share(data.kept, data.read); }

static void show(const ReportData &data, Console &console) {
  console.results() << data.output << ": " << withCommas(data.read)
                    << (data.read == 1 ? " document read, " : " documents read, ") << withCommas(data.kept)
                    << (data.expands ? " rows kept" : " kept (" + keptShare(data) + ")") << "\n";
  std::vector<const RuleFigures *> rules;
  for (const RuleFigures &rule : data.rules)
    rules.push_back(&rule);
  llvm::sort(rules, [](auto *a, auto *b) { return a->dropped != b->dropped ? a->dropped > b->dropped : a < b; });
  for (const RuleFigures *each : rules) {
    const RuleFigures &rule = *each;
    console.results() << llvm::formatv("{0,14}  {1,6}  {2}", withCommas(rule.dropped), share(rule, data), rule.title());
    if (!rule.bound.empty() && !llvm::StringRef(rule.name).ends_with(rule.bound))
      console.results() << ' ' << rule.bound;
    if (rule.reached)
      console.results() << " (of " << withCommas(*rule.reached) << (*rule.reached == 1 ? " row)" : " rows)");
    if (!rule.histogram.empty())
      console.results() << llvm::formatv(": median {0:F3}, 1% {1:F3}, 99% {2:F3}", rule.quantile(.5),
                                         rule.quantile(.01), rule.quantile(.99));
    console.results() << '\n';
  }
}

static void compare(const ReportData &a, const ReportData &b, Console &console) {
  for (const ReportData *data : {&a, &b})
    console.results() << llvm::formatv("{0,14} of {1,14} kept, {2,6}  {3}\n", withCommas(data->kept),
                                       withCommas(data->read), keptShare(*data), data->output);
  auto find = [](const ReportData &data, const std::string &title) {
    auto found = llvm::find_if(data.rules, [&](const RuleFigures &rule) { return rule.title() == title; });
    return found == data.rules.end() ? nullptr : &*found;
  };
  std::set<std::string> seen;
  for (const ReportData *data : {&a, &b})
    for (const RuleFigures &rule : data->rules) {
      if (!seen.insert(rule.title()).second)
        continue;
      const RuleFigures *x = find(a, rule.title()), *y = find(b, rule.title());
      console.results() << llvm::formatv("{0,8}  {1,8}  {2}", x ? share(*x, a) : "-", y ? share(*y, b) : "-",
                                         rule.title());
      if (x && y && x->bound != y->bound)
        console.results() << ": " << x->bound << " became " << y->bound;
      console.results() << '\n';
    }
}

static bool writePage(const std::string &path, const std::string &page, Console &console) {
  std::string error;
  if (!writeFile(path, page, error)) {
    diag::Diagnostics diags;
    diags.report(diag::Code::E0920, kNowhere, {path}).note(error);
    console.show(diags, {});
    return false;
  }
  return true;
}

Exit report(const Request &request, Console &console) {
  std::optional<ReportData> first = reportOf(request.files[0], console);
  std::optional<ReportData> second = first && request.files.size() > 1 ? reportOf(request.files[1], console) : first;
  if (!first || !second)
    return Exit::recipe;
  bool both = request.files.size() > 1;
  std::string data = both ? "{\"compare\": [" + first->json + ", " + second->json + "]}" : first->json;
  if (console.style().json)
    console.results() << "{\"type\": \"report\", \"reports\": [" << first->json << (both ? ", " + second->json : "")
                      << "]}\n";
  else if (both)
    compare(*first, *second, console);
  else
    show(*first, console);
  if (!request.target.empty() && !writePage(request.target, runtime::reportPage(data), console))
    return Exit::recipe;
  return Exit::ok;
}

} // namespace smelt::driver
