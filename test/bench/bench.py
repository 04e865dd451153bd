#!/usr/bin/env python3
"""Benchmarks as paired runs: bench.py BUILD [NAME...]; `mappers=clean_links,clean_ip` is some of them.

Each benchmark runs a baseline and a subject in turns on the same machine and prints the ratio of their speeds with its
spread (min, median, max); the last two measure times against a bound. Results go to BUILD/bench/NAME.json and are compared with the last ones there.
"""
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time

from curation import curation, mappers
from measure import (PASS, RECIPE, build, data, documents, paired, probes, record, recipe_seconds, report, root, rounds,
                     seconds, separated, smelt)


def fuse(folder):
    for language in ("en", "zh"):
        path = documents(folder, language, 4_000_000)
        paired(f"gopher, jsonl to jsonl, {language}: fused against --no-fuse", recipe_seconds(folder, path, "--no-fuse"),
               recipe_seconds(folder, path))


def compiled(folder, source, *flags):
    program = os.path.join(folder, os.path.basename(source) + ".out")
    subprocess.run(["clang++-19", "-std=c++20", "-O3", "-march=native", "-mprefer-vector-width=512", "-w", source, "-o", program, *flags],
                   check=True)
    return program


def handwritten(folder):
    program = compiled(folder, os.path.join(root, "test", "bench", "handwritten", "gopher.cpp"), "-lsimdjson", "-licuuc")
    for language in ("en", "zh"):
        path = documents(folder, language)
        out = os.path.join(folder, "hand.jsonl")
        paired(f"gopher, jsonl to jsonl, {language}: smelt against one C++ pass", lambda: seconds([program, path, out], folder),
               recipe_seconds(folder, path))


