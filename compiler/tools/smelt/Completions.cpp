#include "compiler/tools/smelt/Completions.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringExtras.h"

namespace smelt::tool {

namespace {

/// What may follow an option, or stand where no option does.
struct Values {
  std::vector<std::string> words;
  bool folders = false, recipes = false;
  bool any() const { return folders || recipes || !words.empty(); }
};

struct Option {
  std::vector<std::string> names; ///< "--threads"
  std::string summary;
  bool takesValue = false;
  Values values;
};

struct Verb {
  std::string name, summary;
  std::vector<Option> options;
  Values positional;
};

/// The values are read from the placeholder: `a|b|c` are words, DIR is a folder, FILE and PATHS are recipes.
Values valuesOf(const CLI::Option &option, llvm::ArrayRef<std::string> verbs) {
  Values values;
  std::string type = option.get_type_name(), name = option.get_name(/*positional=*/true);
  if (type.find('|') != std::string::npos)
    for (llvm::StringRef word : llvm::split(type, '|'))
      values.words.push_back(word.str());
  else if (name == "VERB")
    values.words = verbs;
  values.folders = type == "DIR";
  values.recipes = name == "FILE" || name == "FILES" || name == "PATHS" || name == "MODULE";
  return values;
}

Verb describe(const CLI::App &app, llvm::ArrayRef<std::string> verbs) {
  Verb verb{app.get_name(), app.get_description(), {}, {}};
  for (const CLI::Option *option : app.get_options()) {
    Values values = valuesOf(*option, verbs);
    if (option->get_positional()) {
      if (values.any())
        verb.positional = values;
      continue;
    }
    Option described{{}, option->get_description(), option->get_items_expected_max() > 0, values};
    for (const std::string &name : option->get_lnames())
      described.names.push_back("--" + name);
    verb.options.push_back(described);
  }
  return verb;
}

std::vector<Verb> describeAll(const CLI::App &app) {
  std::vector<std::string> names;
  std::vector<Verb> verbs;
  auto apps = app.get_subcommands([](const CLI::App *) { return true; });
  for (const CLI::App *verb : apps)
    names.push_back(verb->get_name());
  for (const CLI::App *verb : apps)
    verbs.push_back(describe(*verb, names));
  return verbs;
}

std::string replaced(std::string text, llvm::StringRef what, llvm::StringRef by) {
  for (size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
    text.replace(at, what.size(), by);
  return text;
}

// ---- bash ----------------------------------------------------------------------------------------------------------

std::string bashReply(const Values &values) {
  if (!values.words.empty())
    return "COMPREPLY=($(compgen -W '" + llvm::join(values.words, " ") + "' -- \"$current\"))";
  if (values.folders)
    return "COMPREPLY=($(compgen -d -- \"$current\"))";
  if (values.recipes)
    return "COMPREPLY=($(compgen -f -X '!*.recipe' -- \"$current\") $(compgen -d -- \"$current\"))";
  return "COMPREPLY=()";
}

std::string bash(llvm::ArrayRef<Verb> verbs) {
  Values names;
  std::string afterOption, options, positional;
  for (const Verb &verb : verbs) {
    names.words.push_back(verb.name);
    Values all;
    for (const Option &option : verb.options)
      for (const std::string &name : option.names) {
        all.words.push_back(name);
        if (option.takesValue)
          afterOption += "    '" + verb.name + " " + name + "') " + bashReply(option.values) + "; return ;;\n";
      }
    options += "      " + verb.name + ") " + bashReply(all) + " ;;\n";
    positional += "      " + verb.name + ") " + bashReply(verb.positional) + " ;;\n";
  }
  return "# Completions of smelt for bash: `source <(smelt completions bash)`.\n"
         "_smelt() {\n"
         "  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} verb=${COMP_WORDS[1]}\n"
         "  if [ \"$COMP_CWORD\" = 1 ]; then\n    " +
         bashReply(names) +
         "; return\n  fi\n"
         "  case \"$verb $previous\" in\n" +
         afterOption +
         "  esac\n"
         "  if [[ $current == -* ]]; then\n    case $verb in\n" +
         options + "    esac\n  else\n    case $verb in\n" + positional +
         "    esac\n  fi\n"
         "}\n"
         "complete -o filenames -F _smelt smelt\n";
}

// ---- zsh -----------------------------------------------------------------------------------------------------------

/// Between single quotes, inside of `_arguments`' brackets.
std::string zshText(std::string text) {
  for (const char *special : {"[", "]", ":"})
    text = replaced(text, special, "\\" + std::string(special));
  return replaced(text, "'", "'\\''");
}

std::string zshAction(const Values &values) {
  if (!values.words.empty())
    return "(" + llvm::join(values.words, " ") + ")";
  return values.folders ? "_files -/" : values.recipes ? "_files -g \"*.recipe(-.)\"" : " ";
}

std::string zsh(llvm::ArrayRef<Verb> verbs) {
  std::string names, cases;
  for (const Verb &verb : verbs) {
    names += "    '" + verb.name + ":" + zshText(verb.summary) + "'\n";
    cases += "    " + verb.name + ")\n      _arguments";
    for (const Option &option : verb.options)
      for (const std::string &name : option.names)
        cases += " \\\n        '*" + name + "[" + zshText(option.summary) + "]" +
                 (option.takesValue ? ":value:" + zshAction(option.values) : "") + "'";
    if (verb.positional.any())
      cases += " \\\n        '*:argument:" + zshAction(verb.positional) + "'";
    cases += "\n      ;;\n";
  }
  return "#compdef smelt\n"
         "# Completions of smelt for zsh: `source <(smelt completions zsh)`, or as `_smelt` in a folder of $fpath.\n"
         "_smelt() {\n"
         "  local -a verbs=(\n" +
         names +
         "  )\n"
         "  if (( CURRENT == 2 )); then\n    _describe verb verbs\n    return\n  fi\n"
         "  local verb=$words[2]\n"
         "  words=(\"${(@)words[2,-1]}\")\n  (( CURRENT-- ))\n"
         "  case $verb in\n" +
         cases +
         "  esac\n"
         "}\n"
         "if [ \"$funcstack[1]\" = _smelt ]; then _smelt \"$@\"; else compdef _smelt smelt; fi\n";
}

// ---- fish ----------------------------------------------------------------------------------------------------------

std::string fishText(llvm::StringRef text) {
  return "'" + replaced(replaced(text.str(), "\\", "\\\\"), "'", "\\'") + "'";
}

std::string fishValues(const Values &values) {
  if (!values.words.empty())
    return " -x -a " + fishText(llvm::join(values.words, " "));
  if (values.folders)
    return " -x -a '(__fish_complete_directories)'";
  return values.recipes ? " -x -a '(__fish_complete_suffix .recipe)'" : " -x";
}

std::string fish(llvm::ArrayRef<Verb> verbs) {
  std::string out = "# Completions of smelt for fish: `smelt completions fish | source`.\ncomplete -c smelt -f\n";
  for (const Verb &verb : verbs) {
    out += "complete -c smelt -n __fish_use_subcommand -a " + verb.name + " -d " + fishText(verb.summary) + "\n";
    std::string inside = "complete -c smelt -n '__fish_seen_subcommand_from " + verb.name + "'";
    for (const Option &option : verb.options)
      for (const std::string &name : option.names)
        out += inside + " -l " + name.substr(2) + (option.takesValue ? fishValues(option.values) : "") + " -d " +
               fishText(option.summary) + "\n";
    if (verb.positional.any())
      out += inside + fishValues(verb.positional) + "\n";
  }
  return out;
}

} // namespace

std::string completions(const CLI::App &app, Shell shell) {
  std::vector<Verb> verbs = describeAll(app);
  switch (shell) {
  case Shell::bash:
    return bash(verbs);
  case Shell::zsh:
    return zsh(verbs);
  case Shell::fish:
    return fish(verbs);
  }
  return {};
}

} // namespace smelt::tool
