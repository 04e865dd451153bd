#!/usr/bin/env python3
"""Holds docs/language.md to the language: language_page.py [--update].

The page must name every rule of the grammar, every builtin, choice and type of the prelude, every unit, reserved word,
resource and diagnostic. Its appendices are made from the sources, so that they cannot differ: `--update` writes them.
"""
import os
import re
import sys

root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
page_path = os.path.join(root, "docs", "language.md")
MARK = "<!-- From here on the page is made by test/house/language_page.py --update -->\n"


def read(*parts):
    with open(os.path.join(root, *parts), encoding="utf-8") as file:
        return file.read()


def grammar():
    """The rules of the parser without labels, actions and comments."""
    text = read("lang", "syntax", "RecipeParser.g4")
    text = text[text.index("// ---- items"):]
    lines = []
    for line in text.splitlines():
        line = re.sub(r"\s+#\s*\w+\s*$", "", line.rstrip())
        line = re.sub(r"\s*//.*$", "", line)
        lines.append(line)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def rules(text):
    return re.findall(r"^([a-z]\w*)\s*(?:$|:)", text, re.M)


def prelude():
    """(section, name, signature, doc) of every declaration."""
    section, doc, found = "", [], []
    for line in read("stdlib", "prelude.recipe").splitlines():
        if line.startswith("// ----"):
            section = line.strip("/- ")
        elif line.startswith("///"):
            doc.append(line[3:].strip())
        elif match := re.match(r"(?:external fn|choice|record) (\w+)", line):
            found.append((section, match[1], line.removeprefix("external fn ").strip(), " ".join(doc)))
            doc = []
        else:
            doc = []
    return found


def units():
    return re.findall(r'^SMELT_UNIT\("([^"]+)", (\w+), ([^)]+)\)', read("lang", "sema", "Units.def"), re.M)


def types():
    text = read("lang", "sema", "TypeSyntax.cpp")
    return re.findall(r'^    \{"(\w+)", TypeKind', text, re.M) + re.findall(r'\{"(\w+)", Dimension', text)


def codes():
    return re.findall(r'^SMELT_DIAG\((\w+), \w+, (\w+), "(.*)"\)', read("lang", "diag", "Catalogue.def"), re.M)


def cell(text):
    return text.replace("|", "\\|")


def appendices():
    out = [MARK, "## Appendix: the grammar\n", "Words in capitals are tokens. Newlines that mean nothing are gone before the "
           "grammar sees them (\"Lines\").\n", "```antlr", grammar(), "```\n", "## Appendix: builtins\n",
           "From `stdlib/prelude.recipe`. `T`, `K`, `V` stand for any type, `N` for a number, `Q` for one with "
           "the unit of `N` and a fraction, `R` for a row; a default of "
           "`null` means left out.\n"]
    last = None
    for section, _, signature, doc in prelude():
        if section != last:
            out.append(f"{'' if last is None else chr(10)}### {section[:1].upper()}{section[1:]}\n\n| declaration | meaning |\n|---|---|")
            last = section
        out.append(f"| `{cell(signature)}` | {cell(doc)} |")
    out.append("\n## Appendix: units\n\n| unit | dimension | in base units |\n|---|---|---|")
    for name, dimension, factor in units():
        out.append(f"| `{name}` | {dimension} | {factor} |")
    out.append("\n## Appendix: diagnostics\n\n`smelt explain CODE` prints the long text of each, with a wrong and a right example.\n\n"
               "| code | says |\n|---|---|")
    for code, _, title in codes():
        out.append(f"| {code} | {cell(title)} |")
    return "\n".join(out) + "\n"


def missing(page):
    """What the page does not name."""
    body = page[:page.index(MARK)] if MARK in page else page

    def names(text, word):
        return re.search(r"(?<!\w)" + re.escape(word) + r"(?!\w)", text)

    for rule in rules(grammar()):
        if not names(page, rule):
            yield f"rule `{rule}` of the grammar"
    for _, name, _, _ in prelude():
        if not names(page, name):
            yield f"`{name}` of the prelude"
    for name, _, _ in units():
        if not (name in body if name == "%" else names(body, name)):
            yield f"unit `{name}` (in the text above the appendices)"
    for name in types():
        if not names(body, name):
            yield f"type `{name}` (in the text above the appendices)"
    for code, _, _ in codes():
        if code not in page:
            yield f"diagnostic {code}"


def main():
    page = read("docs", "language.md")
    wanted = (page[:page.index(MARK)] if MARK in page else page.rstrip("\n") + "\n\n") + appendices()
    if sys.argv[1:] == ["--update"]:
        with open(page_path, "w", encoding="utf-8") as file:
            file.write(wanted)
        page = wanted
    problems = [f"docs/language.md does not name {what}" for what in missing(page)]
    if page != wanted:
        problems.append("the appendices of docs/language.md are not those of the sources: run "
                        "`python3 test/house/language_page.py --update`")
    for problem in problems:
        print(problem)
    print(f"{0 if problems else 1} passed, {len(problems)} failed")
    return 1 if problems else 0


sys.exit(main())
