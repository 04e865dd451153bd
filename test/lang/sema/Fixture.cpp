#include "test/lang/sema/Fixture.h"
#include "lang/sema/Dump.h"
#include <fstream>
#include <sstream>

namespace smelt::sema::test {

std::optional<std::string> FakeWorld::readModule(const std::string &importer, const std::string &path, bool isFile,
                                                 std::string &resolved) {
  resolved = path;
  read.push_back(path);
  auto known = files.find(path);
  if (known != files.end())
    return known->second;
  if (isFile)
    return std::nullopt;
  std::string file = SMELT_SOURCE_DIR "/stdlib";
  for (char c : path.substr(3))
    file += c == '.' ? '/' : c;
  std::ifstream in(file + ".recipe");
  if (!in)
    return std::nullopt;
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

std::vector<std::string> FakeWorld::stdModules() { return {"std.text", "std.quality.gopher", "std.prelude"}; }

SampledSchema FakeWorld::sampleSource(const std::string &format, const std::string &path, char) {
  auto known = schemas.find(path);
  if (known != schemas.end())
    return known->second;
  return {{{"text", SampledField::text, false},
           {"url", SampledField::text, true},
           {"meta", SampledField::json, true},
           {"n", SampledField::integer, false}},
          ""};
}

std::optional<std::string> FakeWorld::readConstant(const std::string &path, std::string &error) {
  auto known = files.find(path);
  if (known != files.end())
    return known->second;
  error = "no file `" + path + "`";
  return std::nullopt;
}

Compilation &Compilation::check(const std::string &source) {
  program = sema::check(sources, "test.recipe", source, world, options, diags);
  return *this;
}

std::string Compilation::reports() const {
  std::string out;
  for (const diag::Diagnostic &d : diags.all()) {
    out += std::string(diag::codeName(d.code)) + " '" + std::string(sources.text(d.primary.span)) + "' " + d.title;
    for (const diag::Edit &e : d.edits)
      out += " -> " + e.text;
    out += "\n";
  }
  return out;
}

std::string checked(const std::string &source) {
  Compilation run;
  run.check(source);
  return run.diags.hasErrors() ? run.reports() : dump(*run.program);
}

std::string expression(const std::string &source) {
  Compilation run;
  run.check("output o = jsonl(\"x\") |> with(e = " + source + ") |> to_jsonl(\"y\")\n");
  if (run.diags.hasErrors())
    return run.reports();
  const Stage &with = *run.program->outputs[0].sink->inputs[0];
  return dump(with.assignments[0].value) + " : " + toString(with.assignments[0].value->type);
}

std::string errors(const std::string &source) {
  Compilation run;
  return run.check(source).reports();
}

} // namespace smelt::sema::test
