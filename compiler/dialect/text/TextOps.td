#ifndef SMELT_TEXT_OPS
#define SMELT_TEXT_OPS
include "compiler/dialect/text/TextBase.td"

// ---- views ---------------------------------------------------------------------------------------------------------

def Text_CutOp : Text_Op<"cut"> {
  let summary = "cuts a text into a view of its units";
  let description = [{
    Units as docs/language.md defines them: words at Unicode white space, lines at `\n` (`\r\n` counts as one),
    paragraphs at blank lines, sentences, characters (code points), bytes, or between the characters of `set` (`split`;
    empty pieces are kept; with `runs`, between runs of at least that many). With a `set`, words stand between its
    characters and lines end at them. Or the `matches` of a pattern, or what stands `between` them (docs/patterns.md).
    ```mlir
    %w = text.cut %t by words : !text.view<!text.str>
    %n = text.cut %t by matches of "[0-9]+" : !text.view<!text.str>
    ```
  }];
  let arguments = (ins Text_Str:$text, Text_CutKind:$kind, OptionalAttr<Text_CharSetAttr>:$set,
                       OptionalAttr<I64Attr>:$runs, OptionalAttr<StrAttr>:$pattern);
  let results = (outs Text_View:$view);
  let assemblyFormat = "$text `by` $kind (`at` $set^)? (`runs` $runs^)? (`of` $pattern^)? attr-dict `:` type($view)";
  let extraClassDeclaration = [{
    bool isPattern() { return getPattern().has_value(); }
  }];
  let hasVerifier = 1;
}

def Text_FilterOp : Text_Op<"filter", [Pure, SingleBlock]> {
  let summary = "narrows a view to the elements for which the region yields true";
  let arguments = (ins Text_View:$view);
  let regions = (region SizedRegion<1>:$predicate);
  let results = (outs Text_View:$result);
  let assemblyFormat = "$view $predicate attr-dict `:` type($view) `->` type($result)";
  let hasVerifier = 1;
}

def Text_MapOp : Text_Op<"map", [Pure, SingleBlock]> {
  let summary = "replaces each element by what the region yields";
  let arguments = (ins Text_View:$view);
  let regions = (region SizedRegion<1>:$function);
  let results = (outs Text_View:$result);
  let assemblyFormat = "$view $function attr-dict `:` type($view) `->` type($result)";
  let hasVerifier = 1;
}

