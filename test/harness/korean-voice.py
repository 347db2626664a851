"""Speaks a text into a WAV file with the eSpeak NG library in a folder: FOLDER VOICE WORDS_A_MINUTE TEXT FILE."""
import ctypes
import os
import sys
import wave

folder, voice, rate, text, file = sys.argv[1:]
RETRIEVAL, PHONEMES_OFF, DONT_EXIT = 1, 0, 0x8000
RATE, CHARACTERS, UTF8 = 1, 1, 1

speech = ctypes.CDLL(os.path.join(folder, 'libespeak-ng.so'))
hertz = speech.espeak_Initialize(RETRIEVAL, PHONEMES_OFF, folder.encode(), DONT_EXIT)
assert hertz > 0, 'the voice data is not there'
samples = bytearray()


@ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)
def take(block, count, _events):
    if block and count > 0:
        samples.extend(ctypes.string_at(block, 2 * count))
    return 0


speech.espeak_SetSynthCallback(take)
assert speech.espeak_SetVoiceByName(voice.encode()) == 0, 'there is no such voice'
speech.espeak_SetParameter(RATE, int(rate), 0)
data = text.encode() + b'\0'
assert speech.espeak_Synth(data, len(data), 0, CHARACTERS, 0, UTF8, None, None) == 0
speech.espeak_Synchronize()
with wave.open(file, 'wb') as out:
    out.setnchannels(1)
    out.setsampwidth(2)
    out.setframerate(hertz)
    out.writeframes(bytes(samples))
