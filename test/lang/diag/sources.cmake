set(DIAG_TEST_SOURCES
  diag/CatalogueTest.cpp
  diag/JsonTest.cpp
  diag/SuggestTest.cpp
  diag/TerminalTest.cpp)
