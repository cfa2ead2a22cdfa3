"""Judges Parquet with datatrove's C4 filter in Spark, for its time: c4.py IN OUT"""

import sys

import pyarrow as pa
from pyspark.sql import SparkSession


def judge(batches):
    from datatrove.data import Document
    from datatrove.pipeline.filters import C4QualityFilter

    rules = C4QualityFilter()
    for batch in batches:
        texts = []
        for text in batch.column("text").to_pylist():
            document = Document(text=text or "", id="")
            texts.append(document.text if rules.filter(document) is True else None)
        yield pa.RecordBatch.from_arrays([batch.column("id"), pa.array(texts, pa.string())], names=["id", "text"])


source, target = sys.argv[1:]
spark = SparkSession.builder.appName("c4").getOrCreate()
spark.read.parquet(source).select("id", "text").mapInArrow(judge, "id string, text string").write.parquet(target)
