#!/usr/bin/env python3
"""Makes goldens of texts that have none: peers.py FOLDER [COUNT [SEED]] or peers.py FOLDER --texts FILE..., run by the Python
that has the peers installed.

    SMELT_PEERS=env/bin/python; $SMELT_PEERS test/conformance/peers.py /tmp/more 2000
    SMELT_GOLDEN=/tmp/more ./dev test --conformance

Writes FOLDER/curation as the goldens have it: the documents without results and COUNT texts made up from SEED, or the texts of
JSON lines (field `text`), and what Data-Juicer, datatrove and ftfy compute on them, by the goldens' own `rebuild.py`.
"""
import argparse
import os
import random
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
GOLDEN = os.path.join(os.environ.get("SMELT_GOLDEN") or os.path.join(HERE, "..", "..", "..", "shared", "golden"), "curation")
sys.path.insert(0, GOLDEN)
import rebuild  # noqa: E402
from edge_cases import edge_cases  # noqa: E402

# ---- what texts are made of ----------------------------------------------------------------------------------------

SEPARATORS = ["\n", "\r\n", "\r", "\n\n", "\v", "\f", "\x1c", "\x1d", "\x1e", "\x1f", "\x85", "\u2028", "\u2029", " \n", "\n ",
              "\t", "\u3000", "\xa0", " ", "  ", "\u200b", "\ufeff", "\u1680", "\u180e", "\u2009", "\u202f", "\u205f"]
CONTROLS = ["\0", "\x01", "\x07", "\x08", "\x1b[31m", "\x1b[0m", "\x7f", "\x80", "\x93", "\x9f", "\u200c", "\u200d", "\u200e", "\u202e",
            "\u2060", "\u2066", "\ufeff", "\ufff9", "\ufffb", "\ufffd", "\ufffc", "\ufffe", "\uffff", "\ufdd0", "\U0010fffe",
            "\U0010ffff", "\U0001fffe", "\ue000", "\uf8ff", "\U000e0041", "\u00ad", "\u0378", "\u2e5e", "\U0001fae9"]
MARKS = ["\u0301", "\u0308", "\u0323", "\u0327", "\u0345", "\u05bc", "\u0e31", "\u093f", "\u0941", "\u20dd", "\ufe0f", "\ufe0e", "\U0001d165",
         "\u3099", "\u0f71", "\u1dce", "\u0304\u0323"]
