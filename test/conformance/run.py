#!/usr/bin/env python3
"""Compares the standard library with what the peers themselves computed: run.py BUILD [OPERATOR...] [--same | --page].

Each NAME.recipe here computes a group of operators over the golden documents in one run; its head says with `//= ` what a
field is compared with:
  //= FILE KEY...          how keys of FILE's records map to fields: `char_rep_ratio@10` is the field `char_rep_ratio__10`
  //= FILE reason KEY MODULE.RULES [REASON=RULE...]    KEY is "keep" or a reason: the first rule that does not hold
  //= FILE drop KEY MODULE.RULES    FILE's records list KEY under `drop` where the rules do not hold
  //= FILE chain KEY STEP...    KEY is "keep" or the first of these reasons that is not (STEP=KEY where they differ); FILE
                                is `-` for a reason that stands in a chain only
Prints for each operator how many documents were compared and how they came out; exits 1 if an operator is equal on fewer
than 99.9 % of them. With --same it compares no goldens but holds the outputs of every group equal, byte for byte, fused
and unfused and at every vector width, over the golden documents and over documents made dirty. With --page the counts also become the
table of docs/conformance.md. Goldens are at
SMELT_GOLDEN or ../shared/golden; without them nothing is compared.
"""
import collections
import ctypes
import ctypes.util
import glob
import json
import os
import re
import struct
import subprocess
import sys
import tempfile
from random import Random

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
GOLDEN = os.path.join(os.environ.get("SMELT_GOLDEN") or os.path.join(ROOT, "..", "shared", "golden"), "curation")
LEAST = 0.999

xxhash = ctypes.CDLL(ctypes.util.find_library("xxhash") or "libxxhash.so.0")
xxhash.XXH64.restype = ctypes.c_uint64
xxhash.XXH64.argtypes = [ctypes.c_char_p, ctypes.c_size_t, ctypes.c_uint64]


def hash_of(text):
    data = text.encode("utf-8")
    return f"{xxhash.XXH64(data, len(data), 0):016x}"


def read_golden(name):
    data = subprocess.run(["zstd", "-dcq", os.path.join(GOLDEN, name + ".jsonl.zst")], stdout=subprocess.PIPE, check=True)
    return [json.loads(line) for line in data.stdout.decode("utf-8").split("\n") if line]


def distance(a, b):
    """Units in the last place between two doubles of one sign."""
    order = lambda x: struct.unpack("<q", struct.pack("<d", x))[0]
    return abs(order(float(a)) - order(float(b)))


# ---- comparing one value with what a peer computed: "equal", "1 ulp", "different", or None if there is nothing to compare

def compare_number(ours, theirs):
    if theirs is None or isinstance(theirs, dict):
        return None
    if ours is None:
        return "different"
    if ours == theirs:
        return "equal"
    return "1 ulp" if isinstance(theirs, float) and distance(ours, theirs) == 1 else "different"


def compare_text(ours, theirs, text):
    if theirs is None:
        return "equal" if ours == text else "different"
    if "e" in theirs:
        return None
    if "t" in theirs:
        return "equal" if ours == theirs["t"] else "different"
    return "equal" if ours is not None and hash_of(ours) == theirs["x"] else "different"


def compare_chunks(ours, theirs):
    """A list of texts, known by how many there are and the hash of all."""
    return "equal" if ours and len(ours) == theirs["k"] and hash_of("\x1e".join(ours)) == theirs["x"] else (
        "equal" if ours == [] and theirs["k"] == 0 else "different")


def compare_value(ours, theirs, text):
    if isinstance(theirs, dict) and "k" in theirs:
        return compare_chunks(ours, theirs)
    is_text = theirs is None and isinstance(ours, str) or isinstance(theirs, dict)
    return compare_text(ours, theirs, text) if is_text else compare_number(ours, theirs)


# ---- what a group compares

class Reason:
    """A golden key that is "keep" or why a document was dropped, and the Bool fields that hold its rules in order."""

    def __init__(self, file, key, prefix, rules):
        self.file, self.key, self.prefix, self.rules = file, key, prefix, rules

    def ours(self, row):
        for reason, rule in self.rules:
            if row.get(f"{self.prefix}__{rule}") is False:
                return reason
        return "keep"


