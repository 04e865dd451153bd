#include "lang/syntax/LexerTable.h"
#include "atn/LexerAction.h"
#include "atn/LexerActionExecutor.h"
#include "dfa/DFA.h"
#include "dfa/DFAState.h"

namespace smelt::syntax {

using antlr4::dfa::DFAState;

LexerTable::Row *LexerTable::rowOf(DFAState *state) {
  auto [known, fresh] = byState_.try_emplace(state, nullptr);
  if (fresh) {
    known->second = &rows_.emplace_back();
    known->second->state = state;
    if (state->isAcceptState && state->lexerActionExecutor)
      known->second->actions = state->lexerActionExecutor->getLexerActions();
  }
  return known->second;
}

LexerTable::Row *LexerTable::target(const Row &row, size_t character) const {
  if (character < kAscii)
    return row.ascii[character];
  auto known = row.others.find(character);
  return known == row.others.end() ? nullptr : known->second;
}

void LexerTable::keep(DFAState *from, size_t character, DFAState *to) {
  Row *row = rowOf(from), *next = to == ERROR.get() ? &dead_ : rowOf(to);
  dead_.state = ERROR.get();
  if (character < kAscii)
    row->ascii[character] = next;
  else
    row->others[character] = next;
}

DFAState *LexerTable::getExistingTargetState(DFAState *from, size_t character) {
  // ANTLR asks behind a lock, and keeps no edges for characters outside ASCII, where it would walk anew at each. The
  // first token of a mode may be a text of 10 MB.
  if (from != lastState_) {
    lastState_ = from;
    lastRow_ = rowOf(from);
  }
  if (const Row *known = target(*lastRow_, character))
    return known->state;
  DFAState *to = LexerATNSimulator::getExistingTargetState(from, character);
  if (to)
    keep(from, character, to);
  return to;
}

DFAState *LexerTable::computeTargetState(antlr4::CharStream *input, DFAState *from, size_t character) {
  DFAState *to = LexerATNSimulator::computeTargetState(input, from, character);
  keep(from, character, to);
  return to;
}

/// The longest token here, where the rows that smelt was built with know it: all is ASCII, and not the end of the file.
std::optional<size_t> LexerTable::matchBuilt(antlr4::CharStream &input, size_t mode) {
  if (mode >= grammarTables.modes.size())
    return std::nullopt;
  const LexerRow *rows = grammarTables.lexer.data(), *accepted = nullptr;
  const size_t length = characters_.length();
  size_t at = input.index(), end = at;
  for (uint16_t row = grammarTables.modes[mode];; ++at) {
    const char32_t character = at < length ? characters_.at(at) : kAscii;
    row = character < kAscii ? rows[row].targets[character] : GrammarTables::kUnknown;
    if (row == GrammarTables::kUnknown)
      return std::nullopt;
    if (row == GrammarTables::kDead)
      break;
    if (rows[row].type >= 0) {
      accepted = &rows[row];
      end = at + 1;
    }
  }
  if (!accepted)
    return std::nullopt;
  input.seek(end);
  for (int8_t action : accepted->actions)
    if (action >= 0)
      atn.lexerActions[action]->execute(_recog);
  return accepted->type;
}

/// The longest token here, as ANTLR's own walk finds it; the input moves only when it is found.
size_t LexerTable::match(antlr4::CharStream *input, size_t mode) {
  if (auto type = matchBuilt(*input, mode))
    return *type;
  Row *&start = starts_[mode];
  const size_t begin = input->index(), length = characters_.length();
  const Row *accepted = nullptr;
  size_t end = begin;
  const Row *row = start;
  for (size_t at = begin; row && row != &dead_; ++at) {
    row = target(*row, at < length ? characters_.at(at) : antlr4::IntStream::EOF);
    // The end of the input is part of no token that goes on.
    if (!row || (at >= length && row != &dead_))
      return LexerATNSimulator::match(input, mode);
    if (row != &dead_ && row->state->isAcceptState) {
      accepted = row;
      end = at + 1;
    }
  }
  if (accepted) {
    input->seek(end);
    for (const auto &action : accepted->actions)
      action->execute(_recog);
    return accepted->state->prediction;
  }
  size_t type = LexerATNSimulator::match(input, mode);
  if (DFAState *first = _decisionToDFA[mode].s0)
    start = rowOf(first);
  return type;
}

} // namespace smelt::syntax
