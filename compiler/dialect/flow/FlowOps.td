// The `flow` dialect: streams of rows, as the recipe writes them and, after `stages`, as kernels run them.
#ifndef SMELT_FLOW_OPS
#define SMELT_FLOW_OPS
include "mlir/IR/OpBase.td"
include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/EnumAttr.td"
include "mlir/IR/SymbolInterfaces.td"
include "mlir/IR/RegionKindInterface.td"
include "mlir/Interfaces/SideEffectInterfaces.td"
include "compiler/dialect/flow/FlowInterfaces.td"

def Flow_Dialect : Dialect {
  let name = "flow";
  let cppNamespace = "::smelt::flow";
  let summary = "a dataflow of streams of rows";
  let description = [{
    A `flow.recipe` holds a graph of stages over streams in SSA form; a stage with several readers runs once. What a
    stage does to a row is a region over `!flow.row`; `flow.get` reads a field. A field's value is three SSA values:
    the value, whether it is null, whether its expression failed; failure travels with the value and is looked at only
    where the value is used.
  }];
  let useDefaultTypePrinterParser = 1;
}

class Flow_Type<string name, string mnem> : TypeDef<Flow_Dialect, name> { let mnemonic = mnem; }

def Flow_Row : Flow_Type<"Row", "row"> {
  let summary = "a row with named, typed fields";
  let description = [{`!flow.row<text: !text.str, url: !text.str?>`; `?` marks a field that may be null or absent.}];
  let parameters = (ins ArrayRefParameter<"::mlir::StringAttr">:$names, ArrayRefParameter<"::mlir::Type">:$types,
                        ArrayRefParameter<"bool">:$optional);
  let hasCustomAssemblyFormat = 1;
  let extraClassDeclaration = [{
    /// Index of a field, or -1.
    int64_t indexOf(::llvm::StringRef name) const;
  }];
}
def Flow_Stream : Flow_Type<"Stream", "stream"> {
  let summary = "an ordered stream of rows";
  let parameters = (ins "::smelt::flow::RowType":$row);
  let assemblyFormat = "`<` $row `>`";
}

class Flow_Op<string mnemonic, list<Trait> traits = []> : Op<Flow_Dialect, mnemonic, traits>;

def Flow_RecipeOp : Flow_Op<"recipe", [Symbol, SymbolTable, NoTerminator, SingleBlock, IsolatedFromAbove]> {
  let summary = "one recipe: a graph of stages that ends in sinks";
  let arguments = (ins SymbolNameAttr:$sym_name);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = "$sym_name attr-dict-with-keyword $body";
}

// ---- sources and sinks ---------------------------------------------------------------------------------------------

def Flow_SourceOp : Flow_Op<"source", [DeclareOpInterfaceMethods<StageOpInterface>]> {
  let summary = "reads documents";
  let description = [{
    `format` and `settings` are those of the recipe (`paths`, `by`, `max_document`, ...). The row type lists the fields
    that are known; after `drop-unused-columns` only those that somebody reads.
  }];
  let arguments = (ins StrAttr:$format, DictionaryAttr:$settings, StrAttr:$label);
  let results = (outs Flow_Stream:$result);
  let assemblyFormat = "$format $settings $label attr-dict `:` type($result)";
}
def Flow_ConcatOp : Flow_Op<"concat", [DeclareOpInterfaceMethods<StageOpInterface>]> {
  let summary = "the rows of the left stream, then those of the right";
  let arguments = (ins Flow_Stream:$lhs, Flow_Stream:$rhs);
  let results = (outs Flow_Stream:$result);
  let assemblyFormat = "$lhs `,` $rhs attr-dict `:` type($lhs) `,` type($rhs) `->` type($result)";
}
def Flow_SinkOp : Flow_Op<"sink", [DeclareOpInterfaceMethods<StageOpInterface>]> {
  let summary = "writes an output";
  let description = [{
    One of format `fold` folds the field `it` instead: the setting `fold` says how, `symbol` names its `flow.value`.
  }];
  let arguments = (ins Flow_Stream:$input, StrAttr:$format, StrAttr:$output, DictionaryAttr:$settings, StrAttr:$label);
  let assemblyFormat = "$input $format $output $settings $label attr-dict `:` type($input)";
}

