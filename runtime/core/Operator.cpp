#include "runtime/core/Operator.h"
#include "runtime/state/Exchange.h"
#include <algorithm>

namespace smelt::runtime {

Status Operator::settle(const std::vector<bool> &ended, std::unique_ptr<Feed> &, bool &done) {
  done = std::all_of(ended.begin(), ended.end(), [](bool end) { return end; });
  return {};
}

namespace {

class Replay final : public Feed {
public:
  Replay(uint32_t node, std::string path, std::vector<bool> dropped)
      : Node(node), Path(std::move(path)), Dropped(std::move(dropped)) {}

  Status next(Token &token, bool &more) override {
    if (!Open)
      if (Status status = Reader.open(Path); !status.ok())
        return status;
    Open = true;
    BatchPtr batch;
    Status status = Reader.next(batch);
    more = status.ok() && batch;
    if (!more)
      return status;
    std::vector<uint32_t> kept;
    for (int64_t row = 0; row < batch->rows; ++row, ++Row)
      if (Row >= Dropped.size() || !Dropped[Row])
        kept.push_back(uint32_t(row));
    Slot &slot = token.slots[Node];
    slot.delta.rowsOut = kept.size();
    slot.batch = kept.empty() ? nullptr : selectRows(batch, kept);
    return {};
  }

private:
  uint32_t Node;
  std::string Path;
  std::vector<bool> Dropped;
  ExchangeReader Reader;
  bool Open = false;
  uint64_t Row = 0;
};

} // namespace

std::unique_ptr<Feed> makeReplay(uint32_t node, std::string path, std::vector<bool> dropped) {
  return std::make_unique<Replay>(node, std::move(path), std::move(dropped));
}

} // namespace smelt::runtime
