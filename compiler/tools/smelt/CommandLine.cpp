// CLI11 splits the arguments; what they mean, and every message, is smelt's own: CLI11's exceptions end here.
#include "compiler/tools/smelt/CommandLine.h"
#include "compiler/driver/Verbs.h"
#include "compiler/pipeline/Pipeline.h"
#include "compiler/target/cpu/Host.h"
#include "compiler/tools/smelt/Completions.h"
#include "lang/sema/Units.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include <CLI/CLI.hpp>
#include <map>

namespace smelt::tool {

using diag::Code;
using driver::kNowhere;

namespace {

/// The arguments as CLI11 hands them over.
struct Raw {
  std::string recipe, emit, memory, report, format = "human", color = "auto", directory, width;
  std::string threads, seed, filter, cases, expression;
  std::vector<std::string> files, outputs, settings, disabled;
  std::string target, keep, method = "percentile";
  bool frozen = false, update = false, write = false, compare = false, dryRun = false, svg = false;
  bool noFuse = false, noCache = false, quiet = false, version = false;
  std::string folder, templateName = driver::ProjectRequest().templateName;
  std::string module, documentFormat = "markdown", output, shell, topic;
  std::vector<std::string> paths;
  bool check = false, standardInput = false;
};

class Parser {
public:
  Parser(const std::string &version, diag::Diagnostics &diags) : version_(version), diags_(diags) { declare(); }
  std::optional<CommandLine> parse(const std::vector<std::string> &arguments);

private:
  void declare();
  /// A verb over a recipe, one that works in a folder, one with results and diagnostics, and one with options of its
  /// own only.
  CLI::App *verb(const char *name, const char *summary, const char *examples);
  CLI::App *folderVerb(const char *name, const char *summary, const char *examples);
  CLI::App *resultVerb(const char *name, const char *summary, const char *examples);
  CLI::App *plainVerb(const char *name, const char *summary, const char *examples);
  void declareCompiler(CLI::App &app);
  void declareRun(CLI::App &app);
  void declareReport(CLI::App &app);
  void declareTune(CLI::App &app);
  void declareTest();
  void declareFolders();
  void declareAbout();

  bool knowsVerb(const std::string &name);
  bool split(const std::vector<std::string> &arguments, CommandLine &line);
  void leftovers(const CLI::App &app, const std::string &verb);
  void takeExpression(driver::Request &request);
  void takeEnvironment();
  /// The option, or the variable of the environment that stood in for it.
  std::string written(const std::string &option) const {
    auto found = fromEnvironment_.find(option);
    return found == fromEnvironment_.end() ? option : found->second;
  }
  void interpret(CommandLine &line);
  void interpretRecipe(CommandLine &line);
  void interpretFormat(driver::FormatRequest &request);
  void interpretProject(driver::ProjectRequest &request);
  void interpretDocument(driver::DocumentRequest &request);
  void interpretAbout(CommandLine &line);
  void interpretRun(driver::Request &request);
  void interpretWidth(const CommandLine &line);
  void interpretSettings(driver::Request &request);
  void interpretReport(CommandLine &line);
  void interpretKeep(driver::Request &request);
  void interpretStyle(CommandLine &line);
  template <class Number> void number(const char *option, const std::string &text, Number &value);
  /// Which of `legal` the value is; reports one that is none.
  size_t choice(const char *option, const std::string &value, const std::vector<std::string> &legal);

