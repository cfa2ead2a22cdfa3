"""
Verdicts of the reference filters, for bench/parity.ts.

parity.py FILE.jsonl.gz ... reads {"id", "text"}, one JSON object a line, and writes for each
{"id", "verdicts": {filter: reason or null}, "c4": lines kept, "refinedweb": lines kept}.
Needs datatrove and spacy, whose blank English pipeline datatrove splits words and sentences with.
"""

import gzip
import json
import re
import sys

from datatrove.data import Document
from datatrove.pipeline.filters import C4QualityFilter, FineWebQualityFilter, GopherQualityFilter, GopherRepetitionFilter

FILTERS = {
    "gopher-quality": GopherQualityFilter(),
    "gopher-repetition": GopherRepetitionFilter(),
    "fineweb-quality": FineWebQualityFilter(),
}
C4 = C4QualityFilter()
# Line rules only: no document is too short, so that the lines of all can be compared.
C4_LINES = C4QualityFilter(min_num_sentences=-1, filter_lorem_ipsum=False, filter_curly_bracket=False)


def reason(filter, text):
    verdict = filter.filter(Document(text=text, id=""))
    return None if verdict is True else verdict[1]


def c4_lines(text):
    document = Document(text=text, id="")
    C4_LINES.filter(document)
    return document.text.split("\n")


# DCLM is no package, so its steps are restated here: the thresholds of refinedweb.yaml, one step after the other.
COUNTED = "likes|shares|comments|retweets|reposts|quotes|bookmarks|upvotes|downvotes|downloads|views|followers"
COUNTER = re.compile(rf"^\W*\d(?:,|\.|\d)*(?:k|m|b)?\s+(?:{COUNTED})\W*$")
DROPS = (
    lambda line: sum(map(str.isupper, line)) / len(line) > 0.5,
    lambda line: sum(map(str.isdigit, line)) / len(line) > 0.999999,
    lambda line: COUNTER.search(line.lower()) is not None,
    lambda line: len(line.split()) < 2,
)
CUTS = tuple(re.compile(cut, re.I) for cut in (r"\s?items in cart", r"\s?read more...$", r"^sign-in\s?"))


def words(text):
    return sum(1 for word in re.split(r"[ \n\r\t\v\f\0]+", text) if word and word[0].isalnum())


def refinedweb(text):
    before = words(text)
    for drop in DROPS:
        text = "\n".join(line for line in text.split("\n") if not line or not drop(line)).strip()
    for cut in CUTS:
        lines = []
        for line in text.split("\n"):
            rest = cut.sub("", line) if len(line.split()) <= 10 else line
            if not line or rest.strip():
                lines.append(rest)
        text = "\n".join(lines).strip()
    rejected = before == 0 or text == "" or (before - words(text)) / before > 0.05
    return "removed" if rejected else None, text.split("\n")


def records(files):
    for path in files:
        with gzip.open(path, "rt", encoding="utf-8", errors="surrogatepass") as lines:
            yield from map(json.loads, lines)


for record in records(sys.argv[1:]):
    text = record["text"]
    rejected, lines = refinedweb(text)
    verdicts = {"c4-document": reason(C4, text), **{name: reason(filter, text) for name, filter in FILTERS.items()}}
    verdicts["refinedweb-document"] = rejected
    print(json.dumps({"id": record["id"], "verdicts": verdicts, "c4": c4_lines(text), "refinedweb": lines}))
