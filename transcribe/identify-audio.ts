import type { ErrorCode, ErrorParams } from '../errors.ts';
import type { RawAudioRule } from '../ingest/recordings/raw-audio-rule.ts';
import { readAmr } from './amr-header.ts';
import { readAu } from './au-header.ts';
import { unknownCodec, type AudioBytes, type AudioFormat, type Identified } from './audio-format.ts';
import { readFlac } from './flac-header.ts';
import { isNoSound, otherSound } from './foreign-file.ts';
import { readMp3 } from './mp3-header.ts';
import { readMp4 } from './mp4-header.ts';
import { readOgg } from './ogg-header.ts';
import { readRaw } from './raw-audio.ts';
import { readWav } from './wav-header.ts';

/** Hz. Telephone audio starts at 8 kHz; below 4 kHz a small file grows without bound when it is brought to 16 kHz. */
const MIN_SAMPLE_RATE = 4_000;
const MAX_SAMPLE_RATE = 192_000;
const MAX_CHANNELS = 8;
/** As much as the foreign formats are told by. */
const HEAD_BYTES = 512;

/**
 * Tells a recording's format from its bytes, never from its name: a name proves nothing, and a playlist called .wav
 * would make ffmpeg open what the playlist names. Where the bytes begin like no format at all, the project's rule for
 * recordings without a header says what they are; without a rule they are refused, because nothing tells how to hear them.
 */
export function identifyAudio(bytes: AudioBytes, withoutHeader: RawAudioRule | null = null): Identified {
  if (bytes.size === 0) return refused('AUDIO_EMPTY');
  const found =
    readWav(bytes) ??
    readOgg(bytes) ??
    readFlac(bytes) ??
    readMp4(bytes) ??
    readAmr(bytes) ??
    readAu(bytes) ??
    readMp3(bytes) ??
    readUnnamed(bytes, withoutHeader);
  return found.kind === 'audio' ? withinLimits(found.format) : found;
}

function readUnnamed(bytes: AudioBytes, withoutHeader: RawAudioRule | null): Identified {
  const head = bytes.read(0, HEAD_BYTES);
  const other = otherSound(head);
  if (other !== null) return unknownCodec(other);
  if (withoutHeader === null || isNoSound(head)) return refused('AUDIO_FORMAT_UNKNOWN');
  return readRaw(bytes, withoutHeader);
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
