# Links a program against LLVM's and MLIR's archives instead of their shared libraries: it starts in 6 ms, where
# libMLIR.so and libLLVM.so take 20 ms warm and 200 ms cold. Never both in one program.

# The archives behind the imported targets in `ARGN` and behind what they link. MLIR's targets name the shared LLVM in
# their interfaces, so they cannot be linked as targets.
function(smelt_archive_closure result)
  set(queue ${ARGN})
  set(seen "")
  set(archives "")
  while(queue)
    list(POP_FRONT queue name)
    if(name IN_LIST seen OR NOT TARGET ${name} OR name MATCHES "^(LLVM|MLIR)$")
      continue()
    endif()
    list(APPEND seen ${name})
    get_target_property(type ${name} TYPE)
    if(type STREQUAL "STATIC_LIBRARY")
      get_target_property(file ${name} LOCATION)
      list(APPEND archives ${file})
    endif()
    get_target_property(more ${name} INTERFACE_LINK_LIBRARIES)
    if(more)
      string(REGEX REPLACE "\\$<LINK_ONLY:([^>]*)>" "\\1" more "${more}")
      list(APPEND queue ${more})
    endif()
  endwhile()
  set(${result} ${archives} PARENT_SCOPE)
endfunction()

# Links the archives `mlir` and those of the components of LLVM in `ARGN`.
function(smelt_link_archives program mlir)
  llvm_map_components_to_libnames(llvm_targets ${ARGN})
  smelt_archive_closure(llvm ${llvm_targets})
  target_link_libraries(${program} PRIVATE -Wl,--start-group ${mlir} ${llvm} -Wl,--end-group
                        z zstd tinfo dl pthread m)
  # Initializers of LLVM side by side: they are a third of the pages that a process touches at its start.
  target_link_options(${program} PRIVATE -Wl,-z,keep-text-section-prefix)
  target_link_options(${program} PRIVATE -fuse-ld=lld -Wl,--gc-sections -no-pie)
endfunction()

# The imported targets must be known where this is called: find_package(MLIR).
function(smelt_link_compiler program)
  # What the compiler calls by name; the rest stands in the closure of their link interfaces.
  set(mlir_parts
    MLIRArithDialect MLIRArithToLLVM MLIRArithTransforms MLIRBuiltinToLLVMIRTranslation MLIRBytecodeWriter
    MLIRControlFlowToLLVM MLIRFuncDialect MLIRFuncToLLVM MLIRIR MLIRIndexToLLVM MLIRLLVMCommonConversion MLIRLLVMDialect
    MLIRLLVMToLLVMIRTranslation MLIRMathDialect MLIRMathToLLVM MLIRMathToLibm MLIRMemRefDialect MLIRMemRefToLLVM
    MLIRParser MLIRPass MLIRReconcileUnrealizedCasts MLIRSCFDialect MLIRSCFToControlFlow MLIRSCFTransforms
    MLIRTargetLLVMIRExport MLIRTransforms MLIRUBToLLVM MLIRVectorDialect MLIRVectorToLLVM MLIRVectorToLLVMPass
    MLIRVectorToSCF MLIRVectorTransforms)
  smelt_archive_closure(mlir ${mlir_parts})
  smelt_link_archives(${program} "${mlir}" AArch64 BitWriter Core ExecutionEngine MC OrcJIT Passes Support Target TargetParser X86)
endfunction()

# For a program that compiles nothing.
function(smelt_link_support program)
  smelt_link_archives(${program} "" Support TargetParser)
  target_link_options(${program} PRIVATE -Wl,--as-needed)
endfunction()
