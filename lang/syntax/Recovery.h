// What happens at a syntax error: one diagnostic, then on with the next line or item. Only lang/syntax/*.cpp include
// this.
#pragma once
#include "ANTLRErrorStrategy.h"
#include "RecipeParser.h"
#include "lang/syntax/Lexemes.h"

namespace smelt::syntax {

class Recovery : public antlr4::ANTLRErrorStrategy {
public:
  /// With `diags` null the first error ends the parse with a ParseCancellationException.
  Recovery(const Lexemes &lexemes, diag::Diagnostics *diags) : lexemes_(lexemes), diags_(diags) {}

  void reset(antlr4::Parser *) override {}
  antlr4::Token *recoverInline(antlr4::Parser *parser) override;
  void recover(antlr4::Parser *parser, std::exception_ptr error) override;
  void sync(antlr4::Parser *parser) override;
  bool inErrorRecoveryMode(antlr4::Parser *) override { return false; }
  void reportMatch(antlr4::Parser *) override {}
  void reportError(antlr4::Parser *parser, const antlr4::RecognitionException &error) override;

  /// Whether an error was met in the unit around this offset.
  bool metErrorAt(uint32_t offset) const {
    for (auto [begin, end] : spoiled_)
      if (offset >= begin && offset <= end)
        return true;
    return false;
  }

  /// The offsets of the lines and items that were given up.
  const std::vector<std::pair<uint32_t, uint32_t>> &spoiled() const { return spoiled_; }

private:
  /// The lexemes [begin, end) that an error spoils: a line of a body, or an item.
  struct Unit {
    size_t begin, end;
  };
  /// The unit of a line that begins at lexeme `begin` and whose error is at `offending`.
  Unit unitOf(size_t begin, size_t offending) const;
  bool endsUnit(const Lexeme &first, const Lexeme &next) const;
  void skipTo(antlr4::Parser *parser, size_t index) const;
  void report(antlr4::Parser *parser, size_t offending, const antlr4::misc::IntervalSet &expected, Unit unit);

  const Lexemes &lexemes_;
  diag::Diagnostics *diags_;
  std::vector<std::pair<uint32_t, uint32_t>> spoiled_; ///< offsets of the units with errors
  bool unwinding_ = false;                             ///< the error being handled has been reported
};

/// Says what was found at lexeme `at` and what could stand there. `expected` may be empty if that is not known; `unit`
/// is the line's first lexeme, `inBody` whether the line is one of a rules, model or test body.
struct Surprise {
  size_t at;
  size_t unit;
  bool inBody;
  size_t rule; ///< the grammar rule that was being read
  antlr4::misc::IntervalSet expected;
};
/// What people who are used to another language may need to know here; empty if nothing.
std::string_view habitAt(const Lexemes &lexemes, const Surprise &surprise);
/// `=>` and `=<` between operands; whether it was one.
bool reportComparison(const Lexemes &lexemes, const Surprise &surprise, diag::Diagnostics &diags);
void reportSurprise(const Lexemes &lexemes, const Surprise &surprise, diag::Diagnostics &diags);

} // namespace smelt::syntax
