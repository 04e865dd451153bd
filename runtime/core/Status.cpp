#include "runtime/core/Status.h"
#include <system_error>

namespace smelt::runtime {

std::string withReason(std::string what, int error) {
  // std::strerror is not safe with several threads.
  return std::move(what) + ": " + std::generic_category().message(error);
}

std::string ticked(std::string_view path) { return "`" + std::string(path) + "`"; }

} // namespace smelt::runtime
