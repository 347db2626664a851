"""faster-whisper and nothing else, as a process of its own: the yardstick of P3.

The argument is the job as JSON: model folder, language, files of raw 16-bit samples at 16 kHz, whether its voice
detector cuts out silence. Prints the texts, and the CPU-seconds of recognition: all threads, without the start of
Python and the load of the model.
"""

import json
import sys
import time

import numpy
from faster_whisper import WhisperModel

job = json.loads(sys.argv[1])
model = WhisperModel(job["model"], device="cpu", compute_type="int8", cpu_threads=1, num_workers=1, local_files_only=True)
started = time.process_time()
texts = []
for path in job["files"]:
    samples = numpy.fromfile(path, dtype="<i2").astype(numpy.float32) / 32768
    # Greedy, as the line decodes; all else as faster-whisper has it by itself.
    segments, _ = model.transcribe(samples, language=job["language"], beam_size=1, vad_filter=job["vad"])
    texts.append(" ".join(segment.text.strip() for segment in segments))
print(json.dumps({"seconds": time.process_time() - started, "texts": texts}))
