// RUN: smelt-opt --form-stages --canonicalize --cse %s | FileCheck %s

// A chain becomes one stage: the edit is a value that the rule reads, the rename is noted, the key of the dedup that is
// no plain field is computed as a hidden field.
// CHECK-LABEL: flow.recipe @r
// CHECK: flow.stage "stage_0" %{{.*}} ["text"] -> ["text", "$key0"] parts ["edit text", "where", "rename", "key of dedup"] renames {{.*}}name = "id"
// CHECK: %[[LOWER:.*]] = text.case lower
// CHECK: text.affix inside %[[LOWER]], ["a"]
// CHECK: flow.rule "has a" %{{.*}} failed %{{.*}} "" {part = 1 : i64}
// CHECK: flow.dedup
// CHECK: flow.get %{{.*}}["$key0"]
flow.recipe @r {
  %s = flow.source "jsonl" {} "s" : !flow.stream<<id: i64, text: !text.str>>
  %e = flow.with edit %s "edit text" ["text"] {
  ^bb0(%row: !flow.row<id: i64, text: !text.str>):
    %t, %n, %f = flow.get %row["text"] : !flow.row<id: i64, text: !text.str> -> !text.str
    %l = text.case lower %t
    flow.yield %l, %n, %f : !text.str, i1, i1
  } : !flow.stream<<id: i64, text: !text.str>> -> !flow.stream<<id: i64, text: !text.str>>
  %w = flow.where %e "where" {
  ^bb0(%row: !flow.row<id: i64, text: !text.str>):
    %t, %n, %f = flow.get %row["text"] : !flow.row<id: i64, text: !text.str> -> !text.str
    %holds = text.affix inside %t, ["a"]
    flow.rule "has a" %holds failed %f ""
    flow.end
  } : !flow.stream<<id: i64, text: !text.str>> -> !flow.stream<<id: i64, text: !text.str>>
  %r = flow.rename %w "rename" ["id"] to ["name"] : !flow.stream<<id: i64, text: !text.str>> -> !flow.stream<<name: i64, text: !text.str>>
  %d = flow.dedup %r "dedup" {
  ^bb0(%row: !flow.row<name: i64, text: !text.str>):
    %t, %n, %f = flow.get %row["text"] : !flow.row<name: i64, text: !text.str> -> !text.str
    %u = text.case upper %t
    flow.yield %u, %n, %f : !text.str, i1, i1
  } : !flow.stream<<name: i64, text: !text.str>> -> !flow.stream<<name: i64, text: !text.str>>
  flow.sink %d "to_jsonl" "o" {} "to_jsonl" : !flow.stream<<name: i64, text: !text.str>>
}
