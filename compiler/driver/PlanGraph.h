// The plan as data: what `smelt explain` prints as text, JSON or a picture.
#pragma once
#include "compiler/pipeline/Pipeline.h"
#include <string>
#include <vector>

namespace smelt::driver {

struct PlanRule {
  std::string name, bound; ///< no bound: a predicate without a metric
  std::string stage;       ///< the `where` it stands in
};

struct PlanStage {
  const char *kind = "";                    ///< source concat kernel expand dedup output
  std::string name;                         ///< of a kernel or output
  std::string label;                        ///< "jsonl data/*.jsonl"; empty for kernels
  std::vector<unsigned> inputs;             ///< numbers of stages, from 1
  std::vector<std::string> parts;           ///< row stages that were fused into a kernel
  std::vector<std::string> reads, computes; ///< fields
  std::vector<std::string> passes;          ///< what the compiler made of the kernel
  std::vector<PlanRule> rules;              ///< in the order of blame
  uint64_t files = 0, bytes = 0;            ///< what a source finds now
  std::string cut;                          ///< why the rows leave the kernel here
};

/// "2 files, 3.1 MB"; empty if a stage is no source or finds nothing.
std::string sizeText(const PlanStage &stage);

/// Stage i has the number i + 1.
std::vector<PlanStage> planGraph(mlir::ModuleOp stages, const pipeline::Options &options);

/// Stages in order: what each reads, computes and drops, what was fused into one kernel, and why a chain was cut.
std::string planText(const std::vector<PlanStage> &plan);
/// A self-contained picture: boxes for stages, the fused ones in one box, with arrows for rows.
std::string planSvg(const std::vector<PlanStage> &plan);

} // namespace smelt::driver