  std::string version_;
  diag::Diagnostics &diags_;
  CLI::App app_{"smelt turns raw documents into curated ones, as a recipe says", "smelt"};
  Raw raw_;
  std::map<std::string, std::string> fromEnvironment_; ///< variables by the option that they stand in for
};

// ---- declarations --------------------------------------------------------------------------------------------------

CLI::App *Parser::plainVerb(const char *name, const char *summary, const char *examples) {
  CLI::App *app = app_.add_subcommand(name, summary);
  app->allow_extras();
  app->footer(std::string("Examples:\n") + examples);
  app->set_help_flag("-h,--help", "Print this text");
  return app;
}

CLI::App *Parser::resultVerb(const char *name, const char *summary, const char *examples) {
  CLI::App *app = plainVerb(name, summary, examples);
  app->add_option("--format", raw_.format, "human, or json: one JSON object a line on standard output")
      ->type_name("human|json");
  app->add_option("--color", raw_.color, "When to color messages; NO_COLOR turns `auto` off")
      ->type_name("auto|always|never");
  app->add_flag("--quiet", raw_.quiet, "Print only diagnostics and results");
  return app;
}

CLI::App *Parser::folderVerb(const char *name, const char *summary, const char *examples) {
  CLI::App *app = resultVerb(name, summary, examples);
  app->add_option("--directory", raw_.directory, "Work in this folder: the paths of data start there")
      ->type_name("DIR");
  return app;
}

CLI::App *Parser::verb(const char *name, const char *summary, const char *examples) {
  CLI::App *app = folderVerb(name, summary, examples);
  app->add_option("FILE", raw_.recipe, "The recipe; `-` reads it from standard input");
  app->add_option("-e,--expression", raw_.expression, "The recipe itself, in place of FILE")->type_name("RECIPE");
  app->add_option("--set", raw_.settings, "Give a `param` of the recipe a value; may be repeated")
      ->type_name("NAME=VALUE")
      ->allow_extra_args(false);
  return app;
}

void Parser::declareCompiler(CLI::App &app) {
  app.add_flag("--no-fuse", raw_.noFuse, "One loop for each fold, straight from the definition: slow, same results");
  app.add_option("--width", raw_.width, "Vector width of the kernels; never changes a result")
      ->type_name("auto|512|256|128|scalar");
  app.add_option("--disable", raw_.disabled, "Leave out an optimizing pass; may be repeated")
      ->type_name("PASS")
      ->allow_extra_args(false);
  app.add_flag("--no-cache", raw_.noCache, "Compile anew, without .smelt/cache");
}

void Parser::declareRun(CLI::App &app) {
  app.add_option("--threads", raw_.threads, "Threads; all cores if not given")->type_name("N");
  app.add_option("--memory", raw_.memory, "Budget for documents in flight and tables, e.g. \"2 GB\"")
      ->type_name("SIZE");
  app.add_option("--report", raw_.report, "Which documents are measured by every rule: none, 1 in 64, all")
      ->type_name("none|sample|full");
  app.add_option("--seed", raw_.seed, "Chooses the sample of the report")->type_name("N");
}

void Parser::declareTest() {
  CLI::App *test = verb("test", "Run the tests of recipes, and those in their docs",
                        "  smelt test base.recipe              one recipe\n"
                        "  smelt test stdlib rules.recipe      every recipe below a folder, and another\n"
                        "  smelt test stdlib --filter gopher   only tests whose title contains this");
  test->add_option("FILES", raw_.files, "More recipes, or folders of them");
  test->add_option("--filter", raw_.filter, "Run only tests whose title contains this, in any case")->type_name("TEXT");
  test->add_option("--cases", raw_.cases, "How many values `for any` tries; 1000 if not given")->type_name("N");
  test->add_option("--seed", raw_.seed, "Chooses the values of `for any`")->type_name("N");
  test->add_flag("--update", raw_.update, "Write golden files instead of comparing with them");
  test->add_option("--threads", raw_.threads, "Threads; all cores if not given")->type_name("N");
  declareCompiler(*test);
}

void Parser::declareReport(CLI::App &app) {
  app.add_option("FOLDER", raw_.recipe, "The folder of an output")->type_name("DIR");
  app.add_option("OTHER", raw_.files, "The folder of another output, to compare")->type_name("DIR");
  app.add_flag("--compare", raw_.compare, "Says that two folders are meant");
  app.add_option("--output", raw_.target, "Write the page here")->type_name("FILE.html");
}

void Parser::declareTune(CLI::App &app) {
  app.add_option("OUTPUTS", raw_.outputs, "Outputs whose rules are tuned; all if none is named");
  app.add_option("--keep", raw_.keep, "The share of the documents that each rule is to keep")->type_name("SHARE");
  app.add_option("--method", raw_.method, "percentile, or sigma: three standard deviations around the mean")
      ->type_name("percentile|sigma");
  app.add_flag("--write", raw_.write, "Put the bounds into the recipe");
}

void Parser::declare() {
  app_.set_help_flag("-h,--help", "Print this text");
  app_.add_flag("--version", raw_.version, "Print the versions of smelt and of what is built in");
  app_.require_subcommand(0, 1);
  app_.allow_extras();
  app_.footer("`smelt VERB --help` says more about a verb.\n"
              "Exit codes: 0 fine, 1 the recipe or the data is at fault, 2 the call or smelt is, 130 interrupted.");
  CLI::App *check = verb("check", "Check a recipe and everything it imports",
                         "  smelt check base.recipe\n"
                         "  smelt check base.recipe --set data=/mnt/crawl\n"
                         "  smelt check base.recipe --update  write base.lock: fields of the sources, library\n"
                         "  smelt check base.recipe --frozen  refuse what differs from it");
  check->add_flag("--frozen", raw_.frozen, "Fail if sources or the standard library differ from the lock");
  check->add_flag("--update", raw_.update, "Write the lock anew");
  CLI::App *fix = verb("fix", "Make the edits that the diagnostics of a recipe are sure of",
                       "  smelt fix base.recipe            edits the file\n"
                       "  smelt fix base.recipe --dry-run  prints a diff instead");
  fix->add_flag("--dry-run", raw_.dryRun, "Print the edits as a diff, write nothing");
  CLI::App *run = verb("run", "Make the outputs of a recipe",
                       "  smelt run base.recipe                    all outputs\n"
                       "  smelt run base.recipe clean --threads 8  one of them, and what it needs\n"
                       "  cat base.recipe | smelt run -            the recipe from standard input\n"
                       "  smelt run -e 'output o = text(\"-\") |> where(.text.words.count > 9) |> to_jsonl(\"o\")'");
  run->add_flag("--frozen", raw_.frozen, "Fail if sources or the standard library differ from the lock");
  run->add_option("OUTPUTS", raw_.outputs, "Outputs to make; all if none is named");
  declareRun(*run);
  declareCompiler(*run);
  declareTest();
  declareReport(
      *folderVerb("report", "Show what the rules of a run dropped, or compare two runs",
                  "  smelt report out/clean                     a table of the rules\n"
                  "  smelt report out/a out/b --output diff.html  two runs beside each other, as a page too"));
  declareTune(*verb("tune", "Propose bounds from what the last run measured",
                    "  smelt tune base.recipe              bounds that keep 95% of the documents each\n"
                    "  smelt tune base.recipe --keep 99% --write\n"
                    "  smelt tune base.recipe --method sigma   three standard deviations around the mean"));
  CLI::App *explain = verb("explain", "Show the plan of a recipe, or what a diagnostic means",
                           "  smelt explain base.recipe                 stages, fusion, rules\n"
                           "  smelt explain base.recipe --emit=kernels  the program after a phase\n"
                           "  smelt explain base.recipe --svg > a.svg   the plan as a picture\n"
                           "  smelt explain base.recipe gopher.quality  rules, a rule or a function\n"
                           "  smelt explain words                       one of the standard library\n"
                           "  smelt explain E0207                       the long text of a diagnostic");
  explain->add_option("OUTPUTS", raw_.outputs,
                      "Outputs, or rules and functions, to explain; all outputs if none is named");
  explain->add_option("--emit", raw_.emit, "Print the program as it is after this phase")
      ->type_name("check|gen|optimize|stages|kernels|llvm|asm");
  explain->add_flag("--svg", raw_.svg, "Draw the plan as a picture");
  declareCompiler(*explain);
  declareFolders();
  declareAbout();
}

/// The verbs that make and lay out files.
void Parser::declareFolders() {
  CLI::App *fmt =
      resultVerb("fmt", "Lay recipes out in the one style; prints which files changed",
                 "  smelt fmt                      all recipes under the working directory\n"
                 "  smelt fmt base.recipe rules    a file, and all recipes of a folder\n"
                 "  smelt fmt --check              change nothing; show what would change, and exit with 1\n"
                 "  cat base.recipe | smelt fmt --stdin");
  fmt->add_option("PATHS", raw_.paths, "Files and folders; the working directory if none is given");
  fmt->add_flag("--check", raw_.check, "Change nothing; list the files that differ, with a diff");
  fmt->add_flag("--stdin", raw_.standardInput, "Read standard input, write standard output");
  CLI::App *project = resultVerb("new", "Make a project that runs as it comes",
                                 "  smelt new shop                            shop/shop.recipe, data, tests, a README\n"
                                 "  smelt new shop --template quality-rules   rules of your own, in a module");
  project->add_option("NAME", raw_.folder, "The folder to make; its name is the project's");
  project->add_option("--template", raw_.templateName, "What to begin with; curate if not given")
      ->type_name("curate|dedup|quality-rules");
  CLI::App *doc = plainVerb("doc", "Print the documentation of a module",
                            "  smelt doc std.quality.gopher                        Markdown on standard output\n"
                            "  smelt doc rules.recipe --format html --output site  site/rules.html");
  doc->add_option("MODULE", raw_.module, "A module of the standard library, or a file that ends in .recipe");
  doc->add_option("--format", raw_.documentFormat, "Markdown, or one page of HTML that needs no other file")
      ->type_name("markdown|html");
  doc->add_option("--output", raw_.output, "Write a file into this folder and print its path")->type_name("DIR");
}

/// The verbs about smelt itself.
void Parser::declareAbout() {
  plainVerb("completions", "Print a script that completes verbs and options in a shell",
            "  source <(smelt completions bash)             in ~/.bashrc\n"
            "  smelt completions zsh > ~/.zfunc/_smelt      in a folder of $fpath\n"
            "  smelt completions fish | source              in config.fish")
      ->add_option("SHELL", raw_.shell, "The shell")
      ->type_name("bash|zsh|fish");
  plainVerb("help", "Say more about a verb", "  smelt help\n  smelt help run")
      ->add_option("VERB", raw_.topic, "The verb; all of them if none is given");
}

// ---- splitting -----------------------------------------------------------------------------------------------------

bool Parser::knowsVerb(const std::string &name) {
  std::vector<std::string> verbs;
  for (const CLI::App *app : app_.get_subcommands([](CLI::App *) { return true; }))
    verbs.push_back(app->get_name());
  if (llvm::is_contained(verbs, name))
    return true;
  diag::Diagnostic &d = diags_.report(Code::E0901, kNowhere, {name});
  if (auto near = diag::didYouMean(name, verbs))
    d.suggest("did you mean `smelt " + *near + "`?");
  else if (llvm::StringRef(name).ends_with(".recipe"))
    d.suggest("write `smelt run " + name + "`");
  d.note("the verbs are `" + llvm::join(verbs, "`, `") + "`");
  return false;
}

/// What no option took: unknown options, with the nearest known one, and arguments too many.
void Parser::leftovers(const CLI::App &app, const std::string &verb) {
  std::vector<std::string> known;
  for (const CLI::Option *option : app.get_options())
    for (const std::string &name : option->get_lnames())
      known.push_back("--" + name);
  for (const std::string &argument : app.remaining()) {
    if (!llvm::StringRef(argument).starts_with("-") || argument == "-") {
      diags_.report(Code::E0906, kNowhere, {argument});
      continue;
    }
    std::string option = argument.substr(0, argument.find('='));
    diag::Diagnostic &d = diags_.report(Code::E0902, kNowhere, {verb, option});
    if (auto near = diag::didYouMean(option, known))
      d.suggest("did you mean `" + *near + "`?");
    else
      d.suggest("`smelt " + verb + " --help` lists the options");
    return; // what follows may have been its value
  }
}

bool Parser::split(const std::vector<std::string> &arguments, CommandLine &line) {
  try {
    app_.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend())); // CLI11 takes them from the back
  } catch (const CLI::CallForHelp &) {
    line.shown = app_.help(); // of the verb, where there is one
    return false;
  } catch (const CLI::ParseError &error) {
    // The only kind left, as no option is required, converted or validated by CLI11: a value is missing.
    std::string option = llvm::StringRef(error.what()).split(':').first.str();
    diags_.report(Code::E0903, kNowhere, {option});
    return false;
  }
  return true;
}