EMOJI = ["😀", "👨‍👩‍👧‍👦", "👩🏽‍💻", "🏳️‍🌈", "🇨🇳", "🇺", "❤️", "☎", "1️⃣", "©", "™", "🫠", "🪿", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "👍🏿", "✓", "★", "♥"]
WORDS = """the be to of and that have with The This is a I'm don't U.S.A. e.g. state-of-the-art naïve résumé STRASSE straße İstanbul
ıssız ΟΔΥΣΣΕΥΣ Σ ﬁne ﬂoor ĳ ǅ Ĳ Ⅷ ½ ² ① ㎏ ﾊﾝｶｸ ＡＢＣ １２ ３．５ Привет мир مرحبا ٣٤ שלום สวัสดี नमस्ते 안녕하세요 각 これは テスト 「引用」
中文 测试。 今天很好！ 真的吗？ 软件 軟體 头发 頭髮 发财 裏面 裡面 台湾 瞭解 乾隆 乾燥 后来 皇后 著名 㐀 𠀀 𠮷 龥 龦 〇 〆 々 ー 一 ı × ø lorem ipsum
javascript cookie policy [1] [edit] { } # ... … • - * · | 0.5 1,234.5 ١٢٬٣٤٥ 12:30 3/4 50% 100\\% $x$ IS_ALPHA NULL null NaN -0 1e5 badword
bollocks ass 笨蛋 性 <b> </b> &amp; &lt; &eacute; &#x4e2d; &#0; <li> </li> <br> <script> <!-- --> href= http www .com //""".split()
LINKS = """http https ftp HTTP : / // . .. www www2 ww example Example com org co.uk t.co x.yz ( ) [ ] { } < > " ' , ; ! ? # % & = + ~ _ - @ @@
user Joe.B a b c0m 中 例子 é ’ … 。 ， 1 2 8 25 255 256 300 01 001 1.2.3.4 8.8.8.8 192.168.0.1 10.0.0.1 ::1 2001:db8 :0: fe80 1:2:3:4:5:6:7:8
٣ १ １ 123456789 13812345678 +86 400-123-4567 (555) 555 1234 4111 1111 1111 1111 5500-0000 378282246310005 AKIA sk- Bearer token= 1990 GB 110101199003077758
192.0.2 100.64.0.1 224.0.0.1 169.254 mailto: javascript: \\ \n \t note: std:: index.html /path ?q=1 :8080 user:pw@""".split(" ")
TEX = ["\\section{", "\\section*[a]{", "\\subsection{A}", "\\paragraph{P}", "\\subparagraph{S}", "\\chapter{C}", "\\part", "}", "{", "\\begin{document}",
       "\\begin{thebibliography}", "\\end{thebibliography}", "\\bibliography{x}", "\\begin{references}", "\\begin{REFERENCES}", "\\appendix", "% c",
       "%", "\\%", "\\newcommand{\\R}{\\mathbb{R}}", "\\newcommand*{\\eps}{e}", "\\def\\a{A}", "\\def\\b{\\a}", "\\newcommand{\\t}[1]{#1}", "\\R", "\\eps ",
       "\\a", "\\b.", "\\a1", "\\foo", "$x$", "\n", "\n\n", " ", "text", "中文", "\\", "\\\\", "[", "]"]
HTML = ["<p>", "</p>", "<b", ">", "<", "</", "/>", "<li>", "</li>", "<LI>", "<ol>", "</ol>", "<ul>", "<table>", "<tr><td>", "</table>", "<script>", "</script>",
        "<style>", "</style>", "<!--", "-->", "--!>", "<!DOCTYPE html>", "<![CDATA[", "]]>", "<?x", "<textarea>", "</textarea>", "<title>", "</title>", "<select>",
        "<option>", "<svg>", "<math>", "<template>", "<noscript>", "<iframe>", "<frameset>", "<plaintext>", "<a href='x'>", "</a>", "<br>", "<img alt=\"q\">",
        "&amp;", "&lt", "&gt;", "&nbsp;", "&copy", "&#x4e2d;", "&#128;", "&#0;", "&#xD800;", "&notin;", "&not", "&unknown;", "&", "&#", "&#x", "text", "中文",
        "\0", "\r\n", "\r", "\n", " ", "\t", "\f", "=", "\"", "'", "<pre>", "\n", "<body>", "<html>", "<head>", "</body>", "<div>", "<h1>", "</form>", "<form>"]
CODE = ["/*", "*/", "/**", " copyright ", "Copyright (c) 2020", "COPYRIGHT", "//", "// x", "#", "# x", "--", "-- y", "\n", "\n\n", "\r\n", " ", "\t", "int x;", "import os", "*", "/"]


# ---- kinds of texts: each takes a source of chance and gives a text ---------------------------------------------------

def join(chance, pieces, least, most, glue=("",)):
    return "".join(chance.choice(pieces) + chance.choice(glue) for _ in range(chance.randint(least, most)))


def soup(chance):
    """Words, marks, emoji and controls, each as likely as this text has it."""
    kinds = [WORDS, SEPARATORS, CONTROLS, MARKS, EMOJI, list("abcXYZ ,.;:!?'\"-()")]
    weights = [chance.random() ** 3 for _ in kinds]
    weights[0] += 0.5
    pieces = chance.choices(kinds, weights, k=chance.randint(1, 300))
    return "".join(chance.choice(kind) + (" " if chance.random() < 0.5 else "") for kind in pieces)


