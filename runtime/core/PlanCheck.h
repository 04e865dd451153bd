// Refuses plans that contradict themselves, so that nothing later has to.
#pragma once
#include "runtime/core/Plan.h"
#include "runtime/core/Status.h"

namespace smelt::runtime {

Status checkPlan(const Plan &plan);

} // namespace smelt::runtime
