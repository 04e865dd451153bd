#include "runtime/core/Executor.h"
#include <algorithm>
#include <chrono>
#include <functional>
#include <new>
#include <tbb/enumerable_thread_specific.h>
#include <tbb/parallel_pipeline.h>
#include <tbb/task_arena.h>

namespace smelt::runtime {

/// What a token and what nodes make of it take in memory, about.
static constexpr uint64_t TokenBytes = 8u << 20;

std::vector<uint32_t> sourceOrder(const Plan &plan) {
  std::vector<uint32_t> order;
  std::vector<bool> visited(plan.nodes.size());
  std::function<void(uint32_t)> visit = [&](uint32_t node) {
    if (visited[node])
      return;
    visited[node] = true;
    for (uint32_t input : plan.nodes[node].inputs)
      visit(input);
    if (plan.nodes[node].kind == NodeKind::source)
      order.push_back(node);
  };
  for (uint32_t node = 0; node < plan.nodes.size(); ++node)
    if (plan.nodes[node].kind == NodeKind::sink)
      visit(node);
  for (uint32_t node = 0; node < plan.nodes.size(); ++node)
    visit(node);
  return order;
}

Executor::Executor(const Plan &plan, const RunOptions &options, const std::vector<SourceInputs> &sources,
                   StateFolder &state)
    : Graph(plan), Options(options), Counts(plan, options.report, state), Operators(plan.nodes.size()),
      Pending(plan.nodes.size()), SourceEnded(plan.nodes.size()) {
  auto isDedup = [](const Node &node) { return node.kind == NodeKind::dedup; };
  uint64_t dedups = uint64_t(std::count_if(plan.nodes.begin(), plan.nodes.end(), isDedup));
  auto isFold = [](const Node &node) { return node.sink.fold.has_value(); };
  uint64_t keeping = dedups + uint64_t(std::count_if(plan.nodes.begin(), plan.nodes.end(), isFold));
  for (uint32_t number = 0; number < sources.size(); ++number) {
    auto source = std::make_unique<SourceOperator>(plan, sources[number], number);
    SourceNodes.push_back(source.get());
    Operators[sources[number].node] = std::move(source);
  }
  for (uint32_t node = 0; node < plan.nodes.size(); ++node) {
    switch (plan.nodes[node].kind) {
    case NodeKind::source:
      break;
    case NodeKind::concat:
      Operators[node] = std::make_unique<ConcatOperator>(plan, node, state);
      break;
    case NodeKind::kernel:
      Operators[node] = std::make_unique<KernelOperator>(plan, node, options, Counts, sources);
      break;
    case NodeKind::expand:
      Operators[node] = std::make_unique<ExpandOperator>(plan, node, sources);
      break;
    case NodeKind::dedup:
      // Half of the budget is for batches in flight.
      Operators[node] = std::make_unique<DedupOperator>(plan, node, sources, options.memoryBytes / 2 / keeping, state);
      break;
    case NodeKind::sink:
      if (plan.nodes[node].sink.fold) {
        auto fold = std::make_unique<FoldOperator>(plan, node, options.memoryBytes / 2 / keeping, state);
        Folds.push_back(fold.get());
        Operators[node] = std::move(fold);
        break;
      }
      if (plan.nodes[node].sink.collect) {
        Operators[node] = std::make_unique<CollectingSink>(plan, node, sources);
        break;
      }
      std::unique_ptr<SinkOperator> sink;
      if (plan.nodes[node].sink.format == SinkFormat::parquet)
        sink = std::make_unique<ParquetSink>(plan, node, sources);
      else
        sink = std::make_unique<SinkOperator>(plan, node, sources);
      Sinks.push_back(sink.get());
      Operators[node] = std::move(sink);
      break;
    }
  }
}

Status Executor::openSinks() {
  for (SinkOperator *sink : Sinks)
    if (Status status = sink->open(); !status.ok())
      return status;
  return {};
}

Status Executor::closeSinks() {
  for (SinkOperator *sink : Sinks)
    if (Status status = sink->finish(); !status.ok())
      return status;
  for (FoldOperator *fold : Folds)
    if (Status status = fold->finish(); !status.ok())
      return status;
  return {};
}

uint64_t Executor::bytesRead() const {
  uint64_t bytes = 0;
  for (SourceOperator *source : SourceNodes)
    bytes += source->reader().bytesRead();
  return bytes;
}

void Executor::fail(Status status) {
  if (status.ok())
    return;
  std::lock_guard lock(FailureMutex);
  if (!Failed.exchange(true))
    Failure = std::move(status);
}

size_t Executor::tokensInFlight() const {
  uint64_t fitting = Options.memoryBytes / 2 / TokenBytes;
  // Two more for each thread hide that some take longer than others; from many threads on, eight in all do.
  auto threads = uint64_t(tbb::this_task_arena::max_concurrency());
  uint64_t useful = threads + std::min<uint64_t>(2 * threads, 8);
  return size_t(std::clamp<uint64_t>(fitting, 1, useful));
}

/// The nodes that a feed's rows reach, by the pair of stages in which they work: serial nodes close a level, and what
/// comes after them is in the next.
struct Executor::Phase {
  struct Level {
    std::vector<uint32_t> prepared; ///< in parallel, in topological order
    std::vector<uint32_t> advanced; ///< serially
  };
  std::vector<Level> levels;
};

Executor::Phase Executor::layOut(uint32_t root) const {
  Phase phase;
  std::vector<int> depth(Graph.nodes.size(), -1);
  depth[root] = 0;
  phase.levels.resize(1);
  if (Graph.nodes[root].kind == NodeKind::source)
    phase.levels[0].prepared.push_back(root);
  for (uint32_t node = root + 1; node < Graph.nodes.size(); ++node) {
    int level = -1;
    for (uint32_t input : Graph.nodes[node].inputs)
      level = std::max(level, depth[input]);
    if (level < 0)
      continue;
    bool serial = Operators[node]->isSerial();
    depth[node] = level + serial;
    phase.levels.resize(std::max(phase.levels.size(), size_t(depth[node]) + 1));
    phase.levels[size_t(level)].prepared.push_back(node);
    if (serial)
      phase.levels[size_t(level)].advanced.push_back(node);
  }
  return phase;
}

/// Adds the time that a scope takes to a count.
class Stopwatch {
public:
  explicit Stopwatch(double &seconds) : Seconds(seconds) {}
  ~Stopwatch() { Seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - Start).count(); }
  Stopwatch(const Stopwatch &) = delete;
  Stopwatch &operator=(const Stopwatch &) = delete;

private:
  double &Seconds;
  std::chrono::steady_clock::time_point Start = std::chrono::steady_clock::now();
};

