// The `text` dialect: pure operations on spans of UTF-8, views of them and folds over views.
#ifndef SMELT_TEXT_BASE
#define SMELT_TEXT_BASE
include "mlir/IR/OpBase.td"
include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/EnumAttr.td"
include "mlir/Interfaces/SideEffectInterfaces.td"
include "mlir/Interfaces/InferTypeOpInterface.td"

def Text_Dialect : Dialect {
  let name = "text";
  let cppNamespace = "::smelt::text";
  let summary = "views of a text and folds over them";
  let description = [{
    A small algebra from which every published rule is written: `cut` a text into a view, `filter`, `map` and `ngrams`
    it, `fold` or `tally` it to a value, or `rebuild` a text from it. No op knows a rule. A view is never materialized
    by itself: it is a description that the fold at its end makes into a loop (or, fused, into a share of one scan).
    Characters are `i32` code points, counts `i64`, ratios `f64`. Failure and null are separate `i1` values made by the
    producer (see compiler/gen).
  }];
  let useDefaultTypePrinterParser = 1;
  let useDefaultAttributePrinterParser = 1;
  let hasConstantMaterializer = 1;
  let hasCanonicalizer = 1;
  let dependentDialects = ["::mlir::arith::ArithDialect"];
}

class Text_Type<string name, string mnem, list<Trait> traits = []> : TypeDef<Text_Dialect, name, traits> {
  let mnemonic = mnem;
}

def Text_Str : Text_Type<"Str", "str"> {
  let summary = "a span of valid UTF-8, readable some bytes past its end";
}
def Text_Json : Text_Type<"Json", "json"> {
  let summary = "a span of the raw bytes of one JSON value";
}
def Text_Texts : Text_Type<"Texts", "texts"> {
  let summary = "a list of texts as a column holds it for the `expand` that reads it";
}
def Text_View : Text_Type<"View", "view"> {
  let summary = "a sequence of elements cut from a text";
  let description = [{`!text.view<!text.str>` words or lines, `!text.view<i32>` characters, `!text.view<!text.view<T>>` n-grams.}];
  let parameters = (ins "::mlir::Type":$element);
  let assemblyFormat = "`<` $element `>`";
}
def Text_Tally : Text_Type<"Tally", "tally"> {
  let summary = "how often each different element of a view occurs";
  let parameters = (ins "::mlir::Type":$element);
  let assemblyFormat = "`<` $element `>`";
}

def Text_Seq : Text_Type<"Seq", "seq"> {
  let summary = "a materialized view: an array of its elements with their hashes, alive for one row";
  let parameters = (ins "::mlir::Type":$element);
  let assemblyFormat = "`<` $element `>`";
}
def Text_Masks : Text_Type<"Masks", "masks"> {
  let summary = "a bit for each byte of a text: set where it belongs to a word";
}

def Text_Char : TypeAlias<I32, "a code point">;

// ---- attributes ----

def Text_CharSetAttr : AttrDef<Text_Dialect, "CharSet"> {
  let mnemonic = "charset";
  let summary = "a set of Unicode scalar values";
  let description = [{
    Sorted, disjoint, non-adjacent closed ranges as flat pairs. Printed by the property's name where it is exactly a
    known property (`#text.charset<alphabetic>`), else as ranges (`#text.charset<U+0023, U+0041-U+005A>`).
  }];
  let parameters = (ins ArrayRefParameter<"int32_t">:$ranges);
  let hasCustomAssemblyFormat = 1;
}

def Text_CutKind : I32EnumAttr<"CutKind", "how a text is cut", [
  I32EnumAttrCase<"words", 0>, I32EnumAttrCase<"words_cjk", 1>, I32EnumAttrCase<"lines", 2>,
  I32EnumAttrCase<"paragraphs", 3>, I32EnumAttrCase<"sentences", 4>, I32EnumAttrCase<"chars", 5>,
  I32EnumAttrCase<"bytes", 6>, I32EnumAttrCase<"split", 7>, I32EnumAttrCase<"matches", 8>,
  I32EnumAttrCase<"between", 9>, I32EnumAttrCase<"words_icu", 10>]> { let cppNamespace = "::smelt::text"; }
def Text_FoldKind : I32EnumAttr<"FoldKind", "what a fold computes", [
  I32EnumAttrCase<"count", 0>, I32EnumAttrCase<"sum", 1>, I32EnumAttrCase<"min", 2>, I32EnumAttrCase<"max", 3>,
  I32EnumAttrCase<"median", 4>, I32EnumAttrCase<"any", 5>, I32EnumAttrCase<"all", 6>,
  I32EnumAttrCase<"first", 7>]> { let cppNamespace = "::smelt::text"; }
def Text_TallyKind : I32EnumAttr<"TallyKind", "a figure of a tally", [
  I32EnumAttrCase<"distinct", 0>, I32EnumAttrCase<"total", 1>, I32EnumAttrCase<"once", 2>, I32EnumAttrCase<"entropy", 3>]> {
  let cppNamespace = "::smelt::text"; }
def Text_TrimKind : I32EnumAttr<"TrimKind", "which ends are trimmed", [
  I32EnumAttrCase<"both", 0>, I32EnumAttrCase<"start", 1>, I32EnumAttrCase<"end", 2>]> { let cppNamespace = "::smelt::text"; }
def Text_CaseKind : I32EnumAttr<"CaseKind", "a change of case", [
  I32EnumAttrCase<"lower", 0>, I32EnumAttrCase<"upper", 1>, I32EnumAttrCase<"fold", 2>]> { let cppNamespace = "::smelt::text"; }
def Text_FormKind : I32EnumAttr<"FormKind", "a Unicode normal form (UAX #15)", [
  I32EnumAttrCase<"nfc", 0>, I32EnumAttrCase<"nfd", 1>, I32EnumAttrCase<"nfkc", 2>, I32EnumAttrCase<"nfkd", 3>]> {
  let cppNamespace = "::smelt::text"; }
def Text_AffixKind : I32EnumAttr<"AffixKind", "where a literal is looked for", [
  I32EnumAttrCase<"prefix", 0>, I32EnumAttrCase<"suffix", 1>, I32EnumAttrCase<"inside", 2>, I32EnumAttrCase<"whole", 3>]> {
  let cppNamespace = "::smelt::text"; }
def Text_RebuildKind : I32EnumAttr<"RebuildKind", "how a text is made from a view", [
  I32EnumAttrCase<"keep", 0>, I32EnumAttrCase<"edit", 1>, I32EnumAttrCase<"first", 2>]> { let cppNamespace = "::smelt::text"; }

class Text_Op<string mnemonic, list<Trait> traits = [Pure]> : Op<Text_Dialect, mnemonic, traits>;
#endif