def passthrough(folder):
    """Records that nothing changes, read, checked and written, against a scan of their fields that writes nothing. In memory
    where the system has such a folder: what a disk takes for 200 MB differs more from run to run than the two do."""
    size = 200_000_000
    scan = compiled(folder, os.path.join(root, "test", "bench", "handwritten", "scan.cpp"), "-lsimdjson")
    for language in ("en", "zh", "mixed"):
        path = documents(folder, language, size)
        with open(path, "rb") as file:
            records = file.read()
        with open(path, "wb") as file:
            for _ in range(max(1, size // len(records))):
                file.write(records)
        paired(f"jsonl passed through, {language}: smelt against a simdjson scan", lambda: seconds([scan, path], folder),
               recipe_seconds(folder, path, template=PASS))
        os.remove(path)


def speeds(output, pattern):
    return [float(s) for s in re.findall(pattern, output)]


def has_avx512():
    with open("/proc/cpuinfo") as file:
        return "avx512_vbmi" in file.read()


def kernels(folder):
    """Kernels over text in memory against the best strategy of the probes, where those are there."""
    if not os.path.isdir(probes):
        print("kernels: the probes are not on this machine; nothing to compare with")
        return
    bench = os.path.join(build, "bin", "kernel_bench")
    here = os.path.join(root, "test", "bench", "kernels")
    run = lambda *command: subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout.decode()
    subjects = [("chargrams", ["chargram.cpp"], r"bitmap filter ([\d.]+) MB/s")]
    if has_avx512():
        subjects = [("scan", ["scan.cpp", "-licuuc"], r"hot trie nodes ([\d.]+)"),
                    ("ngrams", ["ngram.cpp"], r"chain ([\d.]+) MB/s"), *subjects]
    else:
        print("kernels: the probes of the scan and of n-grams need AVX-512, which this machine lacks")
    programs = {name: compiled(folder, os.path.join(probes, source[0]), *source[1:]) for name, source, _ in subjects}
    for language in ("en", "mixed", "zh"):
        text = separated(documents(folder, language))
        for name, _, pattern in subjects:
            probe, ratios = [programs[name], text] + ([] if name == "scan" else ["20"]), []
            for _ in range(rounds):
                theirs = speeds(run(*probe), pattern)[0] * (1000 if name == "scan" else 1)
                ours = speeds(run(bench, os.path.join(here, name + ".mlir"), text), r"^([\d.]+) MB/s")[0]
                ratios.append(ours / theirs)
            ratios.sort()
            report(f"{name} kernel, {language}: against the probe", ratios[0], statistics.median(ratios), ratios[-1])


def patterns(folder):
    """Patterns of published rules against Python's engines on the same text: regex where it is installed (clean_links
    takes exponential time in re), else re. Counts must agree."""
    try:
        import regex as engine
    except ImportError:
        import re as engine
    rows = [line.rstrip("\n").split("\t") for line in open(os.path.join(root, "test", "bench", "patterns.tsv"))]
    for language in ("en", "zh"):
        texts = [json.loads(line)["text"].replace("\n", " ") for line in open(documents(folder, language, 5_000_000))]
        path, size = os.path.join(folder, language + ".txt"), sum(len(t.encode()) + 1 for t in texts)
        with open(path, "w") as out:
            out.write("".join(t + "\n" for t in texts))
        for name, pattern in rows:
            if name == "clean_links" and engine is re:
                continue
            request = f"{name}\t{pattern}\n".encode()
            result = subprocess.run([os.path.join(build, "bin", "pattern_bench"), path], input=request,
                                    stdout=subprocess.PIPE, check=True).stdout.decode().split("\t")
            compiled, begin = engine.compile(pattern), time.process_time()
            count = sum(sum(1 for _ in compiled.finditer(t)) for t in texts)
            theirs = size / (time.process_time() - begin) / 1e6
            if count != int(result[1]) and engine is re:
                print(f"patterns: {name}, {language}: {result[1]} matches, Python finds {count}")
            print(f"{name + ', ' + language:<18} {float(result[2]):9.1f} MB/s, {engine.__name__} {theirs:6.1f} MB/s:"
                  f" {float(result[2]) / theirs:7.1f} times")


def timed(name, command, folder, limit):
    """Wall milliseconds of a command in a fresh process, beside the bound that it has to keep."""
    times = []
    for _ in range(4 * rounds):
        begin = time.perf_counter()
        subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
        times.append((time.perf_counter() - begin) * 1000)
    times.sort()
    record(name, times[0], statistics.median(times), times[-1], "ms", f"must stay under {limit} ms")


def start(folder):
    timed("smelt check of the quickstart", [smelt, "check", os.path.join(root, "examples", "quickstart.recipe")], folder, 50)


def check(folder):
    """A recipe of 2,000 lines: functions, rules, bindings that use them, streams of several stages, outputs, tests."""
    recipe = os.path.join(folder, "long.recipe")
    parts = ["use std.quality.gopher", "record Doc { text: Text, url: Text?, n: Int }", 'docs = jsonl("in", row = Doc)']
    for i in range(100):
        parts += [f"/// The share of words that are longer than {i} characters.",
                  f"fn long_{i}(t: Text, least: Int = {i}) -> Ratio =",
                  "  fraction(t.words, .chars.count > least)",
                  f"rules prose_{i}(t: Text) {{",
                  f"  long: long_{i}(t) in 1%..90%",
                  f"  words: t.words.count in {i + 1}..100_000",
                  f"  shape: count(t.chars, it == '#') / t.words.count <= {i + 1}%",
                  "}",
                  f"size_{i} = {i + 1} KB",
                  f"part_{i} = docs",
                  f"  |> where(small: .text.size < 2 * size_{i}, prose_{i}(.text))",
                  f"  |> edit(.text, it.trim.replace(\"{i}\", \"\"))",
                  f"  |> with(share = long_{i}(.text, least = 3), host = .url ?? \"none {{.n}}\")",
                  "  |> where(gopher.quality(.text), .share < 50%)",
                  f"output out_{i} = part_{i}",
                  f"  |> to_jsonl(\"out/{i}\")",
                  f"test \"long {i}\" {{",
                  f"  assert long_{i}(\"a bb\", least = 1) == 50%",
                  "}",
                  ""]
    with open(recipe, "w") as file:
        file.write("\n".join(parts))
    timed(f"smelt check of a recipe of {len(parts):,} lines", [smelt, "check", recipe], folder, 50)


def compile_time(folder):
    """Running Gopher's rules over no documents: what is left is the compiler, or the object cache."""
    empty, recipe = os.path.join(folder, "empty.jsonl"), os.path.join(folder, "bench.recipe")
    open(empty, "w").close()
    with open(recipe, "w") as file:
        file.write(RECIPE.format(path=empty, out=os.path.join(folder, "out")))
    timed("compile and run gopher on nothing, cold", [smelt, "run", recipe, "--no-cache"], folder, 1000)
    timed("compile and run gopher on nothing, cached", [smelt, "run", recipe], folder, 100)


benchmarks = {"fuse": fuse, "handwritten": handwritten, "passthrough": passthrough, "kernels": kernels, "patterns": patterns,
              "curation": curation, "mappers": mappers, "start": start, "check": check, "compile": compile_time}


def main():
    wanted = sys.argv[2:] or list(benchmarks)
    for name in wanted:
        name, _, part = name.partition("=")
        if name not in benchmarks or (part and name != "mappers"):
            print(f"no benchmark '{name}'; there are {', '.join(benchmarks)}", file=sys.stderr)
            return 2
        memory = "/dev/shm" if name == "passthrough" and os.path.isdir("/dev/shm") else None
        with tempfile.TemporaryDirectory(dir=memory) as folder:
            benchmarks[name](folder, *([part.split(",")] if part else []))
    return 0


sys.exit(main())
