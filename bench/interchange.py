"""
Data sets of other programs and what they make of cleaned ones, for bench/interchange.ts.

interchange.py make FOLDER writes the same texts to FOLDER: documents/ as Dolma has them, datatrove/ written by
datatrove's JsonlWriter, datasets/ written by Hugging Face datasets. interchange.py check FOLDER mixes documents/ with
attributes/ by Dolma's own mixer, reads the clean copies with datatrove and datasets, and compares all of it with
records.jsonl, the answers of descrape --records. It prints one JSON object for each: {"what", "texts", "changed", "wrong"}.
"""

import gzip
import importlib.util
import json
import os
import random
import sys
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"

COUNT = 2000
WORDS = 'river market Straße emoji😀 "quoted" back\\slash council vote children 川 городе 𝄞 bridge'.split()
JUNK = ["Advertisement", "Share on Facebook", "Source link"]


def texts():
    chance = random.Random(8)
    for index in range(COUNT):
        lines = [
            " ".join(chance.choice(WORDS) for _ in range(chance.randint(6, 30))).capitalize() + f" in {index}."
            for _ in range(chance.randint(2, 6))
        ]
        if index % 3 == 0:
            lines.append(chance.choice(JUNK))
        if index % 5 == 0:
            lines[0] = lines[0].replace(" in ", " ,  in ")
        yield "\n\n".join(lines) + "\n"


def make(folder):
    from datasets import Dataset
    from datatrove.data import Document
    from datatrove.pipeline.writers.jsonl import JsonlWriter

    rows = [{"id": f"d{index}", "text": text} for index, text in enumerate(texts())]
    (folder / "documents/part").mkdir(parents=True)
    with gzip.open(folder / "documents/part/0.jsonl.gz", "wt") as out:
        for row in rows:
            out.write(json.dumps({**row, "source": "made", "created": "2026"}, ensure_ascii=False) + "\n")
    with JsonlWriter(str(folder / "datatrove"), compression="gzip") as writer:
        for row in rows:
            writer.write(Document(text=row["text"], id=row["id"], metadata={"url": "https://example.org/a", "n": 2**60}), rank=0)
    (folder / "datasets").mkdir()
    data = Dataset.from_list([{**row, "n": index, "tags": ["a", None]} for index, row in enumerate(rows)])
    data.to_parquet(str(folder / "datasets/rows.parquet"))
    data.to_json(str(folder / "datasets/rows.jsonl"))


def dolma():
    """Its mixer alone: the package wants more to be installed than the mixer needs."""
    place = importlib.util.find_spec("dolma").submodule_search_locations[0]
    library = next(Path(place).glob("dolma.*so"))
    spec = importlib.util.spec_from_file_location("dolma", library)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def mixed(folder):
    (folder / "work/in").mkdir(parents=True, exist_ok=True)
    (folder / "work/out").mkdir(exist_ok=True)
    stream = {
        "name": "clean",
        "documents": [str(folder / "documents/*/*.gz")],
        "attributes": ["descrape"],
        "output": {"path": str(folder / "mixed"), "max_size_in_bytes": 2**30},
        "compression": {"input": None, "output": None},
        "span_replacement": [
            {"span": "$.attributes.descrape__removed", "min_score": 0.9, "replacement": "", "syntax": "jsonpath"}
        ],
    }
    config = {"work_dir": {"input": str(folder / "work/in"), "output": str(folder / "work/out")}, "processes": 1}
    dolma().mixer_entrypoint(json.dumps({**config, "shuffle": False, "streams": [stream]}))
    for file in sorted((folder / "mixed").rglob("*.gz")):
        with gzip.open(file, "rt") as lines:
            yield from (json.loads(line) for line in lines.read().split("\n") if line)


def check(folder):
    from datasets import load_dataset
    from datatrove.pipeline.readers import JsonlReader

    originals = list(texts())
    with open(folder / "records.jsonl") as lines:
        answers = {row["id"]: row for row in map(json.loads, lines.read().split("\n")[:-1])}
    clean = {name: row["text"] for name, row in answers.items()}
    deleted = {}
    for index, text in enumerate(originals):
        for edit in reversed(answers[f"d{index}"]["descrape"]["edits"]):
            if edit["replacement"] == "":
                text = text[: edit["start"]] + text[edit["end"] :]
        deleted[f"d{index}"] = text

    def compare(what, rows, expected, more=lambda row: None):
        wrong = []
        rows = list(rows)
        if {row["id"]: row["text"] for row in rows} != expected or len(rows) != len(expected):
            wrong.append("texts are others")
        wrong += sorted({fault for row in rows if (fault := more(row))})
        changed = sum(expected[f"d{index}"] != text for index, text in enumerate(originals))
        print(json.dumps({"what": what, "texts": len(rows), "changed": changed, "wrong": wrong}))

    compare("Dolma's mixer", mixed(folder), deleted, lambda row: None if row["source"] == "made" else "another source")
    reader = JsonlReader(str(folder / "clean/datatrove"), glob_pattern="*.jsonl.gz")
    rows = ({"id": doc.id, "text": doc.text, **doc.metadata} for doc in reader.run())
    compare("datatrove's JsonlReader", rows, clean, lambda row: None if row["n"] == 2**60 else "other metadata")
    for kind, name in (("json", "rows.jsonl"), ("parquet", "rows.parquet")):
        data = load_dataset(kind, data_files=str(folder / "clean/datasets" / name), cache_dir=str(folder / "cache"))["train"]
        fault = lambda row: None if row["tags"] == ["a", None] and row["id"] == f"d{row['n']}" else "other columns"
        compare(f"datasets, {name}", data, clean, fault)


if __name__ == "__main__":
    {"make": make, "check": check}[sys.argv[1]](Path(sys.argv[2]))
