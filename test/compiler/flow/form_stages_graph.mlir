// RUN: smelt-opt --form-stages --canonicalize --cse %s | FileCheck %s

// The first filter has two readers: it is a stage of its own, computed once. A region of a view reads the row.
// CHECK-LABEL: flow.recipe @r
// CHECK: %[[SHARED:.*]] = flow.stage "stage_0" %{{.*}} ["text"] -> [] parts ["shared"]
// CHECK: ^bb0(%[[TEXT:[^:]*]]: !text.str
// CHECK: text.filter
// CHECK: text.compare %{{.*}}, %[[TEXT]]
// CHECK: flow.stage "stage_1" %[[SHARED]] [] -> [] parts ["drop"]
// CHECK: flow.stage "stage_2" %[[SHARED]] ["id"] -> ["id"] parts ["select", "edit"]
flow.recipe @r {
  %s = flow.source "jsonl" {} "s" : !flow.stream<<id: i64, text: !text.str>>
  %w = flow.where %s "shared" {
  ^bb0(%row: !flow.row<id: i64, text: !text.str>):
    %t, %n, %f = flow.get %row["text"] : !flow.row<id: i64, text: !text.str> -> !text.str
    %lines = text.cut %t by lines : !text.view<!text.str>
    %same = text.filter %lines {
    ^bb1(%line: !text.str):
      %whole, %n2, %f2 = flow.get %row["text"] : !flow.row<id: i64, text: !text.str> -> !text.str
      %order = text.compare %line, %whole
      %zero = arith.constant 0 : i64
      %equal = arith.cmpi eq, %order, %zero : i64
      text.yield %equal : i1
    } : !text.view<!text.str> -> !text.view<!text.str>
    %count = text.fold count %same : !text.view<!text.str> -> i64
    %one = arith.constant 1 : i64
    %holds = arith.cmpi eq, %count, %one : i64
    flow.rule "one line" %holds failed %f metric %count : i64 "== 1"
    flow.end
  } : !flow.stream<<id: i64, text: !text.str>> -> !flow.stream<<id: i64, text: !text.str>>
  %d = flow.drop %w "drop" ["text"] : !flow.stream<<id: i64, text: !text.str>> -> !flow.stream<<id: i64>>
  %p = flow.select %w "select" ["id"] : !flow.stream<<id: i64, text: !text.str>> -> !flow.stream<<id: i64>>
  %e = flow.with edit %p "edit" ["id"] {
  ^bb0(%row: !flow.row<id: i64>):
    %i, %n, %f = flow.get %row["id"] : !flow.row<id: i64> -> i64
    %m = arith.muli %i, %i : i64
    flow.yield %m, %n, %f : i64, i1, i1
  } : !flow.stream<<id: i64>> -> !flow.stream<<id: i64>>
  flow.sink %d "to_jsonl" "a" {} "to_jsonl" : !flow.stream<<id: i64>>
  flow.sink %e "to_jsonl" "b" {} "to_jsonl" : !flow.stream<<id: i64>>
}