// ---- row stages ----------------------------------------------------------------------------------------------------

class Flow_RowStage<string mnemonic, list<Trait> traits = []>
    : Flow_Op<mnemonic, !listconcat([SingleBlock, IsolatedFromAbove, DeclareOpInterfaceMethods<StageOpInterface>], traits)>;

def Flow_WhereOp : Flow_RowStage<"where"> {
  let summary = "keeps the rows for which every rule holds";
  let description = [{
    ```mlir
    %kept = flow.where %docs "where gopher.quality" {
    ^bb0(%row: !flow.row<text: !text.str>):
      %t, %null, %failed = flow.get %row["text"] : !flow.row<text: !text.str> -> !text.str
      ...
      flow.rule "gopher.quality.word_count" %holds failed %f metric %n : i64 {bound = "in 50..100_000"}
      flow.end
    } : !flow.stream<...>
    ```
    Rules are blamed in the order they stand.
  }];
  let arguments = (ins Flow_Stream:$input, StrAttr:$label);
  let regions = (region SizedRegion<1>:$body);
  let results = (outs Flow_Stream:$result);
  let assemblyFormat = "$input $label $body attr-dict `:` type($input) `->` type($result)";
}
def Flow_WithOp : Flow_RowStage<"with"> {
  let summary = "adds fields, or (`edit`) replaces existing ones";
  let description = [{The region ends in `flow.yield` with value, null and failed for each of `fields`.}];
  let arguments = (ins Flow_Stream:$input, StrAttr:$label, StrArrayAttr:$fields, UnitAttr:$edit);
  let regions = (region SizedRegion<1>:$body);
  let results = (outs Flow_Stream:$result);
  let assemblyFormat = "(`edit` $edit^)? $input $label $fields $body attr-dict `:` type($input) `->` type($result)";
}
def Flow_SelectOp : Flow_Op<"select", [DeclareOpInterfaceMethods<StageOpInterface>]> {
  let summary = "keeps only these fields";
  let arguments = (ins Flow_Stream:$input, StrAttr:$label, StrArrayAttr:$fields);
  let results = (outs Flow_Stream:$result);
  let assemblyFormat = "$input $label $fields attr-dict `:` type($input) `->` type($result)";
}
def Flow_DropOp : Flow_Op<"drop", [DeclareOpInterfaceMethods<StageOpInterface>]> {
  let summary = "removes these fields";
  let arguments = (ins Flow_Stream:$input, StrAttr:$label, StrArrayAttr:$fields);
  let results = (outs Flow_Stream:$result);
  let assemblyFormat = "$input $label $fields attr-dict `:` type($input) `->` type($result)";
}
def Flow_RenameOp : Flow_Op<"rename", [DeclareOpInterfaceMethods<StageOpInterface>]> {
  let summary = "renames fields: `to[i]` is the old `from[i]`";
  let arguments = (ins Flow_Stream:$input, StrAttr:$label, StrArrayAttr:$from, StrArrayAttr:$to);
  let results = (outs Flow_Stream:$result);
  let assemblyFormat = "$input $label $from `to` $to attr-dict `:` type($input) `->` type($result)";
}

// ---- whole-stream stages -------------------------------------------------------------------------------------------

def Flow_ExpandOp : Flow_Op<"expand", [DeclareOpInterfaceMethods<StageOpInterface>]> {
  let summary = "a row for each element of a list";
  let description = [{The field, a JSON array, becomes one element: a text if that is its type then, else raw JSON. A row without elements is gone.}];
  let arguments = (ins Flow_Stream:$input, StrAttr:$label, StrAttr:$field);
  let results = (outs Flow_Stream:$result);
  let assemblyFormat = "$input $label $field attr-dict `:` type($input) `->` type($result)";
}
def Flow_DedupOp : Flow_RowStage<"dedup"> {
  let summary = "keeps the first row (smallest ordinal) of each key";
  let description = [{The region yields value, null and failed of each part of the key.}];
  let arguments = (ins Flow_Stream:$input, StrAttr:$label);
  let regions = (region SizedRegion<1>:$body);
  let results = (outs Flow_Stream:$result);
  let assemblyFormat = "$input $label $body attr-dict `:` type($input) `->` type($result)";
}

