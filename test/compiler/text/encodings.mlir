// Encodings and functions that are applied until nothing changes.
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
