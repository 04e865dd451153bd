// RUN: smelt-opt --form-charsets --canonicalize %s | FileCheck %s

// Comparisons and set questions about one character become one set.
// CHECK-LABEL: func.func @hash_or_at
// CHECK: text.filter
// CHECK: text.char_in %{{.*}}, <"U+0023", "U+0040">
func.func @hash_or_at(%t: !text.str) -> i64 {
  %chars = text.cut %t by chars : !text.view<i32>
  %some = text.filter %chars {
  ^bb0(%c: i32):
    %hash = arith.constant 35 : i32
    %at = arith.constant 64 : i32
    %a = arith.cmpi eq, %c, %hash : i32
    %b = arith.cmpi eq, %c, %at : i32
    %r = arith.ori %a, %b : i1
    text.yield %r : i1
  } : !text.view<i32> -> !text.view<i32>
  %n = text.fold count %some : !text.view<i32> -> i64
  return %n : i64
}

// Logic is set algebra: letters that are not upper case and lie below U+0080.
// CHECK-LABEL: func.func @lower_ascii
// CHECK: text.char_in %{{.*}}, <"U+0061-U+007A">
func.func @lower_ascii(%t: !text.str) -> i64 {
  %chars = text.cut %t by chars : !text.view<i32>
  %some = text.filter %chars {
  ^bb0(%c: i32):
    %limit = arith.constant 128 : i32
    %true = arith.constant true
    %ascii = arith.cmpi ult, %c, %limit : i32
    %letter = text.char_in %c, #text.charset<alphabetic>
    %upper = text.char_in %c, #text.charset<upper>
    %not = arith.xori %upper, %true : i1
    %both = arith.andi %letter, %not : i1
    %r = arith.andi %both, %ascii : i1
    text.yield %r : i1
  } : !text.view<i32> -> !text.view<i32>
  %n = text.fold count %some : !text.view<i32> -> i64
  return %n : i64
}