// ---- meaning -------------------------------------------------------------------------------------------------------

size_t Parser::choice(const char *option, const std::string &value, const std::vector<std::string> &legal) {
  auto found = llvm::find(legal, value);
  if (found != legal.end())
    return found - legal.begin();
  diag::Diagnostic &d = diags_.report(Code::E0904, kNowhere, {written(option), value});
  if (auto near = diag::didYouMean(value, legal))
    d.suggest("did you mean `" + *near + "`?");
  d.note("it takes `" + llvm::join(legal, "`, `") + "`");
  return 0;
}

template <class Number> void Parser::number(const char *option, const std::string &text, Number &value) {
  if (!text.empty() && llvm::StringRef(text).getAsInteger(10, value))
    diags_.report(Code::E0904, kNowhere, {written(option), text}).note("it takes a whole number");
}

/// Code for another machine can be looked at, but not run.
void Parser::interpretWidth(const CommandLine &line) {
  bool isShown = line.verb == "explain" && raw_.emit != "native";
  std::vector<std::string> widths{"auto", "512", "256", "128", "scalar"};
  if (!isShown)
    llvm::erase_if(widths, [](const std::string &name) { return !target::canRun(*pipeline::widthByName(name)); });
  choice("--width", raw_.width, widths);
}

void Parser::interpretSettings(driver::Request &request) {
  for (const std::string &setting : raw_.settings) {
    auto [name, value] = llvm::StringRef(setting).split('=');
    if (name.empty() || name.size() == setting.size())
      diags_.report(Code::E0904, kNowhere, {"--set", setting}).suggest("write `--set name=value`");
    else
      request.settings[name.trim().str()] = value.str();
  }
}

