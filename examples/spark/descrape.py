"""
descrape in Spark: functions for `DataFrame.mapInArrow`, and the command for `RDD.pipe`.

Each partition starts one `descrape --records` and talks to it over pipes (docs/records.md). Node and descrape have to be
on every machine; DESCRAPE is the command, "npx descrape" or "/usr/bin/node /opt/descrape/dist/src/cli/main.js" say.
"""

import json
import os
import shlex
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyarrow as pa

PROTOCOL = 1


def command():
    return shlex.split(os.environ.get("DESCRAPE", "npx descrape"))


class Records:
    """A running `descrape --records`."""

    def __init__(self, *arguments):
        self.process = subprocess.Popen(
            [*command(), "--records", "--hello", "--protocol", str(PROTOCOL), *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self.feeder = ThreadPoolExecutor(1)
        self.hello = json.loads(self._line())

    def answer(self, rows):
        """As many answers as there are rows, in their order; rows are what `json.dumps` takes."""
        lines = [json.dumps(row).encode() + b"\n" for row in rows]
        # From a thread of its own: where both ends write and nobody reads, both wait forever.
        fed = self.feeder.submit(self._feed, lines)
        answers = [json.loads(self._line()) for _ in lines]
        fed.result()
        return answers

    def close(self):
        self.process.stdin.close()
        self._expect_end()

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.feeder.shutdown(wait=False, cancel_futures=True)

    def _feed(self, lines):
        self.process.stdin.write(b"".join(lines))
        self.process.stdin.flush()

    def _line(self):
        line = self.process.stdout.readline()
        if not line.endswith(b"\n"):
            self._expect_end()
            raise RuntimeError("descrape ended before it had answered all records")
        return line

    def _expect_end(self):
        code = self.process.wait()
        if code != 0:
            raise RuntimeError(f"descrape ended with code {code}; its standard error is in the log of the executor")


def clean(*arguments, text="text", url=None, lang=None):
    """
    A function for `mapInArrow` that cleans the column `text` and adds the column `descrape`, JSON of what became of each
    text: edits, findings and verdict, or `{"code", "message"}` where it could not be read and stays as it is.

    No other column goes through JSON. Columns `url` and `lang` tell the site (for `--profile`) and the language.
    """

    def run(batches):
        names = {"text": text, **({"url": url} if url else {}), **({"lang": lang} if lang else {})}
        records = Records("--fix", *arguments)
        try:
            for batch in batches:
                columns = {field: batch.column(name).to_pylist() for field, name in names.items()}
                answers = records.answer(
                    {field: values[row] for field, values in columns.items() if values[row] is not None}
                    for row in range(batch.num_rows)
                )
                texts = [answer.get("text", before) for answer, before in zip(answers, columns["text"])]
                notes = [json.dumps(answer.get("descrape") or answer["_error"]) for answer in answers]
                at = batch.schema.get_field_index(text)
                kept = batch.set_column(at, text, pa.array(texts, batch.column(at).type))
                yield pa.RecordBatch.from_arrays(
                    [*kept.columns, pa.array(notes, pa.string())], names=[*kept.schema.names, "descrape"]
                )
            records.close()
        finally:
            records.kill()

    return run


def profile(*arguments, text="text", url="url"):
    """
    A function for `mapInArrow` that counts the lines of a partition and gives back one row, `profile binary`. All pages of
    a site have to be in one partition, so that lines which are rare there are rare everywhere and can be left out.
    """

    def run(batches):
        with tempfile.TemporaryDirectory() as folder:
            pages, counted, small = (Path(folder, name) for name in ("pages.jsonl", "counted", "small"))
            with open(pages, "w") as lines:
                for batch in batches:
                    rows = zip(batch.column(text).to_pylist(), batch.column(url).to_pylist())
                    lines.writelines(json.dumps({"text": page, "url": at}) + "\n" for page, at in rows if page is not None)
            if pages.stat().st_size > 0:
                subprocess.run([*command(), "profile", pages, "-o", counted, *arguments], check=True)
                rare = ["--min-documents", "3", "--min-share", "0.05"]
                subprocess.run([*command(), "profile", "merge", counted, "-o", small, *rare], check=True)
                yield pa.RecordBatch.from_arrays([pa.array([small.read_bytes()], pa.binary())], names=["profile"])

    return run


def merge(profiles, output):
    """Joins the rows of `profile` to one file; on the driver."""
    with tempfile.TemporaryDirectory() as folder:
        parts = [Path(folder, str(index)) for index in range(len(profiles))]
        for part, content in zip(parts, profiles):
            part.write_bytes(content)
        subprocess.run([*command(), "profile", "merge", *parts, "-o", output], check=True)
