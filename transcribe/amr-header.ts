import { audio, empty, latin, unknownCodec, type AudioBytes, type Identified } from './audio-format.ts';

/** RFC 4867, 5: a magic line, then frames of 20 ms. */
const NARROW = '#!AMR\n';
const WIDE = '#!AMR-WB\n';
/** Several channels, which no telephone records and ffmpeg does not take apart. */
const SEVERAL = /^#!AMR(?:-WB)?_MC/;
const LONGEST = 16;

/** An AMR file as 3GPP phones and recorders write it, narrow or wide band; null when the bytes are something else. */
export function readAmr(bytes: AudioBytes): Identified | null {
  const head = latin(bytes.read(0, LONGEST), 0, LONGEST);
  if (SEVERAL.test(head)) return unknownCodec('AMR of several channels');
  if (head.startsWith(NARROW)) return amr('amr_nb', 8_000, bytes.size - NARROW.length);
  return head.startsWith(WIDE) ? amr('amr_wb', 16_000, bytes.size - WIDE.length) : null;
}

function amr(codec: string, sampleRate: number, soundBytes: number): Identified {
  if (soundBytes <= 0) return empty();
  return audio({ kind: 'amr', demuxer: 'amr', codec, sampleRate, channels: 1, truncated: false });
}
