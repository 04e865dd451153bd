// RUN: smelt-opt --ride-masks --cse %s | FileCheck %s

// Folds over the characters of lines, of trimmed lines and of runs of words read bitmaps of the text, and so do words of lines.
// CHECK-LABEL: func.func @lines
// CHECK:       %[[M:.*]]:4 = text.class_masks %arg0 of [#text.charset<upper>, #text.charset<"U+0000-U+10FFFF">, #text.charset<{{.*}}>] words [#text.charset<space>]
// CHECK:       text.filter
// CHECK-NEXT:  ^bb0(%[[LINE:.*]]: !text.str):
// CHECK:         %[[PART:.*]] = text.span_trim both %[[LINE]] of %arg0 in %[[M]]#2
// CHECK:         %[[N:.*]] = text.span_count %[[PART]] of %arg0 in %[[M]]#0
// CHECK:         arith.cmpi ne, %[[N]]
// CHECK:       text.filter
// CHECK:         %[[WORDS:.*]] = text.span_words %{{.*}} of %arg0 in %[[M]]#3
// CHECK:         text.span_count runs %{{.*}} of %arg0 in %[[M]]#3
// CHECK:         text.map %[[WORDS]]
// CHECK:         text.span_count %{{.*}} of %arg0 in %[[M]]#1
func.func @lines(%t: !text.str) -> (i64, i64) {
  %three = arith.constant 3 : i64
  %lines = text.cut %t by lines : !text.view<!text.str>
  %loud = text.filter %lines {
  ^bb0(%line: !text.str):
    %part = text.trim both %line of #text.charset<space>
    %chars = text.cut %part by chars : !text.view<i32>
    %upper = text.map %chars {
    ^bb0(%c: i32):
      %in = text.char_in %c, #text.charset<upper>
      text.yield %in : i1
    } : !text.view<i32> -> !text.view<i1>
    %any = text.fold any %upper : !text.view<i1> -> i1
    text.yield %any : i1
  } : !text.view<!text.str> -> !text.view<!text.str>
  %n = text.fold count %loud : !text.view<!text.str> -> i64
  %long = text.filter %lines {
  ^bb0(%line: !text.str):
    %words = text.cut %line by words : !text.view<!text.str>
    %count = text.fold count %words : !text.view<!text.str> -> i64
    %lengths = text.map %words {
    ^bb0(%word: !text.str):
      %chars = text.cut %word by chars : !text.view<i32>
      %length = text.fold count %chars : !text.view<i32> -> i64
      text.yield %length : i64
    } : !text.view<!text.str> -> !text.view<i64>
    %longest = text.fold max %lengths : !text.view<i64> -> i64
    %enough = arith.cmpi sge, %count, %longest : i64
    text.yield %enough : i1
  } : !text.view<!text.str> -> !text.view<!text.str>
  %m = text.fold count %long : !text.view<!text.str> -> i64
  return %n, %m : i64, i64
}

// Trimming alone looks at the ends of its texts, and is no reason to read the whole text.
// CHECK-LABEL: func.func @trims
// CHECK-NOT:   text.class_masks
// CHECK:       text.trim both
func.func @trims(%t: !text.str) -> i64 {
  %none = text.constant ""
  %lines = text.cut %t by lines : !text.view<!text.str>
  %full = text.filter %lines {
  ^bb0(%line: !text.str):
    %part = text.trim both %line of #text.charset<space>
    %order = text.compare %part, %none
    %zero = arith.constant 0 : i64
    %some = arith.cmpi ne, %order, %zero : i64
    text.yield %some : i1
  } : !text.view<!text.str> -> !text.view<!text.str>
  %n = text.fold count %full : !text.view<!text.str> -> i64
  return %n : i64
}

// What was made of an element is no part of the text.
// CHECK-LABEL: func.func @made
// CHECK-NOT:   text.class_masks
// CHECK:       text.fold any
func.func @made(%t: !text.str) -> i64 {
  %lines = text.cut %t by lines : !text.view<!text.str>
  %loud = text.filter %lines {
  ^bb0(%line: !text.str):
    %lower = text.case lower %line
    %chars = text.cut %lower by chars : !text.view<i32>
    %upper = text.map %chars {
    ^bb0(%c: i32):
      %in = text.char_in %c, #text.charset<upper>
      text.yield %in : i1
    } : !text.view<i32> -> !text.view<i1>
    %any = text.fold any %upper : !text.view<i1> -> i1
    text.yield %any : i1
  } : !text.view<!text.str> -> !text.view<!text.str>
  %n = text.fold count %loud : !text.view<!text.str> -> i64
  return %n : i64
}

// Lines and words at a set are found by bitmaps.
// CHECK-LABEL: func.func @cuts
// CHECK:       %[[M:.*]]:2 = text.class_masks %arg0 of [#text.charset<newline>] words [#text.charset<punctuation>]
// CHECK:       text.sequence %arg0 by lines at <newline> masks %[[M]]#0
// CHECK:       text.sequence %arg0 by words at <punctuation> masks %[[M]]#1
func.func @cuts(%t: !text.str) -> (!text.seq<!text.str>, !text.seq<!text.str>) {
  %lines = text.sequence %t by lines at <newline> : !text.seq<!text.str>
  %words = text.sequence %t by words at <punctuation> : !text.seq<!text.str>
  return %lines, %words : !text.seq<!text.str>, !text.seq<!text.str>
}

// Words at a set with a character of another are runs of bits that hold one of another bitmap.
// CHECK-LABEL: func.func @words_with
// CHECK:       %[[M:.*]]:2 = text.class_masks %arg0 of [#text.charset<alphabetic>] words [#text.charset<"U+0020">]
// CHECK-NEXT:  %[[N:.*]] = text.runs_with %[[M]]#1 of %arg0 in %[[M]]#0
// CHECK-NEXT:  return %[[N]]
func.func @words_with(%t: !text.str) -> i64 {
  %seq = text.sequence %t by words at <"U+0020"> : !text.seq<!text.str>
  %words = text.view_of %seq : !text.seq<!text.str> -> !text.view<!text.str>
  %some = text.filter %words {
  ^bb0(%w: !text.str):
    %chars = text.cut %w by chars : !text.view<i32>
    %in = text.map %chars {
    ^bb0(%c: i32):
      %is = text.char_in %c, #text.charset<alphabetic>
      text.yield %is : i1
    } : !text.view<i32> -> !text.view<i1>
    %any = text.fold any %in : !text.view<i1> -> i1
    text.yield %any : i1
  } : !text.view<!text.str> -> !text.view<!text.str>
  %n = text.fold count %some : !text.view<!text.str> -> i64
  return %n : i64
}