def characters(chance):
    """Any characters of a few blocks, as a range or at will."""
    blocks = [chance.choice([0, 0x80, 0x100, 0x300, 0x600, 0x900, 0x1100, 0x1e00, 0x1f00, 0x2000, 0x2100, 0x2400, 0x2e80, 0x3000, 0x4e00, 0x9f00, 0xa600,
                             0xac00, 0xf900, 0xfb00, 0xfe00, 0xff00, 0x10000, 0x1d400, 0x1f100, 0x1f300, 0x1f900, 0x20000, 0xe0000,
                             0x10ff00]) for _ in range(chance.randint(1, 4))]
    return "".join(chr(chance.choice(blocks) + chance.randrange(256)) + (" " if chance.random() < 0.1 else "") for _ in range(chance.randint(1, 400)))


def blank(chance):
    return join(chance, SEPARATORS, 0, 20)


def lines(chance):
    """Lines that repeat, with odd ends, words between odd blanks."""
    pool = [join(chance, WORDS, 0, 12, (" ", " ", " ", "\t", "\u3000")).strip() + chance.choice(["", ".", "!", "?", "...", "…", "。", '"', ":", " ", "\r"])
            for _ in range(chance.randint(1, 12))]
    glue = chance.choice([("\n",), ("\n", "\r\n"), ("\n\n", "\n"), tuple(SEPARATORS[:13])])
    return join(chance, pool, 1, 60, glue)


def sentences(chance):
    ends = [". ", "。", "! ", "！", "? ", "？", "...", "……", "…", "\n", ".”", "。」", ";", "."]
    pool = [join(chance, WORDS + ["一", "a", "1", "\U0010ffff", "\U0010fffe"], 0, 6, (" ", "")) for _ in range(6)]
    return "".join(chance.choice(pool) + chance.choice(ends) for _ in range(chance.randint(1, 40)))


def grams(chance):
    """Repeats at every distance: for n-grams of characters and words."""
    unit = join(chance, list("ab一二 \n.") + WORDS[:9], 1, 30, ("", " "))
    return (unit * chance.randint(1, 30) + join(chance, WORDS, 0, 10, (" ",))) * chance.randint(1, 2)


def prose(chance):
    """Long enough for the filters of web pages to come to their last tests."""
    common = "the be to of and that have with committee budget review council public proposal meeting people town years".split()
    made = []
    for _ in range(chance.randint(3, 40)):
        words = [chance.choice(common) for _ in range(chance.randint(3, 25))]
        words[chance.randrange(len(words))] = chance.choice(WORDS)
        made.append(" ".join(words).capitalize() + chance.choice([".", ".", ".", "!", "?", "", '."', "...", ",", ".[1]"]))
    made += [chance.choice(made) for _ in range(chance.randint(0, 3))]
    return chance.choice(["\n", " ", "\n\n", "\r\n"]).join(made) + chance.choice(["", "\n", " "])


def table(chance):
    width = chance.randint(1, 22)
    rows = [chance.choice([" ", "\t", "|", " | "]).join(chance.choice(WORDS) for _ in range(width if chance.random() < 0.8 else chance.randint(1, 4)))
            for _ in range(chance.randint(1, 12))]
    return "head\n" + "\n".join(rows) + "\n" + chance.choice(["", "end", "the end of it"])


def mojibake(chance):
    text = join(chance, WORDS + EMOJI + ["’", "“q”", "—", "é", "ñ", "à ", "ß", "日本", "…"], 1, 20, (" ", ""))
    for _ in range(chance.randint(1, 2)):
        name = chance.choice(["latin-1", "cp1252", "cp1251", "cp1250", "cp437", "mac_roman", "cp1253", "cp1254", "iso8859-2", "cp1257"])
        text = text.encode("utf-8").decode(name, chance.choice(["ignore", "replace"]))[:400]
    return text + (" " + join(chance, WORDS, 0, 5, (" ",)) + chance.choice(["\n", "", "<", "&lt;é"]))


