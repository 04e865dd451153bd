#include "runtime/io/ParquetReader.h"
#include "runtime/io/AheadJob.h"
#include <algorithm>

namespace smelt::runtime {

/// What is decoded and waits for its turn, at most; a row group that is larger than its share is decoded as it is given
/// out.
static constexpr uint64_t MostAheadBytes = 256u << 20, MostOfGroup = 64u << 20;

/// Manifests tell the hash of all bytes of an input, also of those that nobody decodes.
class ParquetReader::HashJob final : public AheadJob {
public:
  explicit HashJob(std::string path) : Path(std::move(path)) {}
  uint64_t bytes = 0;
  std::string hash;

private:
  void work() noexcept override {
    std::unique_ptr<InputStream> stream;
    if (!InputStream::open(Path, stream).ok())
      return;
    stream->drain();
    bytes = stream->storedBytes();
    hash = stream->storedHash();
  }
  std::string Path;
};

struct ParquetReader::OpenFile {
  uint32_t index = 0;
  std::shared_ptr<const ParquetFile> data; ///< null: it cannot be read
  std::shared_ptr<ParquetFields> fields = std::make_shared<ParquetFields>();
  std::string refusal; ///< why none of its rows is read
  const ErrorCode *code = &errors::DamagedParquet;
  uint64_t rows = 0; ///< of the parts that are queued
  std::shared_ptr<HashJob> hash;
};

/// A row group on its way, or the refusal of a file.
class ParquetReader::Part final : public AheadJob {
public:
  Part(std::shared_ptr<OpenFile> file, size_t group) : File(std::move(file)), Group(group) {
    if (!File->data)
      return;
    IsLast = group + 1 >= File->data->rowGroups().size();
    if (group == File->data->rowGroups().size() || !File->refusal.empty())
      return;
    const ParquetRowGroup &data = File->data->rowGroups()[group];
    FirstRow = File->rows;
    File->rows += uint64_t(data.rows);
    Bytes = File->data->decodedBytes(group, File->fields->decoded);
    Decoder = File->data->decode(group, File->fields->decoded, Damage);
  }

  OpenFile &file() const { return *File; }
  bool isLast() const { return IsLast; }
  uint64_t bytes() const { return Bytes; }
  const std::string &damage() const { return Damage; }
  uint64_t nextRow() const { return FirstRow + Given; }
  uint64_t rowsLeft() const { return uint64_t(group().rows) - std::min(Given, uint64_t(group().rows)); }
  const ParquetRowGroup &group() const { return File->data->rowGroups()[Group]; }
  void setAhead() { IsAhead = true; }

  /// The next rows; null at the end and where `damage` begins.
  std::shared_ptr<const ParquetRows> next() {
    std::shared_ptr<const ParquetRows> rows;
    if (IsAhead) {
      finish();
      if (!Decoded.empty()) {
        rows = std::move(Decoded.front());
        Decoded.pop_front();
      }
    } else if (Decoder) {
      rows = Decoder->next(Damage);
    }
    Given += rows ? uint64_t(rows->rows()) : 0;
    return rows;
  }

private:
  void work() noexcept override {
    while (Decoder) {
      std::shared_ptr<const ParquetRows> rows = Decoder->next(Damage);
      rows ? Decoded.push_back(std::move(rows)) : Decoder.reset();
    }
  }

