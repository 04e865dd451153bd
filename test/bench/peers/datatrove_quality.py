"""datatrove: Gopher repetition and quality, C4, FineWeb, one task: datatrove_quality.py IN.jsonl OUT LANGUAGE."""
import os
import sys

from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.filters import C4QualityFilter, FineWebQualityFilter, GopherQualityFilter, GopherRepetitionFilter
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers import JsonlWriter

source, out, language = sys.argv[1:4]
# As the recipe of ../curation.py.
lifted = dict.fromkeys(["min_stop_words", "min_doc_words", "min_avg_word_length", "max_avg_word_length"])
quality = {} if language == "eng" else lifted
if __name__ == "__main__":
    LocalPipelineExecutor(
        pipeline=[
            JsonlReader(os.path.dirname(source), glob_pattern=os.path.basename(source)),
            GopherRepetitionFilter(language=language),
            GopherQualityFilter(language=language, **quality),
            C4QualityFilter(filter_no_terminal_punct=False, language=language),
            FineWebQualityFilter(language=language),
            JsonlWriter(out + "/kept", compression=None),
        ],
        tasks=1, workers=1, logging_dir=out + "/log",
    ).run()