def Text_NgramsOp : Text_Op<"ngrams"> {
  let summary = "all runs of n neighbouring elements";
  let description = [{The view's elements are views of n elements. Empty if there are fewer than n.}];
  let arguments = (ins Text_View:$view, ConfinedAttr<I64Attr, [IntPositive]>:$n);
  let results = (outs Text_View:$result);
  let assemblyFormat = "$view `,` $n attr-dict `:` type($view) `->` type($result)";
  let hasVerifier = 1;
}

def Text_YieldOp : Text_Op<"yield", [Pure, Terminator, ParentOneOf<["FilterOp", "MapOp", "DuplicatesOp", "TallyOp", "RebuildOp",
    "UntilSameOp"]>]> {
  let summary = "the value of a region over an element, and whether making it failed";
  let arguments = (ins AnyType:$value, Optional<I1>:$failed);
  let builders = [OpBuilder<(ins "mlir::Value":$value), [{ build($_builder, $_state, value, mlir::Value()); }]>];
  let assemblyFormat = "$value (`failed` $failed^)? attr-dict `:` type($value)";
}

// ---- folds ---------------------------------------------------------------------------------------------------------

def Text_FoldOp : Text_Op<"fold"> {
  let summary = "folds a view to one value";
  let description = [{
    `count` of any view is i64; `sum` `min` `max` keep the element type (i64 or f64); `median` is f64; `any` and `all`
    take i1 elements; `first` of any view is its first element. `min`, `max`, `median`, `first` of an empty view are 0
    or empty: the producer pairs them with a count.
    ```mlir
    %n = text.fold count %words : !text.view<!text.str> -> i64
    ```
  }];
  let arguments = (ins Text_FoldKind:$kind, Text_View:$view);
  let results = (outs AnyTypeOf<[I64, F64, I1, I32, Text_Str]>:$result);
  let assemblyFormat = "$kind $view attr-dict `:` type($view) `->` type($result)";
  let hasVerifier = 1;
}

def Text_TallyOp : Text_Op<"tally"> {
  let summary = "counts each different element";
  let description = [{
    `within` (set by `bound-folds`): where nobody reads the metrics of the row, the tally may be empty if no element's
    weight plus `plus`, times its count, is above the limit.
  }];
  let arguments = (ins Text_View:$view, Optional<I64>:$limit, DefaultValuedAttr<I64Attr, "0">:$plus);
  let regions = (region AnyRegion:$weight);
  let results = (outs Text_Tally:$result);
  let assemblyFormat =
      "$view (`within` $limit^ `plus` $plus $weight)? attr-dict `:` type($view) `->` type($result)";
}
def Text_TallyGetOp : Text_Op<"tally.get"> {
  let summary = "a figure of a tally: i64, or f64 bits for entropy";
  let arguments = (ins Text_TallyKind:$kind, Text_Tally:$tally);
  let results = (outs AnyTypeOf<[I64, F64]>:$result);
  let assemblyFormat = "$kind $tally attr-dict `:` type($tally) `->` type($result)";
}
def Text_AtOp : Text_Op<"at"> {
  let summary = "the element of a view at a place, counted from 0";
  let description = [{`found` is false outside of the view.}];
  let arguments = (ins Text_View:$view, I64:$index);
  let results = (outs AnyType:$value, I1:$found);
  let assemblyFormat = "$view `,` $index attr-dict `:` type($view) `->` type($value)";
}
def Text_TallyTopOp : Text_Op<"tally.top"> {
  let summary = "the most frequent element and its count";
  let description = [{
    A tie goes to the first seen; with `longest`, among texts and runs of them, to the one with the most characters. For
    n-grams the value is a view of the first occurrence. `found` is false for an empty view.
  }];
  let arguments = (ins Text_Tally:$tally, UnitAttr:$longest);
  let results = (outs AnyType:$value, I64:$count, I1:$found);
  let assemblyFormat = "$tally (`longest` $longest^)? attr-dict `:` type($tally) `->` type($value)";
}
def Text_TallyLargestOp : Text_Op<"tally.largest"> {
  let summary = "sum of the k largest counts";
  let arguments = (ins Text_Tally:$tally, I64:$k);
  let results = (outs I64:$result);
  let assemblyFormat = "$tally `,` $k attr-dict `:` type($tally)";
}
def Text_DuplicatesOp : Text_Op<"duplicates", [Pure]> {
  let summary = "summed weight of elements seen before";
  let description = [{
    `first`: first copies of what repeats count too. `greedy`: after an n-gram that was seen before, the n-grams that
    overlap it are skipped. `joined`: n-grams of texts are equal if their elements make the same text one after the
    other. The region gives an element's weight (i64); without it each weighs 1.

    `within` (set by `bound-folds`): where nobody reads the metrics of the row, a sum that is not above the limit may be
    given as 0.
  }];
  let arguments = (ins Text_View:$view, Optional<I64>:$limit, UnitAttr:$first, UnitAttr:$greedy, UnitAttr:$joined);
  let regions = (region AnyRegion:$weight);
  let results = (outs I64:$result);
  let assemblyFormat = "$view (`within` $limit^)? (`first` $first^)? (`greedy` $greedy^)? (`joined` $joined^)? ($weight^)? attr-dict `:` type($view)";
}

// ---- texts ---------------------------------------------------------------------------------------------------------

def Text_ConstantOp : Text_Op<"constant", [Pure, ConstantLike]> {
  let summary = "a constant text";
  let arguments = (ins StrAttr:$value);
  let results = (outs Text_Str:$result);
  let assemblyFormat = "$value attr-dict";
  let hasFolder = 1;
}
def Text_State : AnyTypeOf<[I64, F64, I1, I32, Text_Str, Text_Json]>;
def Text_FoldWithOp : Text_Op<"fold_with", [Pure, SingleBlock]> {
  let summary = "values made step by step: of what there is so far and the next element";
  let description = [{
    `failed` is true where some step failed. A record has as many states as fields.
    ```mlir
    %sum, %f = text.fold_with %digits from %zero {
    ^bb0(%so_far: i64, %next: i64):
      %s = arith.addi %so_far, %next : i64
      text.step %s : i64
    } : !text.view<i64>, i64 -> i64
    ```
  }];
  let arguments = (ins Text_View:$view, Variadic<Text_State>:$inits);
  let regions = (region SizedRegion<1>:$function);
  let results = (outs Variadic<Text_State>:$states, I1:$failed);
  let assemblyFormat = "$view `from` $inits $function attr-dict `:` type($view) `,` type($inits) `->` type($states)";
  let hasVerifier = 1;
}
def Text_StepOp : Text_Op<"step", [Pure, Terminator, AttrSizedOperandSegments, ParentOneOf<["FoldWithOp"]>]> {
  let summary = "the next states of a fold, and whether making them failed";
  let arguments = (ins Variadic<AnyType>:$values, Optional<I1>:$failed);
  let assemblyFormat = "$values (`failed` $failed^)? attr-dict `:` type($values)";
}
def Text_JoinOp : Text_Op<"join"> {
  let summary = "the elements with a separator between them";
  let arguments = (ins Text_View:$view, Text_Str:$separator);
  let results = (outs Text_Str:$result);
  let assemblyFormat = "$view `,` $separator attr-dict `:` type($view)";
}
def Text_RebuildOp : Text_Op<"rebuild", [Pure, SingleBlock]> {
  let summary = "a text from parts of it and what stands between them";
  let description = [{
    `keep`: the elements for which the region yields true, each with the separator after it. `edit`: each element
    replaced by the text the region yields, separators unchanged. `first`: without the elements whose key, which the
    region yields, was seen before and has at least `least` characters, separators unchanged. The view is a cut of `text`,
    or one that was filtered (what is left out goes with the separator after it) or mapped (the separators stay).
    ```mlir
    %kept = text.rebuild keep %lines of %text {
    ^bb0(%line: !text.str):
      %b = text.affix prefix %line, ["#"]
      text.yield %b : i1
    } : !text.view<!text.str>
    ```
  }];
  let arguments = (ins Text_RebuildKind:$kind, Text_View:$view, Text_Str:$text, DefaultValuedAttr<I64Attr, "0">:$least);
  let regions = (region SizedRegion<1>:$function);
  let results = (outs Text_Str:$result);
  let assemblyFormat = "$kind $view `of` $text (`least` $least^)? $function attr-dict `:` type($view)";
  let extraClassDeclaration = [{
    /// The view without what filters and maps it.
    mlir::Value getCut() { return cutOf(getView()); }
    static mlir::Value cutOf(mlir::Value view);
  }];
  let hasVerifier = 1;
}
def Text_UntilSameOp : Text_Op<"until_same", [Pure, SingleBlock]> {
  let summary = "a function applied again and again, until the text stays the same or for 100 rounds";
  let description = [{
    ```mlir
    %1 = text.until_same %0 {
    ^bb0(%t: !text.str):
      %r = text.replace %t, %twice, %once
      text.yield %r : !text.str
    }
    ```
  }];
  let arguments = (ins Text_Str:$text);
  let regions = (region SizedRegion<1>:$function);
  let results = (outs Text_Str:$result);
  let assemblyFormat = "$text $function attr-dict";
  let hasVerifier = 1;
}
def Text_SizeOp : Text_Op<"size"> {
  let summary = "bytes of a text";
  let arguments = (ins Text_Str:$text);
  let results = (outs I64:$result);
  let assemblyFormat = "$text attr-dict";
}
def Text_AffixOp : Text_Op<"affix"> {
  let summary = "whether one of the literals stands at the start, at the end, inside, or is the whole text";
  let description = [{
    ```mlir
    %b = text.affix prefix %line, ["•", "-"]
    ```
  }];
  let arguments = (ins Text_AffixKind:$kind, Text_Str:$text, StrArrayAttr:$literals);
  let results = (outs I1:$result);
  let assemblyFormat = "$kind $text `,` $literals attr-dict";
}
def Text_IsLineOp : Text_Op<"is_line"> {
  let summary = "whether the text is one of a long list, whose table is the symbol `lines`";
  let arguments = (ins Text_Str:$text, StrAttr:$lines);
  let results = (outs I1:$result);
  let assemblyFormat = "$text `in` $lines attr-dict";
}
def Text_AffixOfOp : Text_Op<"affix_of"> {
  let summary = "as `affix`, for one text that is made while running";
  let arguments = (ins Text_AffixKind:$kind, Text_Str:$text, Text_Str:$what);
  let results = (outs I1:$result);
  let assemblyFormat = "$kind $text `,` $what attr-dict";
}
def Text_RemoveAffixOp : Text_Op<"remove_affix"> {
  let summary = "without another text at its start or end (`kind`), where it begins or ends with that";
  let arguments = (ins Text_AffixKind:$kind, Text_Str:$text, Text_Str:$affix);
  let results = (outs Text_Str:$result);
  let assemblyFormat = "$kind $text `,` $affix attr-dict";
  let hasVerifier = 1;
}
def Text_FindAllOp : Text_Op<"find_all"> {
  let summary = "number of non-overlapping occurrences of a literal, from the left";
  let description = [{An empty text occurs before each character and at the end.}];
  let arguments = (ins Text_Str:$text, Text_Str:$literal);
  let results = (outs I64:$result);
  let assemblyFormat = "$text `,` $literal attr-dict";
}
def Text_ReplaceOp : Text_Op<"replace"> {
  let summary = "replaces every non-overlapping occurrence of a literal, from the left";
  let description = [{`before`: only where a character of that set follows; it counts as part of the occurrence and stays.}];
  let arguments = (ins Text_Str:$text, Text_Str:$literal, Text_Str:$replacement,
                       OptionalAttr<Text_CharSetAttr>:$before);
  let results = (outs Text_Str:$result);
  let assemblyFormat = "$text `,` $literal `,` $replacement (`before` $before^)? attr-dict";
}
def Text_MatchesOp : Text_Op<"matches"> {
  let summary = "whether a pattern occurs";
  let arguments = (ins Text_Str:$text, StrAttr:$pattern);
  let results = (outs I1:$result);
  let assemblyFormat = "$text `,` $pattern attr-dict";
  let hasVerifier = 1;
}
def Text_ReplaceMatchesOp : Text_Op<"replace_matches"> {
  let summary = "replaces every match of a pattern";
  let description = [{By a text as it is, or by a template with the groups of the match.
    ```mlir
    %a = text.replace_matches %t, "[0-9]+" by %text
    %b = text.replace_matches %t, "(\\w+)@(\\w+)" with "$2 at $1"
    ```
  }];
  let arguments = (ins Text_Str:$text, StrAttr:$pattern, Optional<Text_Str>:$replacement, OptionalAttr<StrAttr>:$groups);
  let results = (outs Text_Str:$result);
  let assemblyFormat = "$text `,` $pattern (`by` $replacement^)? (`with` $groups^)? attr-dict";
  let hasVerifier = 1;
}
def Text_ReplaceInTurnOp : Text_Op<"replace_in_turn"> {
  let summary = "replaces the first match of a pattern by the first text, the next by the next, and around again";
  let arguments = (ins Text_Str:$text, StrAttr:$pattern, StrArrayAttr:$replacements);
  let results = (outs Text_Str:$result);
  let assemblyFormat = "$text `,` $pattern `by` $replacements attr-dict";
  let hasVerifier = 1;
}
def Text_ChunksOp : Text_Op<"chunks"> {
  let summary = "pieces of a text of at most `length` characters";
  let description = [{
    Without a pattern a piece begins every `length - overlap` characters. With one a piece ends where its last match
    begins and the next begins behind that match; one without a match is `length` long, and the next overlaps it.
    `ok` is false unless `length` is positive and `overlap` in 0..length - 1.
  }];
  let arguments = (ins Text_Str:$text, I64:$length, I64:$overlap, OptionalAttr<StrAttr>:$pattern);
  let results = (outs Text_Seq:$result, I1:$ok);
  let assemblyFormat = "$text `,` $length `,` $overlap (`at` $pattern^)? attr-dict `:` type($result)";
}
def Text_PunktOp : Text_Op<"punkt"> {
  let summary = "sentences by a model of Punkt, whose tables are the symbol `tables`";
  let description = [{Lines of abbreviations, collocations, starters, contexts, with an empty line behind each table.}];
  let arguments = (ins Text_Str:$text, StrAttr:$tables);
  let results = (outs Text_Seq:$result);
  let assemblyFormat = "$text `by` $tables attr-dict `:` type($result)";
}
def Text_ReplaceCharsOp : Text_Op<"replace_chars"> {
  let summary = "replaces each character of a set (or, with `runs`, each run of them) by a text";
  let arguments = (ins Text_Str:$text, Text_CharSetAttr:$set, StrAttr:$replacement, UnitAttr:$runs);
  let results = (outs Text_Str:$result);
  let assemblyFormat = "$text `,` $set `,` $replacement (`runs` $runs^)? attr-dict";
}
def Text_TranslateOp : Text_Op<"translate"> {
  let summary = "replaces each character that is a key by its text";
  let arguments = (ins Text_Str:$text, DenseI32ArrayAttr:$keys, StrArrayAttr:$replacements);
  let results = (outs Text_Str:$result);
  let assemblyFormat = "$text `,` $keys `,` $replacements attr-dict";
  let hasVerifier = 1;
}
def Text_TrimOp : Text_Op<"trim"> {
  let summary = "without the characters of a set at its ends";
  let arguments = (ins Text_TrimKind:$kind, Text_Str:$text, Text_CharSetAttr:$set);
  let results = (outs Text_Str:$result);
  let assemblyFormat = "$kind $text `of` $set attr-dict";
}
def Text_CaseOp : Text_Op<"case"> {
  let summary = "lower or upper case, or case folded (Unicode, no locale)";
  let arguments = (ins Text_CaseKind:$kind, Text_Str:$text);
  let results = (outs Text_Str:$result);
  let assemblyFormat = "$kind $text attr-dict";
}
def Text_NormalizeOp : Text_Op<"normalize"> {
  let summary = "a Unicode normal form";
  let arguments = (ins Text_FormKind:$form, Text_Str:$text);
  let results = (outs Text_Str:$result);
  let assemblyFormat = "$form $text attr-dict";
}
def Text_ChineseOp : Text_Op<"chinese"> {
  let summary = "Chinese in another script; `mode` is an index into the prelude's `choice Chinese`";
  let arguments = (ins Text_Str:$text, I64Attr:$mode);
  let results = (outs Text_Str:$result);
  let assemblyFormat = "$text `,` $mode attr-dict";
}
def Text_HtmlTextOp : Text_Op<"html_text"> {
  let summary = "all text of an HTML document";
  let arguments = (ins Text_Str:$text);
  let results = (outs Text_Str:$result);
  let assemblyFormat = "$text attr-dict";
}
def Text_TranscodeOp : Text_Op<"transcode"> {
  let summary = "the bytes of a text in an encoding, each as the character of that number; `decode` is the way back";
  let description = [{
    `encoding` is an index into the prelude's `choice Encoding`. `ok` is false where the encoding lacks a character, or
    the bytes are not of that encoding; the value is then empty.
  }];
  let arguments = (ins Text_Str:$text, I64Attr:$encoding, UnitAttr:$decode);
  let results = (outs Text_Str:$value, I1:$ok);
  let assemblyFormat = "(`decode` $decode^)? $text `,` $encoding attr-dict";
}
def Text_ConcatOp : Text_Op<"concat"> {
  let summary = "texts one after the other";
  let arguments = (ins Variadic<Text_Str>:$texts);
  let results = (outs Text_Str:$result);
  let assemblyFormat = "$texts attr-dict";
}
def Text_FormatOp : Text_Op<"format"> {
  let summary = "a number, truth value or character as text";
  let arguments = (ins AnyTypeOf<[I64, F64, I1, I32]>:$value);
  let results = (outs Text_Str:$result);
  let assemblyFormat = "$value attr-dict `:` type($value)";
}
def Text_ParseOp : Text_Op<"parse"> {
  let summary = "a text or JSON value as a number, truth value or text";
  let description = [{`ok` is false where the text is not of that form; the value is then 0 or empty.}];
  let arguments = (ins AnyTypeOf<[Text_Str, Text_Json]>:$text);
  let results = (outs AnyTypeOf<[I64, F64, I1, Text_Str]>:$value, I1:$ok);
  let assemblyFormat = "$text attr-dict `:` type($text) `->` type($value)";
}
def Text_CompareOp : Text_Op<"compare"> {
  let summary = "-1, 0 or 1 by byte order (which is code point order)";
  let arguments = (ins Text_Str:$lhs, Text_Str:$rhs);
  let results = (outs I64:$result);
  let assemblyFormat = "$lhs `,` $rhs attr-dict";
}

// ---- JSON: fields of rows that are lists, records or of no one type --------------------------------------------------

def Text_JsonFieldOp : Text_Op<"json_field"> {
  let summary = "a field of a JSON object; `found` is false where there is none, it is null, or the value is no object";
  let arguments = (ins Text_Json:$object, StrAttr:$name);
  let results = (outs Text_Json:$value, I1:$found);
  let assemblyFormat = "$object `,` $name attr-dict";
}
def Text_JsonEqualOp : Text_Op<"json_equal"> {
  let summary = "whether two JSON values mean the same, however they are written";
  let arguments = (ins Text_Json:$lhs, Text_Json:$rhs);
  let results = (outs I1:$result);
  let assemblyFormat = "$lhs `,` $rhs attr-dict";
}
def Text_JsonItemsOp : Text_Op<"json_items"> {
  let summary = "the elements of a JSON array";
  let description = [{`ok` is false where the value is no array, or an element is not of the sequence's type.}];
  let arguments = (ins Text_Json:$array);
  let results = (outs Text_Seq:$items, I1:$ok);
  let assemblyFormat = "$array attr-dict `:` type($items)";
}
def Text_ListOp : Text_Op<"list"> {
  let summary = "a sequence of values given one by one";
  let arguments = (ins Variadic<AnyType>:$elements);
  let results = (outs Text_Seq:$result);
  let assemblyFormat = "$elements attr-dict `:` type($elements) `->` type($result)";
}
def Text_QuoteOp : Text_Op<"quote"> {
  let summary = "a text as a JSON string";
  let arguments = (ins Text_Str:$text);
  let results = (outs Text_Json:$result);
  let assemblyFormat = "$text attr-dict";
}
def Text_JsonBuildOp : Text_Op<"json_build"> {
  let summary = "a JSON value put together: texts are its punctuation, all else is written as JSON";
  let arguments = (ins Variadic<AnyTypeOf<[Text_Str, Text_Json, I64, F64, I1]>>:$pieces);
  let results = (outs Text_Json:$result);
  let assemblyFormat = "$pieces attr-dict `:` type($pieces)";
}
def Text_JsonListOp : Text_Op<"json_list"> {
  let summary = "a view as a JSON array";
  let arguments = (ins Text_View:$view);
  let results = (outs Text_Json:$result);
  let assemblyFormat = "$view attr-dict `:` type($view)";
}
def Text_TextsOp : Text_Op<"texts"> {
  let summary = "a view of texts as a list that a column holds";
  let arguments = (ins Text_View:$view);
  let results = (outs Text_Texts:$result);
  let assemblyFormat = "$view attr-dict `:` type($view)";
}

// ---- fused form (made by `fuse-folds`) ------------------------------------------------------------------------------

def Text_ScanOp : Text_Op<"scan"> {
  let summary = "one pass over the bytes that makes all counts a stage needs of one version of a text";
  let description = [{
    Gives the number of characters and of words (runs of characters that are not White_Space), then for each of `sets`
    how many characters belong to it, then for each of `any` how many words have a character of it, and the bitmap of
    word bytes. Lowered to one loop over 64-byte blocks: the sets partition Unicode into classes, looked up by table.
    ```mlir
    %chars, %words, %hashes, %alpha, %masks =
      text.scan %t counts [#text.charset<"U+0023">] any [#text.charset<alphabetic>] : i64, i64, i64, i64
    ```
  }];
  let arguments = (ins Text_Str:$text, TypedArrayAttrBase<Text_CharSetAttr, "sets">:$sets,
                       TypedArrayAttrBase<Text_CharSetAttr, "sets">:$any);
  let results = (outs I64:$chars, I64:$words, Variadic<I64>:$counts, Text_Masks:$masks);
  let assemblyFormat = "$text `counts` $sets `any` $any attr-dict `:` type($counts)";
}
def Text_SequenceOp : Text_Op<"sequence"> {
  let summary = "materializes a cut that several folds, or folds over n-grams, read";
  let arguments = (ins Text_Str:$text, Text_CutKind:$kind, OptionalAttr<Text_CharSetAttr>:$set,
                       OptionalAttr<I64Attr>:$runs, OptionalAttr<StrAttr>:$pattern, Optional<Text_Masks>:$masks);
  let results = (outs Text_Seq:$result);
  let assemblyFormat = "$text `by` $kind (`at` $set^)? (`runs` $runs^)? (`of` $pattern^)? (`masks` $masks^)? attr-dict `:` type($result)";
}
def Text_ViewOfOp : Text_Op<"view_of"> {
  let summary = "the elements of a sequence as a view";
  let arguments = (ins Text_Seq:$sequence);
  let results = (outs Text_View:$view);
  let assemblyFormat = "$sequence attr-dict `:` type($sequence) `->` type($view)";
}

// ---- bitmaps (made by `ride-masks`) ---------------------------------------------------------------------------------

def Text_ClassMasksOp : Text_Op<"class_masks"> {
  let summary = "bitmaps over the bytes of a text";
  let description = [{
    For each of `sets` a bitmap with a bit at the first byte of each character of the set, then for each of `words` one
    with a bit at every byte of what stands between the characters of that set.
    ```mlir
    %letters, %words = text.class_masks %t of [#text.charset<alphabetic>] words [#text.charset<space>] : !text.masks, !text.masks
    ```
  }];
  let arguments = (ins Text_Str:$text, TypedArrayAttrBase<Text_CharSetAttr, "sets">:$sets,
                       TypedArrayAttrBase<Text_CharSetAttr, "sets">:$words);
  let results = (outs Variadic<Text_Masks>:$masks);
  let assemblyFormat = "$text `of` $sets `words` $words attr-dict `:` type($masks)";
}
def Text_SpanCountOp : Text_Op<"span_count"> {
  let summary = "how many bits of a bitmap of `text` are set within `span`, a part of it; with `runs`, how many runs of bits";
  let arguments = (ins Text_Str:$span, Text_Str:$text, Text_Masks:$masks, UnitAttr:$runs);
  let results = (outs I64:$result);
  let assemblyFormat = "(`runs` $runs^)? $span `of` $text `in` $masks attr-dict";
}
def Text_RunsWithOp : Text_Op<"runs_with"> {
  let summary = "how many runs of bits of a bitmap of `text` hold a bit of another";
  let arguments = (ins Text_Str:$text, Text_Masks:$runs, Text_Masks:$masks);
  let results = (outs I64:$result);
  let assemblyFormat = "$runs `of` $text `in` $masks attr-dict";
}
def Text_SpanTrimOp : Text_Op<"span_trim"> {
  let summary = "`span`, a part of `text`, without the characters at its ends whose first byte has no bit in the bitmap";
  let arguments = (ins Text_TrimKind:$kind, Text_Str:$span, Text_Str:$text, Text_Masks:$masks);
  let results = (outs Text_Str:$result);
  let assemblyFormat = "$kind $span `of` $text `in` $masks attr-dict";
}
def Text_SpanWordsOp : Text_Op<"span_words"> {
  let summary = "the runs of bits of a bitmap of `text` within `span`, a part of it, as a view of texts";
  let arguments = (ins Text_Str:$span, Text_Str:$text, Text_Masks:$masks);
  let results = (outs Text_View:$view);
  let assemblyFormat = "$span `of` $text `in` $masks attr-dict `:` type($view)";
}

// ---- characters ----------------------------------------------------------------------------------------------------

def Text_CharInOp : Text_Op<"char_in"> {
  let summary = "whether a character belongs to a set";
  let arguments = (ins I32:$character, Text_CharSetAttr:$set);
  let results = (outs I1:$result);
  let assemblyFormat = "$character `,` $set attr-dict";
}
#endif
