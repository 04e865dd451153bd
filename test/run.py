#!/usr/bin/env python3
"""Runs the tests of a build folder and counts them: run.py BUILD [FILTER].

Test programs (GoogleTest and our own) and house scripts are run one after the other, lit over test/**/*.mlir and
*.test at the end. Prints what failed in full and one closing line, `N passed, N failed`.
"""
import json
import os
import re
import subprocess
import sys
import time

root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
build = os.path.abspath(sys.argv[1])
wanted = sys.argv[2] if len(sys.argv) > 2 else ""
# LLVM's archives are not instrumented, so vectors that cross into them look overflown to the sanitizer, and memory that
# they hand out of pools that our code has poisoned looks forbidden.
os.environ.setdefault("ASAN_OPTIONS", "detect_container_overflow=0:allow_user_poisoning=0:use_sigaltstack=0")
lit = "/usr/lib/llvm-19/build/utils/lit/lit.py"


def programs():
    """(name, command): every test program of the build, then the house's scripts."""
    folder = os.path.join(build, "bin")
    for name in sorted(os.listdir(folder)):
        if name.endswith("_tests"):
            yield name, [os.path.join(folder, name), "--gtest_brief=1"]
        elif name.endswith("_fuzz"):
            yield name, [os.path.join(folder, name)]
    for name in sorted(os.listdir(os.path.join(root, "test", "house"))):
        if name.endswith(".py"):
            yield "house/" + name, [sys.executable, os.path.join(root, "test", "house", name)]


def counts(output, code):
    """Passed and failed tests of a program, from its own closing lines; a program without any counts as one."""
    passed = sum(int(n) for n in re.findall(r"\[  PASSED  \] (\d+) test", output))
    failed = sum(int(n) for n in re.findall(r"\[  FAILED  \] (\d+) test", output))
    own = re.findall(r"^(\d+) passed, (\d+) failed", output, re.M)
    if own:
        passed, failed = int(own[-1][0]), int(own[-1][1])
    if code and not failed:
        failed = 1
    if not passed and not failed:
        passed = 1
    return passed, failed


def run(name, command):
    start = time.time()
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=root)
    output = result.stdout.decode("utf-8", "replace")
    passed, failed = counts(output, result.returncode)
    if failed:
        print(output)
    print(f"{name}: {passed} passed, {failed} failed in {time.time() - start:.1f} s", flush=True)
    return passed, failed


def run_lit():
    results = os.path.join(build, "lit.json")
    command = [sys.executable, lit, "-q", "--no-progress-bar", "--output", results, "--param", f"build={build}"]
    if wanted:
        command += ["--filter", wanted, "--allow-empty-runs"]
    if os.path.exists(results):
        os.remove(results)
    start = time.time()
    output = subprocess.run(command + [os.path.join(root, "test")], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    tests = []
    if os.path.exists(results):
        with open(results) as file:
            tests = json.load(file)["tests"]
    passed = sum(t["code"] in ("PASS", "XFAIL") for t in tests)
    ignored = sum(t["code"] in ("UNSUPPORTED", "EXCLUDED", "SKIPPED") for t in tests)
    for test in tests:
        if test["code"] == "UNSUPPORTED":
            print(f"lit: {test['name']} was not run: it needs what is not here (see test/lit.cfg.py)")
    failed = max(len(tests) - passed - ignored, 1 if output.returncode else 0)
    if failed:
        print(output.stdout.decode("utf-8", "replace"))
    print(f"lit: {passed} passed, {failed} failed in {time.time() - start:.1f} s", flush=True)
    return passed, failed


def main():
    passed = failed = 0
    for name, command in programs():
        if wanted and wanted not in name:
            continue
        p, f = run(name, command)
        passed, failed = passed + p, failed + f
    p, f = run_lit()
    passed, failed = passed + p, failed + f
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


sys.exit(main())
