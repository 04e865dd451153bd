#include "compiler/driver/Manifest.h"
#include "runtime/text/Functions.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Config/llvm-config.h"
#include <unicode/uchar.h>

namespace smelt::driver {

namespace json = llvm::json;

std::string llvmVersion() { return LLVM_VERSION_STRING; }
std::string unicodeVersion() { return U_UNICODE_VERSION; }

static json::Object hashed(llvm::StringRef path, llvm::StringRef hash) {
  return json::Object{{"path", json::fixUTF8(path)}, {"xxh3_128", hash.str()}};
}

std::string manifestOf(const Checked &checked, const Environment &environment, json::Object folds) {
  json::Array modules, constants;
  // Among the sources are also texts that are no file, such as those of --set.
  std::string recipeHash;
  for (uint32_t id = 0; id < checked.sources.size(); ++id) {
    const diag::SourceFile &file = checked.sources.file(id);
    if (file.path == checked.path)
      recipeHash = hashOf(file.text);
    else if (llvm::is_contained(checked.program->modules, file.path))
      modules.push_back(hashed(file.path, hashOf(file.text)));
  }
  for (const auto &[path, hash] : checked.world->constants())
    constants.push_back(hashed(path, hash));
  json::Object parameters;
  for (const auto &[name, value] : checked.program->params)
    parameters[json::fixUTF8(name)] = json::fixUTF8(value);
  json::Object manifest{
      {"smelt", environment.version},        {"unicode", unicodeVersion()},
      {"opencc", runtime::chineseTables()},  {"recipe", hashed(checked.path, recipeHash)},
      {"modules", std::move(modules)},       {"constants", std::move(constants)},
      {"parameters", std::move(parameters)},
  };
  if (!folds.empty())
    manifest["folds"] = std::move(folds);
  std::string text;
  llvm::raw_string_ostream(text) << json::Value(std::move(manifest));
  return text;
}

} // namespace smelt::driver
