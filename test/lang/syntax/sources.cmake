set(SYNTAX_TEST_SOURCES
  syntax/DecisionTest.cpp
  syntax/DiagnosticTest.cpp
  syntax/ExamplesTest.cpp
  syntax/Fixture.cpp
  syntax/ParserTest.cpp
  syntax/RobustnessTest.cpp)
