// RUN: smelt-opt --push-filters %s | FileCheck %s

// The filter reads `id`, the edit writes `text`: the filter goes first. The second filter reads what the edit wrote.
// CHECK-LABEL: flow.recipe @r
// CHECK: flow.source
// CHECK-NEXT: flow.where %{{.*}} "by id"
// CHECK: flow.with edit
// CHECK: flow.where %{{.*}} "by text"
flow.recipe @r {
  %s = flow.source "jsonl" {} "s" : !flow.stream<<id: i64, text: !text.str>>
  %e = flow.with edit %s "edit text" ["text"] {
  ^bb0(%row: !flow.row<id: i64, text: !text.str>):
    %t, %n, %f = flow.get %row["text"] : !flow.row<id: i64, text: !text.str> -> !text.str
    %l = text.case lower %t
    flow.yield %l, %n, %f : !text.str, i1, i1
  } : !flow.stream<<id: i64, text: !text.str>> -> !flow.stream<<id: i64, text: !text.str>>
  %w = flow.where %e "by id" {
  ^bb0(%row: !flow.row<id: i64, text: !text.str>):
    %i, %n, %f = flow.get %row["id"] : !flow.row<id: i64, text: !text.str> -> i64
    %zero = arith.constant 0 : i64
    %holds = arith.cmpi sgt, %i, %zero : i64
    flow.rule "positive" %holds failed %f metric %i : i64 "> 0"
    flow.end
  } : !flow.stream<<id: i64, text: !text.str>> -> !flow.stream<<id: i64, text: !text.str>>
  %x = flow.where %w "by text" {
  ^bb0(%row: !flow.row<id: i64, text: !text.str>):
    %t, %n, %f = flow.get %row["text"] : !flow.row<id: i64, text: !text.str> -> !text.str
    %holds = text.affix inside %t, ["a"]
    flow.rule "has a" %holds failed %f ""
    flow.end
  } : !flow.stream<<id: i64, text: !text.str>> -> !flow.stream<<id: i64, text: !text.str>>
  flow.sink %x "to_jsonl" "o" {} "to_jsonl" : !flow.stream<<id: i64, text: !text.str>>
}
