"""What every benchmark uses: paired runs, real documents, results beside the last ones on file."""
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time

root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
build = os.path.abspath(sys.argv[1])
data = os.environ.get("SMELT_DATA", os.path.join(root, "..", "shared", "data"))
probes = os.path.join(data, "..", "reference", "probes", "text_folds")
smelt = os.path.join(build, "bin", "smelt")
rounds = 5

RECIPE = """use std.quality.gopher
record Doc {{ text: Text }}
output clean = jsonl("{path}", row = Doc) |> where(gopher.quality(.text), gopher.repetition(.text)) |> to_jsonl("{out}")
"""


def seconds(command, cwd):
    """CPU seconds of a command, its children's included; the output is thrown away."""
    before = os.times()
    subprocess.run(command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    after = os.times()
    return (after.children_user + after.children_system) - (before.children_user + before.children_system)


def documents(folder, name, limit=20_000_000):
    """A JSON Lines file of real documents where they are there, else of generated prose."""
    path = os.path.join(folder, name + ".jsonl")
    source = {"en": "en_web_wcxb_maincontent", "zh": "zh_hans_laws", "mixed": "zh_en_docs_leetcode"}[name]
    packed = os.path.join(data, "corpus", source + ".jsonl.zst")
    with open(path, "wb") as out:
        if os.path.exists(packed):
            lines = subprocess.run(["zstd", "-dc", packed], stdout=subprocess.PIPE, check=True).stdout.splitlines(True)
        else:
            words = "the quick brown fox jumps over a lazy dog and runs to the river that we have seen with friends".split()
            lines = [(json.dumps({"text": " ".join(words[(i * 7 + j * j) % len(words)] for j in range(800))}) + "\n").encode()
                     for i in range(3000)]
        size = 0
        for line in lines:
            out.write(line)
            size += len(line)
            if size > limit:
                break
    return path


def separated(path):
    """The texts of a JSON Lines file in pieces of about 6,000 bytes, separated by \\x01 as the probes take them."""
    out = path + ".txt"
    with open(path, "rb") as file, open(out, "wb") as texts:
        for line in file:
            text = json.loads(line)["text"].replace("\x01", " ").encode()
            for i in range(0, len(text), 6000):
                texts.write(text[i:i + 6000].decode("utf-8", "ignore").encode() + b"\x01")
    return out


def paired(name, baseline, subject):
    """Ratios baseline seconds / subject seconds (higher is better for the subject), in turns."""
    ratios = []
    for _ in range(rounds):
        b, s = baseline(), subject()
        ratios.append(b / max(s, 1e-9))
    ratios.sort()
    report(name, ratios[0], statistics.median(ratios), ratios[-1])


def record(name, low, median, high, unit, remark=""):
    """Prints a result beside the last one on file, and takes its place there."""
    folder = os.path.join(build, "bench")
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, re.sub(r"[^a-z0-9]+", "-", name.lower()) + ".json")
    last = ""
    if os.path.exists(path):
        with open(path) as file:
            last = f"  (last {json.load(file)['median']:.2f})"
    with open(path, "w") as file:
        json.dump({"name": name, "min": low, "median": median, "max": high, "unit": unit, "time": time.time()}, file)
    print(f"{name:58} {median:8.2f}{unit}  [{low:.2f} .. {high:.2f}]{last}{'  ' + remark if remark else ''}", flush=True)


def report(name, low, median, high):
    record(name, low, median, high, "x")


PASS = """output same = jsonl("{path}") |> to_jsonl("{out}")
"""


def recipe_seconds(folder, path, *options, template=RECIPE):
    recipe = os.path.join(folder, "bench.recipe")
    with open(recipe, "w") as file:
        file.write(template.format(path=path, out=os.path.join(folder, "out")))
    command = [smelt, "run", recipe, "--threads", "1", *options]
    seconds(command, folder)  # fills the object cache
    return lambda: seconds(command, folder)
