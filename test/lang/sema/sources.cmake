set(SEMA_TEST_SOURCES
  sema/DiagnosticTest.cpp
  sema/Fixture.cpp)
