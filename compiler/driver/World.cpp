#include "compiler/driver/World.h"
#include "compiler/driver/Request.h"
#include "runtime/io/Hash.h"
#include "runtime/io/Utf8.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"
#include <cstdlib>

namespace smelt::driver {

namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;

static constexpr llvm::StringLiteral kExtension = ".recipe";

// ---- files ---------------------------------------------------------------------------------------------------------

/// To the end. `llvm::MemoryBuffer` believes the size that the system tells, which is 0 of what is made as it is read,
/// and takes an error for the end.
static llvm::Expected<std::string> readToEnd(fs::file_t file, size_t size) {
  constexpr size_t step = 1 << 16;
  std::string text;
  text.reserve(size + step);
  for (size_t filled = 0;;) {
    text.resize(filled + step);
    llvm::Expected<size_t> got = fs::readNativeFile(file, {text.data() + filled, step});
    if (!got)
      return got.takeError();
    filled += *got;
    text.resize(filled);
    if (*got == 0)
      return text;
  }
}

static std::optional<std::string> orReason(llvm::Expected<std::string> text, std::string &error) {
  if (text)
    return std::move(*text);
  error = llvm::toString(text.takeError());
  return std::nullopt;
}

std::optional<std::string> readFile(const std::string &name, std::string &error) {
  fs::file_status status;
  fs::status(name, status);
  // A pipe is fine, a folder is not, and a device may never end.
  if (status.type() == fs::file_type::directory_file)
    error = "it is a folder";
  if (status.type() == fs::file_type::character_file || status.type() == fs::file_type::block_file)
    error = "it is a device";
  if (!error.empty())
    return std::nullopt;
  llvm::Expected<fs::file_t> file = fs::openNativeFileForRead(name);
  if (!file)
    return orReason(file.takeError(), error);
  llvm::Expected<std::string> text = readToEnd(*file, status.getSize());
  fs::closeFile(*file);
  return orReason(std::move(text), error);
}

/// The error is taken from the stream, which would end the process with it.
static std::error_code writeAll(llvm::raw_fd_ostream &out, llvm::StringRef text) {
  out << text;
  out.flush();
  std::error_code failure = out.error();
  out.clear_error();
  return failure;
}

bool writeFile(const std::string &name, const std::string &text, std::string &error) {
  fs::file_status status;
  fs::status(name, status);
  if (status.type() == fs::file_type::fifo_file) {
    error = "it is a pipe";
    return false;
  }
  if (status.type() == fs::file_type::character_file) { // such as /dev/stdout, which nothing may replace
    std::error_code failure;
    llvm::raw_fd_ostream out(name, failure);
    failure = failure ? failure : writeAll(out, text);
    error = failure ? failure.message() : "";
    return error.empty();
  }
  llvm::Expected<fs::TempFile> file = fs::TempFile::create(name + ".%%%%%%", fs::all_read | fs::all_write);
  llvm::Error failure = file.takeError();
  if (!failure) {
    llvm::raw_fd_ostream out(file->FD, /*shouldClose=*/false);
    std::error_code full = writeAll(out, text);
    failure = full ? llvm::joinErrors(llvm::errorCodeToError(full), file->discard()) : file->keep(name);
  }
  if (failure)
    error = llvm::toString(std::move(failure));
  return error.empty();
}

std::optional<std::string> readStandardInput(std::string &error) {
  return orReason(readToEnd(fs::getStdinHandle(), 0), error);
}

std::string hashOf(std::string_view bytes) {
  runtime::Hash128Stream hash;
  hash.add(bytes);
  return hash.hex();
}

std::string findStdlib(const std::string &program) {
  if (const char *chosen = std::getenv("SMELT_STDLIB"); chosen && *chosen)
    return chosen;
  for (const char *beside : {"../../stdlib", "../share/smelt/stdlib"}) {
    llvm::SmallString<256> folder(path::parent_path(program));
    path::append(folder, beside);
    if (fs::exists(folder + "/prelude.recipe")) {
      path::remove_dots(folder, /*remove_dot_dot=*/true);
      return folder.str().str();
    }
  }
  return SMELT_SOURCE_DIR "/stdlib";
}

// ---- modules -------------------------------------------------------------------------------------------------------

/// "std.quality.gopher" is `quality/gopher.recipe` in the standard library.
static std::string stdFile(llvm::StringRef stdlib, llvm::StringRef name) {
  if (!name.consume_front("std."))
    return {};
  llvm::SmallString<256> file(stdlib);
  for (llvm::StringRef part : llvm::split(name, '.'))
    path::append(file, part);
  file += kExtension;
  return file.str().str();
}

std::optional<std::string> FileWorld::readModule(const std::string &importer, const std::string &name, bool isFile,
                                                 std::string &resolved) {
  std::string file = isFile ? name : stdFile(stdlib_, name);
  if (file.empty())
    return std::nullopt;
  if (isFile && path::is_relative(name)) {
    llvm::SmallString<256> beside(path::parent_path(importer));
    path::append(beside, name);
    path::remove_dots(beside, /*remove_dot_dot=*/true);
    file = beside.str().str();
  }
  resolved = file;
  std::string error;
  std::optional<std::string> text = readFile(file, error);
  if (text)
    moduleFiles_.push_back(std::move(file));
  return text;
}

std::vector<std::string> FileWorld::stdModules() {
  if (!stdModules_.empty())
    return stdModules_;
  std::vector<std::string> names;
  std::error_code error;
  for (fs::recursive_directory_iterator it(stdlib_, error), end; it != end && !error; it.increment(error)) {
    llvm::StringRef file = it->path();
    if (!file.consume_back(kExtension) || !file.consume_front(stdlib_))
      continue;
    std::string name = "std";
    for (llvm::StringRef part : llvm::make_range(path::begin(file), path::end(file)))
      if (part != "/")
        name += "." + part.str();
    names.push_back(std::move(name));
  }
  llvm::sort(names);
  return stdModules_ = std::move(names);
}

// ---- data ----------------------------------------------------------------------------------------------------------

static runtime::SourceFormat formatOf(llvm::StringRef name) {
  if (name == "text")
    return runtime::SourceFormat::text;
  if (name == "csv" || name == "tsv")
    return runtime::SourceFormat::csv;
  if (name == "parquet")
    return runtime::SourceFormat::parquet;
  return name == "html" ? runtime::SourceFormat::html : runtime::SourceFormat::jsonl;
}

static sema::SampledField::Kind kindOf(smelt_column_type type) {
  switch (type) {
  case SMELT_INTEGER:
    return sema::SampledField::integer;
  case SMELT_REAL:
    return sema::SampledField::real;
  case SMELT_BOOLEAN:
    return sema::SampledField::boolean;
  case SMELT_JSON:
    return sema::SampledField::json;
  case SMELT_TEXT:
  case SMELT_TEXTS:
    break;
  }
  return sema::SampledField::text;
}

static sema::SampledField fieldOf(const runtime::SampledColumn &column) {
  using Shape = runtime::SampledColumn::Shape;
  sema::SampledField field{column.name, kindOf(column.type), column.optional, {}};
  if (column.shape != Shape::plain)
    field.kind = column.shape == Shape::list ? sema::SampledField::list : sema::SampledField::record;
  field.seen = column.seen;
  for (const runtime::SampledColumn &part : column.parts)
    field.parts.push_back(fieldOf(part));
  if (column.shape == Shape::list && column.parts[0].optional) // a view has no nulls
    field.parts[0] = {"", sema::SampledField::json, false, {}};
  return field;
}

sema::SampledSchema FileWorld::sampleSource(const std::string &format, const std::string &pattern, char delimiter) {
  auto [known, fresh] = schemas_.try_emplace(format + delimiter + "\n" + pattern);
  sema::SampledSchema &schema = known->second;
  if (!fresh)
    return schema;
  if (pattern == "-") {
    schema.error = "standard input cannot be looked at before the run";
    return schema;
  }
  runtime::SourceSpec source;
  source.format = formatOf(format);
  source.patterns = {pattern};
  source.delimiter = delimiter;
  for (const runtime::SampledColumn &column : runtime::sampleSource(source, schema.error))
    schema.fields.push_back(fieldOf(column));
  return schema;
}

const std::vector<sema::PinnedField> *FileWorld::pinned(const std::string &key) {
  if (!pins_)
    return nullptr;
  auto found = pins_->find(key);
  return found == pins_->end() ? nullptr : &found->second;
}

std::optional<std::string> FileWorld::readConstant(const std::string &name, std::string &error) {
  std::optional<std::string> text = readFile(name, error);
  if (!text)
    return std::nullopt;
  if (!runtime::isValidUtf8(*text)) {
    error = "not UTF-8";
    for (size_t begin = 0, line = 1; begin < text->size(); ++line) {
      size_t end = std::min(text->find('\n', begin), text->size());
      if (!runtime::isValidUtf8(std::string_view(*text).substr(begin, end - begin))) {
        error = "line " + std::to_string(line) + " is not UTF-8";
        break;
      }
      begin = end + 1;
    }
    return std::nullopt;
  }
  constants_[name] = hashOf(*text);
  return text;
}

} // namespace smelt::driver
