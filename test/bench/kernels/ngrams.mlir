// The n-gram folds of Gopher repetition, as shared/reference/probes/text_folds/ngram.cpp counts them.
flow.recipe @r {
  %s = flow.source "jsonl" {} "s" : !flow.stream<<text: !text.str>>
  %k = flow.stage "k" %s ["text"] -> [] parts ["where"] renames {} {
  ^bb0(%text: !text.str, %null: i1, %no: i1):
    %yes = arith.constant true
    %words = text.cut %text by words : !text.view<!text.str>
    %g2 = text.ngrams %words, 2 : !text.view<!text.str> -> !text.view<!text.view<!text.str>>
    %t2 = text.tally %g2 : !text.view<!text.view<!text.str>> -> !text.tally<!text.view<!text.str>>
    %top2, %count2, %found2 = text.tally.top %t2 : !text.tally<!text.view<!text.str>> -> !text.view<!text.str>
    %l2 = text.map %top2 {
    ^bb0(%e: !text.str):
      %size = text.size %e
      text.yield %size : i64
    } : !text.view<!text.str> -> !text.view<i64>
    %s2 = text.fold sum %l2 : !text.view<i64> -> i64
    %m2 = arith.muli %s2, %count2 : i64
    flow.rule "top2" %yes failed %no metric %m2 : i64 ""
    %g3 = text.ngrams %words, 3 : !text.view<!text.str> -> !text.view<!text.view<!text.str>>
    %t3 = text.tally %g3 : !text.view<!text.view<!text.str>> -> !text.tally<!text.view<!text.str>>
    %top3, %count3, %found3 = text.tally.top %t3 : !text.tally<!text.view<!text.str>> -> !text.view<!text.str>
    %l3 = text.map %top3 {
    ^bb0(%e: !text.str):
      %size = text.size %e
      text.yield %size : i64
    } : !text.view<!text.str> -> !text.view<i64>
    %s3 = text.fold sum %l3 : !text.view<i64> -> i64
    %m3 = arith.muli %s3, %count3 : i64
    flow.rule "top3" %yes failed %no metric %m3 : i64 ""
    %g4 = text.ngrams %words, 4 : !text.view<!text.str> -> !text.view<!text.view<!text.str>>
    %t4 = text.tally %g4 : !text.view<!text.view<!text.str>> -> !text.tally<!text.view<!text.str>>
    %top4, %count4, %found4 = text.tally.top %t4 : !text.tally<!text.view<!text.str>> -> !text.view<!text.str>
    %l4 = text.map %top4 {
    ^bb0(%e: !text.str):
      %size = text.size %e
      text.yield %size : i64
    } : !text.view<!text.str> -> !text.view<i64>
    %s4 = text.fold sum %l4 : !text.view<i64> -> i64
    %m4 = arith.muli %s4, %count4 : i64
    flow.rule "top4" %yes failed %no metric %m4 : i64 ""
    %g5 = text.ngrams %words, 5 : !text.view<!text.str> -> !text.view<!text.view<!text.str>>
    %d5 = text.duplicates %g5 greedy {
    ^bb0(%run: !text.view<!text.str>):
      %sizes = text.map %run {
      ^bb0(%e: !text.str):
        %size = text.size %e
        text.yield %size : i64
      } : !text.view<!text.str> -> !text.view<i64>
      %sum = text.fold sum %sizes : !text.view<i64> -> i64
      text.yield %sum : i64
    } : !text.view<!text.view<!text.str>>
    flow.rule "duplicate5" %yes failed %no metric %d5 : i64 ""
    %g6 = text.ngrams %words, 6 : !text.view<!text.str> -> !text.view<!text.view<!text.str>>
    %d6 = text.duplicates %g6 greedy {
    ^bb0(%run: !text.view<!text.str>):
      %sizes = text.map %run {
      ^bb0(%e: !text.str):
        %size = text.size %e
        text.yield %size : i64
      } : !text.view<!text.str> -> !text.view<i64>
      %sum = text.fold sum %sizes : !text.view<i64> -> i64
      text.yield %sum : i64
    } : !text.view<!text.view<!text.str>>
    flow.rule "duplicate6" %yes failed %no metric %d6 : i64 ""
    %g7 = text.ngrams %words, 7 : !text.view<!text.str> -> !text.view<!text.view<!text.str>>
    %d7 = text.duplicates %g7 greedy {
    ^bb0(%run: !text.view<!text.str>):
      %sizes = text.map %run {
      ^bb0(%e: !text.str):
        %size = text.size %e
        text.yield %size : i64
      } : !text.view<!text.str> -> !text.view<i64>
      %sum = text.fold sum %sizes : !text.view<i64> -> i64
      text.yield %sum : i64
    } : !text.view<!text.view<!text.str>>
    flow.rule "duplicate7" %yes failed %no metric %d7 : i64 ""
    %g8 = text.ngrams %words, 8 : !text.view<!text.str> -> !text.view<!text.view<!text.str>>
    %d8 = text.duplicates %g8 greedy {
    ^bb0(%run: !text.view<!text.str>):
      %sizes = text.map %run {
      ^bb0(%e: !text.str):
        %size = text.size %e
        text.yield %size : i64
      } : !text.view<!text.str> -> !text.view<i64>
      %sum = text.fold sum %sizes : !text.view<i64> -> i64
      text.yield %sum : i64
    } : !text.view<!text.view<!text.str>>
    flow.rule "duplicate8" %yes failed %no metric %d8 : i64 ""
    %g9 = text.ngrams %words, 9 : !text.view<!text.str> -> !text.view<!text.view<!text.str>>
    %d9 = text.duplicates %g9 greedy {
    ^bb0(%run: !text.view<!text.str>):
      %sizes = text.map %run {
      ^bb0(%e: !text.str):
        %size = text.size %e
        text.yield %size : i64
      } : !text.view<!text.str> -> !text.view<i64>
      %sum = text.fold sum %sizes : !text.view<i64> -> i64
      text.yield %sum : i64
    } : !text.view<!text.view<!text.str>>
    flow.rule "duplicate9" %yes failed %no metric %d9 : i64 ""
    %g10 = text.ngrams %words, 10 : !text.view<!text.str> -> !text.view<!text.view<!text.str>>
    %d10 = text.duplicates %g10 greedy {
    ^bb0(%run: !text.view<!text.str>):
      %sizes = text.map %run {
      ^bb0(%e: !text.str):
        %size = text.size %e
        text.yield %size : i64
      } : !text.view<!text.str> -> !text.view<i64>
      %sum = text.fold sum %sizes : !text.view<i64> -> i64
      text.yield %sum : i64
    } : !text.view<!text.view<!text.str>>
    flow.rule "duplicate10" %yes failed %no metric %d10 : i64 ""
    flow.yield
  } : !flow.stream<<text: !text.str>> -> !flow.stream<<text: !text.str>>
}
