"""Voices a script of samples/scripts as a two-channel telephone call: operator left, customer right."""

import argparse
import math
import subprocess
import sys
from pathlib import Path

import numpy as np
import yaml

import festival
import kokoro

CHANNELS = {"operator": 0, "customer": 1}

# Of speech after the telephone band: -18 dBFS, peaks bent softly below -2 dBFS as a telephone set does. The line hisses
# 42 dB below it, as a good line does.
SPEECH_LEVEL = 10 ** (-18 / 20)
PEAK_LEVEL = 10 ** (-2 / 20)
NOISE_LEVEL = 10 ** (-60 / 20)

# Half the power is lost at these edges. The lower one falls gently (12 dB an octave, a microphone's), the upper one
# steeply (48 dB an octave, an exchange's).
TELEPHONE_BAND_HZ = (300, 3400)

# A bad line, by its name in a script: hiss over which speech is still heard, and stretches in which the line is gone.
LINES = {
    "good": {"noise": NOISE_LEVEL, "gone": 0.0},
    "bad": {"noise": 10 ** (-34 / 20), "gone": 0.45},
}
# Lost packets come in bursts; a voice over packets loses some 60 to 240 ms at a time.
GONE_MS = (60, 240)

ENCODINGS = {
    "wav-mulaw": ["-ar", "8000", "-c:a", "pcm_mulaw"],
    "wav-pcm": ["-ar", "8000", "-c:a", "pcm_s16le"],
    # Joint stereo would let one speaker leak into the other's channel.
    "mp3": ["-ar", "16000", "-c:a", "libmp3lame", "-b:a", "48k", "-joint_stereo", "0"],
    "wav-mulaw-mono": ["-ar", "8000", "-ac", "1", "-c:a", "pcm_mulaw"],
    "opus-narrow": ["-ar", "8000", "-c:a", "libopus", "-b:a", "12k", "-application", "voip"],
    "opus": ["-ar", "16000", "-c:a", "libopus", "-b:a", "48k", "-application", "voip"],
}


def main() -> None:
    arguments = _arguments()
    kokoro.fetch(arguments.cache)
    speak = _speaker(arguments)
    for path in arguments.scripts:
        script = yaml.safe_load(path.read_text(encoding="utf-8"))
        call, timetable = compose(script, speak)
        target = arguments.out / script["recording"]
        _encode(call, ENCODINGS[script["encoding"]], target, arguments.ffmpeg)
        print(f"{target.name}: {call.shape[1] / kokoro.SAMPLE_RATE:.1f} s, {target.stat().st_size / 1e6:.2f} MB")
        for turn, start, end in timetable:
            print(f"  {start:6.2f} {end:6.2f}  {turn['speaker']:8}  {turn['text']}")


def _speaker(arguments: argparse.Namespace):
    """Answers speak(text, voice) for the voices of both programs."""
    english, russian = kokoro.speaker(arguments.cache), festival.speaker(arguments.ffmpeg)

    def speak(text: str, voice: dict) -> np.ndarray:
        by = russian if voice["name"] in festival.VOICES else english
        return by(text, **{key if key != "name" else "voice": value for key, value in voice.items()})

    return speak


def _arguments() -> argparse.Namespace:
    here = Path(__file__).parent
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scripts", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, default=here.parent / "inbox" / "shop")
    parser.add_argument("--ffmpeg", default="ffmpeg")
    parser.add_argument("--cache", type=Path, default=Path.home() / ".cache" / "etalon" / "voices")
    return parser.parse_args()


def compose(script: dict, speak) -> tuple[np.ndarray, list]:
    """Two rows of samples at kokoro.SAMPLE_RATE, and the timetable of turns in seconds."""
    rate = kokoro.SAMPLE_RATE
    placed, timetable = [], []
    cursor = 0
    for turn in script["turns"]:
        voice = script["voices"][turn["speaker"]]
        samples = _levelled(speak(turn["text"], voice))
        # pauseMs counts from the end of the turn before; below zero the turn begins while that one still speaks.
        start = max(0, cursor + round(turn["pauseMs"] * rate / 1000))
        cursor = start + len(samples)
        placed.append((CHANNELS[turn["speaker"]], start, samples))
        timetable.append((turn, start / rate, cursor / rate))
    # Whole seconds, as queue_log counts them, with some line noise after the last word.
    seconds = math.ceil(max(start + len(samples) for _, start, samples in placed) / rate + 0.4)
    call = np.zeros((2, seconds * rate), np.float32)
    for channel, start, samples in placed:
        call[channel, start : start + len(samples)] += samples
    return _over_the_line(script, call), timetable


def _levelled(samples: np.ndarray) -> np.ndarray:
    samples = _telephone_band(samples)
    spoken = samples[np.abs(samples) > 0.02 * np.abs(samples).max()]
    return PEAK_LEVEL * np.tanh(samples * (SPEECH_LEVEL / _rms(spoken)) / PEAK_LEVEL)


def _over_the_line(script: dict, call: np.ndarray) -> np.ndarray:
    """What the line does to it: the same at every run, different in each call and on each side."""
    line = LINES[script.get("line", "good")]
    random = np.random.default_rng(list(script["name"].encode()))
    noise = _telephone_band(random.normal(0, 1, call.shape))
    heard = call + noise * (line["noise"] / _rms(noise))
    return heard * _there(random, call.shape, line["gone"]) if line["gone"] > 0 else heard


def _there(random: np.random.Generator, shape: tuple, gone: float) -> np.ndarray:
    """1 where the line is there, 0 where it is gone, which is the share `gone` of the time."""
    there = np.ones(shape, np.float32)
    for side in there:
        at = 0
        while at < len(side):
            lost = round(random.uniform(*GONE_MS) * kokoro.SAMPLE_RATE / 1000)
            side[at : at + lost] = 0
            at += lost + round(random.uniform(*GONE_MS) * (1 - gone) / gone * kokoro.SAMPLE_RATE / 1000)
    return there


def _rms(samples: np.ndarray) -> float:
    return float(np.sqrt(np.mean(samples**2)))


def _telephone_band(samples: np.ndarray) -> np.ndarray:
    spectrum = np.fft.rfft(samples)
    hertz = np.fft.rfftfreq(samples.shape[-1], 1 / kokoro.SAMPLE_RATE)
    low, high = TELEPHONE_BAND_HZ
    gain = 1 / np.sqrt((1 + (low / np.maximum(hertz, 1)) ** 4) * (1 + (hertz / high) ** 16))
    return np.fft.irfft(spectrum * gain, samples.shape[-1]).astype(np.float32)


def _encode(call: np.ndarray, encoding: list, target: Path, ffmpeg: str) -> None:
    raw = ["-f", "f32le", "-ar", str(kokoro.SAMPLE_RATE), "-ac", "2", "-i", "-"]
    plain = ["-map_metadata", "-1", "-fflags", "+bitexact", "-flags:a", "+bitexact"]
    command = [ffmpeg, "-v", "error", "-y", *raw, *encoding, *plain, str(target)]
    done = subprocess.run(command, input=call.T.astype("<f4").tobytes())
    if done.returncode != 0:
        sys.exit(f"ffmpeg could not write {target.name}.")


if __name__ == "__main__":
    main()
