// RUN: smelt-opt --fuse-folds %s | FileCheck %s

// Counts of classes, characters and words are one scan; n-grams ride on its masks.
// CHECK-LABEL: func.func @gopher
// CHECK: %[[CHARS:.*]], %[[WORDS:.*]], %[[COUNTS:.*]]:2, %[[MASKS:.*]] = text.scan %{{.*}} counts [#text.charset<"U+0023">] any [#text.charset<alphabetic>]
// CHECK: %[[SEQ:.*]] = text.sequence %{{.*}} by words masks %[[MASKS]]
// CHECK: %[[VIEW:.*]] = text.view_of %[[SEQ]]
// CHECK: text.ngrams %[[VIEW]], 2
// CHECK-NOT: text.cut %{{.*}} by words
// CHECK: return %[[COUNTS]]#0, %[[WORDS]], %[[COUNTS]]#1, %[[CHARS]]
func.func @gopher(%t: !text.str) -> (i64, i64, i64, i64, i64) {
  %chars = text.cut %t by chars : !text.view<i32>
  %hash = text.filter %chars {
  ^bb0(%c: i32):
    %in = text.char_in %c, #text.charset<"U+0023">
    text.yield %in : i1
  } : !text.view<i32> -> !text.view<i32>
  %hashes = text.fold count %hash : !text.view<i32> -> i64
  %all = text.fold count %chars : !text.view<i32> -> i64
  %words = text.cut %t by words : !text.view<!text.str>
  %n = text.fold count %words : !text.view<!text.str> -> i64
  %alphabetic = text.filter %words {
  ^bb0(%w: !text.str):
    %wc = text.cut %w by chars : !text.view<i32>
    %is = text.map %wc {
    ^bb0(%c: i32):
      %in = text.char_in %c, #text.charset<alphabetic>
      text.yield %in : i1
    } : !text.view<i32> -> !text.view<i1>
    %any = text.fold any %is : !text.view<i1> -> i1
    text.yield %any : i1
  } : !text.view<!text.str> -> !text.view<!text.str>
  %letters = text.fold count %alphabetic : !text.view<!text.str> -> i64
  %grams = text.ngrams %words, 2 : !text.view<!text.str> -> !text.view<!text.view<!text.str>>
  %tally = text.tally %grams : !text.view<!text.view<!text.str>> -> !text.tally<!text.view<!text.str>>
  %distinct = text.tally.get distinct %tally : !text.tally<!text.view<!text.str>> -> i64
  return %hashes, %n, %letters, %all, %distinct : i64, i64, i64, i64, i64
}

// The characters of words are all characters but white space.
// CHECK-LABEL: func.func @word_chars
// CHECK: text.scan %{{.*}} counts [#text.charset<space>] any []
// CHECK: arith.subi
func.func @word_chars(%t: !text.str) -> i64 {
  %words = text.cut %t by words : !text.view<!text.str>
  %sizes = text.map %words {
  ^bb0(%w: !text.str):
    %wc = text.cut %w by chars : !text.view<i32>
    %n = text.fold count %wc : !text.view<i32> -> i64
    text.yield %n : i64
  } : !text.view<!text.str> -> !text.view<i64>
  %sum = text.fold sum %sizes : !text.view<i64> -> i64
  return %sum : i64
}

// One fold over lines keeps its loop: nothing shares it, so nothing is materialized but the lines it reads.
// CHECK-LABEL: func.func @rebuild
// CHECK-NOT: text.sequence
func.func @rebuild(%t: !text.str) -> !text.str {
  %lines = text.cut %t by lines : !text.view<!text.str>
  %kept = text.rebuild keep %lines of %t {
  ^bb0(%l: !text.str):
    %b = text.affix inside %l, ["x"]
    text.yield %b : i1
  } : !text.view<!text.str>
  return %kept : !text.str
}

// Words that trimming leaves something of are words with another character.
// CHECK-LABEL: func.func @trimmed
// CHECK: %{{.*}}, %{{.*}}, %[[N:.*]], %{{.*}} = text.scan %{{.*}} counts [] any [#text.charset<"U+0000-U+0022", "U+0024-U+10FFFF">]
// CHECK: return %[[N]]
func.func @trimmed(%t: !text.str) -> i64 {
  %yes = arith.constant true
  %words = text.cut %t by words : !text.view<!text.str>
  %parts = text.map %words {
  ^bb0(%w: !text.str):
    %part = text.trim both %w of #text.charset<"U+0023">
    text.yield %part : !text.str
  } : !text.view<!text.str> -> !text.view<!text.str>
  %some = text.filter %parts {
  ^bb0(%w: !text.str):
    %empty = text.affix whole %w, [""]
    %is = arith.xori %empty, %yes : i1
    text.yield %is : i1
  } : !text.view<!text.str> -> !text.view<!text.str>
  %n = text.fold count %some : !text.view<!text.str> -> i64
  return %n : i64
}

// What is asked for one place is walked up to it; what has another reader is kept.
// CHECK-LABEL: func.func @place
// CHECK: %[[CUT:.*]] = text.cut %{{.*}} by lines
// CHECK: text.filter %[[CUT]]
// CHECK: text.at
func.func @place(%t: !text.str, %i: i64) -> (!text.str, i1) {
  %lines = text.cut %t by lines : !text.view<!text.str>
  %some = text.filter %lines {
  ^bb0(%l: !text.str):
    %b = text.affix inside %l, ["x"]
    text.yield %b : i1
  } : !text.view<!text.str> -> !text.view<!text.str>
  %line, %found = text.at %some, %i : !text.view<!text.str> -> !text.str
  return %line, %found : !text.str, i1
}
// CHECK-LABEL: func.func @places
// CHECK: text.sequence %{{.*}} by lines
// CHECK-COUNT-2: text.at
func.func @places(%t: !text.str, %i: i64, %k: i64) -> (!text.str, !text.str) {
  %lines = text.cut %t by lines : !text.view<!text.str>
  %line, %found = text.at %lines, %i : !text.view<!text.str> -> !text.str
  %other, %there = text.at %lines, %k : !text.view<!text.str> -> !text.str
  return %line, %other : !text.str, !text.str
}
