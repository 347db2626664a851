import { z } from 'zod';
import { TONE_KINDS, TONE_METHODS, type ToneKind } from '../score/tone/tone.ts';
import type { Query } from '../store/store.ts';
import type { ProjectPeriod } from './period.ts';
import { flag, number, sqlFile } from './sql-file.ts';

/**
 * Below so many calls an operator's tone is shown with "not enough calls": with 30 calls each, an operator at 80 % ranks
 * at or above one at 90 % in 18 % of months, with 5 in 51 % (docs/metrics.md, "Tone").
 */
export const TONE_FLOOR_CALLS = 30;

/** From inclusive, to exclusive, epoch ms; operatorId '' means everybody. */
export type TonePeriod = ProjectPeriod & {
  readonly operatorId: string;
  /** WORDS_MODEL, or the name of another model. */
  readonly toneModel: string;
};

const kindRow = z.object({
  kind: z.enum(TONE_KINDS),
  /** Calls with at least one finding of the kind, of all calls of the row. */
  calls: number,
  findings: number,
  /** 0–1, with Wilson's 95 % interval. */
  callShare: number,
  callShareLow: number,
  callShareHigh: number,
  per100Utterances: number,
});

const toneRow = z.object({
  operatorId: z.string(),
  /** '' for a provisional operator. */
  operatorName: z.string(),
  /** The n of every share. */
  calls: number,
  /** False below the floor. */
  enough: flag,
  operatorUtterances: number,
  kinds: z.array(kindRow),
  /** Calls with a mood at their start and at their end: the n of the mean. */
  moodCalls: number,
  /** −2 … 2. */
  meanMoodChange: number.nullable(),
  meanMoodChangeLow: number.nullable(),
  meanMoodChangeHigh: number.nullable(),
});
export type ToneRow = z.infer<typeof toneRow>;
/** Shares and rates of tone of each operator, and the mean change of their customers' mood, with 95 % intervals. */
export const tonePerOperator: Query<TonePeriod & { readonly floor: number }, ToneRow> = sqlFile(
  'tone-per-operator',
  toneRow,
);

const foundRow = z.object({
  callId: z.string(),
  startedMs: number,
  operatorId: z.string(),
  kind: z.enum(TONE_KINDS),
  quote: z.string(),
  utteranceId: z.string(),
  recordingId: z.string(),
  /** On the call's timeline. */
  startMs: number,
  endMs: number,
  wording: z.string(),
  intensity: number,
  method: z.enum(TONE_METHODS),
  confidence: number.nullable(),
  /** How many findings match, before the limit. */
  total: number,
});
export type FoundTone = z.infer<typeof foundRow>;
/** Findings with the calls to open, the strongest first; kind '' for all. */
export const toneFindings: Query<TonePeriod & { readonly kind: ToneKind | ''; readonly limit: number }, FoundTone> =
  sqlFile('tone-findings', foundRow);
