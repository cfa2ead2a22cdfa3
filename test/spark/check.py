"""
Whether examples/spark gives what a local run gives, record for record: check.py FOLDER COUNT, for test/spark/main.ts.
"""

import json
import os
import random
import resource
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples/spark"
FILES = 8
SITES = 250
WORDS = 'river market Straße 😀 "quoted" back\\slash council vote children 川 городе 𝄞 bridge the of in \u2028 \u0085'.split(" ")
JUNK = ["Advertisement", "Share on Facebook", "READ MORE: The council votes again", "Source link"]
SPARK = {
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.ui.enabled": "false",
    "spark.sql.files.maxPartitionBytes": "4m",
    "spark.task.maxFailures": "4",
}


def page(chance, index):
    site = index % SITES
    lines = [
        " ".join(chance.choice(WORDS) for _ in range(chance.randint(8, 30))).capitalize() + f" in {index}."
        for _ in range(chance.randint(2, 6))
    ]
    if index % 3 == 0:
        lines.insert(len(lines) // 2, chance.choice(JUNK))
    if index % 7 == 0:
        lines[0] += " They came , and went."
    menu = [f"Menu {part} of site {site}" for part in ("news", "sport", "weather", "contact")]
    return ("\r\n\r\n" if index % 11 == 0 else "\n\n").join([*menu, *lines]) + "\n"


def make(folder, count):
    chance = random.Random(8)
    (folder / "docs").mkdir(parents=True)
    (folder / "lines").mkdir()
    for file in range(FILES):
        rows = range(file, count, FILES)
        texts = [None if row % 9973 == 0 else page(chance, row) for row in rows]
        columns = {
            "id": [f"d{row}" for row in rows],
            "text": texts,
            "url": [f"https://www.site{row % SITES}.example/{row}" for row in rows],
            "big": pa.array([2**62 + row for row in rows], pa.int64()),
            "tags": [["a", None, str(row)] for row in rows],
        }
        pq.write_table(pa.table(columns), folder / f"docs/{file}.parquet", row_group_size=2000)
        with open(folder / f"lines/{file}.jsonl", "w") as out:
            for id, text in zip(columns["id"], texts):
                if text is not None:
                    out.write(json.dumps({"id": id, "text": text}, ensure_ascii=False) + "\n")


def descrape(folder, *arguments):
    subprocess.run([*shlex.split(os.environ["DESCRAPE"]), *arguments], cwd=folder, check=True, stdout=subprocess.DEVNULL)


def rows(folder, *columns):
    table = ds.dataset(folder).to_table(columns=["id", *columns])
    return dict(zip(table.column("id").to_pylist(), zip(*(table.column(name).to_pylist() for name in columns)))), len(table)


def spark(script, *arguments, meanwhile=None):
    """Runs a script as a user would; seconds of the processor and of the clock."""
    settings = [part for name, value in SPARK.items() for part in ("--conf", f"{name}={value}")]
    submit = str(Path(sys.executable).with_name("spark-submit"))
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    with open(Path(arguments[1]).with_suffix(".log"), "w") as log:
        job = subprocess.Popen(
            [submit, "--master", "local-cluster[2,1,1024]", *settings, "--py-files", EXAMPLES / "descrape.py", script, *arguments],
            stdout=log,
            stderr=log,
        )
        if meanwhile:
            meanwhile(job.pid)
        if job.wait() != 0:
            sys.exit(f"{script} ended with {job.returncode}; see {log.name}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, time.monotonic() - start


def executors(parent):
    """Executors below a process."""
    parents = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            status = dict(line.split(":\t", 1) for line in (folder / "status").read_text().splitlines() if ":\t" in line)
            parents[int(folder.name)] = (int(status["PPid"]), (folder / "cmdline").read_bytes())
        except OSError:
            continue

    def below(pid):
        while pid in parents and pid != parent:
            pid = parents[pid][0]
        return pid == parent

    return [pid for pid, (_, line) in parents.items() if b"CoarseGrainedExecutorBackend" in line and below(pid)]


def kill_one(target):
    def wait_and_kill(job):
        # When something of it is written, and more is to come.
        while not any(target.glob("_temporary/**/*.parquet")):
            time.sleep(0.05)
        os.kill(executors(job)[0], signal.SIGKILL)

    return wait_and_kill


figures = []


def note(what, count, times, **judged):
    figures.append({"what": what, "records": count, **judged, "cpu": times[0], "seconds": times[1]})


def expect(what, found, count, wanted, times):
    if found != wanted or count != len(wanted):
        different = [id for id in wanted if found.get(id) != wanted[id]]
        sys.exit(f"WRONG {what}: {count} of {len(wanted)} records, {len(different)} others, {different[:3]}")
    note(what, count, times, equal=True)
    print(f"ok    {what}: {count} records, {times[0]:.0f} s of the processor, {times[1]:.0f} s", flush=True)


def main():
    folder, count = Path(sys.argv[1]), int(sys.argv[2])
    make(folder, count)
    descrape(folder, "docs", "--fix", "--no-config", "--exit-zero", "--quiet", "--workers", "2", "--max-errors", "1%")
    wanted, total = rows(folder / "clean/docs", "text", "url", "big", "tags")
    raw, _ = rows(folder / "docs", "text")
    changed = sum(raw[id][0] != wanted[id][0] for id in raw)
    if total != count or not changed:
        sys.exit("WRONG the local run")
    print(f"      the local run changed {changed} of {count} texts", flush=True)

    out = folder / "arrow"
    times = spark(EXAMPLES / "clean.py", str(folder / "docs"), str(out), "--no-config")
    expect("mapInArrow", *rows(out, "text", "url", "big", "tags"), wanted, times)
    notes, _ = rows(out, "descrape")
    edited = sum(bool(json.loads(note)["edits"]) for (note,) in notes.values() if "edits" in note)
    if edited != changed:
        sys.exit(f"WRONG mapInArrow: {edited} texts have edits, {changed} changed")

    out = folder / "killed"
    times = spark(EXAMPLES / "clean.py", str(folder / "docs"), str(out), "--no-config", meanwhile=kill_one(out))
    if "Lost executor" not in (folder / "killed.log").read_text():
        sys.exit("WRONG no executor was lost")
    expect("mapInArrow, an executor killed", *rows(out, "text", "url", "big", "tags"), wanted, times)

    out = folder / "pipe"
    times = spark(EXAMPLES / "pipe.py", str(folder / "lines"), str(out))
    import gzip

    answers = [json.loads(line) for part in out.glob("part-*.gz") for line in gzip.open(part, "rt", newline="\n")]
    texts = {id: text for id, (text, *_) in wanted.items() if text is not None}
    expect("pipe", {answer["id"]: answer["text"] for answer in answers}, len(answers), texts, times)

    descrape(folder, "profile", "docs", "-o", "local.profile", "--no-config")
    arguments = ["--fix", "--no-config", "--exit-zero", "--quiet", "--max-errors", "1%", "--out-dir", "sites-clean"]
    descrape(folder, "docs", *arguments, "--profile", "local.profile")
    both, _ = rows(folder / "sites-clean/docs", "text")
    menus = sum(text is not None and "Menu news" in text for (text,) in both.values())
    out = folder / "sites"
    times = spark(EXAMPLES / "sites.py", str(folder / "docs"), str(out), str(folder / "spark.profile"))
    expect(f"profile in two passes, {menus} menus left", *rows(out, "text"), both, times)

    times = spark(ROOT / "test/spark/c4.py", str(folder / "docs"), str(folder / "c4"))
    note("datatrove’s C4QualityFilter", count, times)
    print(f"      datatrove's C4QualityFilter: {times[0]:.0f} s of the processor, {times[1]:.0f} s", flush=True)
    (folder / "figures.json").write_text(json.dumps(figures))


if __name__ == "__main__":
    main()
