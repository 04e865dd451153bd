#!/usr/bin/env python3
"""Checks the arrows between folders (docs/architecture.md) and that no source file is longer than 600 lines."""
import os
import re
import subprocess
import sys

root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

# folder -> prefixes of quoted includes that it may use, besides its own folder; <system> headers are free but for `banned`.
allowed = {
    "lang/diag": [],
    "lang/ast": ["lang/diag/"],
    "lang/format": ["lang/ast/", "lang/diag/", "lang/syntax/Parser.h"],
    "lang/doc": ["lang/ast/", "lang/diag/"],
    "lang/pattern": [],
    "lang/sema": ["lang/ast/", "lang/diag/", "lang/pattern/", "lang/syntax/Parser.h"],
    "runtime/abi": [],
    "runtime/core": ["runtime/"],
    "runtime/io": ["runtime/"],
    "runtime/parquet": ["runtime/io/ParquetLibrary.h", "runtime/io/JsonRecord.h", "runtime/io/JsonWalker.h", "runtime/abi/"],
    "runtime/state": ["runtime/"],
    "runtime/text": ["runtime/core/Context.h", "runtime/io/Html.h", "runtime/io/JsonRecord.h", "runtime/io/JsonWalker.h",
                     "runtime/abi/"],
    "compiler/dialect/text": ["mlir/", "llvm/", "lang/pattern/"],
    "compiler/dialect/flow": ["mlir/", "llvm/"],
    "compiler/gen": ["mlir/", "llvm/", "lang/sema/", "lang/diag/", "lang/pattern/", "compiler/dialect/"],
    "compiler/pattern": ["lang/pattern/", "runtime/text/PatternTable.h", "runtime/text/PatternAutomaton.h",
                         "runtime/text/LiteralTable.h", "runtime/text/CharSieve.h", "runtime/text/Sieve.h"],
    "compiler/convert/stage_to_func": ["mlir/", "llvm/", "compiler/dialect/", "compiler/pattern/Compile.h", "compiler/pattern/RawStrings.h", "compiler/pipeline/Pipeline.h",
                                       "runtime/abi/"],
    "compiler/target/cpu": ["mlir/", "llvm/", "compiler/pipeline/Pipeline.h", "runtime/text/Functions.h", "runtime/abi/"],
    "compiler/pipeline": ["mlir/", "llvm/", "compiler/", "runtime/abi/"],
}
umbrella = re.compile(r"InitAll(Dialects|Passes|Translations|Extensions)|mlir/Conversion/Passes\.h")
antlr = re.compile(r"antlr4")
longest = 600


def folder_of(path):
    matches = [f for f in allowed if path.startswith(f + "/")]
    return max(matches, key=len) if matches else None


def main():
    files = subprocess.run(["git", "ls-files", "lang", "compiler", "runtime", "test", "dev"], cwd=root,
                           stdout=subprocess.PIPE, check=True).stdout.decode().split("\n")
    problems = []
    for path in files:
        if not path.endswith((".cpp", ".h", ".td", ".def", ".py", ".g4")) or not os.path.exists(os.path.join(root, path)):
            continue
        with open(os.path.join(root, path), encoding="utf-8") as file:
            lines = file.read().split("\n")
        if len(lines) > longest + 1 and not path.endswith(".def"):
            problems.append(f"{path}: {len(lines)} lines (at most {longest})")
        folder = folder_of(path)
        for number, line in enumerate(lines, 1):
            found = re.match(r'\s*#include\s+["<]([^">]+)[">]', line)
            if not found:
                continue
            include, quoted = found.group(1), '"' in line
            if umbrella.search(include) and "smelt-opt" not in path:
                problems.append(f"{path}:{number}: umbrella header {include}")
            if antlr.search(include) and not path.startswith("lang/syntax/"):
                problems.append(f"{path}:{number}: ANTLR outside lang/syntax")
            if not quoted or folder is None or include.startswith(folder + "/"):
                continue
            if not any(include.startswith(prefix) for prefix in allowed[folder]):
                problems.append(f"{path}:{number}: {folder} may not include {include}")
        if path.startswith("lang/") and any(re.search(r'["<](mlir|llvm|runtime|compiler)/', line) for line in lines):
            problems.append(f"{path}: the front end knows nothing of MLIR or the runtime")
        if path.startswith("runtime/") and any(re.search(r'["<](mlir|llvm)/', line) for line in lines):
            problems.append(f"{path}: the runtime builds without LLVM")
    for problem in problems:
        print(problem)
    print(f"{0 if problems else 1} passed, {1 if problems else 0} failed")
    return 1 if problems else 0


sys.exit(main())