def rules_of(module, block):
    """The names of the rules of a block of a module of stdlib, or of one under it, in the order they are written."""
    path = os.path.join(ROOT, "stdlib", *module.split("."))
    for file in [path + ".recipe", *sorted(glob.glob(os.path.join(path, "*.recipe")))]:
        source = open(file, encoding="utf-8").read()
        if body := re.search(rf"^rules {block}\(.*?\)\s*\{{\n(.*?)^\}}", source, re.M | re.S):
            return re.findall(r"^  (\w+):", body.group(1), re.M)
    raise LookupError(f"no rules {block} in {path}")


def field_of(key):
    return key.replace("@", "__")


class Group:
    def __init__(self, path):
        self.name = os.path.splitext(os.path.basename(path))[0]
        self.source = open(path, encoding="utf-8").read()
        self.values, self.reasons, self.chains = [], [], []  # (file, container, key), Reason, (file, key, steps)
        self.drops = []  # Reason, whose key stands in the list `drop` of a record
        self.run_over = "documents"
        for line in re.findall(r"^//= (.*)$", self.source, re.M):
            words = line.split()
            if words[0] == "over":
                self.run_over = words[1]
            elif words[1] == "chain":
                self.chains.append((words[0], words[2], [w.partition("=")[::2] for w in words[3:]]))
            elif words[1] == "reason":
                renamed = dict(w.split("=") for w in words[4:])
                self.reasons.append(self.reason(words[0], words[2], words[3], renamed))
            elif words[1] == "drop":
                self.drops.append(self.reason(words[0], words[2], words[3], {}))
            else:
                file, _, container = words[0].partition(".")
                self.values += [(file, container, key) for key in words[1:]]

    @staticmethod
    def reason(file, key, rules, renamed):
        module, _, block = rules.rpartition(".")
        named = {rule: reason for reason, rule in renamed.items()}
        names = [(named.get(rule, rule).replace("%20", " "), rule) for rule in rules_of(module, block)]
        return Reason(file, key, field_of(key), names)

    def recipe(self):
        """The source; where it says `@rules(KEY, CALL)` every rule of KEY's block becomes a Bool field."""

        def fields(match):
            key, block, arguments = match.groups()
            reason = next(r for r in self.reasons + self.drops if r.key == key)
            return ", ".join(f"{reason.prefix}__{rule} = {block}.{rule}({arguments}) ?? false" for _, rule in reason.rules)

        return re.sub(r"@rules\((\S+), ([\w.]+)\((.*)\)\)(?=,?$)", fields, self.source, flags=re.M)

    def operators(self):
        keys = [key for _, _, key in self.values] + [r.key for r in self.reasons] + [key for _, key, _ in self.chains]
        return keys + [r.key + " drop" for r in self.drops]

    def chained(self, steps, row):
        """Where a document leaves a chain of filters, as the goldens have it."""
        for step, key in steps:
            reason = next(r for r in self.reasons if r.key == (key or step)).ours(row)
            if reason != "keep":
                return {"step": step, "reason": reason}
        return "keep"


ALLOWED = {"sm", "グロ", "女の子", "性"}  # what datatrove leaves out of its lists of bad words


def write_lists(folder):
    """Word lists that a golden key was made with and that are no file of the goldens."""
    words = [open(os.path.join(GOLDEN, "assets", f"ldnoobw_{l}.txt"), encoding="utf-8").read().split("\n") for l in ("en", "zh")]
    with open(os.path.join(folder, "flagged_all.txt"), "w", encoding="utf-8") as f:
        f.write("\n".join(w for w in words[0] + words[1] if w) + "\n")
    with open(os.path.join(folder, "badwords_en.txt"), "w", encoding="utf-8") as f:
        f.write("".join(w.strip() + "\n" for w in words[0] if w.strip() not in ALLOWED))


def run_group(smelt, group, scratch, options=(), golden=GOLDEN, name="run"):
    """The bytes of the documents that a group writes."""
    recipe, out = os.path.join(scratch, group.name + ".recipe"), os.path.join(scratch, f"{group.name}-{name}")
    with open(recipe, "w", encoding="utf-8") as f:
        f.write(group.recipe())
    command = [smelt, "run", recipe, "--set", f"golden={golden}", "--set", f"out={out}", *options]
    if "param lists" in group.source:
        command += ["--set", f"lists={scratch}"]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=HERE)
    if done.returncode:
        sys.exit(f"{' '.join(command)}\n{done.stderr.decode('utf-8', 'replace')}")
    parts = [os.path.join(out, part) for part in sorted(os.listdir(out)) if part.startswith("part-")]
    return b"".join(open(part, "rb").read() for part in parts)


