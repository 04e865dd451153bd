// Rows kept on disk between two parts of a run, in order. README.md states the format.
#pragma once
#include "runtime/core/Batch.h"
#include "runtime/core/Status.h"
#include <memory>
#include <string>

namespace smelt::runtime {

class ExchangeWriter {
public:
  ExchangeWriter();
  ~ExchangeWriter();
  Status create(const std::string &path);
  Status write(const Batch &batch);
  Status close();
  uint64_t rows() const { return Rows; }

private:
  struct File;
  std::unique_ptr<File> Out;
  uint64_t Rows = 0;
};

class ExchangeReader {
public:
  ExchangeReader();
  ~ExchangeReader();
  Status open(const std::string &path);
  /// The next batch as it was written; null at the end.
  Status next(BatchPtr &batch);

private:
  struct File;
  std::unique_ptr<File> In;
};

} // namespace smelt::runtime
