#include "test/lang/format/RandomRecipe.h"
#include "test/lang/format/RandomLayout.h"
#include <random>
#include <vector>

namespace smelt::format::test {

namespace {

/// Tokens by the rules of the grammar. A level of an expression is its loosest operator, 0 is `|>`.
class Grammar {
public:
  explicit Grammar(uint32_t seed) : random(seed), budget_(20 + below(below(10) == 0 ? 800 : 80)) {}
  std::mt19937 random;
  std::vector<std::string> tokens;

  void module() {
    for (unsigned n = below(8); n-- > 0 && !isFull();) {
      item();
      put(kLineEnd);
    }
  }
  unsigned below(unsigned n) { return static_cast<unsigned>(random() % n); }
  bool chance(unsigned percent) { return below(100) < percent; }

private:
  void put(const char *token) { tokens.emplace_back(token); }
  template <class... Rest> void put(const char *token, Rest... rest) {
    put(token);
    put(rest...);
  }
  const char *pick(std::initializer_list<const char *> list) {
    return list.begin()[below(static_cast<unsigned>(list.size()))];
  }
  void word() {
    put(pick({"a", "t", "text", "corpus", "a_name_of_some_length", "中文", "model", "test", "rules", "of", "any",
              "another_name_that_is_rather_long_for_a_name"}));
  }
  void text() {
    put(pick({"\"a\"", "\"{x + 1} of { y }\"", "r\"\\d+\"", "\"\"\"\n    two\n  lines\n    \"\"\"", "\"\"",
              "r#\"a \"b\" c\"#", "\"one sentence, long enough to matter for what fits on a line\"", "\"中文 字\"",
              "\"// no comment\""}));
  }
  template <class F>
  void list(const char *open, const char *close, F element, bool mayBeEmpty = true, bool newlines = false) {
    put(open);
    unsigned n = below(4) + (mayBeEmpty ? 0 : 1);
    if (chance(4))
      n += 8;
    for (unsigned i = 0; i < n; ++i) {
      element();
      if (i + 1 < n)
        put(newlines && chance(30) ? kLineEnd : ",");
      else if (chance(20))
        put(",");
    }
    put(close);
  }

  // types
  void type(unsigned depth = 0) {
    if (depth > 2)
      return put("Text");
    switch (below(12)) {
    case 0:
      put("Set", "<");
      type(depth + 1);
      return put(">");
    case 1:
      put("[");
      type(depth + 1);
      return put("]");
    case 2:
      type(3);
      return put("?");
    case 3:
      return put("std", ".", "Page");
    case 4:
      put("(");
      type(depth + 1);
      return put(")");
    case 5:
      type(3);
      put("->");
      return type(depth + 1);
    case 6:
      list("(", ")", [&] { type(depth + 1); });
      put("->");
      return type(depth + 1);
    case 7:
      return rowType(depth);
    case 8:
      put("Tensor");
      list("[", "]", [&] { expr(5, 3); });
      return chance(50) ? put("of", "Id") : void();
    default:
      return put(pick({"Text", "Int", "Ratio", "Stream"}));
    }
  }
  void rowType(unsigned depth) {
    list(
        "{", "}",
        [&] {
          if (chance(15))
            return put("..", "r");
          chance(80) ? word() : put("\"a-b\"");
          put(":");
          type(depth + 1);
        },
        true, true);
  }

  // expressions
  void expr(unsigned level = 0, unsigned depth = 0);
  void binary(std::initializer_list<const char *> signs, unsigned level, unsigned depth, unsigned most = 4) {
    expr(level + 1, depth);
    for (unsigned n = !isFull() && depth < 3 && chance(25) ? 1 + below(most) : 0; n-- > 0;) {
      std::string sign = pick(signs);
      if (sign == "not in")
        put("not", "in");
      else
        put(sign.c_str());
      expr(level + 1, depth + 1);
    }
  }
  void postfix(unsigned depth);
  void primary(unsigned depth);
  void braces(unsigned depth);
  void arguments(unsigned depth);
  void pipe(unsigned depth);
  void comparison(unsigned depth);
  void open(unsigned depth); ///< what reaches as far right as it can: only where nothing follows

