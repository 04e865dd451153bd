// Patterns in the text dialect.
// RUN: smelt-opt %s --fuse-folds | FileCheck %s

// A count walks the matches; what several folds read is kept.
// CHECK-LABEL: func.func @count
// CHECK: text.cut %{{.*}} by matches of "a+"
// CHECK-NOT: text.sequence
func.func @count(%t: !text.str) -> i64 {
  %v = text.cut %t by matches of "a+" : !text.view<!text.str>
  %n = text.fold count %v : !text.view<!text.str> -> i64
  return %n : i64
}

// CHECK-LABEL: func.func @shared
// CHECK: text.sequence %{{.*}} by between of ","
func.func @shared(%t: !text.str) -> (i64, i64) {
  %v = text.cut %t by between of "," : !text.view<!text.str>
  %n = text.fold count %v : !text.view<!text.str> -> i64
  %y = text.tally %v : !text.view<!text.str> -> !text.tally<!text.str>
  %d = text.tally.get distinct %y : !text.tally<!text.str> -> i64
  return %n, %d : i64, i64
}
