#include "Fixture.h"
#include "runtime/io/InputStream.h"
#include <bzlib.h>
#include <filesystem>
#include <fstream>
#include <lzma.h>
#include <random>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

namespace smelt::runtime::test {

namespace fs = std::filesystem;

Folder::Folder() {
  std::string pattern = (fs::temp_directory_path() / "smelt-test-XXXXXX").string();
  Root = ::mkdtemp(pattern.data());
}

Folder::~Folder() {
  std::error_code ignored;
  fs::remove_all(Root, ignored);
}

std::string Folder::write(const std::string &name, std::string_view bytes) const {
  fs::create_directories(fs::path(path(name)).parent_path());
  std::ofstream(path(name), std::ios::binary) << bytes;
  return path(name);
}

std::string readFile(const std::string &path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::map<std::string, std::string> readFolder(const std::string &path) {
  std::map<std::string, std::string> files;
  for (const fs::directory_entry &entry : fs::directory_iterator(path))
    files[entry.path().filename().string()] = readFile(entry.path().string());
  // Runs over the same data differ in nothing but the times.
  if (auto report = files.find("report.html"); report != files.end())
    if (size_t times = report->second.find("\"times\":["); times != std::string::npos)
      report->second.erase(times, report->second.find("]}", times) - times);
  return files;
}

std::string readOutput(const std::string &folder) {
  std::string all;
  for (const auto &[name, bytes] : readFolder(folder)) {
    if (!name.starts_with("part-"))
      continue;
    std::unique_ptr<InputStream> stream;
    EXPECT_TRUE(InputStream::open(folder + "/" + name, stream).ok());
    std::string part(1 << 16, '\0');
    while (size_t got = stream->read(part.data(), part.size()))
      all.append(part, 0, got);
    EXPECT_EQ(stream->damage(), "");
  }
  return all;
}

std::vector<nlohmann::json> readRejects(const std::string &folder) {
  std::vector<nlohmann::json> rejects;
  std::ifstream file(folder + "/rejects.jsonl");
  EXPECT_TRUE(file.good()) << folder;
  for (std::string line; std::getline(file, line);)
    rejects.push_back(nlohmann::json::parse(line));
  return rejects;
}

nlohmann::json readManifest(const std::string &folder) {
  return nlohmann::json::parse(readFile(folder + "/manifest.json"));
}

std::string gzip(std::string_view bytes) {
  z_stream stream = {};
  EXPECT_EQ(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string out(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(bytes.data()));
  stream.avail_in = uInt(bytes.size());
  stream.next_out = reinterpret_cast<Bytef *>(out.data());
  stream.avail_out = uInt(out.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

std::string zstd(std::string_view bytes) {
  std::string out(ZSTD_compressBound(bytes.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), bytes.data(), bytes.size(), 3));
  return out;
}

std::string bzip2(std::string_view bytes) {
  std::string out(bytes.size() + bytes.size() / 50 + 1000, '\0');
  unsigned size = unsigned(out.size());
  EXPECT_EQ(
      BZ2_bzBuffToBuffCompress(out.data(), &size, const_cast<char *>(bytes.data()), unsigned(bytes.size()), 9, 0, 0),
      BZ_OK);
  out.resize(size);
  return out;
}

std::string xz(std::string_view bytes) {
  std::string out(lzma_stream_buffer_bound(bytes.size()), '\0');
  size_t size = 0;
  EXPECT_EQ(lzma_easy_buffer_encode(1, LZMA_CHECK_CRC64, nullptr, reinterpret_cast<const uint8_t *>(bytes.data()),
                                    bytes.size(), reinterpret_cast<uint8_t *>(out.data()), &size, out.size()),
            LZMA_OK);
  out.resize(size);
  return out;
}

Node jsonl(std::vector<std::string> patterns, std::vector<Column> columns) {
  Node node;
  node.label = "jsonl";
  node.source.patterns = std::move(patterns);
  node.columns = std::move(columns);
  return node;
}

Node rows(std::vector<std::string> records, std::vector<Column> columns) {
  Node node = jsonl({}, std::move(columns));
  node.label = "rows";
  node.source.format = SourceFormat::rows;
  node.source.literalRows = std::move(records);
  return node;
}

Node kernel(uint32_t input, const Node &before, smelt_kernel function, std::vector<uint32_t> inputs,
            std::vector<Column> results, std::vector<std::string> rules) {
  Node node;
  node.kind = NodeKind::kernel;
  node.label = "where";
  node.inputs = {input};
  node.columns = before.columns;
  for (size_t i = 0; i < before.columns.size(); ++i)
    node.origins.push_back({int32_t(i)});
  for (size_t i = 0; i < results.size(); ++i) {
    node.columns.push_back(results[i]);
    node.origins.push_back({-1 - int32_t(i)});
  }
  node.kernel.function = function;
  node.kernel.inputs = std::move(inputs);
  node.kernel.results = std::move(results);
  for (const std::string &rule : rules)
    node.kernel.rules.push_back({rule, "", 0});
  node.kernel.parts = {"where"};
  return node;
}

Node dedup(uint32_t input, const Node &before, std::vector<uint32_t> keys) {
  Node node;
  node.kind = NodeKind::dedup;
  node.label = "dedup exact";
  node.inputs = {input};
  node.columns = before.columns;
  node.dedup.keys = std::move(keys);
  return node;
}

Node concat(std::vector<uint32_t> inputs, const Node &before) {
  Node node;
  node.kind = NodeKind::concat;
  node.label = "++";
  node.columns = before.columns;
  for (size_t i = 0; i < before.columns.size(); ++i)
    node.origins.push_back(std::vector<int32_t>(inputs.size(), int32_t(i)));
  node.inputs = std::move(inputs);
  return node;
}

Node sink(uint32_t input, const std::string &path) {
  Node node;
  node.kind = NodeKind::sink;
  node.label = "to_jsonl";
  node.inputs = {input};
  node.sink.output = "clean";
  node.sink.path = path;
  return node;
}

Column text(std::string name, bool optional) { return {std::move(name), SMELT_TEXT, optional}; }
Column integer(std::string name, bool optional) { return {std::move(name), SMELT_INTEGER, optional}; }

RunOptions options(const Folder &folder, unsigned threads) {
  RunOptions result;
  result.threads = threads;
  result.stateFolder = folder.path(".smelt");
  return result;
}

RunResult runOk(const Plan &plan, const RunOptions &options) {
  RunResult result = run(plan, options);
  EXPECT_TRUE(result.ok);
  for (const RunError &error : result.errors)
    ADD_FAILURE() << error.code << ": " << error.text;
  return result;
}

std::string passThrough(const Folder &folder, const std::string &pattern, std::vector<Column> columns) {
  Plan plan;
  plan.nodes.push_back(jsonl({pattern}, std::move(columns)));
  plan.nodes.push_back(sink(0, folder.path("out")));
  runOk(plan, options(folder));
  return readOutput(folder.path("out"));
}

std::string makeDocuments(unsigned count, unsigned seed) {
  std::mt19937 random(seed);
  std::string out;
  for (unsigned i = 0; i < count; ++i) {
    std::string words;
    for (unsigned word = 0, words_ = random() % 60; word < words_; ++word)
      words += "w" + std::to_string(random() % 5000) + (word % 7 ? " " : "\\n");
    if (random() % 3 == 0)
      words = "again " + std::to_string(random() % 200);
    out += "{\"id\": " + std::to_string(i) + ", \"text\": \"" + words + "\", \"n\": " + std::to_string(random() % 10) +
           "}\n";
  }
  return out;
}

int32_t keepLong(smelt_context *, int64_t count, const smelt_column *in, const smelt_column *, const uint8_t *path,
                 int32_t *verdicts, double *metrics) {
  auto *texts = static_cast<const smelt_text *>(in[0].values);
  for (int64_t row = 0; row < count; ++row) {
    verdicts[row] = texts[row].size > 4 ? SMELT_KEPT : 0;
    if (metrics && path[row] == SMELT_PATH_FULL)
      metrics[row] = double(texts[row].size);
  }
  return 0;
}

} // namespace smelt::runtime::test
