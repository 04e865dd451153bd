// The fold of Data-Juicer's character_repetition: the most frequent runs of ten characters, of all runs; as
// shared/reference/probes/text_folds/chargram.cpp counts them.
flow.recipe @r {
  %s = flow.source "jsonl" {} "s" : !flow.stream<<text: !text.str>>
  %k = flow.stage "k" %s ["text"] -> [] parts ["where"] renames {} {
  ^bb0(%text: !text.str, %null: i1, %no: i1):
    %yes = arith.constant true
    %chars = text.cut %text by chars : !text.view<i32>
    %runs = text.ngrams %chars, 10 : !text.view<i32> -> !text.view<!text.view<i32>>
    %tally = text.tally %runs : !text.view<!text.view<i32>> -> !text.tally<!text.view<i32>>
    %distinct = text.tally.get distinct %tally : !text.tally<!text.view<i32>> -> i64
    %once = text.tally.get once %tally : !text.tally<!text.view<i32>> -> i64
    %real = arith.sitofp %distinct : i64 to f64
    %root = math.sqrt %real : f64
    %floor = arith.fptosi %root : f64 to i64
    %repeated = arith.subi %distinct, %once : i64
    %few = arith.minsi %floor, %repeated : i64
    %most = text.tally.largest %tally, %few : !text.tally<!text.view<i32>>
    flow.rule "repetition" %yes failed %no metric %most : i64 ""
    flow.yield
  } : !flow.stream<<text: !text.str>> -> !flow.stream<<text: !text.str>>
}
