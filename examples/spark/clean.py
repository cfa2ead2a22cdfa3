"""
Cleans Parquet with Spark:

    spark-submit --py-files descrape.py clean.py IN OUT [--preset c4 ...]

All arguments behind OUT go to descrape.
"""

import sys

from pyspark.sql import SparkSession
from pyspark.sql.types import StringType, StructField, StructType

from descrape import clean

source, target, *arguments = sys.argv[1:]
spark = SparkSession.builder.appName("descrape").getOrCreate()
pages = spark.read.parquet(source)
url = "url" if "url" in pages.columns else None
schema = StructType([*pages.schema, StructField("descrape", StringType())])
pages.mapInArrow(clean(*arguments, url=url), schema).write.parquet(target)
