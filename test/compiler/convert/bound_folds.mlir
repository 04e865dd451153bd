// RUN: smelt-opt --bound-folds %s | FileCheck %s

// A rule that holds repeated runs to a share of a length gives the fold its limit, wherever the length is made.
// CHECK-LABEL: flow.stage "repeated"
// CHECK:       %[[LENGTH:.*]] = text.fold count
// CHECK:       %[[REAL:.*]] = arith.sitofp %[[LENGTH]]
// CHECK:       %[[PART:.*]] = arith.mulf %{{.*}}, %{{.*}} : f64
// CHECK:       %[[LIMIT:.*]] = arith.fptosi %[[PART]] : f64 to i64
// CHECK:       text.duplicates %{{.*}} within %[[LIMIT]] greedy joined
// A metric that another rule reads is exact.
// CHECK:       text.duplicates %{{[0-9]+}} greedy joined
// CHECK:       flow.rule "shared"
flow.recipe @repeated {
  %s = flow.source "jsonl" {} "s" : !flow.stream<<text: !text.str>>
  %k = flow.stage "repeated" %s ["text"] -> [] parts ["where"] renames {} {
  ^bb0(%text: !text.str, %null: i1, %no: i1):
    %none = arith.constant 0.0 : f64
    %zero = arith.constant 0 : i64
    %most = arith.constant 0.15 : f64
    %words = text.cut %text by words : !text.view<!text.str>
    %runs = text.ngrams %words, 5 : !text.view<!text.str> -> !text.view<!text.view<!text.str>>
    %d = text.duplicates %runs greedy joined : !text.view<!text.view<!text.str>>
    %over = arith.sitofp %d : i64 to f64
    %chars = text.cut %text by chars : !text.view<i32>
    %length = text.fold count %chars : !text.view<i32> -> i64
    %under = arith.sitofp %length : i64 to f64
    %share = arith.divf %over, %under : f64
    %empty = arith.cmpi eq, %length, %zero : i64
    %m = arith.select %empty, %none, %share : f64
    %holds = arith.cmpf ole, %m, %most : f64
    flow.rule "few" %holds failed %no metric %m : f64 "<= 15%"
    %runs6 = text.ngrams %words, 6 : !text.view<!text.str> -> !text.view<!text.view<!text.str>>
    %e = text.duplicates %runs6 greedy joined : !text.view<!text.view<!text.str>>
    %over6 = arith.sitofp %e : i64 to f64
    %share6 = arith.divf %over6, %under : f64
    %holds6 = arith.cmpf ole, %share6, %most : f64
    flow.rule "shared" %holds6 failed %no metric %share6 : f64 "<= 15%"
    %least = arith.cmpf oge, %share6, %none : f64
    flow.rule "other" %least failed %no metric %share6 : f64 ">= 0%"
    flow.yield
  } : !flow.stream<<text: !text.str>> -> !flow.stream<<text: !text.str>>
}

// The most frequent run, weighed by its elements.
// CHECK-LABEL: flow.stage "top"
// CHECK:       %[[LIMIT:.*]] = arith.fptosi
// CHECK:       text.tally %{{.*}} within %[[LIMIT]] plus 1 {
// CHECK-NEXT:  ^bb0(%[[ARG:.*]]: !text.view<!text.str>):
// CHECK-NEXT:    text.map %[[ARG]]
// CHECK:         text.fold sum
flow.recipe @top {
  %s = flow.source "jsonl" {} "s" : !flow.stream<<text: !text.str>>
  %k = flow.stage "top" %s ["text"] -> [] parts ["where"] renames {} {
  ^bb0(%text: !text.str, %null: i1, %no: i1):
    %one = arith.constant 1 : i64
    %most = arith.constant 0.2 : f64
    %words = text.cut %text by words : !text.view<!text.str>
    %runs = text.ngrams %words, 2 : !text.view<!text.str> -> !text.view<!text.view<!text.str>>
    %t = text.tally %runs : !text.view<!text.view<!text.str>> -> !text.tally<!text.view<!text.str>>
    %value, %count, %found = text.tally.top %t : !text.tally<!text.view<!text.str>> -> !text.view<!text.str>
    %sizes = text.map %value {
    ^bb0(%w: !text.str):
      %size = text.size %w
      text.yield %size : i64
    } : !text.view<!text.str> -> !text.view<i64>
    %sum = text.fold sum %sizes : !text.view<i64> -> i64
    %weight = arith.addi %sum, %one : i64
    %product = arith.muli %weight, %count : i64
    %over = arith.sitofp %product : i64 to f64
    %length = text.size %text
    %under = arith.sitofp %length : i64 to f64
    %share = arith.divf %over, %under : f64
    %holds = arith.cmpf ole, %share, %most : f64
    flow.rule "few" %holds failed %no metric %share : f64 "<= 20%"
    flow.yield
  } : !flow.stream<<text: !text.str>> -> !flow.stream<<text: !text.str>>
}
