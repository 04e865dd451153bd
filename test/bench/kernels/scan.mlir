// The nine folds of shared/reference/probes/text_folds/scan.cpp: seven classes, characters, words.
flow.recipe @r {
  %s = flow.source "jsonl" {} "s" : !flow.stream<<text: !text.str>>
  %k = flow.stage "k" %s ["text"] -> [] parts ["where"] renames {} {
  ^bb0(%text: !text.str, %null: i1, %no: i1):
    %yes = arith.constant true
    %chars = text.cut %text by chars : !text.view<i32>
    %f0 = text.filter %chars {
    ^bb0(%c: i32):
      %in = text.char_in %c, #text.charset<space>
      text.yield %in : i1
    } : !text.view<i32> -> !text.view<i32>
    %n0 = text.fold count %f0 : !text.view<i32> -> i64
    flow.rule "space" %yes failed %no metric %n0 : i64 ""
    %f1 = text.filter %chars {
    ^bb0(%c: i32):
      %in = text.char_in %c, #text.charset<newline>
      text.yield %in : i1
    } : !text.view<i32> -> !text.view<i32>
    %n1 = text.fold count %f1 : !text.view<i32> -> i64
    flow.rule "newline" %yes failed %no metric %n1 : i64 ""
    %f2 = text.filter %chars {
    ^bb0(%c: i32):
      %in = text.char_in %c, #text.charset<alphabetic>
      text.yield %in : i1
    } : !text.view<i32> -> !text.view<i32>
    %n2 = text.fold count %f2 : !text.view<i32> -> i64
    flow.rule "alphabetic" %yes failed %no metric %n2 : i64 ""
    %f3 = text.filter %chars {
    ^bb0(%c: i32):
      %in = text.char_in %c, #text.charset<digit>
      text.yield %in : i1
    } : !text.view<i32> -> !text.view<i32>
    %n3 = text.fold count %f3 : !text.view<i32> -> i64
    flow.rule "digit" %yes failed %no metric %n3 : i64 ""
    %f4 = text.filter %chars {
    ^bb0(%c: i32):
      %in = text.char_in %c, #text.charset<punctuation>
      text.yield %in : i1
    } : !text.view<i32> -> !text.view<i32>
    %n4 = text.fold count %f4 : !text.view<i32> -> i64
    flow.rule "punctuation" %yes failed %no metric %n4 : i64 ""
    %f5 = text.filter %chars {
    ^bb0(%c: i32):
      %in = text.char_in %c, #text.charset<han>
      text.yield %in : i1
    } : !text.view<i32> -> !text.view<i32>
    %n5 = text.fold count %f5 : !text.view<i32> -> i64
    flow.rule "han" %yes failed %no metric %n5 : i64 ""
    %f6 = text.filter %chars {
    ^bb0(%c: i32):
      %in = text.char_in %c, #text.charset<upper>
      text.yield %in : i1
    } : !text.view<i32> -> !text.view<i32>
    %n6 = text.fold count %f6 : !text.view<i32> -> i64
    flow.rule "upper" %yes failed %no metric %n6 : i64 ""
    %n = text.fold count %chars : !text.view<i32> -> i64
    flow.rule "chars" %yes failed %no metric %n : i64 ""
    %words = text.cut %text by words : !text.view<!text.str>
    %w = text.fold count %words : !text.view<!text.str> -> i64
    flow.rule "words" %yes failed %no metric %w : i64 ""
    flow.yield
  } : !flow.stream<<text: !text.str>> -> !flow.stream<<text: !text.str>>
}
