/**
 * What a recording may cost before it is given up. Memory does not depend on the length, disk does: an hour of one
 * channel is 115 MB of raw samples while it is heard.
 */
export type AudioGuards = {
  /** Bytes of the recording. 4 GiB is what a RIFF header can count. */
  readonly maxFileBytes: number;
  /** Longest recording that is decoded, ms. */
  readonly maxDurationMs: number;
  /** Wall time for decoding: a base, and a share of the longest sound that a file of its size can hold. */
  readonly decodeDeadline: { readonly baseMs: number; readonly share: number };
  /** Address space of ffmpeg where the system can limit it; it needs some 60 MB, its threads reserve more. */
  readonly decodeMemoryBytes: number;
};

/** Four hours is the longest call of the trade; five leaves room. A line left open overnight is refused. */
export const DEFAULT_GUARDS: AudioGuards = {
  maxFileBytes: 4 * 1024 ** 3,
  maxDurationMs: 5 * 3_600_000,
  // An hour of two channels takes 1 to 5 s on an idle core; a twentieth leaves room for a busy machine.
  decodeDeadline: { baseMs: 60_000, share: 0.05 },
  decodeMemoryBytes: 2 * 1024 ** 3,
};

/** Bytes that a second of sound takes at least: AMR at its lowest rate has 600; what is packed tighter is silence. */
const LEAST_BYTES_A_SECOND = 500;

/** After how long decoding a file of this size is given up, ms. It grows with the length that the file may have. */
export function decodeDeadlineMs(guards: AudioGuards, fileBytes: number): number {
  const { baseMs, share } = guards.decodeDeadline;
  const longestMs = Math.min(guards.maxDurationMs, (fileBytes / LEAST_BYTES_A_SECOND) * 1_000);
  return Math.round(baseMs + longestMs * share);
}
