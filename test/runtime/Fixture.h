// Plans, folders and files for the tests of the runtime.
#pragma once
#include "runtime/core/Run.h"
#include <functional>
#include <gtest/gtest.h>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace smelt::runtime::test {

/// A new folder that goes with the test.
class Folder {
public:
  Folder();
  ~Folder();
  Folder(const Folder &) = delete;
  Folder &operator=(const Folder &) = delete;

  std::string path(const std::string &name) const { return Root + "/" + name; }
  /// Writes a file, making the folders above it; returns its path.
  std::string write(const std::string &name, std::string_view bytes) const;
  const std::string &root() const { return Root; }

private:
  std::string Root;
};

std::string readFile(const std::string &path);
/// All files of a folder by name, whole.
std::map<std::string, std::string> readFolder(const std::string &path);
/// The shards of an output, uncompressed and joined in byte order of their names.
std::string readOutput(const std::string &folder);
std::vector<nlohmann::json> readRejects(const std::string &folder);
nlohmann::json readManifest(const std::string &folder);

std::string gzip(std::string_view bytes);
std::string zstd(std::string_view bytes);
std::string bzip2(std::string_view bytes);
std::string xz(std::string_view bytes);

Node jsonl(std::vector<std::string> patterns, std::vector<Column> columns);
Node rows(std::vector<std::string> records, std::vector<Column> columns);
Node kernel(uint32_t input, const Node &before, smelt_kernel function, std::vector<uint32_t> inputs,
            std::vector<Column> results, std::vector<std::string> rules);
Node dedup(uint32_t input, const Node &before, std::vector<uint32_t> keys);
/// The same columns on both sides.
Node concat(std::vector<uint32_t> inputs, const Node &before);
/// Writes records as they are.
Node sink(uint32_t input, const std::string &path);

Column text(std::string name, bool optional = false);
Column integer(std::string name, bool optional = false);

/// Options with one thread and a state folder in `folder`.
RunOptions options(const Folder &folder, unsigned threads = 1);
/// Runs and expects success.
RunResult runOk(const Plan &plan, const RunOptions &options);
/// Reads the records of a file through a passthrough plan and returns the output.
std::string passThrough(const Folder &folder, const std::string &pattern, std::vector<Column> columns = {});

/// Documents in which some texts repeat: {"id": i, "text": "...", "n": ...}.
std::string makeDocuments(unsigned count, unsigned seed = 1);

/// Keeps texts that are longer than four bytes: rule 0 "long", metric the length.
int32_t keepLong(smelt_context *context, int64_t count, const smelt_column *in, const smelt_column *out,
                 const uint8_t *path, int32_t *verdicts, double *metrics);

} // namespace smelt::runtime::test
