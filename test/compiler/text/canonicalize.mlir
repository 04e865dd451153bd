// RUN: smelt-opt --canonicalize %s | FileCheck %s

// Nothing is beyond the greatest value.
// CHECK-LABEL: func.func @limit
// CHECK: %[[T:.*]] = arith.constant true
// CHECK: return %[[T]]
func.func @limit(%n: i64) -> i1 {
  %most = arith.constant 9223372036854775807 : i64
  %a = arith.cmpi sle, %n, %most : i64
  return %a : i1
}

// A text has a character if it has a byte.
// CHECK-LABEL: func.func @some
// CHECK: %[[ONE:.*]] = arith.constant 1
// CHECK: %[[N:.*]] = text.size %arg0
// CHECK: %[[R:.*]] = arith.cmpi sge, %[[N]], %[[ONE]]
// CHECK: return %[[R]]
func.func @some(%t: !text.str) -> i1 {
  %one = arith.constant 1 : i64
  %most = arith.constant 9223372036854775807 : i64
  %c = text.cut %t by chars : <i32>
  %n = text.fold count %c : <i32> -> i64
  %a = arith.cmpi sge, %n, %one : i64
  %b = arith.cmpi sle, %n, %most : i64
  %r = arith.andi %a, %b : i1
  return %r : i1
}

// Words may be none where bytes are some, and two characters may be two to eight bytes.
// CHECK-LABEL: func.func @counted
// CHECK-NOT: text.size
// CHECK: return
func.func @counted(%t: !text.str) -> (i1, i1) {
  %one = arith.constant 1 : i64
  %two = arith.constant 2 : i64
  %w = text.cut %t by words : <!text.str>
  %n = text.fold count %w : <!text.str> -> i64
  %a = arith.cmpi sge, %n, %one : i64
  %c = text.cut %t by chars : <i32>
  %m = text.fold count %c : <i32> -> i64
  %b = arith.cmpi sge, %m, %two : i64
  return %a, %b : i1, i1
}
