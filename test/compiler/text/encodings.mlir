// Encodings, functions that are applied until nothing changes, folds step by step.
// RUN: smelt-opt %s --canonicalize --cse | FileCheck %s

// CHECK-LABEL: func.func @again
// CHECK: %[[BYTES:.*]], %{{.*}} = text.transcode %{{.*}}, 2
// CHECK: text.transcode decode %[[BYTES]], 0
func.func @again(%t: !text.str) -> (!text.str, i1) {
  %bytes, %fits = text.transcode %t, 2
  %read, %ok = text.transcode decode %bytes, 0
  return %read, %ok : !text.str, i1
}

// CHECK-LABEL: func.func @settled
// CHECK: text.until_same %{{.*}} {
// CHECK: text.yield %{{.*}} : !text.str
func.func @settled(%t: !text.str, %two: !text.str, %one: !text.str) -> !text.str {
  %s = text.until_same %t {
  ^bb0(%x: !text.str):
    %y = text.replace %x, %two, %one
    text.yield %y : !text.str
  }
  return %s : !text.str
}

// CHECK-LABEL: func.func @steps
// CHECK: text.fold_with %{{.*}} from %{{.*}} {
// CHECK: text.step %{{.*}} failed %{{.*}} : i64
func.func @steps(%t: !text.str, %zero: i64, %bad: i1) -> (i64, i1) {
  %c = text.cut %t by chars : !text.view<i32>
  %n, %failed = text.fold_with %c from %zero {
  ^bb0(%so_far: i64, %next: i32):
    %one = arith.constant 1 : i64
    %s = arith.addi %so_far, %one : i64
    text.step %s failed %bad : i64
  } : !text.view<i32>, i64 -> i64
  return %n, %failed : i64, i1
}
