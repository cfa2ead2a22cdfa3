#!/usr/bin/env python3
"""Other cleaners over the texts of the lab: peers.py PEER OUT.jsonl FILE.jsonl.gz ...

Cleaners write {"id", "text"}, filters of whole documents {"id", "kept", "reason"} per record. `peers.py --list` prints
one line for each peer that can run here: its kind (text or document) and its name; what cannot goes to standard error.
"""
import functools, gzip, json, sys


def records(files):
    for path in files:
        with gzip.open(path, "rt", encoding="utf-8", errors="surrogatepass") as lines:
            for line in lines:
                yield json.loads(line)


def document(record):
    from datatrove.data import Document

    return Document(text=record["text"], id=record["id"])


def without_copies(text):
    """Exact copies of a line go, as in most pipelines; blank lines stay."""
    seen, kept = set(), []
    for line in text.split("\n"):
        key = line.strip()
        if key == "" or key not in seen:
            kept.append(line)
        seen.add(key)
    return "\n".join(kept)


def c4_lines(**options):
    """The line rules of C4; its rules on documents are switched off."""
    from datatrove.pipeline.filters import C4QualityFilter

    rules = C4QualityFilter(min_num_sentences=-1, filter_lorem_ipsum=False, filter_curly_bracket=False, **options)

    def clean(text):
        doc = document({"text": text, "id": ""})
        rules.filter(doc)
        return doc.text

    return clean


def ftfy_text(**options):
    import ftfy

    config = ftfy.TextFixerConfig(explain=False, **options)
    return lambda text: ftfy.fix_text(text, config)


# What leaves good text alone.
CAREFUL = {"fix_character_width": False, "uncurl_quotes": False, "normalization": None}

TEXT = {
    "C4 line rules": c4_lines,
    "C4 without the punctuation rule (FineWeb)": lambda: c4_lines(filter_no_terminal_punct=False),
    "exact duplicate lines": lambda: without_copies,
    "ftfy": ftfy_text,
    "ftfy, careful": lambda: ftfy_text(**CAREFUL),
}


def rejects(module, name, **options):
    """A filter of datatrove; words and sentences of a text are worked out once."""
    import importlib

    source = importlib.import_module("datatrove.pipeline.filters." + module)
    if hasattr(source, "split_into_words"):
        source.split_into_words = shared_words
    rules = getattr(source, name)(**options)

    def judge(record):
        verdict = rules.filter(document(record))
        return verdict if isinstance(verdict, tuple) else (bool(verdict), None)

    return judge


@functools.lru_cache(maxsize=1)
def shared_words(text, language):
    from datatrove.utils.text import split_into_words

    return split_into_words(text, language)


DOCUMENT = {
    "C4": lambda: rejects("c4_filters", "C4QualityFilter"),
    "Gopher quality": lambda: rejects("gopher_quality_filter", "GopherQualityFilter"),
    "Gopher repetition": lambda: rejects("gopher_repetition_filter", "GopherRepetitionFilter"),
    "FineWeb quality": lambda: rejects("fineweb_quality_filter", "FineWebQualityFilter"),
}

PROBE = {"id": "probe", "text": "A probe of some words. It has two sentences.\nAnd a second line, with the rest of it."}


def show_list():
    for kind, peers in (("text", TEXT), ("document", DOCUMENT)):
        for name, make in peers.items():
            try:
                make()(PROBE["text"] if kind == "text" else PROBE)
                print("%s\t%s" % (kind, name))
            except Exception as error:
                print("%s: %s" % (name, str(error).split("\n")[0] or type(error).__name__), file=sys.stderr)


def main(name, target, files):
    with open(target, "w", encoding="utf-8", errors="surrogatepass") as out:
        if name in TEXT:
            clean = TEXT[name]()
            for record in records(files):
                print(json.dumps({"id": record["id"], "text": clean(record["text"])}), file=out)
        else:
            judge = DOCUMENT[name]()
            for record in records(files):
                try:
                    kept, reason = judge(record)
                except (ValueError, ZeroDivisionError, IndexError) as error:
                    kept, reason = False, "error: %s" % type(error).__name__
                print(json.dumps({"id": record["id"], "kept": kept, "reason": reason}), file=out)


if __name__ == "__main__":
    if sys.argv[1:] == ["--list"]:
        show_list()
    else:
        main(sys.argv[1], sys.argv[2], sys.argv[3:])
