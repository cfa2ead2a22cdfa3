#!/bin/bash
#SBATCH --array=1-1000 --cpus-per-task=1 --mem=512M
# Cleans one shard for each task: sbatch slurm.sh LIST OUT, where LIST has the path of a shard in each line.
# Each task has a ledger of its own: many machines cannot be trusted to append to one file over the network.
set -eu
shard=$(sed -n "${SLURM_ARRAY_TASK_ID}p" "$1")
${DESCRAPE:-npx descrape} "$shard" --fix --resume --out-dir "$2" --exit-zero --quiet \
  --ledger "$2/ledgers/$SLURM_ARRAY_TASK_ID.jsonl" --stats "$2/stats/$SLURM_ARRAY_TASK_ID.json" \
  -f jsonl="$2/findings/$SLURM_ARRAY_TASK_ID.jsonl"
