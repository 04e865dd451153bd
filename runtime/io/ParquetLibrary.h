// What runtime/parquet offers: a shared library of its own over Apache Arrow, loaded when a plan first needs it, so
// that smelt starts without it and runs where it is missing. Nothing of Arrow crosses this header, and no exception
// does.
#pragma once
#include "runtime/core/Plan.h"
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace smelt::runtime {

/// A value as a batch can hold it. Texts and JSON may hold invalid UTF-8.
struct ParquetCell {
  enum class Kind { null, text, integer, real, boolean, json, invalid } kind = Kind::null;
  std::string_view text; ///< text, json: the value, readable past its end; invalid: what is wrong with it
  int64_t integer = 0;
  double real = 0;
  bool boolean = false;
};

/// Rows of one row group, decoded; immutable, and safe for use by several threads.
class ParquetRows {
public:
  virtual ~ParquetRows() = default;
  virtual int64_t rows() const = 0;
  virtual size_t bytes() const = 0; ///< in memory
  /// `column` counts the fields that were asked for. Texts point into the rows, or into `room`, which holds what has to
  /// be made.
  virtual ParquetCell cell(size_t column, int64_t row, std::string &room) const = 0;
};

/// Decodes the rows of a row group in turn. Used by one thread at a time.
class ParquetDecoder {
public:
  virtual ~ParquetDecoder() = default;
  /// About a mebibyte of rows; null at the end and where the bytes are damaged (`error`).
  virtual std::shared_ptr<const ParquetRows> next(std::string &error) = 0;
};

/// A field of a file that is decoded.
struct ParquetSelection {
  size_t field = 0;
  std::vector<std::vector<std::string>> parts; ///< of a record: the paths of what is read; empty: all of it
};

struct ParquetRowGroup {
  int64_t rows = 0;
  uint64_t offset = 0; ///< of its first byte in the file
  uint64_t stored = 0; ///< bytes, compressed
};

/// The metadata of a file. Safe for use by several threads.
class ParquetFile {
public:
  virtual ~ParquetFile() = default;
  /// The fields of its rows. One that no field of a recipe can hold is `ParquetUnreadable`.
  virtual const std::vector<FieldSchema> &fields() const = 0;
  virtual const std::vector<ParquetRowGroup> &rowGroups() const = 0;
  /// How many nulls the metadata counts; -1 where it does not.
  virtual int64_t nulls(size_t group, size_t field) const = 0;
  /// Bytes of these fields before compression.
  virtual uint64_t decodedBytes(size_t group, const std::vector<ParquetSelection> &fields) const = 0;
  /// Decodes these fields and nothing else. Null and `error` where that cannot begin.
  virtual std::unique_ptr<ParquetDecoder> decode(size_t group, const std::vector<ParquetSelection> &fields,
                                                 std::string &error) const = 0;
};

/// `FieldSchema::seen` of a field of a type that smelt does not read; its name is in `parts[0].name`.
inline constexpr std::string_view ParquetUnreadable = "unreadable";

/// A row group on its way into a file. May outlive its writer.
class ParquetGroup {
public:
  virtual ~ParquetGroup() = default;
  /// Encodes and compresses the rows; once, on any thread. False after an error.
  virtual bool encode(std::string &error) = 0;
};

/// Writes one file. Which bytes it writes depends on the rows alone, not on how they come or on who encodes them. All
/// return false after an error.
class ParquetWriter {
public:
  virtual ~ParquetWriter() = default;
  /// Appends rows of a batch: for each field of the schema a column. Row groups that are full are added to `full`.
  virtual bool append(std::span<const smelt_column> columns, std::span<const uint32_t> rows,
                      std::vector<std::unique_ptr<ParquetGroup>> &full, std::string &error) = 0;
  /// The row group of the last rows, if there are any that `append` has not given.
  virtual bool rest(std::vector<std::unique_ptr<ParquetGroup>> &last, std::string &error) = 0;
  /// Writes a row group that was encoded; in the order in which they were given.
  virtual bool store(ParquetGroup &group, std::string &error) = 0;
  /// Writes the metadata.
  virtual bool finish(std::string &error) = 0;
};

/// Takes the bytes of a file in order; false after an error.
using ByteSink = std::function<bool(std::string_view)>;

class ParquetLibrary {
public:
  virtual ~ParquetLibrary() = default;
  /// Reads the metadata. Null and `error` for what is no Parquet file, or one that cannot be read.
  virtual std::shared_ptr<const ParquetFile> open(const std::string &path, std::string &error) const = 0;
  /// `ahead`: several threads encode, so rows are only gathered until their group is encoded.
  virtual std::unique_ptr<ParquetWriter> create(const std::vector<FieldSchema> &fields, ByteSink sink, bool ahead,
                                                std::string &error) const = 0;
};

/// The library's only symbol; its number changes with this header.
inline constexpr const char *ParquetEntry = "smelt_parquet_3";

/// Loads the library, once. Null and `error` where it is not there. SMELT_PARQUET names another file to load.
const ParquetLibrary *loadParquet(std::string &error);

} // namespace smelt::runtime