void Parser::interpretRun(driver::Request &request) {
  number("--threads", raw_.threads, request.run.threads);
  if (!raw_.threads.empty() && request.run.threads > 4096)
    diags_.report(Code::E0904, kNowhere, {written("--threads"), raw_.threads})
        .note("it takes 1 to 4096; 0 means all cores");
  number("--seed", raw_.seed, request.run.seed);
  if (!raw_.memory.empty()) {
    if (std::optional<uint64_t> bytes = parseSize(raw_.memory))
      request.run.memoryBytes = *bytes;
    else
      diags_.report(Code::E0904, kNowhere, {written("--memory"), raw_.memory})
          .suggest("write a size, such as `\"2 GB\"`");
  }
  request.run.report = static_cast<runtime::Report>(choice("--report", raw_.report, {"none", "sample", "full"}));
}

void Parser::interpretReport(CommandLine &line) {
  std::vector<std::string> &folders = line.request.files = raw_.files;
  folders.insert(folders.begin(), raw_.recipe);
  if (raw_.recipe.empty() || (raw_.compare && folders.size() != 2))
    diags_.report(Code::E0905, kNowhere, {"smelt report", raw_.compare ? "two folders" : "the folder of an output"})
        .suggest("write `smelt report out/clean`");
  else if (folders.size() > 2)
    diags_.report(Code::E0906, kNowhere, {folders[2]});
  line.request.target = raw_.target;
  interpretStyle(line);
}

