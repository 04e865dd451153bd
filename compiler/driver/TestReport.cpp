#include "compiler/driver/TestReport.h"

namespace smelt::driver {

namespace json = llvm::json;
using sema::TestCase;

namespace {

constexpr size_t kMostParts = 8;

std::string cut(const std::string &text, size_t most) {
  return text.size() <= most ? text : llvm::StringRef(text).take_front(most).str() + "...";
}

/// One line on a part that is to blame; `alone` if it is the whole condition, which the label shows already.
std::vector<std::string> sentences(const BlamedPart &blamed, bool alone) {
  const TestCase::Part &part = *blamed.part;
  auto value = [&](size_t i) { return i < blamed.values.size() ? blamed.values[i] : std::string(); };
  std::string what = "`" + cut(part.text, 80) + "`";
  switch (part.kind) {
  case TestCase::Part::comparison:
    if (value(0).empty() && value(1).empty())
      break;
    if (alone)
      return {"left:  " + value(0), "right: " + value(1)};
    return {what + ": left is " + value(0) + ", right is " + value(1)};
  case TestCase::Part::rule:
    if (value(0).empty())
      return {"rule " + what + (part.wanted ? " does not hold" : " holds")};
    return {"rule " + what + " measured " + value(0) + (part.wanted ? "; it must be " : "; it must not be ") +
            part.bound};
  case TestCase::Part::membership:
  case TestCase::Part::other:
    if (!value(0).empty())
      return {alone ? "value: " + value(0) : what + ": the value is " + value(0)};
    break;
  }
  if (alone)
    return {};
  return {what + (part.wanted ? " does not hold" : " holds")};
}

void report(const CaseResult &result, const AssertFailure &failure, diag::Diagnostics &out) {
  const TestCase &test = *result.test;
  diag::Diagnostic &d = out.report(diag::Code::E0704, failure.assertion->span, {test.title});
  d.label(failure.undefined ? "failed: a division by zero, an overflow or a failed `as`" : "does not hold");
  bool alone = failure.assertion->parts.size() == 1;
  for (size_t i = 0; i < std::min(failure.parts.size(), kMostParts); ++i)
    for (std::string &sentence : sentences(failure.parts[i], alone))
      d.note(std::move(sentence));
  if (failure.parts.size() > kMostParts)
    d.note("and " + std::to_string(failure.parts.size() - kMostParts) + " more parts");
  for (const std::string &note : failure.notes)
    d.note(note);
  std::string values;
  for (const TestCase::Written &w : result.values)
    values += (values.empty() ? "" : ", ") + w.name + " = " + (test.isProperty ? w.value : cut(w.value, 200));
  if (test.isProperty)
    d.note("fails for " + values + ", found in case " + std::to_string(result.cases) + " with seed " +
           std::to_string(result.seed));
  else if (!values.empty())
    d.cause(test.span, "this row: " + values);
}

json::Array strings(const std::vector<std::string> &list) {
  json::Array array;
  for (const std::string &text : list)
    array.push_back(json::fixUTF8(text));
  return array;
}

json::Object jsonOf(const BlamedPart &blamed) {
  static constexpr const char *kinds[] = {"comparison", "membership", "rule", "other"};
  return json::Object{{"kind", kinds[blamed.part->kind]},
                      {"text", json::fixUTF8(blamed.part->text)},
                      {"bound", json::fixUTF8(blamed.part->bound)},
                      {"wanted", blamed.part->wanted},
                      {"values", strings(blamed.values)}};
}

json::Object jsonOf(const AssertFailure &failure, const diag::SourceMap &sources) {
  diag::Span span = failure.assertion->span;
  llvm::StringRef before = llvm::StringRef(sources.file(span.file).text).take_front(span.begin);
  json::Array parts;
  for (const BlamedPart &part : failure.parts)
    parts.push_back(jsonOf(part));
  return json::Object{{"assert", json::fixUTF8(failure.assertion->source)},
                      {"line", uint64_t(before.count('\n') + 1)},
                      {"undefined", failure.undefined},
                      {"notes", strings(failure.notes)},
                      {"parts", std::move(parts)}};
}

void writeCase(const CaseResult &result, const FileResult &file, Console &console) {
  json::Array failures;
  for (const AssertFailure &failure : result.failures)
    failures.push_back(jsonOf(failure, file.checked->sources));
  json::Object values;
  for (const TestCase::Written &w : result.values)
    values[json::fixUTF8(w.name)] = json::fixUTF8(w.value);
  console.line(json::Object{{"type", "test"},
                            {"file", json::fixUTF8(file.path)},
                            {"name", json::fixUTF8(result.test->title)},
                            {"passed", result.passed()},
                            {"compiled", result.compiled},
                            {"cases", result.cases},
                            {"errors", strings(result.errors)},
                            {"values", std::move(values)},
                            {"failures", std::move(failures)}});
}

} // namespace

void showTests(FileResult &file, Console &console) {
  console.show(file.checked->diags, file.checked->sources);
  if (console.style().json) {
    for (const CaseResult &result : file.cases)
      writeCase(result, file, console);
    return;
  }
  diag::Diagnostics failures;
  for (const CaseResult &result : file.cases) {
    for (const AssertFailure &failure : result.failures)
      report(result, failure, failures);
    if (result.errors.empty())
      continue;
    diag::Diagnostic &d = failures.report(diag::Code::E0704, result.test->span, {result.test->title});
    d.label("could not run");
    for (const std::string &error : result.errors)
      d.note(error);
  }
  console.show(failures, file.checked->sources);
}

void showTally(size_t passed, size_t failed, Console &console) {
  if (console.style().json)
    console.line(json::Object{{"type", "summary"}, {"passed", uint64_t(passed)}, {"failed", uint64_t(failed)}});
  else
    console.results() << passed << " passed, " << failed << " failed\n";
}

} // namespace smelt::driver
