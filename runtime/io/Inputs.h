// The files of a source and how they are packed into splits.
#pragma once
#include "runtime/core/Plan.h"
#include "runtime/core/Status.h"
#include "runtime/io/FrameBorders.h"
#include <cstdint>
#include <string>
#include <vector>

namespace smelt::runtime {

/// Splits hold consecutive inputs of at least one file and at most this many stored bytes, or a range of so many bytes
/// of a file that is divided.
inline constexpr uint64_t SplitBytes = 64u << 20;

struct Input {
  std::string path;
  std::string
      shown; ///< the path without the literal folder of an absolute pattern: manifests name no machine's folders
  uint64_t bytes = 0; ///< stored; 0 for standard input
  Packing packing = Packing::none;
  uint32_t split = 0;   ///< counted from 0 within the source; of its first byte
  bool divided = false; ///< ranges of SplitBytes are splits of their own
};

struct Inputs {
  std::vector<Input> files; ///< in byte order of their paths
  uint32_t splits = 0;
};

/// The split of what begins at a byte of a file.
uint32_t splitAt(const Input &input, uint64_t offset);

/// Finds the files that a source names and checks that each can be opened. Literal rows make no files and one split.
Status resolveInputs(const SourceSpec &source, Inputs &inputs);

/// An error if fewer stored bytes were read to the end of a file than it had when the run began: somebody cut it.
Status checkWhole(const Input &input, uint64_t read);

} // namespace smelt::runtime
