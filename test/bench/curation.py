"""The rules of Data-Juicer and datatrove against those tools themselves: `bench.py BUILD curation`.

SMELT_PEERS names a Python environment that holds both (py-data-juicer 1.6.1, datatrove 0.10.1); without it there is
nothing to compare with. Speeds are megabytes of text for each user CPU second: of the peers less start-up (the same
program on two documents), of smelt with it. Peers get less text, since they take so long, but what takes no longer than
their start-up gets more; smelt gets its 20 MB several times over, so that its own start-up, which counts, is not what is
measured.
"""
import json
import os
import resource
import shutil
import statistics
import subprocess

from measure import data, record, root, rounds, smelt

peers = os.environ.get("SMELT_PEERS", "")
scripts = os.path.join(root, "test", "bench", "peers")
corpora = {"en": ["en_web_wcxb_maincontent", "en_docs_leetcode"],
           "zh": ["zh_hans_laws", "zh_hans_novels_vernacular", "zh_hans_modern_translations"]}

# The 15 rule operators of redpajama-cc-2023-06-refine less its simhash, with bounds that keep every document, so that
# each operator sees each of them.
DATAJUICER = [
    {"clean_email_mapper": {}}, {"clean_links_mapper": {}}, {"fix_unicode_mapper": {}},
    {"punctuation_normalization_mapper": {}}, {"whitespace_normalization_mapper": {}},
    {"alphanumeric_filter": {"tokenization": False, "min_ratio": 0.0, "max_ratio": 1.0}},
    {"average_line_length_filter": {"max_len": 999999999}},
    {"character_repetition_filter": {"rep_len": 10, "max_ratio": 1.0}},
    {"flagged_words_filter": {"lang": "LANG", "tokenization": False, "max_ratio": 1.0, "flagged_words_dir": "WORDS"}},
    {"maximum_line_length_filter": {"max_len": 999999999}},
    {"special_characters_filter": {"min_ratio": 0.0, "max_ratio": 1.0}},
    {"text_length_filter": {"max_len": 999999999}},
    {"words_num_filter": {"lang": "LANG", "tokenization": False, "min_num": 0, "max_num": 999999999}},
    {"word_repetition_filter": {"lang": "LANG", "tokenization": False, "rep_len": 10, "max_ratio": 1.0}},
]
DATAJUICER_RECIPE = """use std.datajuicer
record Doc {{ text: Text }}
FLAGGED = lines("{words}")
output all = jsonl("{path}", row = Doc)
  |> edit(.text, _clean(it))
  |> where(
    datajuicer.alphanumeric(.text, min_ratio = 0, max_ratio = 1),
    datajuicer.average_line_length(.text, max_len = 999_999_999),
    datajuicer.character_repetition(.text, rep_len = 10, max_ratio = 1),
    datajuicer.flagged_words(.text, FLAGGED, max_ratio = 1),
    datajuicer.maximum_line_length(.text, max_len = 999_999_999),
    datajuicer.special_characters(.text, min_ratio = 0, max_ratio = 1),
    datajuicer.text_length(.text, max_len = 999_999_999),
    datajuicer.words_num(.text, min_num = 0, max_num = 999_999_999),
    datajuicer.word_repetition(.text, rep_len = 10, max_ratio = 1),
  )
  |> to_jsonl("{out}")
fn _clean(t: Text) -> Text =
  datajuicer.whitespace_normalization(datajuicer.punctuation_normalization(
    datajuicer.fix_unicode(datajuicer.clean_links(datajuicer.clean_email(t)))))
"""
# The stop words are English, and words of Chinese are other ones here and there: bounds on them would drop every document.
LIFTED = ", min_stop_words = 0, min_doc_words = 0, min_avg_word_length = 0, max_avg_word_length = 1_000_000"
DATATROVE_RECIPE = """use std.datatrove
record Doc {{ text: Text }}
output kept = jsonl("{path}", row = Doc)
  |> where(datatrove.gopher_repetition(.text))
  |> where(datatrove.gopher_quality(.text{stop_words}))
  |> where(datatrove.c4(.text, filter_no_terminal_punct = false))
  |> edit(.text, datatrove.c4_lines(it, filter_no_terminal_punct = false))
  |> where(datatrove.fineweb(.text))
  |> to_jsonl("{out}")
"""