def changed(chance, documents):
    """A piece of a document, with what crawls have in odd places."""
    text = chance.choice(documents)
    start = chance.randrange(max(1, len(text) - 50))
    text = text[start:start + chance.randint(1, 3000)]
    for _ in range(chance.randrange(12)):
        at = chance.randrange(len(text) + 1)
        piece = chance.choice(SEPARATORS + CONTROLS + MARKS + EMOJI + WORDS) if chance.random() < 0.7 else text[at:at + chance.randrange(80)]
        text = text[:at] + piece + text[at:]
    return text


def spliced(chance, edges):
    parts = [chance.choice(edges)[:600] for _ in range(chance.randint(2, 4))]
    parts = [p[chance.randrange(len(p) // 2 + 1):] for p in parts]
    return chance.choice(["", " ", "\n", "\r\n"]).join(parts)


def long_line(chance):
    return (join(chance, WORDS, 1, 6, (" ", "")) * 4000)[: chance.randint(5000, 30000)] + chance.choice(["", "\n"])


def made_up(count, seed, documents):
    edges, chance = [text for _, text in edge_cases()], random.Random(seed)
    kinds = [soup, soup, characters, blank, lines, sentences, grams, prose, prose, table, mojibake,
             lambda c: join(c, LINKS, 1, 60, ("", "", " ")), lambda c: join(c, TEX, 1, 60, ("", " ")), lambda c: join(c, HTML, 1, 50),
             lambda c: join(c, CODE, 1, 30), lambda c: changed(c, documents), lambda c: changed(c, documents), lambda c: spliced(c, edges)]
    for n in range(count):
        kind = long_line if n % 100 == 99 else kinds[n % len(kinds)]
        yield kind(chance).encode("utf-8", "ignore").decode("utf-8")


# ---- the goldens of them ---------------------------------------------------------------------------------------------

class Enough(Exception):
    pass


def compute(work):
    """The steps of rebuild.py that the comparison reads; what is made of documents together is left out."""
    write = rebuild.jl

    def write_and_stop(path, rows):
        write(path, rows)
        if path.endswith("dj_mappers.jsonl"):
            raise Enough

    rebuild.jl = write_and_stop
    arguments = argparse.Namespace(work=work, data=None, punkt=False)
    try:
        rebuild.step_dj(arguments)
    except Enough:
        pass
    for left_out in ("dt_filters_en", "dt_filters_zh", "dt_urls"):
        write(os.path.join(work, left_out + ".jsonl"), [])
    rebuild.step_dt(arguments)


def given(paths):
    for path in paths:
        with open(path, encoding="utf-8") as file:
            for number, line in enumerate(file):
                yield {"id": f"{os.path.basename(path)}:{number}", "n": number, "source": "", "text": rebuild.json.loads(line)["text"]}


def invented(count, seed):
    held = [rebuild.json.loads(line) for line in rebuild.read_zst(os.path.join(GOLDEN, "documents_without_results.jsonl.zst"))]
    texts = [d["text"] for d in held if d["text"]]
    return held + [{"id": f"made:{seed}:{n}", "n": n, "source": "", "text": t} for n, t in enumerate(made_up(count, seed, texts))]


def main():
    folder, rest = sys.argv[1], sys.argv[2:]
    work = os.path.join(folder, "curation")
    os.makedirs(work, exist_ok=True)
    if rest[:1] == ["--texts"]:
        rows = list(given(rest[1:]))
    else:
        rows = invented(int((rest or ["2000"])[0]), int((rest[1:] or ["1"])[0]))
    rebuild.jl(os.path.join(work, "documents.jsonl"), rows)
    compute(work)
    if not os.path.exists(os.path.join(work, "assets")):
        os.symlink(os.path.join(GOLDEN, "assets"), os.path.join(work, "assets"))
    for name in sorted(os.listdir(work)):
        if name.endswith(".jsonl"):
            subprocess.run(["zstd", "-qf", "--rm", os.path.join(work, name)], check=True)


if __name__ == "__main__":
    main()