// ---- inside a row stage --------------------------------------------------------------------------------------------

def Flow_GetOp : Flow_Op<"get", [Pure]> {
  let summary = "a field of a row: its value, whether it is null or absent, whether it failed";
  let arguments = (ins Flow_Row:$row, StrAttr:$field);
  let results = (outs AnyType:$value, I1:$null, I1:$failed);
  let assemblyFormat = "$row `[` $field `]` attr-dict `:` type($row) `->` type($value)";
  let hasVerifier = 1;
}
def Flow_ValueOp : Flow_Op<"value", [Pure]> {
  let summary = "what a fold of a stream gave: its value, whether it is null, whether it failed";
  let description = [{
    The fold is a sink of format `fold` in another recipe of the module, which has run before; `symbol` is that of the
    `smelt_value` it leaves behind, `name` the fold as written.
  }];
  let arguments = (ins StrAttr:$symbol, StrAttr:$name);
  let results = (outs AnyTypeOf<[I64, F64, I1]>:$value, I1:$null, I1:$failed);
  let assemblyFormat = "$symbol $name attr-dict `:` type($value)";
}
def Flow_RuleOp : Flow_Op<"rule"> {
  let summary = "a named predicate that a row must fulfil";
  let description = [{
    A rule whose expression failed does not hold and counts the row as undefined. `metric` is the measured value of
    `metric op bound` (i64 or f64), `bound` the bound as written. `part` numbers the `where` it came from (set by
    `form-stages`).
  }];
  let arguments = (ins StrAttr:$name, I1:$holds, I1:$failed, Optional<AnyTypeOf<[I64, F64]>>:$metric, StrAttr:$bound,
                       DefaultValuedAttr<I64Attr, "0">:$part);
  let assemblyFormat = "$name $holds `failed` $failed (`metric` $metric^ `:` type($metric))? $bound attr-dict";
}
def Flow_YieldOp : Flow_Op<"yield", [Terminator, ParentOneOf<["WithOp", "DedupOp", "StageOp"]>]> {
  let summary = "value, null and failed of each result, in order";
  let arguments = (ins Variadic<AnyType>:$values);
  let assemblyFormat = "($values^ `:` type($values))? attr-dict";
}
def Flow_EndOp : Flow_Op<"end", [Terminator, ParentOneOf<["WhereOp"]>]> {
  let summary = "ends the rules of a `where`";
  let assemblyFormat = "attr-dict";
}

// ---- after `stages` ------------------------------------------------------------------------------------------------

def Flow_StageOp : Flow_Op<"stage", [SingleBlock, IsolatedFromAbove, DeclareOpInterfaceMethods<StageOpInterface>]> {
  let summary = "a chain of row stages that becomes one kernel";
  let description = [{
    The block has three arguments (value, null, failed) for each of `inputs`, the fields read from the stream; rules
    stand in the order they are blamed; `flow.yield` gives value, null and failed for each of `outputs`, the fields
    computed here (new or replaced). All other fields pass through, less what `select` and `drop` removed: the result
    type tells. `renames` maps new to old names for fields that pass through or were only edited. The attribute `closed`
    says that a `select` is among the stages: records keep no field that the recipe does not name.
  }];
  let arguments = (ins Flow_Stream:$input, StrAttr:$name, StrArrayAttr:$inputs, StrArrayAttr:$outputs,
                       StrArrayAttr:$parts, DictionaryAttr:$renames);
  let regions = (region SizedRegion<1>:$body);
  let results = (outs Flow_Stream:$result);
  let assemblyFormat = [{
    $name $input $inputs `->` $outputs `parts` $parts `renames` $renames $body attr-dict `:` type($input) `->` type($result)
  }];
  let hasVerifier = 1;
}
#endif
