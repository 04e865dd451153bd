// XXH3-128 over bytes that come in pieces.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace smelt::runtime {

class Hash128Stream {
public:
  Hash128Stream();
  void add(std::string_view bytes);
  /// 32 hexadecimal digits, high bits first (as `xxh128sum` prints).
  std::string hex() const;

private:
  std::shared_ptr<void> State; ///< an XXH3_state_t; kept out of this header
};

} // namespace smelt::runtime
