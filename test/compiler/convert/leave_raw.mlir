// RUN: smelt-opt --leave-raw %s | FileCheck %s

// What an edit looks for, each output for texts without it.
// CHECK-LABEL: flow.recipe @edit
// CHECK: {raw = {field = "text", first = #text.charset<>, patterns = ["\\%", "[^\\\\]%.+"], results = [unit]}}
flow.recipe @edit {
  %s = flow.source "jsonl" {} "s" : !flow.stream<<text: !text.str>>
  %e = flow.stage "stage_0" %s ["text"] -> ["text"] parts ["edit text"] renames {} {
  ^bb0(%t: !text.str, %null: i1, %failed: i1):
    %empty = text.constant ""
    %a = text.affix inside %t, ["%"]
    %b = text.replace_matches %t, "[^\\\\]%.+" by %empty
    %c = arith.select %a, %b, %b : !text.str
    flow.yield %c, %null, %failed : !text.str, i1, i1
  } : !flow.stream<<text: !text.str>> -> !flow.stream<<text: !text.str>>
  flow.sink %e "to_jsonl" "o" {} "to_jsonl" : !flow.stream<<text: !text.str>>
}

// A constant may go anywhere, and flags that are computed may be false.
// CHECK-LABEL: flow.recipe @constant
// CHECK: {raw = {field = "text", first = #text.charset<"U+0023">, patterns = [], results = ["none"]}}
flow.recipe @constant {
  %s = flow.source "jsonl" {} "s" : !flow.stream<<text: !text.str>>
  %e = flow.stage "stage_0" %s ["text"] -> ["text"] parts ["edit text"] renames {} {
  ^bb0(%t: !text.str, %null: i1, %failed: i1):
    %none = text.constant "none"
    %true = arith.constant true
    %a = text.affix prefix %t, ["#"]
    %trimmed = text.case lower %t
    %c = arith.select %a, %trimmed, %none : !text.str
    %isNot = arith.xori %a, %true : i1
    %is = arith.xori %isNot, %true : i1
    %f = arith.ori %is, %failed : i1
    flow.yield %c, %null, %f : !text.str, i1, i1
  } : !flow.stream<<text: !text.str>> -> !flow.stream<<text: !text.str>>
  %d = flow.dedup %e "dedup" {
  ^bb0(%row: !flow.row<text: !text.str>):
    %k, %kn, %kf = flow.get %row["text"] : !flow.row<text: !text.str> -> !text.str
    flow.yield %k, %kn, %kf : !text.str, i1, i1
  } : !flow.stream<<text: !text.str>> -> !flow.stream<<text: !text.str>>
  flow.sink %d "to_jsonl" "o" {} "to_jsonl" : !flow.stream<<text: !text.str>>
}

// What is trimmed is trimmed as JSON writes it; sentences are the text less white space where no end of one occurs.
// CHECK-LABEL: flow.recipe @trim
// CHECK: {raw = {field = "text", first = #text.charset<>, patterns = [], results = [{of = #text.charset<space>, trim = 0 : i64}]}}
// CHECK: {raw = {field = "text", first = #text.charset<>, patterns = ["[.?!]"], results = [{of = #text.charset<"U+0009-U+000D", "U+001C-U+0020",{{.*}}>, trim = 2 : i64}]}}
flow.recipe @trim {
  %s = flow.source "jsonl" {} "s" : !flow.stream<<text: !text.str>>
  %e = flow.stage "stage_0" %s ["text"] -> ["text"] parts ["edit text"] renames {} {
  ^bb0(%t: !text.str, %null: i1, %failed: i1):
    %a = text.trim both %t of #text.charset<space>
    flow.yield %a, %null, %failed : !text.str, i1, i1
  } : !flow.stream<<text: !text.str>> -> !flow.stream<<text: !text.str>>
  flow.sink %e "to_jsonl" "o" {} "to_jsonl" : !flow.stream<<text: !text.str>>
  %r = flow.source "jsonl" {} "r" : !flow.stream<<text: !text.str>>
  %f = flow.stage "stage_1" %r ["text"] -> ["text"] parts ["edit text"] renames {} {
  ^bb0(%t: !text.str, %null: i1, %failed: i1):
    %separator = text.constant "\0A"
    %l = text.punkt %t by "model" : <!text.str>
    %v = text.view_of %l : <!text.str> -> <!text.str>
    %j = text.join %v, %separator : <!text.str>
    flow.yield %j, %null, %failed : !text.str, i1, i1
  } : !flow.stream<<text: !text.str>> -> !flow.stream<<text: !text.str>>
  flow.sink %f "to_jsonl" "o" {} "to_jsonl" : !flow.stream<<text: !text.str>>
}