  // items
  void item();
  void use();
  void binding();
  void function();
  void parameters() {
    list("(", ")", [&] {
      if (chance(5))
        put("..");
      word();
      put(":");
      type();
      if (chance(40)) {
        put("=");
        expr();
      }
    });
  }
  void rules();
  void model();
  void test();

  /// The program is large enough: no operators and nothing nested any more.
  bool isFull() const { return tokens.size() > budget_; }

  size_t budget_;
};

void Grammar::pipe(unsigned depth) {
  expr(1, depth);
  for (unsigned n = !isFull() && depth < 3 && chance(35) ? 1 + below(4) : 0; n-- > 0;) {
    put("|>");
    word();
    if (chance(80))
      arguments(depth + 1);
  }
}

void Grammar::expr(unsigned level, unsigned depth) {
  switch (level) {
  case 0:
    return !isFull() && depth < 3 && chance(10) ? open(depth) : pipe(depth);
  case 1:
    return binary({"++"}, level, depth);
  case 2:
    return binary({"or"}, level, depth);
  case 3:
    return binary({"and"}, level, depth);
  case 4:
    return comparison(depth);
  case 5:
    expr(6, depth);
    if (!isFull() && depth < 3 && chance(8)) {
      put("..");
      expr(6, depth + 1);
    }
    return;
  case 6:
    return binary({"??"}, level, depth);
  case 7:
    return binary({"+", "-"}, level, depth);
  case 8:
    return binary({"*", "/"}, level, depth);
  case 9:
    postfix(depth);
    if (chance(4)) {
      put("as");
      put(pick({"Int", "Text"}));
      if (chance(30))
        put("?");
    }
    return;
  default:
    return postfix(depth);
  }
}

void Grammar::comparison(unsigned depth) {
  if (chance(10))
    put("not");
  expr(5, depth);
  if (!isFull() && depth < 3 && chance(20)) {
    std::string sign = pick({"==", "<=", ">", "in", "not in", "is"});
    sign == "not in" ? put("not", "in") : put(sign.c_str());
    if (sign != "is")
      return expr(6, depth + 1);
    if (chance(50))
      put("not");
    put("null");
  } else if (chance(5)) {
    put(pick({"except", "only"}));
    list("{", "}", [&] { word(); }, false, true);
  }
}

void Grammar::open(unsigned depth) {
  if (chance(50)) {
    put("if");
    expr(1, depth + 1);
    put("then");
    expr(1, depth + 1);
    put("else");
    return expr(0, depth + 1);
  }
  if (chance(70))
    word();
  else
    list("(", ")", [&] { word(); });
  put("=>");
  expr(0, depth + 1);
}

void Grammar::postfix(unsigned depth) {
  primary(depth);
  for (unsigned n = !isFull() && chance(35) ? 1 + below(4) : 0; n-- > 0;) {
    switch (below(5)) {
    case 0:
      arguments(depth + 1);
      break;
    case 1:
      list("[", "]", [&] { expr(0, depth + 2); }, false);
      break;
    case 2:
      put(".", "[", "\"a-b\"", "]");
      break;
    default:
      put(chance(90) ? "." : "?.");
      word();
      if (chance(60))
        arguments(depth + 1);
    }
  }
}

void Grammar::arguments(unsigned depth) {
  unsigned positional = below(3);
  list("(", ")", [&] {
    if (depth > 4 || isFull())
      return word();
    if (positional > 0) {
      --positional;
      return expr(0, depth);
    }
    word();
    put(chance(80) ? "=" : ":");
    expr(0, depth);
  });
}

void Grammar::primary(unsigned depth) {
  switch (below(depth > 4 || isFull() ? 8 : 13)) {
  case 0:
    return put(pick({"1", "32k", "0.5", "1e-3", "100_000", "20GB"}));
  case 1:
    put("20");
    return put(pick({"%", "GB", "tokens"}));
  case 2:
    return text();
  case 3:
    return put(pick({"'#'", "'\\n'", "true", "null", "it"}));
  case 4:
    put(".");
    return word();
  case 8:
    put("(");
    expr(0, depth + 1);
    return put(")");
  case 9:
    put("(");
    expr(0, depth + 1);
    put(",");
    expr(0, depth + 1);
    return put(")");
  case 10:
    return list("[", "]", [&] { expr(0, depth + 1); });
  case 11:
    return braces(depth);
  case 12:
    put("(", "-");
    postfix(depth + 1);
    return put(")");
  default:
    return word();
  }
}

void Grammar::braces(unsigned depth) {
  switch (below(4)) {
  case 0:
    return list(
        "{", "}",
        [&] {
          word();
          put("=");
          expr(0, depth + 1);
        },
        false);
  case 1:
    return list("{", "}", [&] { expr(0, depth + 1); }, false);
  case 2:
    return list(
        "{", "}",
        [&] {
          text();
          put(":");
          expr(0, depth + 1);
        },
        false);
  default:
    put("{");
    for (unsigned n = 1 + below(2); n-- > 0;) {
      word();
      put("=");
      expr(0, depth + 1);
      put(kLineEnd);
    }
    word();
    arguments(depth + 1);
    return put("}");
  }
}

void Grammar::function() {
  put("fn");
  word();
  if (chance(10))
    put("<", "T", ",", "K", ">");
  parameters();
  if (chance(60)) {
    put("->");
    type();
  }
  put("=");
  expr();
}

void Grammar::rules() {
  put("rules");
  word();
  parameters();
  put("{");
  for (unsigned n = below(5); n-- > 0;) {
    word();
    put(":");
    expr(2);
    put(kLineEnd);
  }
  put("}");
}

void Grammar::model() {
  put("model");
  word();
  parameters();
  put("{");
  for (unsigned n = below(4); n-- > 0;) {
    if (chance(40)) {
      put("weight", "w", ",", "norm", ":");
      list("[", "]", [&] { expr(7, 2); });
      if (chance(50)) {
        put("~");
        expr(7, 2);
      }
    } else if (chance(60)) {
      put("part");
      word();
      put("=");
      expr();
    } else
      function();
    put(kLineEnd);
  }
  put("}");
}

void Grammar::test() {
  put("test", "\"a sentence\"");
  if (chance(20)) {
    put("for", "any", "t", ":");
    type();
  } else if (chance(30)) {
    put("for");
    if (chance(50))
      word();
    else
      list("(", ")", [&] { word(); }, false);
    put("in");
    list("[", "]", [&] { expr(0, 1); });
  }
  put("{");
  for (unsigned n = below(4); n-- > 0;) {
    if (chance(60))
      put("assert");
    else {
      if (chance(50))
        put("given");
      put("b", "=");
    }
    expr();
    put(kLineEnd);
  }
  put("}");
}

void Grammar::use() {
  put("use", "std", ".", "text");
  if (chance(60)) {
    put(".");
    list("{", "}", [&] { put("name_of_some_length"); }, false, true);
  }
  if (chance(20))
    put("as", "other");
}

void Grammar::binding() {
  put(pick({"a", "name", "some_longer_name"}));
  if (chance(15)) {
    put(":");
    type();
  }
  put("=");
  expr();
}

void Grammar::item() {
  switch (below(14)) {
  case 0:
    return use();
  case 1:
    put("param", "size", ":");
    type();
    put("=");
    return expr();
  case 2:
    return function();
  case 3:
    put("external", "fn");
    word();
    parameters();
    put("->");
    return type();
  case 4:
    put("choice", "Form");
    return list("{", "}", [&] { word(); }, false, true);
  case 5:
    put("record", "Page");
    return rowType(1);
  case 6:
    return rules();
  case 7:
    return model();
  case 8:
    put("output");
    word();
    put("=");
    return pipe(0);
  case 9:
    return test();
  case 10:
    put("resources");
    return list(
        "{", "}",
        [&] {
          word();
          put("=");
          expr(7, 2);
        },
        true, true);
  default:
    return binding();
  }
}

} // namespace

std::string randomRecipe(uint32_t seed) {
  Grammar grammar(seed);
  grammar.module();
  return randomLayout(grammar.tokens, grammar.random);
}

} // namespace smelt::format::test