  std::shared_ptr<OpenFile> File;
  size_t Group;
  bool IsLast = true, IsAhead = false;
  uint64_t FirstRow = 0, Given = 0, Bytes = 0;
  std::unique_ptr<ParquetDecoder> Decoder;
  std::deque<std::shared_ptr<const ParquetRows>> Decoded;
  std::string Damage;
};

ParquetReader::~ParquetReader() {
  for (const std::shared_ptr<Part> &part : Ahead)
    part->abandon();
}

// ---- fields --------------------------------------------------------------------------------------------------------

static std::string kindOf(const FieldSchema &field) {
  static constexpr const char *names[] = {"a text", "an integer", "a number", "a boolean", "of nulls"};
  return field.seen == ParquetUnreadable             ? field.parts[0].name
         : field.shape == FieldSchema::Shape::list   ? "a list"
         : field.shape == FieldSchema::Shape::record ? "a record"
                                                     : names[field.type];
}

/// Whether the values of a field can be those of a column. JSON takes all: a text holds it.
static bool serves(const FieldSchema &field, smelt_column_type type) {
  if (field.seen == ParquetUnreadable)
    return false;
  bool nulls = field.type == SMELT_JSON && field.shape == FieldSchema::Shape::plain;
  return nulls || type == SMELT_JSON || field.type == type || (type == SMELT_REAL && field.type == SMELT_INTEGER);
}

/// Finds the fields that are expected, and why the file cannot serve.
void ParquetReader::fitFields(OpenFile &file) const {
  const std::vector<FieldSchema> &there = file.data->fields();
  static constexpr const char *needed[] = {"a text", "an integer", "a number", "a boolean", "a value"};
  for (const ExpectedField &expected : Expected) {
    const Column &wanted = expected.column;
    auto found =
        std::find_if(there.begin(), there.end(), [&](const FieldSchema &field) { return field.name == wanted.name; });
    size_t index = size_t(found - there.begin());
    file.fields->cells.push_back(-1);
    if (found == there.end() && !wanted.optional)
      file.refusal = "there is no field \"" + wanted.name + "\"";
    if (found != there.end() && !serves(*found, wanted.type))
      file.refusal =
          "field \"" + wanted.name + "\" is " + kindOf(*found) + ", but " + needed[wanted.type] + " is needed";
    if (!file.refusal.empty()) {
      file.code = &errors::ParquetTypes;
      return;
    }
    bool nulls = false;
    for (size_t group = 0; found != there.end() && !wanted.optional && group < file.data->rowGroups().size(); ++group)
      nulls |= file.data->nulls(group, index) != 0;
    if (found == there.end() || (expected.index < 0 && !nulls))
      continue;
    file.fields->cells.back() = int32_t(file.fields->decoded.size());
    auto parts = Parts.find(wanted.name);
    bool looked = expected.index >= 0 && parts != Parts.end();
    file.fields->decoded.push_back({index, looked ? parts->second : std::vector<std::vector<std::string>>()});
  }
}

/// Says, once of each, which fields are not there for the recipe although nobody chose so.
void ParquetReader::noteLeftOut(const OpenFile &file) {
  for (const FieldSchema &field : file.data->fields())
    if (field.seen == ParquetUnreadable && LeftOut.insert(field.name).second)
      Log.warnings.push_back({errors::ParquetTypes.code, ticked(Files[file.index].path) + ": field \"" + field.name +
                                                             "\" is " + kindOf(field) +
                                                             ", which no recipe can hold; it is left out"});
}

// ---- reading -------------------------------------------------------------------------------------------------------

bool ParquetReader::openNext() {
  if (NextFile == Files.size())
    return false;
  const std::string &path = Files[NextFile].path;
  Last = std::make_shared<OpenFile>();
  Last->index = NextFile++;
  NextGroup = 0;
  Last->hash = std::make_shared<HashJob>(path);
  if (AheadJob::usefulAhead())
    AheadJob::offer(Last->hash);
  std::string error;
  Last->data = loadParquet(error)->open(path, error);
  if (Last->data)
    fitFields(*Last);
  else
    Last->refusal = "the file cannot be read as Parquet: " + error;
  if (!IsDeclared && Last->refusal.empty())
    noteLeftOut(*Last);
  return true;
}

/// Queues the next row group; false at the end.
bool ParquetReader::addNext() {
  if (!Last && !openNext())
    return false;
  auto part = std::make_shared<Part>(Last, NextGroup++);
  if (part->isLast() || !Last->refusal.empty())
    Last.reset();
  AheadBytes += part->bytes();
  if (AheadJob::usefulAhead() && part->bytes() && part->bytes() <= MostOfGroup) {
    part->setAhead();
    AheadJob::offer(part);
  }
  Ahead.push_back(std::move(part));
  return true;
}

void ParquetReader::lookAhead() {
  while (Ahead.empty() || (Ahead.size() < AheadJob::usefulAhead() && AheadBytes < MostAheadBytes))
    if (!addNext())
      return;
}

/// A reject for a file, or for the rest of a row group.
void ParquetReader::refuse(Part &part, Piece &piece) {
  OpenFile &file = part.file();
  std::string reason = file.refusal;
  uint64_t offset = 0, line = 0;
  if (reason.empty()) {
    offset = part.group().offset;
    line = part.nextRow();
    reason = "the rest of a row group, " + std::to_string(part.rowsLeft()) + (part.rowsLeft() == 1 ? " row" : " rows") +
             ", cannot be decoded: " + part.damage();
  } else if (file.data) {
    uint64_t rows = 0;
    for (const ParquetRowGroup &group : file.data->rowGroups())
      rows += uint64_t(group.rows);
    reason += "; none of the file's " + std::to_string(rows) + " rows is read";
  }
  const std::string &path = Files[file.index].path;
  Log.warnings.push_back({file.code->code, ticked(path) + ": " + reason});
  piece.file = file.index;
  piece.rejects.push_back({path, offset, line + 1, std::move(reason), {}});
}

void ParquetReader::endOfFile(OpenFile &file) {
  file.hash->finish();
  if (!file.hash->hash.empty()) // else it could not be opened, and was refused
    Log.failure = checkWhole(Files[file.index], file.hash->bytes);
  Log.files.push_back({Files[file.index].shown, file.hash->bytes, file.hash->hash});
}

bool ParquetReader::next(Piece &piece) {
  for (lookAhead(); !Ahead.empty(); lookAhead()) {
    std::shared_ptr<Part> part = Ahead.front();
    OpenFile &file = part->file();
    uint64_t row = part->nextRow();
    if (std::shared_ptr<const ParquetRows> rows = part->next()) {
      piece.file = file.index;
      piece.offset = part->group().offset;
      piece.line = row;
      piece.lines = uint64_t(rows->rows());
      // Texts that are not there still point at bytes that may be read.
      static char Nothing[SMELT_TEXT_PADDING] = {};
      piece.memory = Block(std::const_pointer_cast<ParquetRows>(rows), Nothing);
      piece.fields = file.fields;
      piece.rows = std::move(rows);
      return true;
    }
    bool refused = !file.refusal.empty() || !part->damage().empty();
    if (refused)
      refuse(*part, piece);
    if (file.data && file.refusal.empty() && !file.data->rowGroups().empty())
      Log.bytes += part->group().stored;
    AheadBytes -= part->bytes();
    Ahead.pop_front();
    if (part->isLast() || !file.refusal.empty())
      endOfFile(file);
    if (refused)
      return true;
  }
  return false;
}

} // namespace smelt::runtime