// Edits of characters that JSON writes as they are work on what it writes; those of a letter of an escape do not.
// CHECK-LABEL: flow.recipe @commutes
// CHECK: {raw = {commutes, field = "text"}}
flow.recipe @commutes {
  %s = flow.source "jsonl" {} "s" : !flow.stream<<text: !text.str>>
  %e = flow.stage "stage_0" %s ["text"] -> ["text"] parts ["edit text"] renames {} {
  ^bb0(%t: !text.str, %null: i1, %failed: i1):
    %zero = text.constant "0"
    %a = text.replace_matches %t, "[0-9]+(?:[.,][0-9]+)*" by %zero
    %b = text.replace_chars %a, #text.charset<"U+0040">, "_"
    flow.yield %b, %null, %failed : !text.str, i1, i1
  } : !flow.stream<<text: !text.str>> -> !flow.stream<<text: !text.str>>
  flow.sink %e "to_jsonl" "o" {} "to_jsonl" : !flow.stream<<text: !text.str>>
}
// CHECK-LABEL: flow.recipe @letters
// CHECK-NOT: commutes
flow.recipe @letters {
  %s = flow.source "jsonl" {} "s" : !flow.stream<<text: !text.str>>
  %e = flow.stage "stage_0" %s ["text"] -> ["text"] parts ["edit text"] renames {} {
  ^bb0(%t: !text.str, %null: i1, %failed: i1):
    %zero = text.constant "0"
    %n = text.constant "{n}"
    %quote = text.constant "\22"
    %a = text.replace_matches %t, "[0-9]+\\b" by %zero
    %b = text.replace %a, %n, %zero
    %c = text.replace_chars %b, #text.charset<"U+0040">, "\0A"
    flow.yield %c, %null, %failed : !text.str, i1, i1
  } : !flow.stream<<text: !text.str>> -> !flow.stream<<text: !text.str>>
  flow.sink %e "to_jsonl" "o" {} "to_jsonl" : !flow.stream<<text: !text.str>>
}

