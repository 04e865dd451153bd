"""Speeds of Data-Juicer's mappers on texts in memory: datajuicer_mappers.py IN.jsonl OPERATOR...; the last line is JSON,
MB of text for each user CPU second."""
import json
import resource
import sys

from data_juicer.ops import load_ops

with open(sys.argv[1], encoding="utf-8") as file:
    texts = [json.loads(line)["text"] for line in file]
size = sum(len(text.encode()) for text in texts) / 1e6
user = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_utime
speeds = {}
for name in sys.argv[2:]:
    operator = load_ops([{name: {}}])[0]
    operator.process_batched({"text": texts[:1]})  # what it loads when first used
    begin = user()
    for first in range(0, len(texts), 1000):
        operator.process_batched({"text": texts[first:first + 1000]})
    speeds[name] = size / max(user() - begin, 1e-9)
print(json.dumps(speeds))
