// Interning and printing of types.
#include "lang/sema/Type.h"
#include <gtest/gtest.h>

namespace smelt::sema::test {
namespace {

TEST(SemaTypes, EqualTypesAreOnePointer) {
  Types t;
  TypeRef text = t.simple(TypeKind::text);
  EXPECT_EQ(t.wrap(TypeKind::list, text), t.wrap(TypeKind::list, text));
  EXPECT_EQ(t.record({{"a", text}}), t.record({{"a", text}}));
  EXPECT_NE(t.record({{"a", text}}), t.record({{"b", text}}));
  EXPECT_NE(t.record({{"a", text}}), t.record({{"a", text}}, "Page"));
  EXPECT_NE(t.quantity(Dimension::bytes), t.quantity(Dimension::bits));
  EXPECT_EQ(t.quantity(Dimension::none), t.simple(TypeKind::real));
}

TEST(SemaTypes, AnOptionalIsOptionalOnce) {
  Types t;
  TypeRef once = t.wrap(TypeKind::optional, t.simple(TypeKind::text));
  EXPECT_EQ(t.wrap(TypeKind::optional, once), once);
}

TEST(SemaTypes, PrintAsWritten) {
  Types t;
  TypeRef text = t.simple(TypeKind::text), yes = t.simple(TypeKind::boolean);
  EXPECT_EQ(toString(t.function({text}, yes)), "Text -> Bool");
  EXPECT_EQ(toString(t.function({text, text}, yes)), "(Text, Text) -> Bool");
  EXPECT_EQ(toString(t.wrap(TypeKind::optional, t.function({text}, yes))), "(Text -> Bool)?");
  EXPECT_EQ(toString(t.map(text, t.quantity(Dimension::ratio))), "Map<Text, Ratio>");
  EXPECT_EQ(toString(t.wrap(TypeKind::stream, t.record({{"text", text}, {"url", t.wrap(TypeKind::optional, text)}}))),
            "Stream<{text: Text, url: Text?}>");
}

} // namespace
} // namespace smelt::sema::test
