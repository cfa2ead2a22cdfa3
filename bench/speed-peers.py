"""Runs one cleaner over the texts of a JSONL file and prints the seconds of processor time, imports left out."""
import json
import sys
import time

name, path = sys.argv[1:]
with open(path, encoding='utf-8', errors='replace') as file:
    texts = [json.loads(line)['text'] for line in file]

if name == 'ftfy':
    from ftfy import fix_text as run
elif name == 'clean-text':
    from cleantext import clean

    def run(text):
        return clean(text, fix_unicode=True, to_ascii=False, lower=False, no_line_breaks=False)
elif name == 'datatrove':
    from datatrove.data import Document
    from datatrove.pipeline.filters import (
        C4QualityFilter,
        FineWebQualityFilter,
        GopherQualityFilter,
        GopherRepetitionFilter,
    )

    filters = [C4QualityFilter(), GopherRepetitionFilter(), GopherQualityFilter(), FineWebQualityFilter()]

    def run(text):
        for each in filters:
            each.filter(Document(text=text, id=''))
else:
    raise SystemExit(f'unknown: {name}')

run('Warm up: load what is loaded late. “Twice,” she said.\n')
before = time.process_time()
for text in texts:
    run(text)
print(time.process_time() - before)
