#include "runtime/core/DedupOperator.h"
#include <algorithm>

namespace smelt::runtime {

struct DedupOperator::RowKeys final : Prepared {
  BatchPtr batch; ///< the rows whose keys did not fail
  std::vector<Key128> keys;
};

Status DedupOperator::prepare(Token &token, smelt_context &) const {
  const BatchPtr &batch = input(token);
  if (!batch)
    return {};
  NodeDelta &delta = slot(token).delta;
  delta.rowsIn = uint64_t(batch->rows);
  auto prepared = std::make_unique<RowKeys>();
  std::vector<uint32_t> sound;
  for (int64_t row = 0; row < batch->rows; ++row) {
    const std::vector<uint32_t> &keys = Self.dedup.keys;
    auto failed = std::find_if(keys.begin(), keys.end(),
                               [&](uint32_t key) { return batch->columns[key].state()[row] == SMELT_FAILED; });
    if (failed != keys.end()) {
      const std::string &name = Graph.nodes[Self.inputs[0]].columns[*failed].name;
      delta.reject(rejectRow(Sources, *batch, row, "failed value in field \"" + name + "\""));
      continue;
    }
    sound.push_back(uint32_t(row));
    prepared->keys.push_back(keyOfRow(*batch, row, keys));
  }
  prepared->batch = selectRows(batch, sound);
  slot(token).prepared = std::move(prepared);
  return {};
}

Status DedupOperator::advance(Token &token) {
  Slot &own = slot(token);
  if (!own.prepared)
    return {};
  auto &prepared = static_cast<RowKeys &>(*own.prepared);
  std::vector<uint32_t> kept, later;
  for (size_t row = 0; row < prepared.keys.size(); ++row) {
    ExactDedup::Answer answer;
    if (Status status = Keys.add(prepared.keys[row], answer); !status.ok())
      return status;
    if (answer == ExactDedup::Answer::first)
      kept.push_back(uint32_t(row));
    else if (answer == ExactDedup::Answer::later)
      later.push_back(uint32_t(row));
  }
  own.delta.rowsOut = kept.size();
  if (!kept.empty())
    own.batch = selectRows(prepared.batch, kept);
  Status status = later.empty() ? Status() : keepForLater(prepared.batch, later);
  own.prepared.reset();
  return status;
}

Status DedupOperator::keepForLater(const BatchPtr &batch, const std::vector<uint32_t> &rows) {
  if (LaterPath.empty()) {
    if (Status status = State.newFile("rows.zst", LaterPath); !status.ok())
      return status;
    if (Status status = Later.create(LaterPath); !status.ok())
      return status;
  }
  return Later.write(*selectRows(batch, rows));
}

Status DedupOperator::settle(const std::vector<bool> &ended, std::unique_ptr<Feed> &replay, bool &done) {
  done = ended[0];
  if (!ended[0] || Resolved)
    return {};
  Resolved = true;
  if (!Keys.hasSpilled())
    return {};
  done = false;
  if (Status status = Later.close(); !status.ok())
    return status;
  std::vector<bool> dropped;
  Status status = Keys.resolve(dropped);
  replay = makeReplay(Index, LaterPath, std::move(dropped));
  return status;
}

} // namespace smelt::runtime
