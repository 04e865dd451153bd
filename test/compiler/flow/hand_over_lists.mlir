// RUN: smelt-opt --hand-over-lists %s | FileCheck %s

// A list of texts goes to the expand behind its stage as it is; one that something else reads, or of characters, as JSON.
// CHECK-LABEL: flow.recipe @texts
// CHECK: %[[LIST:.*]] = text.texts %{{.*}} : <!text.str>
// CHECK-NOT: text.json_list
// CHECK: flow.yield %[[LIST]], {{.*}} : !text.texts, i1, i1
// CHECK: flow.expand {{.*}} <<text: !text.str, word: !text.texts>> -> <<text: !text.str, word: !text.str>>
flow.recipe @texts {
  %s = flow.source "jsonl" {} "s" : !flow.stream<<text: !text.str>>
  %w = flow.stage "stage_0" %s ["text"] -> ["word"] parts ["with word"] renames {} {
  ^bb0(%t: !text.str, %null: i1, %failed: i1):
    %words = text.cut %t by lines : !text.view<!text.str>
    %list = text.json_list %words : !text.view<!text.str>
    flow.yield %list, %null, %failed : !text.json, i1, i1
  } : !flow.stream<<text: !text.str>> -> !flow.stream<<text: !text.str, word: !text.json>>
  %e = flow.expand %w "expand word" "word" : !flow.stream<<text: !text.str, word: !text.json>> -> !flow.stream<<text: !text.str, word: !text.str>>
  flow.sink %e "to_jsonl" "o" {} "to_jsonl" : !flow.stream<<text: !text.str, word: !text.str>>
}

// CHECK-LABEL: flow.recipe @shared
// CHECK-NOT: text.texts
flow.recipe @shared {
  %s = flow.source "jsonl" {} "s" : !flow.stream<<text: !text.str>>
  %w = flow.stage "stage_0" %s ["text"] -> ["word"] parts ["with word"] renames {} {
  ^bb0(%t: !text.str, %null: i1, %failed: i1):
    %words = text.cut %t by lines : !text.view<!text.str>
    %list = text.json_list %words : !text.view<!text.str>
    flow.yield %list, %null, %failed : !text.json, i1, i1
  } : !flow.stream<<text: !text.str>> -> !flow.stream<<text: !text.str, word: !text.json>>
  %e = flow.expand %w "expand word" "word" : !flow.stream<<text: !text.str, word: !text.json>> -> !flow.stream<<text: !text.str, word: !text.str>>
  flow.sink %w "to_jsonl" "a" {} "to_jsonl" : !flow.stream<<text: !text.str, word: !text.json>>
  flow.sink %e "to_jsonl" "b" {} "to_jsonl" : !flow.stream<<text: !text.str, word: !text.str>>
}

// CHECK-LABEL: flow.recipe @characters
// CHECK-NOT: text.texts
flow.recipe @characters {
  %s = flow.source "jsonl" {} "s" : !flow.stream<<text: !text.str>>
  %w = flow.stage "stage_0" %s ["text"] -> ["n"] parts ["with n"] renames {} {
  ^bb0(%t: !text.str, %null: i1, %failed: i1):
    %chars = text.cut %t by chars : !text.view<i32>
    %list = text.json_list %chars : !text.view<i32>
    flow.yield %list, %null, %failed : !text.json, i1, i1
  } : !flow.stream<<text: !text.str>> -> !flow.stream<<text: !text.str, n: !text.json>>
  %e = flow.expand %w "expand n" "n" : !flow.stream<<text: !text.str, n: !text.json>> -> !flow.stream<<text: !text.str, n: !text.json>>
  flow.sink %e "to_jsonl" "o" {} "to_jsonl" : !flow.stream<<text: !text.str, n: !text.json>>
}