def rows_of(written):
    return {row["id"]: row for row in map(json.loads, written.decode("utf-8").split("\n")[:-1])}


# ---- fused = unfused, scalar = vector ------------------------------------------------------------------------------

WAYS = [("--width=scalar",), ("--width=128",), ("--width=256",), ("--no-fuse", "--width=scalar")]
with open("/proc/cpuinfo") as cpuinfo:
    if "avx512_vbmi" in cpuinfo.read():
        WAYS.append(("--width=512",))


def write_dirty(folder):
    """Documents as the goldens have them, with what crawls have: cut and doubled pieces, control characters, odd spaces."""
    random = Random(1)
    noise = ["\0", "\r", "\x1c", "\x85", "\u2028", "\ufeff", "\u3000", "\u200b", "\U0001f600", "\n\n\n", "...", "  ", "\ufffd", "é"]
    os.makedirs(folder)
    os.symlink(os.path.join(GOLDEN, "assets"), os.path.join(folder, "assets"))
    with open(os.path.join(folder, "documents.jsonl"), "w", encoding="utf-8") as f:
        for n, document in enumerate(read_golden("documents")):
            text = document["text"][: 1 + random.randrange(3000)]
            for _ in range(random.randrange(12)):
                at = random.randrange(len(text) + 1)
                piece = random.choice(noise) if random.random() < 0.6 else text[at : at + random.randrange(60)]
                text = text[:at] + piece + text[at:]
            f.write(json.dumps({"id": f"dirty:{n}", "n": n, "source": "", "text": text}, ensure_ascii=False) + "\n")
    subprocess.run(["zstd", "-q", os.path.join(folder, "documents.jsonl")], check=True)


def hold_same(smelt, groups, scratch):
    dirty, passed, failed = os.path.join(scratch, "dirty"), 0, 0
    write_dirty(dirty)
    for group in groups:
        for data in (GOLDEN, dirty):
            written = run_group(smelt, group, scratch, (), data, "default" + os.path.basename(data))
            for way in WAYS:
                name = os.path.basename(data) + "".join(way).replace("=", "")
                same = run_group(smelt, group, scratch, way, data, name) == written
                print(f"{group.name:30} {os.path.basename(data):10} {' '.join(way):28} {'same' if same else 'DIFFERENT'}")
                passed, failed = passed + same, failed + (not same)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


class Tally:
    def __init__(self, key):
        self.key, self.counts, self.differences = key, collections.Counter(), []

    def add(self, verdict, identity, ours, theirs):
        if verdict is None:
            return
        self.counts[verdict] += 1
        if verdict == "different":
            self.differences.append((identity, ours, theirs))

    def compared(self):
        return sum(self.counts.values())

    def holds(self):
        return self.compared() > 0 and self.compared() - self.counts["different"] >= LEAST * self.compared()

    def show(self):
        share = 100 * (1 - self.counts["different"] / max(self.compared(), 1))
        mark = "" if self.holds() else "  BELOW 99.9 %"
        print(f"{self.key:44} {self.compared():6,} {self.counts['equal']:6,} {self.counts['1 ulp']:5} "
              f"{self.counts['different']:9}  {share:7.3f}{mark}")

    def row(self):
        file, _, operator = self.key.partition(" ")
        operator, _, dropped = operator.partition(" ")
        numbers = [self.compared(), self.counts["equal"], self.counts["1 ulp"], self.counts["different"]]
        cells = [PEERS[file], f"`{operator}`" + (", kept or dropped" if dropped else "")] + [f"{n:,}" for n in numbers]
        return "| " + " | ".join(cells) + " |\n"

    def show_differences(self, limit):
        for identity, ours, theirs in self.differences[:limit]:
            print(f"    {identity}\n      ours   {shortened(ours)}\n      theirs {shortened(theirs)}")


def shortened(value):
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 300 else text[:300] + f"... ({len(text)})"


