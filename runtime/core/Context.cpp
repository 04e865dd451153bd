#include "runtime/core/Context.h"
#include <algorithm>
#include <cstdint>
#include <cstring>
#include <functional>
#include <mutex>
#include <new>

namespace smelt::runtime {

static constexpr size_t ScratchAlignment = 64;

Block makeBlock(size_t size) {
  char *memory = new (std::nothrow) char[size + SMELT_TEXT_PADDING];
  if (!memory)
    return {};
  std::memset(memory + size, 0, SMELT_TEXT_PADDING);
  return Block(memory);
}

struct BlockPool::Free {
  std::mutex mutex;
  std::vector<std::unique_ptr<char[]>> blocks;
};

BlockPool::BlockPool(size_t size) : Size(size), Unused(std::make_shared<Free>()) {}

Block BlockPool::take(size_t size) const {
  if (size > Size)
    return makeBlock(size);
  std::unique_ptr<char[]> memory;
  {
    std::lock_guard lock(Unused->mutex);
    if (!Unused->blocks.empty()) {
      memory = std::move(Unused->blocks.back());
      Unused->blocks.pop_back();
    }
  }
  if (!memory)
    memory.reset(new (std::nothrow) char[Size + SMELT_TEXT_PADDING]);
  if (!memory)
    return {};
  std::memset(memory.get() + size, 0, SMELT_TEXT_PADDING);
  return Block(memory.release(), [unused = Unused](char *used) {
    std::lock_guard lock(unused->mutex);
    unused->blocks.emplace_back(used);
  });
}

void *Arena::alloc(size_t bytes) {
  // Even an empty text points into a block that its batch keeps.
  size_t rounded = (std::max<size_t>(bytes, 1) + 15) & ~size_t(15);
  if (rounded > size_t(End - Next)) {
    // A long text gets a block of its own, so that what is left of the current one is not lost.
    bool own = rounded > BlockBytes / 4;
    Block block = own ? makeBlock(rounded) : Pool.take(BlockBytes);
    if (!block)
      return nullptr;
    char *start = block.get();
    Used += rounded;
    if (own && !Blocks.empty()) {
      Blocks.insert(Blocks.end() - 1, std::move(block));
      return start;
    }
    Blocks.push_back(std::move(block));
    End = start + (own ? rounded : BlockBytes);
    Next = start + rounded;
    return start;
  }
  Used += rounded;
  return std::exchange(Next, Next + rounded);
}

void Arena::shrinkLast(void *start, size_t usedBytes) {
  char *first = static_cast<char *>(start);
  size_t rounded = (std::max<size_t>(usedBytes, 1) + 15) & ~size_t(15);
  if (Blocks.empty() || first < Blocks.back().get() || first >= End || first + rounded > Next)
    return;
  Used -= size_t(Next - (first + rounded));
  Next = first + rounded;
}

std::vector<Block> Arena::takeBlocks() {
  std::vector<Block> taken;
  if (Used)
    taken = Blocks;
  if (Blocks.size() > 1)
    Blocks.erase(Blocks.begin(), Blocks.end() - 1);
  Used = 0;
  return taken;
}

void *Scratch::alloc(size_t bytes) {
  size_t rounded = (bytes + SMELT_TEXT_PADDING + ScratchAlignment - 1) & ~(ScratchAlignment - 1);
  while (Current < Chunks.size() && Offset + rounded > Chunks[Current].size) {
    ++Current;
    Offset = 0;
  }
  if (Current == Chunks.size()) {
    size_t size = std::max(rounded, Chunks.empty() ? size_t(1) << 16 : Chunks.back().size * 2);
    Chunk chunk{std::unique_ptr<char[]>(new char[size + ScratchAlignment]()), size};
    Chunks.push_back(std::move(chunk));
    Offset = 0;
  }
  auto base = reinterpret_cast<uintptr_t>(Chunks[Current].memory.get());
  uintptr_t aligned = (base + ScratchAlignment - 1) & ~uintptr_t(ScratchAlignment - 1);
  char *start = Chunks[Current].memory.get() + (aligned - base) + Offset;
  Offset += rounded;
  return start;
}

bool Scratch::owns(const char *p, Mark mark) const {
  std::less_equal<const char *> before; // also of pointers into different arrays
  for (size_t i = mark.chunk; i < Chunks.size(); ++i) {
    const char *begin = Chunks[i].memory.get() + (i == mark.chunk ? mark.offset : 0);
    if (before(begin, p) && before(p, Chunks[i].memory.get() + Chunks[i].size + ScratchAlignment - 1))
      return true;
  }
  return false;
}

void Scratch::rewind(Mark mark) {
  Current = mark.chunk;
  Offset = mark.offset;
}

void Scratch::reset() {
  Current = 0;
  Offset = 0;
}

} // namespace smelt::runtime
