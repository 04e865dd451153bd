#ifndef SMELT_FLOW_INTERFACES
#define SMELT_FLOW_INTERFACES
include "mlir/IR/OpBase.td"

def StageOpInterface : OpInterface<"StageOpInterface"> {
  let cppNamespace = "::smelt::flow";
  let description = [{What the optimizer and `explain` ask of a stage, so that new stages need no change there.}];
  let methods = [
    InterfaceMethod<"how it runs: fused into a row kernel, or over the whole stream", "::smelt::flow::StageKind", "getStageKind", (ins)>,
    InterfaceMethod<"adds the fields that it reads of its input's rows", "void", "getReadFields",
                    (ins "::llvm::SmallVectorImpl<::llvm::StringRef> &":$fields)>,
    InterfaceMethod<"adds the fields that it makes or changes", "void", "getWrittenFields",
                    (ins "::llvm::SmallVectorImpl<::llvm::StringRef> &":$fields)>,
    InterfaceMethod<"true if the same rows always give the same result", "bool", "isDeterministic", (ins), "",
                    [{ return true; }]>
  ];
}
#endif