def compare_group(group, rows, goldens, texts, wanted):
    tallies = []
    for file, container, key in group.values:
        if wanted and not any(w in key for w in wanted):
            continue
        tally, field = Tally(f"{file} {key}"), field_of(key)
        for identity, record in goldens[file].items():
            theirs = record[container] if container else record
            if not theirs or (key not in theirs):
                continue
            ours = rows.get(identity, {}).get(field)
            tally.add(compare_value(ours, theirs[key], texts.get(identity)), identity, ours, theirs[key])
        tallies.append(tally)
    named = [(r.file, r.key, r.ours) for r in group.reasons if r.file != "-"]
    named += [(file, key, lambda row, steps=steps: group.chained(steps, row)) for file, key, steps in group.chains]
    for file, key, reason_of in named:
        if wanted and not any(w in key for w in wanted):
            continue
        tally = Tally(f"{file} {key}")
        for identity, record in goldens[file].items():
            theirs = record[key]
            if isinstance(theirs, dict) and "e" in theirs:
                continue
            ours = reason_of(rows[identity]) if identity in rows else None
            tally.add("equal" if ours == theirs else "different", identity, ours, theirs)
        tallies.append(tally)
    return tallies + compare_drops(group, rows, goldens, wanted)


def compare_drops(group, rows, goldens, wanted):
    tallies = []
    for reason in group.drops:
        if wanted and not any(w in reason.key + " drop" for w in wanted):
            continue
        tally = Tally(f"{reason.file} {reason.key} drop")
        for identity, record in goldens[reason.file].items():
            ours = reason.ours(rows[identity]) != "keep" if identity in rows else None
            theirs = reason.key in record["drop"]
            tally.add("equal" if ours == theirs else "different", identity, ours, theirs)
        tallies.append(tally)
    return tallies


# ---- the page ------------------------------------------------------------------------------------------------------

PEERS = {"dj_filters": "Data-Juicer filter", "dj_mappers": "Data-Juicer mapper", "dt_filters_split": "datatrove filter",
         "dt_formatters": "datatrove formatter", "dt_urls": "datatrove URL filter", "ftfy": "ftfy"}
HEAD = "| peer | operator | documents | equal | 1 ulp | different |\n|---|---|---:|---:|---:|---:|\n"


def write_page(tallies):
    path = os.path.join(ROOT, "docs", "conformance.md")
    page = open(path, encoding="utf-8").read()
    rows = "".join(tally.row() for tally in tallies)
    page = re.sub(re.escape(HEAD) + r"(\|.*\n)*", lambda _: HEAD + rows, page)
    with open(path, "w", encoding="utf-8") as f:
        f.write(page)


def main():
    arguments = [a for a in sys.argv[1:] if not a.startswith("-")]
    options = [a for a in sys.argv[1:] if a.startswith("-")]
    if not os.path.isdir(GOLDEN):
        print("0 passed, 0 failed (no goldens: neither SMELT_GOLDEN nor ../shared/golden)")
        return 0
    build, wanted = os.path.abspath(arguments[0]), arguments[1:]
    smelt = os.path.join(build, "bin", "smelt")
    os.environ.setdefault("SMELT_STDLIB", os.path.join(ROOT, "stdlib"))
    groups = [Group(os.path.join(HERE, n)) for n in sorted(os.listdir(HERE)) if n.endswith(".recipe")]
    groups = [g for g in groups if not wanted or any(w in key for w in wanted for key in g.operators())]
    if not groups:
        sys.exit(f"no operator is named {' or '.join(wanted)}")
    with tempfile.TemporaryDirectory() as scratch:
        write_lists(scratch)
        if "--same" in options:
            return hold_same(smelt, groups, scratch)
        tallies = compare(smelt, groups, scratch, wanted)
    if "--page" in options:
        write_page(tallies)
    held = sum(tally.holds() for tally in tallies)
    print(f"{held} passed, {len(tallies) - held} failed")
    return 1 if held < len(tallies) else 0


def compare(smelt, groups, scratch, wanted):
    texts = {d["id"]: d["text"] for d in read_golden("documents")}
    goldens, tallies = {}, []
    print(f"{'operator':44} {'docs':>6} {'equal':>6} {'1ulp':>5} {'different':>9}  {'% equal':>7}")
    for group in groups:
        rows = rows_of(run_group(smelt, group, scratch))
        for file in ({f for f, _, _ in group.values} | {r.file for r in group.reasons + group.drops}) - {"-"}:
            if file not in goldens:
                goldens[file] = {r["id"]: r for r in read_golden(file)}
        for tally in compare_group(group, rows, goldens, texts, wanted):
            tally.show()
            tally.show_differences(20 if wanted else 3)
            tallies.append(tally)
    return tallies


if __name__ == "__main__":
    sys.exit(main())
