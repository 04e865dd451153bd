// RUN: smelt-opt --drop-unused-fields --canonicalize %s | FileCheck %s

// `n` is dropped before anyone reads it: it is not computed. `m` is written by the sink.
// CHECK-LABEL: flow.recipe @r
// CHECK: flow.with %{{.*}} "with" ["m"]
// CHECK-NOT: arith.addi
// CHECK: flow.yield
flow.recipe @r {
  %s = flow.source "jsonl" {} "s" : !flow.stream<<id: i64>>
  %w = flow.with %s "with" ["n", "m"] {
  ^bb0(%row: !flow.row<id: i64>):
    %i, %null, %failed = flow.get %row["id"] : !flow.row<id: i64> -> i64
    %one = arith.constant 1 : i64
    %n = arith.addi %i, %one : i64
    %m = arith.muli %i, %i : i64
    flow.yield %n, %null, %failed, %m, %null, %failed : i64, i1, i1, i64, i1, i1
  } : !flow.stream<<id: i64>> -> !flow.stream<<id: i64, n: i64, m: i64>>
  %d = flow.drop %w "drop" ["n"] : !flow.stream<<id: i64, n: i64, m: i64>> -> !flow.stream<<id: i64, m: i64>>
  flow.sink %d "to_jsonl" "o" {} "to_jsonl" : !flow.stream<<id: i64, m: i64>>
}
