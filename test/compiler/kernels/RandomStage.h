// Random stages and random texts for the differential test of kernels.
#pragma once
#include <random>
#include <string>
#include <vector>

namespace smelt::test {

/// MLIR text of a module with one `flow.stage "k"` over the field `text`: random views, filters, folds and bounds,
/// failing divisions included.
std::string randomStage(std::mt19937 &random);
/// Valid UTF-8 of random length around block borders, drawn from scripts that scans treat differently.
std::string randomText(std::mt19937 &random);

} // namespace smelt::test