def texts(language, size):
    """Documents of about `size` bytes of text, as equal shares of the language's corpora."""
    stems, total = corpora[language], 0
    for k, stem in enumerate(stems):
        packed = os.path.join(data, "corpus", stem + ".jsonl.zst")
        process = subprocess.Popen(["zstd", "-dc", packed], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        for line in process.stdout:
            if total >= size * (k + 1) // len(stems):
                break
            text = json.loads(line)["text"]
            total += len(text.encode())
            yield text
        process.stdout.close()
        process.wait()


def write(path, documents):
    """The bytes of text written as JSON Lines."""
    total = 0
    with open(path, "w", encoding="utf-8") as out:
        for i, text in enumerate(documents):
            total += len(text.encode())
            out.write(json.dumps({"id": str(i), "text": text}, ensure_ascii=False) + "\n")
    return total


def user_seconds(command, folder):
    environment = dict(os.environ, HF_HUB_OFFLINE="1", OMP_NUM_THREADS="1", TOKENIZERS_PARALLELISM="false",
                       HF_HOME=folder + "/hf", HF_DATASETS_CACHE=folder + "/hfds", DATA_JUICER_CACHE_HOME=folder + "/dj")
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    run = subprocess.run(command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if run.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{run.stdout.decode()[-2000:]}")
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before


def peer_speed(folder, language, size, command):
    """MB of text for each user second of `command(input, output)`, less what two documents take. What takes no longer
    than start-up gets its documents several times over, up to 1.3 GB: of a small difference nothing could be said."""
    most = 1_000_000_000
    few, many, out = os.path.join(folder, "few.jsonl"), os.path.join(folder, "many.jsonl"), os.path.join(folder, "peer")
    documents = list(texts(language, size))
    write(few, documents[:2])

    def once(path):
        shutil.rmtree(out, ignore_errors=True)
        os.makedirs(out)
        return user_seconds(command(path, out), out)

    start = min(once(few) for _ in range(3))
    while True:
        total = write(many, documents)
        seconds = once(many) - start
        if seconds >= start or total > most:
            return total / 1e6 / max(seconds, 1e-9)
        documents = 4 * documents


def smelt_speeds(folder, language, recipe, *options, size=20_000_000, copies=6, **values):
    path, out = os.path.join(folder, "smelt.jsonl"), os.path.join(folder, "out")
    documents = list(texts(language, size))
    total = write(path, copies * documents)
    file = os.path.join(folder, "bench.recipe")
    with open(file, "w") as text:
        text.write(recipe.format(path=path, out=out, **values))
    command = [smelt, "run", file, "--threads", "1", *options]
    user_seconds(command, folder)  # fills the object cache
    if copies > 1 and user_seconds(command, folder) < 1:
        total = write(path, 5 * copies * documents)
    return sorted(total / 1e6 / user_seconds(command, folder) for _ in range(rounds))


def ratio(name, ours, theirs):
    record(name, ours[0] / theirs, statistics.median(ours) / theirs, ours[-1] / theirs, "x",
           f"{statistics.median(ours):.0f} against {theirs:.2f} MB/s")


def words_of(folder, language):
    """The list that both get: what the reference folder has, a word a line."""
    source = os.path.join(data, "..", "reference", "peers", "curation", f"ldnoobw_{language}.txt")
    with open(source, encoding="utf-8") as file:
        words = [line.strip() for line in file if line.strip()]
    lines = os.path.join(folder, "words.txt")
    with open(lines, "w", encoding="utf-8") as file:
        file.write("".join(word + "\n" for word in words))
    with open(os.path.join(folder, "flagged_words.json"), "w", encoding="utf-8") as file:
        json.dump({language: words}, file)
    return lines


def dj_process(operators, language, words):
    """Runs Data-Juicer's command over `operators`; the folder `words` holds flagged_words.json."""
    def command(path, out):
        config = {"project_name": "bench", "dataset_path": path, "export_path": os.path.join(out, "out.jsonl"), "np": 1,
                  "open_tracer": False, "use_cache": False, "auto_op_parallelism": False, "process": operators}
        text = json.dumps(config).replace('"LANG"', f'"{language}"').replace('"WORDS"', json.dumps(words))
        with open(os.path.join(out, "config.yaml"), "w") as file:  # JSON is YAML
            file.write(text)
        return [os.path.join(peers, "bin", "dj-process"), "--config", os.path.join(out, "config.yaml")]

    return command


def datajuicer(folder, language):
    words = words_of(folder, language)
    theirs = peer_speed(folder, language, 5_000_000, dj_process(DATAJUICER, language, folder))
    ours = smelt_speeds(folder, language, DATAJUICER_RECIPE, "--report", "full", words=words)
    ratio(f"Data-Juicer's redpajama-cc rules, {language}: against dj-process", ours, theirs)


def datatrove(folder, language):
    script = os.path.join(scripts, "datatrove_quality.py")
    code = {"en": "eng", "zh": "cmn_Hani"}[language]
    theirs = peer_speed(folder, language, 3_000_000,
                        lambda path, out: [os.path.join(peers, "bin", "python"), script, path, out, code])
    stop_words = "" if language == "en" else LIFTED
    ours = smelt_speeds(folder, language, DATATROVE_RECIPE, stop_words=stop_words)
    ratio(f"Gopher + C4 + FineWeb, {language}: against datatrove", ours, theirs)


def fused(folder, language):
    stop_words = "" if language == "en" else LIFTED
    fast = smelt_speeds(folder, language, DATATROVE_RECIPE, size=5_000_000, copies=1, stop_words=stop_words)
    slow = smelt_speeds(folder, language, DATATROVE_RECIPE, "--no-fuse", size=5_000_000, copies=1, stop_words=stop_words)
    ratio(f"Gopher + C4 + FineWeb, {language}: fused against --no-fuse", fast, statistics.median(slow))


# Operator of Data-Juicer, the call of std.datajuicer.
MAPPERS = [
    ("chinese_convert_mapper", "chinese_convert"), ("clean_copyright_mapper", "clean_copyright"),
    ("clean_email_mapper", "clean_email"), ("clean_html_mapper", "clean_html"), ("clean_ip_mapper", "clean_ip"),
    ("clean_links_mapper", "clean_links"), ("expand_macro_mapper", "expand_macro"),
    ("fix_unicode_mapper", "fix_unicode"), ("pii_redaction_mapper", "pii_redaction"),
    ("punctuation_normalization_mapper", "punctuation_normalization"),
    ("remove_bibliography_mapper", "remove_bibliography"), ("remove_comments_mapper", "remove_comments"),
    ("remove_header_mapper", "remove_header"), ("remove_long_words_mapper", "remove_long_words"),
    ("remove_non_chinese_character_mapper", "remove_non_chinese_character"),
    ("remove_repeat_sentences_mapper", "remove_repeat_sentences"),
    ("remove_specific_chars_mapper", "remove_specific_chars"), ("remove_table_text_mapper", "remove_table_text"),
    ("remove_words_with_incorrect_substrings_mapper", "remove_words_with_incorrect_substrings"),
    ("whitespace_normalization_mapper", "whitespace_normalization"),
    ("replace_content_mapper", "replace_content"), ("text_chunk_mapper", "text_chunk"),
    ("sentence_split_mapper", "sentence_split"),
]
# What a mapper is given that does nothing without.
PARAMETERS = {"replace_content": {"pattern": "[0-9]+", "repl": "0"}, "sentence_split": {"lang": "en"}}
# The stages of those that are no `edit(.text, datajuicer.CALL(it))`.
STAGES = {
    "replace_content": "edit(.text, datajuicer.replace_content(it, r\"[0-9]+\", repl = \"0\"))",
    "text_chunk": "with(text_chunk = datajuicer.text_chunk(.text)) |> expand(.text_chunk) |> select(.text_chunk)",
    "sentence_split": "edit(.text, datajuicer.sentence_split(it, punkt(\"{tables}\")))",
}
# Tables of NLTK, which Data-Juicer reads too (docs/conformance.md says how to have them); without them no sentences.
TABLES = os.path.join(os.environ.get("NLTK_DATA", ""), "tokenizers", "punkt_tab", "english")


def have_peers():
    if os.path.exists(os.path.join(peers, "bin", "dj-process")):
        return True
    print("SMELT_PEERS names no Python environment with Data-Juicer and datatrove: nothing to compare with")
    return False


def mappers(folder, only=None):
    """Each mapper alone, file to file on both sides."""
    if not have_peers():
        return
    for language in ("en", "zh"):
        for name, call in MAPPERS:
            if (only and call not in only) or (call == "sentence_split" and not os.path.isdir(TABLES)):
                continue
            theirs = peer_speed(folder, language, 5_000_000,
                                dj_process([{name: PARAMETERS.get(call, {})}], language, folder))
            stage = STAGES.get(call, f"edit(.text, datajuicer.{call}(it))").replace("{tables}", TABLES)
            use = "use std.text.{{punkt}}\n" if "punkt(" in stage else ""
            recipe = (f"use std.datajuicer\n{use}record Doc {{{{ text: Text }}}}\n"
                      f"output all = jsonl(\"{{path}}\", row = Doc) |> {stage} |> to_jsonl(\"{{out}}\")\n")
            ours = smelt_speeds(folder, language, recipe)
            ratio(f"{call}, {language}: against dj-process", ours, theirs)


def curation(folder):
    for language in ("en", "zh"):
        fused(folder, language)
    if have_peers():
        for language in ("en", "zh"):
            datatrove(folder, language)
            datajuicer(folder, language)
