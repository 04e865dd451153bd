#include "compiler/driver/Lock.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

namespace smelt::driver {

namespace json = llvm::json;
using diag::Code;

static constexpr int64_t kVersion = 1;

std::string lockPathOf(const std::string &recipe) {
  llvm::SmallString<256> path(recipe);
  if (llvm::StringRef(path).ends_with(".recipe"))
    llvm::sys::path::replace_extension(path, "lock");
  else
    path += ".lock";
  return path.str().str();
}

// ---- reading -------------------------------------------------------------------------------------------------------

namespace {

class LockReader {
public:
  LockReader(const std::string &name, uint32_t file, const diag::SourceMap &sources, diag::Diagnostics &diags)
      : name_(name), file_(file), text_(sources.file(file).text), diags_(diags) {}
  std::optional<Lock> read();

private:
  std::nullopt_t damaged(size_t at, size_t length, std::string why) {
    auto begin = static_cast<uint32_t>(std::min(at, text_.size()));
    auto end = static_cast<uint32_t>(std::min(begin + length, text_.size()));
    diags_.report(Code::E0308, {file_, begin, end}, {name_})
        .label(std::move(why))
        .suggest("write it anew with `smelt check --update`");
    return std::nullopt;
  }
  /// Where a string stands in the text, as JSON writes it.
  std::nullopt_t damagedAt(llvm::StringRef string, std::string why) {
    std::string quoted;
    llvm::raw_string_ostream(quoted) << json::Value(json::fixUTF8(string));
    size_t at = text_.find(quoted);
    return damaged(at == std::string::npos ? 0 : at, at == std::string::npos ? 1 : quoted.size(), std::move(why));
  }
  std::nullopt_t unparsed(llvm::Error error);
  bool readSources(const json::Object &sources, Lock &lock);

