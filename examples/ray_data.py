"""Cleans Parquet with Ray Data: python ray_data.py IN OUT (DESCRAPE is the command; needs examples/spark/descrape.py beside)"""

import json
import sys
from pathlib import Path

import ray

sys.path.insert(0, str(Path(__file__).parent / "spark"))
from descrape import Records


class Cleaner:
    """One descrape for each actor, for as long as it lives."""

    def __init__(self):
        self.records = Records("--fix")

    def __call__(self, batch):
        texts = list(batch["text"])
        answers = self.records.answer({"text": text} for text in texts)
        batch["text"] = [answer.get("text", text) for answer, text in zip(answers, texts)]
        batch["descrape"] = [json.dumps(answer.get("descrape") or answer["_error"]) for answer in answers]
        return batch


if __name__ == "__main__":
    source, target = sys.argv[1:]
    runtime = {"py_modules": [str(Path(__file__).parent / "spark" / "descrape.py")]}
    ray.init(runtime_env=runtime, include_dashboard=False)
    ray.data.read_parquet(source).map_batches(Cleaner, batch_size=256, concurrency=(1, 16)).write_parquet(target)
