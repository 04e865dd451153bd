#!/usr/bin/env python3
"""Holds `datajuicer.sentence_split` to NLTK's Punkt: punkt.py SMELT NLTK_DATA [LANGUAGE...] [--count N] [--seed S] [--texts FILE...],
run by a Python that has NLTK (the one that has the peers).

NLTK_DATA has `tokenizers/punkt_tab/LANGUAGE` with the four tables of each language. The texts are those of the goldens, with
and without results, those of JSON lines (field `text`), and N made up of what the tables and NLTK's patterns look at. Prints for each
language how many texts came out equal; exits 1 if one did not.
"""
import argparse
import json
import os
import random
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
GOLDEN = os.path.join(os.environ.get("SMELT_GOLDEN") or os.path.join(HERE, "..", "..", "..", "shared", "golden"), "curation")

MARKS = list(".?!,;:'\"()[]{}*@&#`-_") + ["...", "..", "--", "---", ". .", ". . .", " . . . .", "?!", "!!", '."', ".)", ".'", "’", "”", "“", "‘", "«", "»", "…", "。",
                                          ".]", ")--", '"--', ".-", "-.", ",.", ".,", "\u00ad", "\u0301"]
BLANKS = [" "] * 12 + ["  ", "\n", "\n\n", "\r\n", "\t", "\x0b", "\f", "\x1c", "\x1f", "\x85", "\xa0", "\u2003", "\u2028", "\u3000", "\u200b", ""]
PLAIN = """the The THE he He a A I i it It in In of von Bach J. S. B. Dr. dr. Mr. U.S. u.s. e.g. etc. Inc. No. no. 3 3. 3.5 -7 .5 1,000. 1.2.3. ٣. 5) §
Über über ΑΣ. Σ. ς. É. é. ß. ǅ ǅ. İstanbul İ. ①. ½. Ⅷ. _. _ 中. 中文 日本語。 x-ray. non-U.S. a.m. P.M. Ph.D. www.x.org http://a.b/c?d=e! x@y.z ##number## -. -- 1990s.""".split()


def tables(folder):
    read = lambda name: open(os.path.join(folder, name), encoding="utf-8").read().split("\n")
    words = [w + "." for w in read("abbrev_types.txt")] + read("sent_starters.txt")
    words += [part for pair in read("collocations.tab") for part in pair.replace("##number##", "12").split("\t")]
    words += [line.split("\t")[0] for line in random.Random(0).sample(read("ortho_context.tab"), 400) if line] if len(read("ortho_context.tab")) > 400 else []
    return [w for w in words if w] + PLAIN * 4


def made_up(chance, words):
    out = []
    for _ in range(chance.randint(1, 80)):
        word = chance.choice(words)
        word = chance.choice([word, word, word.capitalize(), word.upper(), word.lower()])
        out += [word, chance.choice(MARKS) if chance.random() < 0.35 else "", chance.choice([".", "!", "?", ""]) if chance.random() < 0.3 else "",
                chance.choice(MARKS) if chance.random() < 0.15 else "", chance.choice(BLANKS)]
    return "".join(out)


def documents(files):
    for name in ["documents", "documents_without_results"]:
        path = os.path.join(GOLDEN, name + ".jsonl.zst")
        if os.path.exists(path):
            for line in subprocess.run(["zstd", "-dcq", path], stdout=subprocess.PIPE, check=True).stdout.decode("utf-8").split("\n"):
                if line:
                    yield json.loads(line)["text"]
    for path in files:
        with open(path, encoding="utf-8") as file:
            yield from (json.loads(line)["text"] for line in file)


def ours(smelt, tables, texts, options=()):
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "in.jsonl"), "w", encoding="utf-8") as file:
            file.writelines(json.dumps({"text": t}) + "\n" for t in texts)
        with open(os.path.join(folder, "r.recipe"), "w", encoding="utf-8") as file:
            file.write("use std.datajuicer\nuse std.text.{punkt}\nrecord Row { text: Text }\n"
                       f"MODEL = punkt({json.dumps(os.path.abspath(tables))})\n"
                       'output o = jsonl("in.jsonl", row = Row) |> edit(.text, datajuicer.sentence_split(it, MODEL)) |> to_jsonl("out")\n')
        subprocess.run([smelt, "run", "r.recipe", "--quiet", *options], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        made = []
        for part in sorted(os.listdir(os.path.join(folder, "out"))):
            if part.startswith("part-"):
                with open(os.path.join(folder, "out", part), encoding="utf-8") as file:
                    made += [json.loads(line)["text"] for line in file]
        return made


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("smelt")
    parser.add_argument("data")
    parser.add_argument("languages", nargs="*")
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--texts", nargs="*", default=[])
    arguments = parser.parse_args()
    os.environ["NLTK_DATA"] = os.path.abspath(arguments.data)
    from nltk.tokenize.punkt import PunktTokenizer

    root = os.path.join(arguments.data, "tokenizers", "punkt_tab")
    known, wrong = list(documents(arguments.texts)), 0
    for language in arguments.languages or sorted(os.listdir(root)):
        chance, words = random.Random(arguments.seed), tables(os.path.join(root, language))
        texts = known + [made_up(chance, words) for _ in range(arguments.count)]
        tokenizer = PunktTokenizer(language)
        made = ours(os.path.abspath(arguments.smelt), os.path.join(root, language), texts)
        different = 0
        for text, split in zip(texts, made, strict=True):
            theirs = "\n".join(tokenizer.tokenize(text))
            if theirs != split:
                different += 1
                if different <= 3:
                    at = next((i for i, (a, b) in enumerate(zip(theirs, split)) if a != b), min(len(theirs), len(split)))
                    print(f"  {language}: theirs {theirs[max(0, at - 60):at + 60]!r}\n  {language}: ours   {split[max(0, at - 60):at + 60]!r}")
        wrong += different
        print(f"{language:12} {len(texts):7,} texts {len(texts) - different:7,} equal", flush=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
