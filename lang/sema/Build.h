// Making typed expressions: constructors that keep depth, constant folding, and what a constant says.
#pragma once
#include "lang/sema/Typed.h"

namespace smelt::sema {

/// A node of `kind` over `operands`; null operands are allowed (absent arguments, open ranges).
std::shared_ptr<Expr> makeExpr(ExprKind kind, TypeRef type, Span span, std::vector<ExprRef> operands = {});
ExprRef makeInteger(TypeRef type, Span span, int64_t value);
ExprRef makeReal(TypeRef type, Span span, double value);
ExprRef makeBoolean(TypeRef type, Span span, bool value);
ExprRef makeText(TypeRef type, Span span, std::string value);
/// The elements of a list or set, made one by one where it holds lines.
std::vector<ExprRef> elementsOf(const Expr &list);
ExprRef makeLocal(TypeRef type, Span span, LocalId id);
/// The same node with another type: for types of one representation (Float and Ratio, Text and Path).
ExprRef retype(const ExprRef &e, TypeRef type);

/// True for constants, and sets, lists, maps and records of constants.
bool isConstant(const ExprRef &e);
/// The value of a numeric constant in base units.
std::optional<double> numberOf(const ExprRef &e);
/// A constant as a user would write it: "64000000", "true", "data/x".
std::string constantText(const ExprRef &e);
/// A number in its shortest form that reads back the same.
std::string shortest(double value);

/// Replaces an operator over constants by its value. What would fail (division by zero, overflow) stays: failure
/// belongs to the value and is met where it is used.
ExprRef fold(std::shared_ptr<Expr> e);

/// A key that is equal for expressions that name the same place (`row.url`), for narrowing by null tests.
std::string placeOf(const ExprRef &e);

} // namespace smelt::sema