  const std::string &name_;
  uint32_t file_;
  const std::string &text_;
  diag::Diagnostics &diags_;
};

/// JSON's parser says "[3:5, byte=20]: Expected ...".
std::nullopt_t LockReader::unparsed(llvm::Error error) {
  std::string message = llvm::toString(std::move(error));
  auto [place, why] = llvm::StringRef(message).split("]: ");
  size_t byte = 0;
  place.split("byte=").second.getAsInteger(10, byte);
  return damaged(byte, 1, why.empty() ? message : why.lower());
}

bool LockReader::readSources(const json::Object &sources, Lock &lock) {
  for (const auto &[key, value] : sources) {
    const json::Array *fields = value.getAsArray();
    if (!fields)
      return damagedAt(key, "a list of fields belongs to each source"), false;
    auto &list = lock.sources[key.str()];
    for (const json::Value &field : *fields) {
      std::optional<llvm::StringRef> line = field.getAsString();
      size_t colon = line ? line->find(": ") : llvm::StringRef::npos;
      // A field's name may hold a colon, its type may as well: a name that is no word stands in quotes.
      if (line && line->starts_with("\""))
        colon = line->find("\": ") == llvm::StringRef::npos ? colon : line->find("\": ") + 1;
      if (!line || colon == llvm::StringRef::npos)
        return damagedAt(line ? *line : llvm::StringRef(key), "a field is written `\"name: Type\"`"), false;
      llvm::StringRef name = line->take_front(colon);
      if (name.size() > 1 && name.starts_with("\""))
        name = name.drop_front().drop_back();
      list.push_back({name.str(), line->drop_front(colon + 2).str()});
    }
  }
  return true;
}

std::optional<Lock> LockReader::read() {
  llvm::Expected<json::Value> parsed = json::parse(text_);
  if (!parsed)
    return unparsed(parsed.takeError());
  const json::Object *root = parsed->getAsObject();
  std::optional<int64_t> version = root ? root->getInteger("smelt_lock") : std::nullopt;
  if (!version)
    return damaged(0, 1, "no `\"smelt_lock\": 1` in it");
  if (*version > kVersion) {
    size_t at = text_.find("\"smelt_lock\"");
    diags_.report(Code::E0309, {file_, static_cast<uint32_t>(at), static_cast<uint32_t>(at + 12)}, {name_})
        .label("form " + std::to_string(*version) + "; this smelt knows " + std::to_string(kVersion))
        .suggest("use the smelt that wrote it, or write it anew with `smelt check --update`");
    return std::nullopt;
  }
  Lock lock;
  lock.text = text_;
  const json::Object *library = root->getObject("library"), *sources = root->getObject("sources");
  if (!library || !sources)
    return damaged(0, 1, std::string("no `") + (library ? "sources" : "library") + "` in it");
  for (const auto &[module, hash] : *library) {
    if (!hash.getAsString())
      return damagedAt(module, "a hash belongs to each module");
    lock.library[module.str()] = hash.getAsString()->str();
  }
  return readSources(*sources, lock) ? std::optional(std::move(lock)) : std::nullopt;
}

} // namespace

std::optional<Lock> parseLock(const std::string &name, uint32_t file, const diag::SourceMap &sources,
                              diag::Diagnostics &diags) {
  return LockReader(name, file, sources, diags).read();
}

// ---- comparing -----------------------------------------------------------------------------------------------------

Lock lockOf(const Checked &checked) {
  Lock lock;
  lock.sources = checked.program->sources;
  for (uint32_t id = 0; id < checked.sources.size(); ++id) {
    const diag::SourceFile &file = checked.sources.file(id);
    if (llvm::StringRef(file.path).starts_with("std.") && llvm::is_contained(checked.program->modules, file.path))
      lock.library[file.path] = hashOf(file.text);
  }
  return lock;
}

void compareWithLock(Checked &checked, bool frozen) {
  // After other errors not all sources are known.
  auto isOurs = [](const diag::Diagnostic &d) {
    return diag::severityOf(d.code) != diag::Severity::error || d.code == Code::E0305;
  };
  if (!checked.lock || !checked.program || !llvm::all_of(checked.diags.all(), isOurs))
    return;
  Lock now = lockOf(checked);
  auto place = [&](const std::string &string) {
    std::string quoted;
    llvm::raw_string_ostream(quoted) << json::Value(json::fixUTF8(string));
    size_t at = checked.lock->text.find(quoted);
    auto begin = static_cast<uint32_t>(at == std::string::npos ? 0 : at);
    return diag::Span{checked.lockFile, begin, begin + static_cast<uint32_t>(quoted.size())};
  };
  // A module that the recipe did not use before is no change; but what is frozen has all that it uses in its lock.
  std::vector<std::string> changed, added;
  for (const auto &[module, hash] : now.library) {
    auto old = checked.lock->library.find(module);
    if (old == checked.lock->library.end())
      added.push_back(module);
    else if (old->second != hash)
      changed.push_back(module);
  }
  auto report = [&](const std::vector<std::string> &modules, const char *one, const char *several) {
    checked.diags.report(frozen ? Code::E0306 : Code::W0909, place("library"), {checked.lockPath})
        .label("`" + llvm::join(modules, "`, `") + "` " + (modules.size() == 1 ? one : several))
        .suggest("if that is as it should be, `smelt check --update` writes the lock anew");
  };
  if (!changed.empty())
    report(changed, "has changed", "have changed");
  if (frozen && !added.empty())
    report(added, "is not in the lock", "are not in the lock");
  for (const auto &[key, fields] : checked.lock->sources)
    if (frozen && !now.sources.count(key))
      checked.diags.report(Code::E0311, place(key), {checked.lockPath})
          .label("not in the recipe")
          .suggest("if that is as it should be, `smelt check --update` writes the lock anew");
}

// ---- writing -------------------------------------------------------------------------------------------------------

/// A name that is no word is quoted, as in types.
static std::string fieldLine(const sema::PinnedField &field) {
  bool word = !field.name.empty() && !llvm::isDigit(field.name[0]) &&
              llvm::all_of(field.name, [](unsigned char c) { return llvm::isAlnum(char(c)) || c == '_' || c >= 0x80; });
  return json::fixUTF8(word ? field.name + ": " + field.type : "\"" + field.name + "\": " + field.type);
}

std::string print(const Lock &lock) {
  std::string text;
  llvm::raw_string_ostream out(text);
  json::OStream stream(out, 2);
  stream.object([&] {
    stream.attribute("smelt_lock", kVersion);
    stream.attributeObject("library", [&] {
      for (const auto &[module, hash] : lock.library)
        stream.attribute(module, hash);
    });
    stream.attributeObject("sources", [&] {
      for (const auto &[key, fields] : lock.sources)
        stream.attributeArray(json::fixUTF8(key), [&] {
          for (const sema::PinnedField &field : fields)
            stream.value(fieldLine(field));
        });
    });
  });
  out << '\n';
  return text;
}

std::string saveLock(const Checked &checked) {
  if (checked.lockPath.empty())
    return {};
  std::string text = print(lockOf(checked));
  if (checked.lock && checked.lock->text == text)
    return {};
  std::string error;
  writeFile(checked.lockPath, text, error);
  return error;
}

} // namespace smelt::driver
