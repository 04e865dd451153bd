#!/usr/bin/env python3
"""Checks the catalogue: every code is shown by a test (a rendering in test/diagnostics, or a test that names it) and has a
page with a wrong and a right example; there are at least a hundred; nothing but the renderer and the progress reporter
writes to the streams of messages."""
import glob
import os
import re
import sys

root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
least = 100

# Pages without examples: what no short recipe shows.
no_example = {
    "E0113", "E0219", "E0221",  # deeper or longer than a page
    "E0115",  # bytes that a page cannot show
    "E0504", "W0908", "W0909", "W0910", "W0911",  # depend on files
    "E0913",  # smelt's own fault
}
# The codes of a run are about files and machines: their pages say what to do.
no_example_families = {"run"}
# No test can make smelt fail in this way, or take tables of the machine away.
no_test = {"E0913", "E0263", "W0911"}

# Who may write to a stream of messages.
writers = {
    "compiler/driver/Console.cpp", "compiler/driver/RunReport.cpp", "compiler/tools/smelt/main.cpp",
    "compiler/tools/smelt/Program.cpp",
    "compiler/tools/smelt-opt/main.cpp",
}
streams = re.compile(r"llvm::errs\(\)|llvm::outs\(\)|std::cerr|std::cout|fprintf\(\s*stderr|\bf?puts\(|[^n]printf\(\"|report_fatal_error")


def read(path):
    with open(os.path.join(root, path), encoding="utf-8", errors="replace") as file:
        return file.read()


def catalogue():
    return re.findall(r"^SMELT_DIAG\((\w+), \w+, (\w+),", read("lang/diag/Catalogue.def"), re.M)


def pages():
    return dict(re.findall(r'SMELT_EXPLAIN\((\w+), R"\((.*?)\)"\)', read("lang/diag/Explain.def"), re.S))


def tests():
    """What tests expect, in one text: renderings, and tests that name a code."""
    shown = glob.glob(os.path.join(root, "test/diagnostics/**/*.expected"), recursive=True)
    named = [path for kind in ("test", "cpp") for path in glob.glob(os.path.join(root, f"test/**/*.{kind}"), recursive=True)]
    return "\n".join(read(os.path.relpath(path, root)) for path in shown + named)


def check_codes():
    explained, expected = pages(), tests()
    codes = catalogue()
    if len(codes) < least:
        yield f"the catalogue has {len(codes)} codes (at least {least})"
    for code, family in codes:
        page = explained.get(code)
        if page is None:
            yield f"{code} has no page in lang/diag/Explain.def"
        elif family not in no_example_families and code not in no_example and not ("\nWrong" in page and "\nRight" in page):
            yield f"the page of {code} has no wrong and right example"
        if code not in expected and code not in no_test:
            yield f"no test shows {code}: add test/diagnostics/{code}.recipe"


def check_writers():
    for folder in ("lang", "compiler", "runtime"):
        for path in glob.glob(os.path.join(root, folder, "**", "*.cpp"), recursive=True):
            name = os.path.relpath(path, root)
            if name in writers:
                continue
            for number, line in enumerate(read(name).split("\n"), 1):
                if streams.search(line) and not line.lstrip().startswith("//"):
                    yield f"{name}:{number}: writes a message of its own: use the catalogue (lang/diag) or the console"


def main():
    problems = list(check_codes()) + list(check_writers())
    print("\n".join(problems + [f"{0 if problems else 1} passed, {1 if problems else 0} failed"]))
    return 1 if problems else 0


sys.exit(main())
