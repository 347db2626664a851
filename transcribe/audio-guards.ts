/**
 * What a recording may cost before it is given up. Memory does not depend on the length, disk does: an hour of one
 * channel is 115 MB of raw samples while it is heard.
 */
export type AudioGuards = {
  /** Bytes of the recording. 4 GiB is what a RIFF header can count. */
  readonly maxFileBytes: number;
  /** Longest recording that is decoded, ms. */
  readonly maxDurationMs: number;
  /** Wall time for decoding; an hour of two channels takes about a second. */
  readonly decodeDeadlineMs: number;
  /** Address space of ffmpeg where the system can limit it; it needs some 60 MB, its threads reserve more. */
  readonly decodeMemoryBytes: number;
};

/** Four hours is the longest call of the trade; five leaves room. A line left open overnight is refused. */
export const DEFAULT_GUARDS: AudioGuards = {
  maxFileBytes: 4 * 1024 ** 3,
  maxDurationMs: 5 * 3_600_000,
  decodeDeadlineMs: 300_000,
  decodeMemoryBytes: 2 * 1024 ** 3,
};
