// RUN: smelt-opt --compose-maps %s | FileCheck %s

// Three maps in turn are one; what the first puts is taken through the others.
// CHECK-LABEL: func.func @chain
// CHECK-NEXT: %[[ALL:.*]] = text.translate %arg0, [34, 44, 8220, 8221, 65282, 65292], ["'", ";", "'", "'", "'", ";"]
// CHECK-NEXT: return %[[ALL]]
func.func @chain(%t: !text.str) -> !text.str {
  %a = text.replace_chars %t, <"U+201C-U+201D">, "\22"
  %b = text.translate %a, [65282, 65292], ["\22", ","]
  %c = text.translate %b, [34, 44], ["'", ";"]
  return %c : !text.str
}

// What comes to stay as it was is no key any more.
// CHECK-LABEL: func.func @back
// CHECK-NEXT: text.translate %arg0, [8221], ["\E2\80\9C"]
// CHECK-NEXT: return
func.func @back(%t: !text.str) -> !text.str {
  %a = text.translate %t, [8220], ["\E2\80\9D"]
  %b = text.translate %a, [8221], ["\E2\80\9C"]
  return %b : !text.str
}

// What something else asks for, and runs, which look at neighbours, stay.
// CHECK-LABEL: func.func @apart
// CHECK: text.replace_chars
// CHECK: text.translate
// CHECK: text.replace_chars {{.*}} runs
// CHECK: text.translate
func.func @apart(%t: !text.str) -> (!text.str, !text.str, !text.str) {
  %a = text.replace_chars %t, <"U+201C">, "x"
  %b = text.translate %a, [120], ["y"]
  %c = text.replace_chars %t, <"U+0020">, "-" runs
  %d = text.translate %c, [45], ["_"]
  return %a, %b, %d : !text.str, !text.str, !text.str
}

// Of the sides of a choice one is taken: what the other is made of is made for it alone.
// CHECK-LABEL: func.func @choice
// CHECK-DAG: %[[FIRST:.*]] = text.replace_chars %arg0
// CHECK-DAG: text.replace_matches %[[FIRST]]
// CHECK-DAG: text.translate %arg0, [97, 98], ["c", "c"]
// CHECK: arith.select
func.func @choice(%t: !text.str, %empty: !text.str, %which: i1) -> !text.str {
  %a = text.replace_chars %t, <"U+0061">, "b"
  %b = text.replace_matches %a, "x[0-9]" by %empty
  %c = text.replace_chars %b, <"U+0062">, "c"
  %d = text.replace_chars %a, <"U+0062">, "c"
  %e = arith.select %which, %c, %d : !text.str
  return %e : !text.str
}