/// "95%" or "0.95".
void Parser::interpretKeep(driver::Request &request) {
  llvm::StringRef text(raw_.keep);
  bool percent = text.consume_back("%");
  double share = 0;
  if (text.trim().getAsDouble(share) || (share = percent ? share / 100 : share) <= 0 || share > 1)
    diags_.report(Code::E0904, kNowhere, {"--keep", raw_.keep}).note("it takes a share such as `95%`");
  request.keep = share;
}

void Parser::interpretFormat(driver::FormatRequest &request) {
  request = {raw_.paths, raw_.check, raw_.standardInput};
  if (raw_.standardInput && !raw_.paths.empty())
    diags_.report(Code::E0906, kNowhere, {raw_.paths[0]}).note("`--stdin` reads standard input and no files");
}

void Parser::interpretProject(driver::ProjectRequest &request) {
  request = {raw_.folder, raw_.templateName};
  if (raw_.folder.empty())
    diags_.report(Code::E0905, kNowhere, {"smelt new", "a name"}).suggest("write `smelt new shop`");
}

void Parser::interpretDocument(driver::DocumentRequest &request) {
  request = {raw_.module, choice("--format", raw_.documentFormat, {"markdown", "html"}) == 1, raw_.output};
  if (raw_.module.empty())
    diags_.report(Code::E0905, kNowhere, {"smelt doc", "a module"}).suggest("write `smelt doc std.text`");
}

