#include "runtime/text/PatternSearch.h"
#include "runtime/text/Literals.h"
#include "runtime/text/Unicode.h"
#include <algorithm>
#include <cstring>
#include <map>
#include <utility>

namespace smelt::runtime {

namespace {
/// What a thread keeps: the automata that are made while matching, and memory.
struct PatternMemory : ContextTable {
  std::map<const PatternTable *, PatternAutomaton> automata;
  std::vector<std::unique_ptr<PatternBuffers>> unused;
};
} // namespace

PatternSearch::PatternSearch(smelt_context *context, const PatternTable &table, const char *text, int64_t size)
    : context(context), table(table), text(text), size(size), lazy(nullptr), words(table.nodeWords()),
      ascii(table.at<uint16_t>(table.asciiOffset)), separators(table.at<uint8_t>(table.separatorsOffset)),
      scan(*table.at<Sieve>(table.sieveOffset), text, text + size),
      beginnings(*table.at<Sieve>(table.forward == PatternForward::none ? table.sieveOffset : table.forwardSieveOffset),
                 text, text + size),
      separatorScan(*table.at<Sieve>(table.separatorSieveOffset), text, text + size),
      goesForward(table.forward != PatternForward::none), blockSize(table.states ? 1 << 14 : 1 << 11) {
  auto &memory = context->table<PatternMemory>();
  if (!table.states)
    lazy = &memory.automata.try_emplace(&table, table).first->second;
  if (memory.unused.empty()) {
    buffers = std::make_unique<PatternBuffers>();
  } else {
    buffers = std::move(memory.unused.back());
    memory.unused.pop_back();
  }
}

PatternSearch::~PatternSearch() { context->table<PatternMemory>().unused.push_back(std::move(buffers)); }

uint32_t PatternSearch::symbolOf(int32_t c) const {
  if (c < 128)
    return ascii[c];
  auto *blocks = table.at<uint16_t>(table.blocksOffset);
  return table.at<uint16_t>(table.leavesOffset)[blocks[c >> 8] * 256 + (c & 255)];
}

uint32_t PatternSearch::symbolBefore(int64_t place) const {
  if (place == 0)
    return table.begin;
  if (place == size && text[place - 1] == '\n')
    return table.newline;
  const char *p = text + place;
  return symbolOf(decodeBack(p));
}

uint32_t PatternSearch::symbolAt(int64_t place) const {
  if (place == size)
    return table.end;
  if (place == size - 1 && text[place] == '\n')
    return table.newline;
  const char *p = text + place;
  return symbolOf(decode(p));
}

int64_t PatternSearch::startOfCharacter(int64_t place) const {
  while (place > 0 && place < size && (static_cast<unsigned char>(text[place]) & 0xC0) == 0x80)
    --place;
  return place;
}

// ---- stretches -----------------------------------------------------------------------------------------------------

/// A place at or behind `from` that every match from there on must contain, or -1.
int64_t PatternSearch::findCandidate(int64_t from) {
  const char *p = text + from, *end = text + size;
  if (table.finder == PatternFinder::sieve) {
    // What was let through may lie inside of a character, or be one with which no string begins.
    auto *begins = table.at<uint8_t>(table.beginningsOffset);
    while ((p = scan.next(p)) && ((static_cast<unsigned char>(*p) & 0xC0) == 0x80 || !begins[symbolAt(p - text)]))
      ++p;
    return p ? p - text : -1;
  }
  p = findLiteral(p, end, table.at<char>(table.literalOffset), table.literalSize);
  return p ? p - text : -1;
}

/// The place up to which matches that contain `hit` may go.
int64_t PatternSearch::reachOf(int64_t hit) const {
  int64_t place = table.reach && size - hit > table.reach ? hit + table.reach : size;
  while (place < size && (static_cast<unsigned char>(text[place]) & 0xC0) == 0x80)
    ++place;
  return place;
}

/// From `place` on to the first character that no match contains, at most to `end`.
int64_t PatternSearch::nextSeparator(int64_t place, int64_t end) {
  if (!table.hasSeparators)
    return end;
  if (table.separatorFinder == PatternFinder::sieve) {
    for (const char *p = text + place; (p = separatorScan.next(p)) && p < text + end; ++p)
      if (const char *q = p; (static_cast<unsigned char>(*p) & 0xC0) != 0x80 && isSeparator(symbolOf(decode(q))))
        return p - text;
    return end;
  }
  for (const char *p = text + place; p < text + end;) {
    const char *q = p;
    if (isSeparator(symbolOf(decode(q))))
      return p - text;
    p = q;
  }
  return end;
}

/// To both sides until a character that no match contains, or as far as a match may go that has a place in common with
/// another one at `hit`.
void PatternSearch::expandStretch(int64_t hit) {
  int64_t limit = std::max<int64_t>({stretchEnd, position, 0});
  if (table.reach && hit - limit > table.reach)
    limit = startOfCharacter(hit - table.reach);
  stretchBegin = limit;
  const char *p = text + hit;
  while (table.hasSeparators && p > text + limit) {
    const char *q = p;
    auto last = static_cast<unsigned char>(p[-1]);
    uint32_t symbol = last < 128 ? (--q, ascii[last]) : symbolOf(decodeBack(q));
    if (isSeparator(symbol)) {
      stretchBegin = p - text;
      break;
    }
    p = q;
  }
  for (stretchEnd = hit;;) {
    int64_t reach = reachOf(hit);
    stretchEnd = nextSeparator(stretchEnd, reach);
    if (stretchEnd < reach || reach == size)
      return;
    following = findCandidate(hit + 1);
    if (following < 0 || following - table.reach >= stretchEnd)
      return;
    hit = following;
  }
}

bool PatternSearch::nextStretch() {
  int64_t from = std::max(position, stretchEnd);
  if (table.finder == PatternFinder::none) {
    if (stretchEnd >= 0)
      return false;
    stretchBegin = 0;
    stretchEnd = size;
  } else {
    int64_t hit = from >= size ? -1 : following == -1 || following >= from ? following : findCandidate(from);
    following = kUnknown;
    if (hit < 0)
      return false;
    expandStretch(hit);
  }
  openStretch();
  return true;
}

/// The state at the end of each block, from the last to the first.
void PatternSearch::openStretch() {
  int64_t length = stretchEnd - stretchBegin;
  blocks = std::max<int64_t>(1, (length + blockSize - 1) / blockSize);
  auto &[places, states, ends] = *buffers;
  states.resize(blocks);
  ends.resize(blocks);
  for (int64_t i = 0; i < blocks; ++i)
    ends[i] = i + 1 == blocks ? stretchEnd : startOfCharacter(stretchBegin + (i + 1) * blockSize);
  if (lazy && lazy->isLarge())
    lazy->flush({});
  uint32_t following = symbolAt(stretchEnd);
  uint32_t state =
      lazy ? lazy->startState(following)
           : table.at<uint32_t>(table.startStatesOffset)[table.at<uint16_t>(table.contextOfOffset)[following]];
  for (int64_t i = blocks - 1;; --i) {
    states[i] = state;
    if (i == 0)
      break;
    state = readBack<false>(ends[i], ends[i - 1], state);
    relieve(i, state);
  }
  places.resize(std::max<size_t>(places.size(), std::min(length, blockSize + 4) + 2));
  viable = places.data();
  if (lazy)
    generation = lazy->generation();
  fillBlock(0);
}

/// Where an automaton has grown too large: keeps the states from block `first` on and `state`.
void PatternSearch::relieve(int64_t first, uint32_t &state) {
  if (!lazy || !lazy->isLarge())
    return;
  auto known = buffers->blockStates.begin() + first;
  std::vector<uint32_t> keep(known, buffers->blockStates.begin() + blocks);
  keep.push_back(state);
  lazy->flush(keep);
  std::copy(keep.begin(), keep.end() - 1, known);
  state = keep.back();
}

void PatternSearch::fillBlock(int64_t index) {
  uint32_t state = buffers->blockStates[index];
  relieve(index, state);
  block = index;
  blockBegin = index == 0 ? stretchBegin : buffers->blockEnds[index - 1];
  blockEnd = buffers->blockEnds[index];
  readBack<true>(blockEnd, blockBegin, state);
  if (lazy)
    generation = lazy->generation();
}

/// Runs the automaton over the characters between `from` and `to`, backwards. With `keep`, notes what is viable at
/// every place; the places inside of characters get the empty set.
template <bool keep> uint32_t PatternSearch::readBack(int64_t from, int64_t to, uint32_t state) {
  const char *p = text + from, *stop = text + to;
  const uint32_t *nexts = lazy ? lazy->nextTable().data() : table.at<uint32_t>(table.nextOffset);
  const uint16_t *viables = lazy ? lazy->viableTable().data() : table.at<uint16_t>(table.viableOffset);
  uint16_t *out = keep ? viable + (from - to) : nullptr;
  auto know = [&](uint32_t at) {
    if (lazy && nexts[at] == PatternAutomaton::unknown) {
      lazy->step(at);
      nexts = lazy->nextTable().data();
      viables = lazy->viableTable().data();
    }
  };
  if (p > stop && p == text + size && p[-1] == '\n') {
    uint32_t at = state + table.newline;
    know(at);
    if (keep)
      *out-- = viables[at];
    state = nexts[at];
    --p;
  }
  auto *blocksOf = table.at<uint16_t>(table.blocksOffset), *leaves = table.at<uint16_t>(table.leavesOffset);
  while (p > stop) {
    auto last = static_cast<unsigned char>(p[-1]);
    int length = 1;
    uint32_t symbol;
    if (last < 128) {
      symbol = ascii[last];
    } else {
      const char *q = p;
      const int32_t c = decodeBack(q);
      symbol = leaves[blocksOf[c >> 8] * 256 + (c & 255)];
      length = static_cast<int>(p - q);
    }
    uint32_t at = state + symbol;
    know(at);
    if (keep) {
      *out = viables[at];
      for (int inside = 1; inside < length; ++inside)
        out[-inside] = 0;
      out -= length;
    }
    state = nexts[at];
    p -= length;
  }
  if (keep) {
    uint32_t at = state + symbolBefore(to);
    know(at);
    *out = viables[at];
  }
  return state;
}

// ---- forward -------------------------------------------------------------------------------------------------------

/// The first place at or behind `from` where a match may begin, or -1.
int64_t PatternSearch::findBeginning(int64_t from) {
  auto *looked = table.at<uint8_t>(table.forwardCharacterOffset);
  const char *p = text + from, *end = text + size;
  if (table.forwardFinder == PatternFinder::sieve) {
    for (; (p = beginnings.next(p)); ++p) {
      const char *at = p;
      if ((static_cast<unsigned char>(*p) & 0xC0) == 0x80 || !looked[symbolOf(decode(at))])
        continue;
      at = p;
      uint32_t steps = 0;
      for (; steps < table.forwardBack && at > text + from; ++steps)
        decodeBack(at);
      if (steps == table.forwardBack)
        return at - text;
    }
    return -1;
  }
  for (const char *q = p; p < end; p = q)
    if (looked[symbolOf(decode(q))])
      return p - text;
  return -1;
}

/// Where the match that begins at `at` ends, or -1.
int64_t PatternSearch::endForward(int64_t at) {
  auto *next = table.at<uint16_t>(table.forwardOffset);
  auto *stays = table.at<uint8_t>(table.forwardStaysOffset);
  int64_t found = -1;
  uint32_t state = 1;
  const char *p = text + at;
  for (const char *end = text + size; p < end;) {
    auto c = static_cast<unsigned char>(*p);
    const uint16_t to = next[(state << table.strideBits) + (c < 128 ? (++p, ascii[c]) : symbolOf(decode(p)))];
    if (!to)
      break;
    const uint32_t before = std::exchange(state, to & ~kMatchAccepts);
    if (state == before && stays[state]) {
      const void *stop = std::memchr(p, stays[state], static_cast<size_t>(end - p));
      p = stop ? static_cast<const char *>(stop) : end;
    }
    if (to & kMatchAccepts)
      found = p - text;
  }
  vain += p - text - std::max(found, at);
  return found;
}

/// Whether the pattern lets a match begin here, whatever stands here.
bool PatternSearch::mayBegin(int64_t at) const {
  return table.forwardPlace == PatternBeginning::anywhere || at == 0 ||
         (table.forwardPlace == PatternBeginning::line && text[at - 1] == '\n');
}

bool PatternSearch::nextRun() {
  const char *first, *behind;
  if (!beginnings.nextRun(text + position, first, behind)) {
    position = size;
    return false;
  }
  matchBegin = first - text;
  matchEnd = position = behind - text;
  return true;
}

bool PatternSearch::nextForward() {
  if (table.forwardRuns)
    return nextRun();
  const bool isAnchored = table.forwardPlace == PatternBeginning::text;
  const int64_t last = isAnchored ? std::min<int64_t>(size, 1) : size;
  for (int64_t at = position; at < last && (at = isAnchored ? at : findBeginning(at)) >= 0; at += lengthOf(text[at])) {
    if (table.forward == PatternForward::tried && vain > size) {
      goesForward = false;
      position = at;
      return next();
    }
    if (int64_t end = mayBegin(at) ? endForward(at) : -1; end >= 0) {
      matchBegin = at;
      matchEnd = position = end;
      return true;
    }
  }
  position = size;
  return false;
}

// ---- matches -------------------------------------------------------------------------------------------------------

/// The sets at the end of a block are those of the next one's begin: that block is read when its places are needed.
uint16_t PatternSearch::viableAt(int64_t place) {
  while (place >= blockEnd && block + 1 < blocks)
    fillBlock(block + 1);
  return viable[place - blockBegin];
}

/// The first place at or behind `position` where a match starts, or -1. After an empty match a match at the same place
/// must not be empty.
int64_t PatternSearch::findStart() {
  // Another search over the same automaton may have made it forget what this one has noted.
  if (lazy && stretchEnd >= 0 && generation != lazy->generation())
    openStretch();
  for (;;) {
    if (stretchEnd < 0 || position > stretchEnd || finished) {
      if (!nextStretch())
        return -1;
      finished = false;
    }
    int64_t place = std::max(position, stretchBegin);
    if (mustAdvance && place == position) {
      if (isViable(viableAt(place), table.startNonempty))
        return place;
      ++place;
    }
    for (; place <= stretchEnd;) {
      viableAt(place);
      int64_t last = block + 1 < blocks ? blockEnd - 1 : stretchEnd;
      const uint16_t *sets = viable - blockBegin;
      while (place <= last && !(sets[place] & kMatchStarts))
        ++place;
      if (place <= last)
        return place;
    }
    finished = true;
  }
}

/// As `walk`, for who does not ask for groups: a look-up for each character.
int64_t PatternSearch::follow(bool nonempty, int64_t at) {
  auto *next = table.at<uint16_t>(table.followOffset);
  const uint32_t stride = table.followStride;
  uint32_t rank = stride - 2 + nonempty;
  for (;;) {
    int64_t last = block + 1 < blocks ? blockEnd - 1 : stretchEnd;
    const uint16_t *sets = viable - blockBegin;
    for (; at <= last; at += lengthOf(text[at])) {
      rank = next[(sets[at] & ~kMatchStarts) * stride + rank];
      if (rank == kMatchEnds)
        return at;
    }
    fillBlock(block + 1);
  }
}

/// From a viable node to the end of the match.
int64_t PatternSearch::walk(uint32_t node, int64_t at, int64_t *groups) {
  auto *nodes = table.at<PatternNode>(table.nodesOffset);
  uint16_t set = viableAt(at);
  for (;;) {
    const PatternNode &n = nodes[node];
    switch (n.kind) {
    case PatternNodeKind::character: {
      at += lengthOf(text[at]);
      set = viableAt(at);
      node = n.next;
      break;
    }
    case PatternNodeKind::split:
      node = isViable(set, n.next) ? n.next : n.other;
      break;
    case PatternNodeKind::save:
      if (groups)
        groups[n.other] = at;
      node = n.next;
      break;
    case PatternNodeKind::match:
    case PatternNodeKind::fail:
      return at;
    default:
      node = n.next;
    }
  }
}

bool PatternSearch::any() {
  if (table.literalsOffset)
    return nextLiteral();
  return goesForward ? nextForward() : findStart() >= 0;
}

bool PatternSearch::next(int64_t *groups) {
  if (table.literalsOffset)
    return nextLiteral();
  if (goesForward && !groups)
    return nextForward();
  int64_t start = findStart();
  if (start < 0)
    return false;
  if (groups)
    std::fill_n(groups, size_t{2} * table.groups, -1);
  bool again = mustAdvance && start == position;
  matchBegin = start;
  viableAt(start);
  matchEnd = table.followStride && !groups ? follow(again, start)
                                           : walk(again ? table.startNonempty : table.start, start, groups);
  position = matchEnd;
  mustAdvance = matchEnd == matchBegin;
  return true;
}

} // namespace smelt::runtime
