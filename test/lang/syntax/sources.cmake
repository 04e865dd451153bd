set(SYNTAX_TEST_SOURCES
  syntax/DiagnosticTest.cpp
  syntax/ExamplesTest.cpp
  syntax/Fixture.cpp
  syntax/ParserTest.cpp
  syntax/RobustnessTest.cpp)