/// What is only shown: the scripts of `completions`, the texts of `help`.
void Parser::interpretAbout(CommandLine &line) {
  if (line.verb == "completions" && raw_.shell.empty())
    diags_.report(Code::E0905, kNowhere, {"smelt completions", "a shell"}).suggest("write `smelt completions bash`");
  else if (line.verb == "completions")
    line.shown = completions(app_, static_cast<Shell>(choice("SHELL", raw_.shell, {"bash", "zsh", "fish"})));
  else if (raw_.topic.empty())
    line.shown = app_.get_formatter()->make_help(&app_, app_.get_name(), CLI::AppFormatMode::Normal);
  else if (knowsVerb(raw_.topic))
    line.shown = app_.get_subcommand(raw_.topic)->help("smelt");
  line.verb.clear();
}

/// With `-e` there is no FILE: what stands in its place is the first output.
void Parser::takeExpression(driver::Request &request) {
  if (raw_.expression.empty())
    return;
  std::vector<std::string> &more = raw_.files.empty() ? raw_.outputs : raw_.files;
  if (!raw_.recipe.empty())
    more.insert(more.begin(), raw_.recipe);
  raw_.recipe = "<expression>";
  request.recipeText = raw_.expression + "\n";
}

/// What the environment says holds where no option says otherwise.
void Parser::takeEnvironment() {
  for (auto [name, option] : {std::pair{"SMELT_THREADS", &raw_.threads},
                              {"SMELT_MEMORY", &raw_.memory},
                              {"SMELT_SEED", &raw_.seed},
                              {"SMELT_WIDTH", &raw_.width},
                              {"SMELT_REPORT", &raw_.report}})
    if (const char *value = std::getenv(name); value && *value && option->empty()) {
      *option = value;
      fromEnvironment_["--" + llvm::StringRef(name).substr(6).lower()] = name;
    }
  if (raw_.report.empty())
    raw_.report = "sample";
  if (raw_.width.empty())
    raw_.width = "auto";
}

