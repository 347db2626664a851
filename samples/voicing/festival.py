"""Festival's Russian voice (festvox-ru, one man, BSD-like): text to the samples of kokoro.SAMPLE_RATE."""

import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

import kokoro

VOICES = {"festvox-ru": "voice_msu_ru_nsh_clunits"}


def speaker(ffmpeg: str):
    """Answers speak(text, voice, speed, pitch) -> float32 samples. `pitch` above 1 makes another, smaller speaker of him."""

    def speak(text: str, voice: str, speed: float, pitch: float = 1.0) -> np.ndarray:
        with tempfile.TemporaryDirectory() as folder:
            spoken = Path(folder) / "spoken.wav"
            command = ["text2wave", "-eval", f"({VOICES[voice]})", "-F", "16000", "-o", str(spoken)]
            _run(command, text.encode())
            # Played faster by `pitch`, which lifts the voice, and then stretched in time to the speed asked for.
            filters = f"aresample=48000,asetrate={round(48000 * pitch)},aresample={kokoro.SAMPLE_RATE},atempo={speed / pitch:.4f}"
            raw = _run([ffmpeg, "-v", "error", "-i", str(spoken), "-af", filters, "-ac", "1", "-f", "f32le", "-"])
        return kokoro.trim(np.frombuffer(raw, np.float32).copy())

    return speak


def _run(command: list, given: bytes | None = None) -> bytes:
    done = subprocess.run(command, input=given, stdout=subprocess.PIPE)
    if done.returncode != 0:
        sys.exit(f"{command[0]} could not speak.")
    return done.stdout
