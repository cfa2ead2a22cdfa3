"""
Cleans JSON lines with Spark and nothing of our own: `RDD.pipe` starts descrape for each partition.

    spark-submit pipe.py IN OUT

`checkCode` is needed: without it a descrape that dies after half of its records would be a smaller result and no error.
Without `env` it would have an empty environment, and no PATH to find node by.
"""

import os
import sys

from pyspark.sql import SparkSession

source, target = sys.argv[1:]
descrape = os.environ.get("DESCRAPE", "npx descrape")
spark = SparkSession.builder.appName("descrape").getOrCreate()
lines = spark.sparkContext.textFile(source)
lines.pipe(f"{descrape} --records --fix --protocol 1", env=dict(os.environ), checkCode=True).saveAsTextFile(
    target, "org.apache.hadoop.io.compress.GzipCodec"
)