/// Runs a step; memory that ran out becomes a Status, since no exception may leave the runtime.
template <class Fn> static Status guarded(Fn step) {
  try {
    return step();
  } catch (const std::bad_alloc &) {
    return Status(errors::OutOfMemory,
                  "memory ran out; give the run less of it (`--memory`), so that it spills earlier");
  }
}

std::unique_ptr<Token> Executor::read(uint32_t root, Feed &feed) {
  if (stopped())
    return nullptr;
  auto token = std::make_unique<Token>();
  token->slots.resize(Graph.nodes.size());
  bool more = false;
  Stopwatch watch(token->slots[root].delta.seconds);
  fail(guarded([&] { return feed.next(*token, more); }));
  return more && !stopped() ? std::move(token) : nullptr;
}

void Executor::prepare(const std::vector<uint32_t> &nodes, Token &token, smelt_context &context) {
  for (uint32_t node : nodes) {
    if (stopped())
      return;
    Stopwatch watch(token.slots[node].delta.seconds);
    fail(guarded([&] { return Operators[node]->prepare(token, context); }));
  }
}

void Executor::advance(const std::vector<uint32_t> &nodes, Token &token) {
  for (uint32_t node : nodes) {
    if (stopped())
      return;
    Stopwatch watch(token.slots[node].delta.seconds);
    fail(guarded([&] { return Operators[node]->advance(token); }));
  }
}

Status Executor::runPhase(uint32_t root, Feed &feed) {
  Phase phase = layOut(root);
  tbb::enumerable_thread_specific<smelt_context> contexts;
  using tbb::filter_mode;
  // Tokens are owned by the pipeline; the last filter frees each.
  tbb::filter<void, Token *> chain =
      tbb::make_filter<void, Token *>(filter_mode::serial_in_order, [&](tbb::flow_control &control) -> Token * {
        std::unique_ptr<Token> token = read(root, feed);
        if (!token)
          control.stop();
        return token.release();
      });
  for (const Phase::Level &level : phase.levels) {
    chain = chain & tbb::make_filter<Token *, Token *>(filter_mode::parallel, [this, &level, &contexts](Token *token) {
              prepare(level.prepared, *token, contexts.local());
              return token;
            });
    if (!level.advanced.empty())
      chain = chain & tbb::make_filter<Token *, Token *>(filter_mode::serial_in_order, [this, &level](Token *token) {
                advance(level.advanced, *token);
                return token;
              });
  }
  auto account = tbb::make_filter<Token *, void>(filter_mode::serial_in_order, [this](Token *token) {
    std::unique_ptr<Token> owned(token);
    if (!stopped())
      fail(guarded([&] { return Counts.add(*owned); }));
  });
  tbb::parallel_pipeline(tokensInFlight(), chain & account);
  return Failure;
}

/// Finds out which nodes have ended and which may replay rows.
Status Executor::settle(std::vector<bool> &ended) {
  ended.assign(Graph.nodes.size(), false);
  for (uint32_t node = 0; node < Graph.nodes.size(); ++node) {
    if (Graph.nodes[node].kind == NodeKind::source) {
      ended[node] = SourceEnded[node];
      continue;
    }
    std::vector<bool> inputsEnded;
    for (uint32_t input : Graph.nodes[node].inputs)
      inputsEnded.push_back(ended[input]);
    bool done = false;
    Status status = guarded([&] { return Operators[node]->settle(inputsEnded, Pending[node], done); });
    if (!status.ok())
      return status;
    ended[node] = done && !Pending[node];
  }
  return {};
}

Status Executor::execute() {
  std::vector<bool> ended;
  size_t nextSource = 0;
  while (!stopped()) {
    if (Status status = settle(ended); !status.ok())
      return status;
    // The replay farthest down goes first: rows that wait before a node go before those that are still above it.
    auto pending = std::find_if(Pending.rbegin(), Pending.rend(), [](const auto &feed) { return feed != nullptr; });
    uint32_t root = 0;
    std::unique_ptr<Feed> feed;
    if (pending != Pending.rend()) {
      root = uint32_t(Pending.rend() - pending) - 1;
      feed = std::move(*pending);
    } else if (nextSource < SourceNodes.size()) {
      root = 0;
      SourceOperator *source = SourceNodes[nextSource++];
      while (Operators[root].get() != source)
        ++root;
      feed = source->feed();
      SourceEnded[root] = true;
    } else {
      return {};
    }
    if (Status status = runPhase(root, *feed); !status.ok())
      return status;
  }
  return Failure;
}

} // namespace smelt::runtime
