"""
Finds and removes what the pages of a site have in common, in two passes over Parquet with the columns text and url:

    spark-submit --py-files descrape.py sites.py IN OUT SITES.profile

The first counts lines, all pages of a site in one partition; the second cleans with what was counted.
"""

import sys

from pyspark import SparkFiles
from pyspark.sql import SparkSession
from pyspark.sql.functions import expr
from pyspark.sql.types import StringType, StructField, StructType

from descrape import clean, merge, profile

source, target, sites = sys.argv[1:]
spark = SparkSession.builder.appName("descrape profile").getOrCreate()
pages = spark.read.parquet(source)
host = expr("regexp_replace(lower(parse_url(url, 'HOST')), '^www[.]', '')")
counted = pages.select("text", "url").repartition(host).mapInArrow(profile(), "profile binary").collect()
merge([row.profile for row in counted], sites)

spark.sparkContext.addFile(sites)
name = sites.rsplit("/", 1)[-1]


def cleaned(batches):
    # Where the file lies is known on the executor only.
    return clean("--profile", SparkFiles.get(name), url="url")(batches)


schema = StructType([*pages.schema, StructField("descrape", StringType())])
pages.mapInArrow(cleaned, schema).write.parquet(target)