void Parser::interpretRecipe(CommandLine &line) {
  takeEnvironment();
  driver::Request &request = line.request;
  if (line.verb == "report")
    return interpretReport(line);
  takeExpression(request);
  if (raw_.recipe.empty())
    diags_.report(Code::E0905, kNowhere, {"smelt " + line.verb, "a recipe"})
        .suggest("write `smelt " + line.verb + " base.recipe`");
  request.recipe = raw_.recipe;
  request.outputs = raw_.outputs;
  if (line.verb == "test") {
    request.files = raw_.files;
    request.files.insert(request.files.begin(), raw_.recipe);
  }
  request.filter = raw_.filter;
  request.frozen = raw_.frozen;
  request.update = raw_.update;
  if (raw_.frozen && raw_.update)
    diags_.report(Code::E0905, kNowhere, {"--update", "a lock that may change"}).suggest("leave out `--frozen`");
  number("--cases", raw_.cases, request.cases);
  interpretSettings(request);
  interpretRun(request);
  request.compiler.fuse = !raw_.noFuse;
  interpretWidth(line);
  request.compiler.width = raw_.width;
  for (const std::string &pass : raw_.disabled)
    choice("--disable", pass, pipeline::optimizingPasses());
  request.compiler.disabled = {raw_.disabled.begin(), raw_.disabled.end()};
  request.compiler.cacheFolder = raw_.noCache ? "" : request.run.stateFolder + "/cache";
  if (!raw_.emit.empty())
    choice("--emit", raw_.emit, pipeline::phaseNames());
  request.emit = raw_.emit;
  request.svg = raw_.svg;
  request.write = raw_.write;
  request.dryRun = raw_.dryRun;
  request.method = raw_.method;
  choice("--method", raw_.method, {"percentile", "sigma"});
  if (!raw_.keep.empty())
    interpretKeep(request);
  interpretStyle(line);
}

void Parser::interpretStyle(CommandLine &line) {
  line.directory = raw_.directory;
  line.json = choice("--format", raw_.format, {"human", "json"}) == 1;
  line.color = static_cast<ColorChoice>(choice("--color", raw_.color, {"auto", "always", "never"}));
  line.quiet = raw_.quiet;
}

void Parser::interpret(CommandLine &line) {
  if (line.verb == "completions" || line.verb == "help")
    return interpretAbout(line);
  if (line.verb == "doc")
    return interpretDocument(line.document);
  if (line.verb != "fmt" && line.verb != "new")
    return interpretRecipe(line);
  if (line.verb == "fmt")
    interpretFormat(line.format);
  else
    interpretProject(line.project);
  interpretStyle(line);
}

std::optional<CommandLine> Parser::parse(const std::vector<std::string> &arguments) {
  CommandLine line;
  if (arguments.empty()) {
    diags_.report(Code::E0905, kNowhere, {"smelt", "a verb"}).suggest("`smelt --help` lists them");
    return std::nullopt;
  }
  if (!llvm::StringRef(arguments[0]).starts_with("-") && !knowsVerb(arguments[0]))
    return std::nullopt;
  if (!split(arguments, line))
    return line.shown.empty() ? std::nullopt : std::optional(std::move(line));
  std::vector<CLI::App *> used = app_.get_subcommands();
  if (raw_.version && used.empty()) {
    line.shown = version_;
    return line;
  }
  line.verb = used.empty() ? "" : used[0]->get_name();
  leftovers(used.empty() ? app_ : *used[0], line.verb);
  if (!used.empty() && !diags_.hasErrors())
    interpret(line);
  return diags_.hasErrors() ? std::nullopt : std::optional(std::move(line));
}

} // namespace

std::optional<uint64_t> parseSize(llvm::StringRef text) {
  size_t digits = text.find_first_not_of("0123456789.");
  double amount = 0;
  if (text.substr(0, digits).getAsDouble(amount) || amount < 0)
    return std::nullopt;
  llvm::StringRef unit = digits == llvm::StringRef::npos ? "bytes" : text.substr(digits).trim();
  const sema::Unit *known = sema::findUnit({unit.data(), unit.size()});
  if (!known || known->dimension != sema::Dimension::bytes || amount * known->factor >= 0x1p63)
    return std::nullopt;
  return static_cast<uint64_t>(amount * known->factor);
}

std::optional<CommandLine> parseCommandLine(const std::vector<std::string> &arguments, const std::string &version,
                                            diag::Diagnostics &diags) {
  return Parser(version, diags).parse(arguments);
}

} // namespace smelt::tool
