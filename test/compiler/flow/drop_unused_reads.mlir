// RUN: smelt-opt --drop-unused-fields %s | FileCheck %s

// `n` is not needed, so the edit of `text` that it alone reads is not either.
// CHECK-LABEL: flow.recipe @r
// CHECK: flow.with edit %{{.*}} "edit" []
// CHECK-NOT: text.case
// CHECK: flow.with %{{.*}} "with" []
// CHECK-NOT: text.size
// CHECK: flow.select
flow.recipe @r {
  %s = flow.source "jsonl" {} "s" : !flow.stream<<id: i64, text: !text.str>>
  %e = flow.with edit %s "edit" ["text"] {
  ^bb0(%row: !flow.row<id: i64, text: !text.str>):
    %t, %n, %f = flow.get %row["text"] : !flow.row<id: i64, text: !text.str> -> !text.str
    %l = text.case lower %t
    flow.yield %l, %n, %f : !text.str, i1, i1
  } : !flow.stream<<id: i64, text: !text.str>> -> !flow.stream<<id: i64, text: !text.str>>
  %w = flow.with %e "with" ["n"] {
  ^bb0(%row: !flow.row<id: i64, text: !text.str>):
    %t, %n, %f = flow.get %row["text"] : !flow.row<id: i64, text: !text.str> -> !text.str
    %size = text.size %t
    flow.yield %size, %n, %f : i64, i1, i1
  } : !flow.stream<<id: i64, text: !text.str>> -> !flow.stream<<id: i64, text: !text.str, n: i64>>
  %p = flow.select %w "select" ["id"] : !flow.stream<<id: i64, text: !text.str, n: i64>> -> !flow.stream<<id: i64>>
  flow.sink %p "to_jsonl" "o" {} "to_jsonl" : !flow.stream<<id: i64>>
}
