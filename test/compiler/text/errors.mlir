// RUN: smelt-opt -split-input-file -verify-diagnostics %s

func.func @element(%t: !text.str) {
  // expected-error @+1 {{by words gives texts, not 'i32'}}
  %v = text.cut %t by words : !text.view<i32>
  return
}

// -----

func.func @set(%t: !text.str) {
  // expected-error @+1 {{by split needs a set}}
  %v = text.cut %t by split : !text.view<!text.str>
  return
}

// -----

func.func @no_set(%t: !text.str) {
  // expected-error @+1 {{by sentences has no set}}
  %v = text.cut %t by sentences at <space> : !text.view<!text.str>
  return
}

// -----

func.func @runs(%t: !text.str) {
  // expected-error @+1 {{has a positive number of runs only when it is a split}}
  %v = text.cut %t by lines at <newline> runs 2 : !text.view<!text.str>
  return
}

// -----

func.func @translate(%t: !text.str) {
  // expected-error @+1 {{needs as many texts as keys}}
  %v = text.translate %t, [46, 97], ["x"]
  return
}

// -----

func.func @translate_order(%t: !text.str) {
  // expected-error @+1 {{needs its keys in ascending order}}
  %v = text.translate %t, [97, 46], ["x", "y"]
  return
}

// -----

func.func @first(%v: !text.view<!text.str>) {
  // expected-error @+1 {{keeps the type of an element}}
  %s = text.fold first %v : !text.view<!text.str> -> i64
  return
}

// -----

func.func @fold(%v: !text.view<!text.str>) {
  // expected-error @+1 {{is a fold over i64 or f64 that keeps the type}}
  %s = text.fold sum %v : !text.view<!text.str> -> i64
  return
}
// -----
func.func @pattern(%t: !text.str) -> i1 {
  // expected-error @+1 {{has a pattern that never closes this group}}
  %m = text.matches %t, "(a"
  return %m : i1
}
// -----
func.func @kind(%t: !text.str) {
  // expected-error @+1 {{has a pattern exactly when it is by `matches` or `between`}}
  %v = text.cut %t by lines of "a" : !text.view<!text.str>
  return
}
// -----
func.func @groups(%t: !text.str) -> !text.str {
  // expected-error @+1 {{refers to a group that the pattern does not have}}
  %r = text.replace_matches %t, "(a)" with "$2"
  return %r : !text.str
}

// -----

func.func @until_same(%t: !text.str) {
  // expected-error @+1 {{has a region that yields '!text.str'}}
  %s = text.until_same %t {
  ^bb0(%x: !text.str):
    %n = text.size %x
    text.yield %n : i64
  }
  return
}

// -----

func.func @fold_with(%v: !text.view<!text.str>, %n: i64) {
  // expected-error @+1 {{has a region over its states and an element}}
  %r, %f = text.fold_with %v from %n {
  ^bb0(%so_far: i64):
    text.step %so_far : i64
  } : !text.view<!text.str>, i64 -> i64
  return
}

// -----

func.func @in_turn(%t: !text.str) {
  // expected-error @+1 {{needs a text to replace by}}
  %r = text.replace_in_turn %t, "a" by []
  return
}