// What is computed of every text, is frequent, or is read by something that is no sink.
// CHECK-LABEL: flow.recipe @always
// CHECK-NOT: raw =
flow.recipe @always {
  %s = flow.source "jsonl" {} "s" : !flow.stream<<text: !text.str>>
  %e = flow.stage "stage_0" %s ["text"] -> ["text"] parts ["edit text"] renames {} {
  ^bb0(%t: !text.str, %null: i1, %failed: i1):
    %c = text.case lower %t
    flow.yield %c, %null, %failed : !text.str, i1, i1
  } : !flow.stream<<text: !text.str>> -> !flow.stream<<text: !text.str>>
  flow.sink %e "to_jsonl" "o" {} "to_jsonl" : !flow.stream<<text: !text.str>>
}
// CHECK-LABEL: flow.recipe @frequent
// CHECK-NOT: raw =
flow.recipe @frequent {
  %s = flow.source "jsonl" {} "s" : !flow.stream<<text: !text.str>>
  %e = flow.stage "stage_0" %s ["text"] -> ["text"] parts ["edit text"] renames {} {
  ^bb0(%t: !text.str, %null: i1, %failed: i1):
    %c = text.replace_chars %t, #text.charset<"U+0061-U+007A">, "_"
    flow.yield %c, %null, %failed : !text.str, i1, i1
  } : !flow.stream<<text: !text.str>> -> !flow.stream<<text: !text.str>>
  flow.sink %e "to_jsonl" "o" {} "to_jsonl" : !flow.stream<<text: !text.str>>
}
// CHECK-LABEL: flow.recipe @read
// CHECK-NOT: raw =
flow.recipe @read {
  %s = flow.source "jsonl" {} "s" : !flow.stream<<text: !text.str>>
  %e = flow.stage "stage_0" %s ["text"] -> ["text"] parts ["edit text"] renames {} {
  ^bb0(%t: !text.str, %null: i1, %failed: i1):
    %c = text.replace_chars %t, #text.charset<"U+0040">, "_"
    flow.yield %c, %null, %failed : !text.str, i1, i1
  } : !flow.stream<<text: !text.str>> -> !flow.stream<<text: !text.str>>
  %d = flow.dedup %e "dedup" {
  ^bb0(%row: !flow.row<text: !text.str>):
    %k, %kn, %kf = flow.get %row["text"] : !flow.row<text: !text.str> -> !text.str
    flow.yield %k, %kn, %kf : !text.str, i1, i1
  } : !flow.stream<<text: !text.str>> -> !flow.stream<<text: !text.str>>
  flow.sink %d "to_jsonl" "o" {} "to_jsonl" : !flow.stream<<text: !text.str>>
}
// The field itself goes on beside the new one; the source has another reader; no record holds it.
// CHECK-LABEL: flow.recipe @beside
// CHECK-NOT: raw =
flow.recipe @beside {
  %s = flow.source "jsonl" {} "s" : !flow.stream<<text: !text.str>>
  %e = flow.stage "stage_0" %s ["text"] -> ["new"] parts ["with new"] renames {} {
  ^bb0(%t: !text.str, %null: i1, %failed: i1):
    %c = text.replace_chars %t, #text.charset<"U+0040">, "_"
    flow.yield %c, %null, %failed : !text.str, i1, i1
  } : !flow.stream<<text: !text.str>> -> !flow.stream<<text: !text.str, new: !text.str>>
  flow.sink %e "to_jsonl" "o" {} "to_jsonl" : !flow.stream<<text: !text.str, new: !text.str>>
}
// CHECK-LABEL: flow.recipe @twice
// CHECK-NOT: raw =
flow.recipe @twice {
  %s = flow.source "jsonl" {} "s" : !flow.stream<<text: !text.str>>
  %e = flow.stage "stage_0" %s ["text"] -> ["text"] parts ["edit text"] renames {} {
  ^bb0(%t: !text.str, %null: i1, %failed: i1):
    %c = text.replace_chars %t, #text.charset<"U+0040">, "_"
    flow.yield %c, %null, %failed : !text.str, i1, i1
  } : !flow.stream<<text: !text.str>> -> !flow.stream<<text: !text.str>>
  flow.sink %e "to_jsonl" "o" {} "to_jsonl" : !flow.stream<<text: !text.str>>
  flow.sink %s "to_jsonl" "p" {} "to_jsonl" : !flow.stream<<text: !text.str>>
}
// CHECK-LABEL: flow.recipe @lines
// CHECK-NOT: raw =
flow.recipe @lines {
  %s = flow.source "text" {} "s" : !flow.stream<<text: !text.str>>
  %e = flow.stage "stage_0" %s ["text"] -> ["text"] parts ["edit text"] renames {} {
  ^bb0(%t: !text.str, %null: i1, %failed: i1):
    %c = text.replace_chars %t, #text.charset<"U+0040">, "_"
    flow.yield %c, %null, %failed : !text.str, i1, i1
  } : !flow.stream<<text: !text.str>> -> !flow.stream<<text: !text.str>>
  flow.sink %e "to_jsonl" "o" {} "to_jsonl" : !flow.stream<<text: !text.str>>
}
