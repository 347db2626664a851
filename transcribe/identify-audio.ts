import type { ErrorCode, ErrorParams } from '../errors.ts';
import type { AudioBytes, AudioFormat, Identified } from './audio-format.ts';
import { readMp3 } from './mp3-header.ts';
import { readOgg } from './ogg-header.ts';
import { readWav } from './wav-header.ts';

/** Hz. Telephone audio starts at 8 kHz; below 4 kHz a small file grows without bound when it is brought to 16 kHz. */
const MIN_SAMPLE_RATE = 4_000;
const MAX_SAMPLE_RATE = 192_000;
const MAX_CHANNELS = 8;

/**
 * Tells a recording's format from its bytes, never from its name: a name proves nothing, and a playlist called .wav
 * would make ffmpeg open what the playlist names. Knows WAV (RIFF and RF64), mp3 and Ogg; refuses everything else,
 * also headerless samples, because nothing in them says how to hear them.
 */
export function identifyAudio(bytes: AudioBytes): Identified {
  if (bytes.size === 0) return refused('AUDIO_EMPTY');
  const found = readWav(bytes) ?? readOgg(bytes) ?? readMp3(bytes);
  if (found === null) return refused('AUDIO_FORMAT_UNKNOWN');
  return found.kind === 'audio' ? withinLimits(found.format) : found;
}

function refused(code: ErrorCode, params: ErrorParams = {}): Identified {
  return { kind: 'refused', reason: { code, params } };
}

function withinLimits(format: AudioFormat): Identified {
  const { sampleRate, channels } = format;
  if (sampleRate < MIN_SAMPLE_RATE || sampleRate > MAX_SAMPLE_RATE) return refused('AUDIO_SAMPLE_RATE', { sampleRate });
  if (channels < 1 || channels > MAX_CHANNELS) return refused('AUDIO_CHANNEL_COUNT', { channels });
  return { kind: 'audio', format };
}
