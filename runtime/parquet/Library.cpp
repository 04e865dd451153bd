// The one symbol that this library shows.
#include "runtime/parquet/Reader.h"
#include "runtime/parquet/Writer.h"

namespace {
class Library final : public smelt::runtime::ParquetLibrary {
public:
  std::shared_ptr<const smelt::runtime::ParquetFile> open(const std::string &path, std::string &error) const override {
    return smelt::parquet::openFile(path, error);
  }
  std::unique_ptr<smelt::runtime::ParquetWriter> create(const std::vector<smelt::runtime::FieldSchema> &fields,
                                                        smelt::runtime::ByteSink sink, bool ahead,
                                                        std::string &error) const override {
    return smelt::parquet::createWriter(fields, std::move(sink), ahead, error);
  }
};
} // namespace

extern "C" __attribute__((visibility("default"))) const smelt::runtime::ParquetLibrary *smelt_parquet_3() {
  static const Library Instance;
  return &Instance;
}
