// The verbs over texts in memory: what goes to which stream, and the exit code.
#include "compiler/driver/Verbs.h"
#include <gtest/gtest.h>

namespace smelt::driver {
namespace {

struct Said {
  Exit exit = Exit::ok;
  std::string results, messages;
};

using Verb = Exit (*)(const Request &, const Environment &, Console &);

Said say(Verb verb, Request request, ConsoleStyle style = {}) {
  Said said;
  llvm::raw_string_ostream results(said.results), messages(said.messages);
  Console console(results, messages, style);
  said.exit = verb(request, {findStdlib(""), "0"}, console);
  return said;
}

Request recipe(std::string text) {
  Request request;
  request.recipe = "a.recipe";
  request.recipeText = std::move(text);
  return request;
}

TEST(Verbs, CheckSaysWhatItFoundOnTheStreamOfMessages) {
  Said fine = say(check, recipe("param n: Int = 1\n"));
  EXPECT_EQ(fine.exit, Exit::ok);
  EXPECT_EQ(fine.results, "");
  Said wrong = say(check, recipe("n = 1 +\n"));
  EXPECT_EQ(wrong.exit, Exit::recipe);
  EXPECT_EQ(wrong.results, "");
  EXPECT_NE(wrong.messages.find("error[E01"), std::string::npos);
  EXPECT_NE(wrong.messages.find("--> a.recipe:1"), std::string::npos);
}

TEST(Verbs, JsonGoesToTheStreamOfResults) {
  ConsoleStyle style;
  style.json = true;
  Said wrong = say(check, recipe("n = 1 +\n"), style);
  EXPECT_EQ(wrong.messages, "");
  EXPECT_EQ(wrong.results.rfind("{\"type\":\"diagnostic\"", 0), 0u);
  EXPECT_NE(wrong.results.find("\"type\":\"summary\""), std::string::npos);
}

TEST(Verbs, UnreadableRecipesAreAMistakeOfTheCall) {
  Request missing;
  missing.recipe = "no/such.recipe";
  Said said = say(check, missing);
  EXPECT_EQ(said.exit, Exit::tool);
  EXPECT_NE(said.messages.find("E0907"), std::string::npos);
  missing.recipe = "/";
  EXPECT_NE(say(check, missing).messages.find("it is a folder"), std::string::npos);
}

TEST(Verbs, OutputsAreKnownByName) {
  Request request = recipe("d = rows([{text = \"a\"}])\noutput clean = d |> to_jsonl(\"o\")\n");
  request.outputs = {"claen"};
  Said said = say(run, request);
  EXPECT_EQ(said.exit, Exit::tool);
  EXPECT_NE(said.messages.find("did you mean `clean`?"), std::string::npos);
  Said none = say(run, recipe("param n: Int = 1\n"));
  EXPECT_NE(none.messages.find("E0909"), std::string::npos);
}

TEST(Verbs, ExplainKnowsEveryCode) {
  std::string results;
  llvm::raw_string_ostream out(results);
  Console console(out, out, {});
  EXPECT_EQ(explainCode("e0101", console), Exit::ok);
  EXPECT_EQ(results.rfind("E0101: ", 0), 0u);
  EXPECT_EQ(explainCode("E9999", console), Exit::tool);
}

TEST(Figures, AreReadable) {
  EXPECT_EQ(withCommas(0), "0");
  EXPECT_EQ(withCommas(999), "999");
  EXPECT_EQ(withCommas(1234567), "1,234,567");
  EXPECT_EQ(asBytes(999), "999 bytes");
  EXPECT_EQ(asBytes(1500), "1.50 KB");
  EXPECT_EQ(asBytes(812e6), "812 MB");
  EXPECT_EQ(asBytes(99.96e6), "100 MB");
}

} // namespace
} // namespace smelt::driver
