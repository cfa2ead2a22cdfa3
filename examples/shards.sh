#!/bin/sh
# Cleans the shards of a folder, some at a time, with nothing but xargs: shards.sh IN OUT HOW-MANY-AT-A-TIME
# Run again, it skips what is done; what was cut short has left no half file.
set -eu
find "$1" -name '*.jsonl*' -print0 | sort -z |
  xargs -0 -P "$3" -I{} ${DESCRAPE:-npx descrape} {} --fix --resume --out-dir "$2" --exit-zero --quiet >/dev/null
