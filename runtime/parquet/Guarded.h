// A step of Arrow whose failure is told in one line, whether it is a status or an exception.
#pragma once
#include "runtime/parquet/Reader.h"
#include <arrow/status.h>
#include <exception>
#include <string>

namespace smelt::parquet {

/// `step` gives an arrow::Status; false and `error` where it fails.
template <class Fn> bool guarded(std::string &error, Fn step) {
  try {
    arrow::Status status = step();
    if (!status.ok())
      error = oneLine(status.message());
    return status.ok();
  } catch (const std::exception &failure) {
    error = oneLine(failure.what());
  }
  return false;
}

} // namespace smelt::parquet
