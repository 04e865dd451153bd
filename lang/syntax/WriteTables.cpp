// grammar_tables OUT RECIPE...: parses the recipes and writes, as C++, what ANTLR's automata learned from them
// (GrammarTables.h). Part of the build.
#include "RecipeLexer.h"
#include "RecipeParser.h"
#include "atn/LexerATNSimulator.h"
#include "atn/LexerAction.h"
#include "atn/LexerActionExecutor.h"
#include "dfa/DFA.h"
#include "lang/syntax/Characters.h"
#include "lang/syntax/DecisionTable.h"
#include "lang/syntax/FirstTokens.h"
#include "lang/syntax/LexerTable.h"
#include "lang/syntax/Parser.h"
#include "lang/syntax/TokenRun.h"
#include "lang/syntax/TokenSets.h"
#include <fstream>
#include <sstream>

namespace smelt::syntax {

const GrammarTables grammarTables; // learned here, not known

namespace {

using antlr4::atn::LexerATNSimulator;
using antlr4::atn::ParserATNSimulator;
using antlr4::dfa::DFA;
using antlr4::dfa::DFAState;
using generated::RecipeParser;

/// Numbers states in the order in which they are met.
class Numbering {
public:
  explicit Numbering(uint16_t first) : next_(first) {}
  uint16_t of(const DFAState *state) {
    auto [known, fresh] = numbers_.try_emplace(state, next_);
    if (fresh) {
      order_.push_back(state);
      ++next_;
    }
    return known->second;
  }
  /// The next state whose edges have not been looked at; null if there is none.
  const DFAState *next() { return done_ < order_.size() ? order_[done_++] : nullptr; }

private:
  std::unordered_map<const DFAState *, uint16_t> numbers_;
  std::vector<const DFAState *> order_;
  size_t done_ = 0;
  uint16_t next_;
};

template <class Values> void writeValues(std::ostream &out, const Values &values) {
  out << "{{";
  for (auto value : values)
    out << +value << ',';
  out << "}}";
}

void writeLexer(std::ostream &out, LexerATNSimulator &simulator) {
  const auto &actions = simulator.atn.lexerActions;
  Numbering numbers(GrammarTables::kDead + 1);
  std::ostringstream modes;
  for (const DFA &mode : simulator._decisionToDFA)
    modes << (mode.s0 ? numbers.of(mode.s0) : GrammarTables::kUnknown) << ',';
  out << "static constexpr LexerRow kLexer[] = {{-1, {{-1, -1}}, {}}, {-1, {{-1, -1}}, {}},\n";
  while (const DFAState *state = numbers.next()) {
    std::array<int8_t, LexerRow::kActions> chosen;
    chosen.fill(-1);
    bool fits = true;
    if (state->isAcceptState && state->lexerActionExecutor) {
      const auto executed = state->lexerActionExecutor->getLexerActions();
      fits = executed.size() <= chosen.size();
      for (size_t i = 0; fits && i < executed.size(); ++i)
        for (size_t place = 0; place < actions.size(); ++place)
          if (*actions[place] == *executed[i])
            chosen[i] = static_cast<int8_t>(place);
    }
    std::array<uint16_t, LexerRow::kAscii> targets{};
    for (const auto &[character, to] : state->edges)
      if (fits && character < targets.size())
        targets[character] = to == LexerATNSimulator::ERROR.get() ? GrammarTables::kDead : numbers.of(to);
    out << '{' << (state->isAcceptState ? static_cast<int>(state->prediction) : -1) << ',';
    writeValues(out, chosen);
    out << ',';
    writeValues(out, targets);
    out << "},\n";
  }
  out << "};\nstatic constexpr uint16_t kModes[] = {" << modes.str() << "};\n";
}

void writeDecisions(std::ostream &out, ParserATNSimulator &simulator) {
  Numbering numbers(GrammarTables::kUnknown + 1);
  std::vector<std::array<int, 3>> starts; // decision, precedence, row
  for (const DFA &dfa : simulator.decisionToDFA) {
    const int decision = static_cast<int>(dfa.decision);
    if (dfa.s0 && dfa.isPrecedenceDfa())
      for (const auto &[precedence, state] : dfa.s0->edges)
        starts.push_back({decision, static_cast<int>(precedence), numbers.of(state)});
    else if (dfa.s0)
      starts.push_back({decision, 0, numbers.of(dfa.s0)});
  }
  out << "static constexpr DecisionRow kDecisions[] = {{},\n";
  while (const DFAState *state = numbers.next()) {
    std::array<uint16_t, DecisionRow::kTokens> targets{};
    for (const auto &[token, to] : state->edges)
      if (token < targets.size() && DecisionTable::isKept(to))
        targets[token] = numbers.of(to);
    out << '{' << DecisionTable::onlyChoice(*state) << ',' << state->requiresFullContext << ',';
    writeValues(out, targets);
    out << "},\n";
  }
  std::sort(starts.begin(), starts.end());
  out << "};\nstatic constexpr DecisionStart kStarts[] = {";
  for (const auto &[decision, precedence, row] : starts)
    out << '{' << decision << ',' << precedence << ',' << row << "},";
  out << "};\n";
}

void writeNumbers(std::ostream &out, const char *name, const std::vector<TokenNumbers> &byDecision) {
  out << "static constexpr TokenNumbers " << name << "[] = {";
  for (const TokenNumbers &numbers : byDecision)
    writeValues(out, numbers), out << ",\n";
  out << "};\n";
}

void write(std::ostream &out) {
  Characters nothing("");
  RecipeLexer lexer(&nothing);
  Lexemes end;
  end.list.push_back({endOfFile, 0, 0});
  TokenRun tokens(end);
  RecipeParser parser(&tokens);
  auto &simulator = *parser.getInterpreter<ParserATNSimulator>();
  FirstTokens first(simulator.atn);
  out << "// Written by grammar_tables.\n#include \"lang/syntax/GrammarTables.h\"\nnamespace smelt::syntax {\n";
  writeLexer(out, *lexer.getInterpreter<LexerATNSimulator>());
  writeDecisions(out, simulator);
  writeNumbers(out, "kOnly", first.only());
  writeNumbers(out, "kBinds", first.binds());
  out << "const GrammarTables grammarTables{kLexer, kModes, kDecisions, kStarts, kOnly, kBinds};\n}\n";
}

} // namespace
} // namespace smelt::syntax

int main(int count, char **arguments) {
  using namespace smelt;
  for (int i = 2; i < count; ++i) {
    std::ifstream in(arguments[i], std::ios::binary);
    std::stringstream text;
    text << in.rdbuf();
    diag::SourceMap sources;
    diag::Diagnostics diags;
    syntax::parse(sources, sources.add(arguments[i], text.str()), diags);
    if (!in)
      return 1;
  }
  std::ofstream out(arguments[1]);
  syntax::write(out);
  out.close();
  return out ? 0 : 1;
}
