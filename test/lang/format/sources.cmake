set(FORMAT_TEST_SOURCES
  format/Fixture.cpp
  format/FormatTest.cpp
  format/PropertyTest.cpp
  format/RandomLayout.cpp
  format/RandomRecipe.cpp)
