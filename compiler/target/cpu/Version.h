// Identifies the compiler that made an object: a cached one of another build is not used.
#pragma once
#include <string>

namespace smelt::pipeline {
std::string compilerVersion();
} // namespace smelt::pipeline
