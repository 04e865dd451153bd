// Diagnostics for programs: one JSON object on one line, positions 1-based, columns in code points, ranges in bytes.
#include "lang/diag/Diagnostic.h"
#include "lang/diag/Position.h"
#include <nlohmann/json.hpp>

namespace smelt::diag {

namespace {

using Json = nlohmann::ordered_json;

Json place(Span span, const SourceMap &sources) {
  if (span.file >= sources.size())
    return {{"file", nullptr}};
  const SourceFile &file = sources.file(span.file);
  Position begin = positionOf(file, span.begin), end = positionOf(file, span.end);
  return {{"file", file.path},    {"line", begin.line},       {"column", begin.column},
          {"end_line", end.line}, {"end_column", end.column}, {"range", {span.begin, span.end}}};
}

Json labelled(const Label &label, const SourceMap &sources) {
  Json json = place(label.span, sources);
  json["label"] = label.text;
  return json;
}

} // namespace

std::string renderJson(const Diagnostic &d, const SourceMap &sources) {
  Json json = {{"type", "diagnostic"},
               {"code", codeName(d.code)},
               {"severity", severityOf(d.code) == Severity::error ? "error" : "warning"},
               {"title", d.title}};
  json.update(labelled(d.primary, sources));
  json["causes"] = Json::array();
  for (const Label &cause : d.causes)
    json["causes"].push_back(labelled(cause, sources));
  json["notes"] = d.notes;
  json["help"] = d.help;
  static constexpr const char *applicabilities[] = {"none", "sure", "guess"};
  json["applicability"] = applicabilities[static_cast<size_t>(d.applicability)];
  json["edits"] = Json::array();
  for (const Edit &edit : d.edits) {
    Json entry = place(edit.span, sources);
    entry["text"] = edit.text;
    json["edits"].push_back(std::move(entry));
  }
  // A path or excerpt may hold bytes that are not UTF-8; a diagnostic must not fail because of them.
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

} // namespace smelt::diag
