#!/usr/bin/env python3
"""Other cleaners over the texts of the lab: peers.py PEER OUT.jsonl FILE.jsonl.gz ...

Writes {"id", "text"} per record. `peers.py --list` prints one line for each peer that can run here: its kind (what it
cleans: line or character) and its name.
"""
import gzip, json, sys


def records(files):
    for path in files:
        with gzip.open(path, "rt", encoding="utf-8", errors="surrogatepass") as lines:
            for line in lines:
                yield json.loads(line)


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
    from datatrove.data import Document
    from datatrove.pipeline.filters import C4QualityFilter

    rules = C4QualityFilter(min_num_sentences=-1, filter_lorem_ipsum=False, filter_curly_bracket=False, **options)

    def clean(text):
        doc = Document(text=text, id="")
        rules.filter(doc)
        return doc.text

    return clean


def ftfy_text(**options):
    import ftfy

    config = ftfy.TextFixerConfig(explain=False, **options)
    return lambda text: ftfy.fix_text(text, config)


def clean_text(**options):
    import cleantext

    return lambda text: cleantext.clean(text, **options)


# What leaves good text alone.
CAREFUL = {"fix_character_width": False, "uncurl_quotes": False, "normalization": None}
AS_IT_IS = {"to_ascii": False, "lower": False}

LINE = {
    "C4 line rules": c4_lines,
    "C4 without the punctuation rule (FineWeb)": lambda: c4_lines(filter_no_terminal_punct=False),
    "exact duplicate lines": lambda: without_copies,
}
CHARACTER = {
    "ftfy": ftfy_text,
    "ftfy, quotes kept": lambda: ftfy_text(uncurl_quotes=False),
    "ftfy, careful": lambda: ftfy_text(**CAREFUL),
    # Its defaults make all of a text lower-case ASCII.
    "clean-text, case kept": lambda: clean_text(**AS_IT_IS),
    "clean-text, careful": lambda: clean_text(normalize_whitespace=False, strip_lines=False, **AS_IT_IS),
}


PROBE = "A probe of some words. It has two sentences.\nAnd a second line, with the rest of it."


def show_list():
    for kind, peers in (("line", LINE), ("character", CHARACTER)):
        for name, make in peers.items():
            try:
                make()(PROBE)
                print("%s\t%s" % (kind, name))
            except Exception as error:
                print("%s: %s" % (name, str(error).split("\n")[0] or type(error).__name__), file=sys.stderr)


def main(name, target, files):
    clean = {**LINE, **CHARACTER}[name]()
    with open(target, "w", encoding="utf-8", errors="surrogatepass") as out:
        for record in records(files):
            print(json.dumps({"id": record["id"], "text": clean(record["text"])}), file=out)


if __name__ == "__main__":
    if sys.argv[1:] == ["--list"]:
        show_list()
    else:
        main(sys.argv[1], sys.argv[2], sys.argv[3:])
