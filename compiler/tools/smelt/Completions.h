// Completion scripts, made from the declarations that also parse the command line.
#pragma once
#include <CLI/CLI.hpp>
#include <string>

namespace smelt::tool {

enum class Shell { bash, zsh, fish };

/// A script for the shell: verbs, options, the values of those that take one of a few, files and folders for others.
std::string completions(const CLI::App &app, Shell shell);

} // namespace smelt::tool
