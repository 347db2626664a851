import { audio, type AudioBytes, type Identified } from './audio-format.ts';
import { id3TagBytes } from './id3-tag.ts';

/** Layer III bit rates in kbit/s by index: MPEG-1, then MPEG-2 and 2.5 (ISO 11172-3, 13818-3). 0: free or forbidden. */
const KBITS_MPEG1 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0];
const KBITS_MPEG2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0];
const RATES_MPEG1 = [44_100, 48_000, 32_000, 0];
/** The first frame stands right after the tag; some writers pad it. Beyond this it is not an mp3 but luck. */
const SEARCH_BYTES = 4_096;
/** Three frames in a row that agree: two bytes of chance look like one frame in every 2 KB of noise. */
const FRAMES_THAT_PROVE = 3;
const HEADER_BYTES = 4;

type Frame = { readonly bytes: number; readonly sampleRate: number; readonly channels: number };

/** An mp3 with or without an ID3v2 tag, null when no run of frames is found. */
export function readMp3(bytes: AudioBytes): Identified | null {
  const start = id3TagBytes(bytes);
  const search = bytes.read(start, SEARCH_BYTES);
  for (let at = 0; at + HEADER_BYTES <= search.length; at++) {
    if (search[at] !== 0xff) continue;
    const frame = provenFrame(bytes, start + at);
    if (frame !== null) return mp3(frame);
  }
  return null;
}

function mp3({ sampleRate, channels }: Frame): Identified {
  return audio({ kind: 'mp3', demuxer: 'mp3', codec: 'mp3', sampleRate, channels, truncated: false });
}

/** The frame at `offset` when the frames behind it follow on; fewer are less than a tenth of a second. */
function provenFrame(bytes: AudioBytes, offset: number): Frame | null {
  let first: Frame | null = null;
  let at = offset;
  for (let nth = 0; nth < FRAMES_THAT_PROVE; nth++) {
    const frame = readFrame(bytes.read(at, HEADER_BYTES));
    if (frame === null || (first !== null && frame.sampleRate !== first.sampleRate)) return null;
    first ??= frame;
    at += frame.bytes;
  }
  return first;
}

function readFrame(header: Uint8Array): Frame | null {
  const [sync = 0, versionLayer = 0, rates = 0, mode = 0] = header;
  if (header.length < HEADER_BYTES || sync !== 0xff || (versionLayer & 0xe6) !== 0xe2) return null;
  const version = (versionLayer >> 3) & 0b11; // 3: MPEG-1, 2: MPEG-2, 0: MPEG-2.5, 1: reserved
  const kbits = (version === 3 ? KBITS_MPEG1 : KBITS_MPEG2)[rates >> 4] ?? 0;
  const sampleRate = (RATES_MPEG1[(rates >> 2) & 0b11] ?? 0) / ({ 3: 1, 2: 2, 0: 4 }[version] ?? Infinity);
  if (kbits === 0 || sampleRate === 0) return null;
  const padding = (rates >> 1) & 1;
  const bytes = Math.floor(((version === 3 ? 144 : 72) * kbits * 1000) / sampleRate) + padding;
  return { bytes, sampleRate, channels: mode >> 6 === 3 ? 1 : 2 };
}
