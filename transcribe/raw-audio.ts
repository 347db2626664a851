import type { RawAudioRule, RawCodec } from '../ingest/recordings/raw-audio-rule.ts';
import { audio, empty, type AudioBytes, type Identified } from './audio-format.ts';
import { likelierCodec } from './raw-likeness.ts';

type Raw = { readonly demuxer: string; readonly codec: string; readonly frameBytes: number };

/** As ffmpeg calls them; `frameBytes` of one channel: what a file cut off in the middle is not a multiple of. */
const RAW: Readonly<Record<RawCodec, Raw>> = {
  mulaw: { demuxer: 'mulaw', codec: 'pcm_mulaw', frameBytes: 1 },
  alaw: { demuxer: 'alaw', codec: 'pcm_alaw', frameBytes: 1 },
  slin: { demuxer: 's16le', codec: 'pcm_s16le', frameBytes: 2 },
  gsm: { demuxer: 'gsm', codec: 'gsm', frameBytes: 33 },
  g722: { demuxer: 'g722', codec: 'g722', frameBytes: 1 },
};

/**
 * A recording without a header as the project's rule says it is to be heard. Bytes that are plainly of another codec are
 * refused: they would become noise, and noise a call in which nobody spoke.
 */
export function readRaw(bytes: AudioBytes, rule: RawAudioRule): Identified {
  const { demuxer, codec, frameBytes } = RAW[rule.codec];
  if (bytes.size < frameBytes * rule.channels) return empty();
  const likely = likelyCodec(bytes, rule);
  if (likely !== null) return notAsDeclared(rule.codec, likely);
  const truncated = bytes.size % (frameBytes * rule.channels) !== 0;
  return audio({ kind: 'raw', demuxer, codec, sampleRate: rule.sampleRate, channels: rule.channels, truncated });
}

function notAsDeclared(codec: RawCodec, likely: string): Identified {
  return { kind: 'refused', reason: { code: 'AUDIO_NOT_AS_DECLARED', params: { codec, likely } } };
}

/** What the bytes are instead of what the rule says; null when nothing speaks against it. */
function likelyCodec(bytes: AudioBytes, rule: RawAudioRule): string | null {
  if (isGsm(bytes)) return rule.codec === 'gsm' ? null : 'gsm';
  return likelierCodec(bytes, rule) ?? (rule.codec === 'gsm' ? 'another codec' : null);
}

/** Each frame of GSM 06.10 (20 ms) begins with the four bits 1101; of other sound 16 frames do by chance never. */
const GSM_SIGNATURE = 0xd;
const GSM_FRAMES_LOOKED_AT = 64;
/** A-law's silence is 0xd5 again and again. Other bytes of GSM begin with these bits no more often than with others. */
const MAX_SIGNATURE_SHARE = 0.25;

function isGsm(bytes: AudioBytes): boolean {
  const { frameBytes } = RAW.gsm;
  const frames = Math.min(GSM_FRAMES_LOOKED_AT, Math.floor(bytes.size / frameBytes));
  const head = bytes.read(0, frames * frameBytes);
  const signed = head.filter((byte) => byte >> 4 === GSM_SIGNATURE).length;
  const begun = head.filter((byte, at) => at % frameBytes === 0 && byte >> 4 === GSM_SIGNATURE).length;
  return frames > 0 && begun === frames && signed < head.length * MAX_SIGNATURE_SHARE;
}
