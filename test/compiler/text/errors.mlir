// RUN: smelt-opt -split-input-file -verify-diagnostics %s

func.func @element(%t: !text.str) {
  // expected-error @+1 {{by words gives texts, not 'i32'}}
  %v = text.cut %t by words : !text.view<i32>
  return
}

// -----

func.func @set(%t: !text.str) {
  // expected-error @+1 {{has a set exactly when it is a split}}
  %v = text.cut %t by split : !text.view<!text.str>
  return
}

// -----

func.func @fold(%v: !text.view<!text.str>) {
  // expected-error @+1 {{is a fold over i64 or f64 that keeps the type}}
  %s = text.fold sum %v : !text.view<!text.str> -> i64
  return
}
