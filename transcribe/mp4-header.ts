import { audio, damaged, latin, unknownCodec, view, type AudioBytes, type Identified } from './audio-format.ts';
import { findBox, topBoxes, type Box } from './mp4-boxes.ts';
import { aacChannels, readElementary } from './mp4-elementary.ts';

/** Codec by the four letters of a sound track's sample description; `mp4a` says more in its elementary stream. */
const CODEC_BY_ENTRY: Readonly<Record<string, string>> = {
  '.mp3': 'mp3',
  alac: 'alac',
  alaw: 'pcm_alaw',
  fLaC: 'flac',
  Opus: 'opus',
  samr: 'amr_nb',
  sawb: 'amr_wb',
  sowt: 'pcm_s16le',
  twos: 'pcm_s16be',
  ulaw: 'pcm_mulaw',
};
/** These have one rate and, here, one channel, whatever the description says. */
const FIXED: Readonly<Record<string, { readonly sampleRate: number; readonly channels?: number }>> = {
  samr: { sampleRate: 8_000, channels: 1 },
  sawb: { sampleRate: 16_000, channels: 1 },
  Opus: { sampleRate: 48_000 },
};
/** Far more than the description of one sound track takes. */
const ENTRY_BYTES = 4_096;
/** A phone's file holds sound, a picture and a title; a file of hundreds of tracks is made to keep its reader busy. */
const MAX_TRACKS = 16;

/**
 * The first sound track of an MP4, M4A, 3GP or QuickTime file, wherever its index stands; null when the bytes are something
 * else. A file without index breaks off before it was written: nothing of it can be heard.
 */
export function readMp4(bytes: AudioBytes): Identified | null {
  if (latin(bytes.read(4, 4), 0, 4) !== 'ftyp') return null;
  const top = topBoxes(bytes);
  const index = top.find(({ name }) => name === 'moov');
  if (index === undefined) return damaged();
  const entry = soundEntry(bytes, index);
  if (entry === null) return unknownCodec('MP4 without a sound track');
  return identifyEntry(
    entry,
    top.some(({ to }) => to > bytes.size),
  );
}

/** The sample description of the first track that is sound: `stsd` holds version, flags, a count, then the entry. */
function soundEntry(bytes: AudioBytes, index: Box): Uint8Array | null {
  for (const track of findBox(bytes, index, ['trak']).slice(0, MAX_TRACKS)) {
    const [handler] = findBox(bytes, track, ['mdia', 'hdlr']);
    if (handler === undefined || latin(bytes.read(handler.from + 8, 4), 0, 4) !== 'soun') continue;
    const [described] = findBox(bytes, track, ['mdia', 'minf', 'stbl', 'stsd']);
    if (described !== undefined) {
      return bytes.read(described.from + 8, Math.min(ENTRY_BYTES, described.to - described.from - 8));
    }
  }
  return null;
}

function identifyEntry(entry: Uint8Array, truncated: boolean): Identified {
  if (entry.length < 36) return damaged();
  const name = latin(entry, 4, 4);
  const stated = { channels: view(entry).getUint16(24), sampleRate: view(entry).getUint16(32) };
  if (name === 'mp4a') return identifyMp4a(entry, stated, truncated);
  const codec = CODEC_BY_ENTRY[name];
  if (codec === undefined) return unknownCodec(`MP4 ${/^[\w .-]{4}$/.test(name) ? name : 'of an unknown kind'}`);
  return audio({ kind: 'mp4', demuxer: 'mov', codec, ...stated, ...FIXED[name], truncated });
}

/** AAC says two channels in the description whatever it holds; its own configuration tells. */
function identifyMp4a(
  entry: Uint8Array,
  stated: { readonly channels: number; readonly sampleRate: number },
  truncated: boolean,
): Identified {
  const stream = readElementary(entry);
  if (stream === null) return damaged();
  if (stream.codec === null) return unknownCodec(`MP4 mp4a.${stream.objectType.toString(16)}`);
  const channels = (stream.codec === 'aac' ? aacChannels(stream.configuration) : null) ?? stated.channels;
  return audio({ kind: 'mp4', demuxer: 'mov', codec: stream.codec, ...stated, channels, truncated });
}
