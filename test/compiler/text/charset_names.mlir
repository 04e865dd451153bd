// RUN: smelt-opt %s | FileCheck %s
// A set that is a known property is printed by its name, which is found by the smallest member alone.

module attributes {
  text.of_alphabetic = #text.charset<alphabetic>,
  text.of_digit = #text.charset<digit>,
  text.of_numeric = #text.charset<numeric>,
  text.of_alnum = #text.charset<alnum>,
  text.of_space = #text.charset<space>,
  text.of_punctuation = #text.charset<punctuation>,
  text.of_symbol = #text.charset<symbol>,
  text.of_upper = #text.charset<upper>,
  text.of_lower = #text.charset<lower>,
  text.of_cased = #text.charset<cased>,
  text.of_han = #text.charset<han>,
  text.of_kana = #text.charset<kana>,
  text.of_hangul = #text.charset<hangul>,
  text.of_latin = #text.charset<latin>,
  text.of_control = #text.charset<control>,
  text.of_mark = #text.charset<mark>,
  text.of_nonspacing = #text.charset<nonspacing>,
  text.of_letter = #text.charset<letter>,
  text.of_emoji = #text.charset<emoji>,
  text.of_newline = #text.charset<newline>
} {}

// CHECK-DAG: text.of_alphabetic = #text.charset<alphabetic>
// CHECK-DAG: text.of_digit = #text.charset<digit>
// CHECK-DAG: text.of_numeric = #text.charset<numeric>
// CHECK-DAG: text.of_alnum = #text.charset<alnum>
// CHECK-DAG: text.of_space = #text.charset<space>
// CHECK-DAG: text.of_punctuation = #text.charset<punctuation>
// CHECK-DAG: text.of_symbol = #text.charset<symbol>
// CHECK-DAG: text.of_upper = #text.charset<upper>
// CHECK-DAG: text.of_lower = #text.charset<lower>
// CHECK-DAG: text.of_cased = #text.charset<cased>
// CHECK-DAG: text.of_han = #text.charset<han>
// CHECK-DAG: text.of_kana = #text.charset<kana>
// CHECK-DAG: text.of_hangul = #text.charset<hangul>
// CHECK-DAG: text.of_latin = #text.charset<latin>
// CHECK-DAG: text.of_control = #text.charset<control>
// CHECK-DAG: text.of_mark = #text.charset<mark>
// CHECK-DAG: text.of_nonspacing = #text.charset<nonspacing>
// CHECK-DAG: text.of_letter = #text.charset<letter>
// CHECK-DAG: text.of_emoji = #text.charset<emoji>
// CHECK-DAG: text.of_newline = #text.charset<newline>
