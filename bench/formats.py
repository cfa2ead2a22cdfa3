"""
Files of other writers and what other readers make of the copies, for bench/formats.ts.

formats.py make FOLDER writes the same texts to FOLDER/in as JSON lines, gzip, Zstandard, WARC and Parquet in every way
that pyarrow knows. formats.py check FOLDER reads FOLDER/clean and FOLDER/restored with pyarrow, DuckDB, warcio and
zstandard, and prints one JSON object for each file: {"file", "texts", "changed", "wrong": [what is wrong]}.
"""

import gzip
import io
import itertools
import json
import random
import sys
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import zstandard
from warcio.archiveiterator import ArchiveIterator
from warcio.warcwriter import WARCWriter

COUNT = 3000
WORDS = 'river market Straße emoji😀 "quoted" back\\slash council vote children 川 городе'.split()
JUNK = ["Advertisement", "Read more: The council votes again", "Share on Facebook"]


def texts():
    chance = random.Random(8)
    for index in range(COUNT):
        lines = [
            " ".join(chance.choice(WORDS) for _ in range(chance.randint(6, 30))).capitalize() + f" in {index}."
            for _ in range(chance.randint(1, 6))
        ]
        if index % 5 == 0:
            lines.insert(len(lines) // 2, chance.choice(JUNK))
        yield "\n\n".join(lines) + "\n"


def table(rows):
    count = len(rows)
    null = lambda every, value: [None if i % every == 0 else value(i) for i in range(count)]
    return pa.table(
        {
            "id": pa.array([2**60 + i for i in range(count)], pa.int64()),
            "text": pa.array(rows, pa.string()),
            "url": null(7, lambda i: f"https://example.org/{i}"),
            "nested": pa.array(
                null(9, lambda i: {"a": i, "b": [str(i), None]}),
                pa.struct([("a", pa.int32()), ("b", pa.list_(pa.string()))]),
            ),
            "time": pa.array([i * 10**6 for i in range(count)], pa.timestamp("us", "UTC")),
            "decimal": pa.array(null(3, lambda i: i), pa.decimal128(12, 2)),
            "map": pa.array([[("k", i)] for i in range(count)], pa.map_(pa.string(), pa.int64())),
            "bytes": pa.array([bytes([i % 256, 255]) for i in range(count)]),
        }
    ).replace_schema_metadata({"made": "by bench/formats.py"})


def make(folder):
    folder = folder / "in"
    folder.mkdir(parents=True)
    rows = list(texts())
    lines = [json.dumps({"id": i, "text": t}, ensure_ascii=i % 2 == 0).encode() + b"\n" for i, t in enumerate(rows)]
    plain = b"".join(lines)
    parts = [b"".join(lines[i : i + 100]) for i in range(0, COUNT, 100)]
    stream = zstandard.ZstdCompressor(level=9).compressobj()
    for name, content in {
        "plain.jsonl": plain,
        "one.jsonl.gz": gzip.compress(plain),
        "members.jsonl.gz": b"".join(map(gzip.compress, parts)),
        "one.jsonl.zst": zstandard.ZstdCompressor(write_checksum=True).compress(plain),
        "frames.jsonl.zst": b"".join(map(zstandard.ZstdCompressor(write_checksum=True).compress, parts)),
        "stream.jsonl.zst": stream.compress(plain) + stream.flush(),
    }.items():
        (folder / name).write_bytes(content)
    for name in ["crawl.warc.wet", "crawl.warc.wet.gz"]:
        with open(folder / name, "wb") as file:
            writer = WARCWriter(file, gzip=name.endswith(".gz"))
            writer.write_record(writer.create_warcinfo_record(name, {"software": "bench"}))
            for index, text in enumerate(rows):
                url = f"https://example.org/{index}"
                body = io.BytesIO(text.encode())
                record = writer.create_warc_record(url, "conversion", payload=body, warc_content_type="text/plain")
                writer.write_record(record)
    nullable = [None if i % 17 == 0 else t for i, t in enumerate(rows)]
    codecs, versions = ["none", "snappy", "gzip", "brotli", "zstd", "lz4"], ["1.0", "2.0"]
    encodings = ["dictionary", "PLAIN", "DELTA_BYTE_ARRAY", "DELTA_LENGTH_BYTE_ARRAY"]
    for number, (codec, version, encoding) in enumerate(itertools.product(codecs, versions, encodings)):
        is_dictionary = encoding == "dictionary"
        pq.write_table(
            table(nullable),
            folder / f"{codec}-{version}-{encoding}.parquet",
            compression=codec,
            data_page_version=version,
            use_dictionary=is_dictionary,
            column_encoding=None if is_dictionary else {"text": encoding},
            row_group_size=1100,
            data_page_size=30000,
            write_page_index=number % 2 == 0,
            write_page_checksum=number % 3 == 0,
        )
    required = table(rows)
    required = required.set_column(1, pa.field("text", pa.string(), nullable=False), required["text"])
    pq.write_table(required, folder / "required.parquet", sorting_columns=[pq.SortingColumn(1)])


def content(file):
    data = file.read_bytes()
    if file.suffix == ".gz":
        return gzip.decompress(data)
    if file.suffix == ".zst":
        return zstandard.ZstdDecompressor().stream_reader(data, read_across_frames=True).read()
    return data


def records(file):
    if ".warc" in file.name:
        with open(file, "rb") as stream:
            for record in ArchiveIterator(stream, check_digests="raise"):
                if record.rec_type == "conversion":
                    yield record.content_stream().read().decode()
    elif file.suffix == ".parquet":
        yield from pq.ParquetFile(file, page_checksum_verification=True).read()["text"].to_pylist()
    else:
        for line in content(file).split(b"\n"):
            if line:
                yield json.loads(line)["text"]


def faults(file, folder, wanted):
    clean, restored = folder / "clean/in" / file.name, folder / "restored/in" / file.name
    found = list(records(clean))
    if len(found) != len(wanted) or any(a is not None and a != b for a, b in zip(found, wanted)):
        yield "texts"
    if list(records(restored)) != list(records(file)):
        yield "restored texts"
    if file.suffix != ".parquet":
        if content(restored) != content(file):
            yield "restored content"
        return
    before, after = pq.read_table(file), pq.read_table(clean)
    if not pq.read_table(restored).equals(before, check_metadata=True):
        yield "restored table"
    if not after.drop(["text"]).equals(before.drop(["text"]), check_metadata=True):
        yield "other columns"
    if [text for (text,) in duckdb.sql(f"select text from '{clean}'").fetchall()] != found:
        yield "texts in DuckDB"
    sample = found[5]
    if pq.read_table(clean, filters=[("text", "==", sample)]).num_rows != found.count(sample):
        yield "filter by text"
    if duckdb.sql(f"select count(*) from '{clean}' where id = {2**60 + COUNT - 9}").fetchall() != [(1,)]:
        yield "filter by id"


def check(folder):
    original, wanted = (list(records(folder / part / "plain.jsonl")) for part in ["in", "clean/in"])
    changed = sum(a != b for a, b in zip(original, wanted))
    for file in sorted((folder / "in").iterdir()):
        found = {"file": file.name, "texts": len(wanted), "changed": changed}
        print(json.dumps({**found, "wrong": list(faults(file, folder, wanted))}))


{"make": make, "check": check}[sys.argv[1]](Path(sys.argv[2]))
