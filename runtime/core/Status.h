// How the runtime reports failure: a value, never an exception across folders.
#pragma once
#include "runtime/core/Errors.h"
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace smelt::runtime {

class [[nodiscard]] Status {
public:
  Status() = default;
  Status(const ErrorCode &code, std::string text) : Failure({code.code, std::move(text)}) {}

  bool ok() const { return !Failure; }
  const std::string &code() const { return Failure->first; }
  const std::string &text() const { return Failure->second; }

private:
  std::optional<std::pair<std::string, std::string>> Failure;
};

/// "cannot open `a.txt`: No such file or directory" from an errno value.
std::string withReason(std::string what, int error);
/// `path` in the marks that all texts use.
std::string ticked(std::string_view path);

} // namespace smelt::runtime
