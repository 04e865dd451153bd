// The verbs as functions: what the command line, tests and embedding programs call. No global state; several calls may
// run at once on consoles of their own.
#pragma once
#include "compiler/driver/Console.h"
#include "compiler/driver/Request.h"

namespace smelt::driver {

/// Checks the recipe and everything it imports; touches no MLIR.
Exit check(const Request &request, const Environment &environment, Console &console);

/// Makes the edits that diagnostics are sure of (diag::Applicability) and writes the recipe; with `request.dryRun`
/// prints them as a diff instead. Standard input goes to the stream of results.
Exit fix(const Request &request, const Environment &environment, Console &console);

/// Makes the outputs that are named, or all, with a line for each stage and the paths of the outputs as results.
Exit run(const Request &request, const Environment &environment, Console &console);

/// Runs the recipe's tests and those in its docs; prints `N passed, M failed` and each failed assert with both sides.
Exit test(const Request &request, const Environment &environment, Console &console);

/// Shows the report of an output folder, or two beside each other (`request.files`); writes the page to
/// `request.target` if that is given.
Exit report(const Request &request, Console &console);

/// Proposes bounds from what the last run of the recipe measured; with `request.write` edits the recipe.
Exit tune(const Request &request, const Environment &environment, Console &console);

/// Prints the plan, or with `request.emit` the program as it is after that phase.
Exit explain(const Request &request, const Environment &environment, Console &console);

/// Prints the long text of a diagnostic such as "E0207".
Exit explainCode(const std::string &code, Console &console);

/// Lays recipes out in smelt's style and prints the paths of those that changed; with `check` it changes nothing and
/// prints what would change. A recipe with syntax errors stays as it is.
Exit formatFiles(const FormatRequest &request, Console &console);

/// Makes a project from a template and prints its files; writes into nothing that exists.
Exit newProject(const ProjectRequest &request, const Environment &environment, Console &console);

/// Prints the documentation of a module, or writes it and prints its path.
Exit document(const DocumentRequest &request, const Environment &environment, Console &console);

} // namespace smelt::driver
