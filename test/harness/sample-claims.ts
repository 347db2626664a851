import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { LANGUAGES } from '../../ingest/project.ts';
import { parseYaml } from '../../ingest/yaml.ts';

const root = join(import.meta.dirname, '..', '..');
export const SAMPLE_SCRIPTS = join(root, 'samples', 'scripts');

/** One spoken turn. `pauseMs` since the end of the turn before; below zero, how long both speak. */
const turn = z.strictObject({
  speaker: z.enum(['operator', 'customer']),
  pauseMs: z.number(),
  text: z.string().min(1),
});

const voice = z.strictObject({
  name: z.string(),
  speed: z.number().positive(),
  pitch: z.number().positive().optional(),
});
const score = z.number().min(0).max(100).nullable();

const claims = z
  .strictObject({
    callId: z.string(),
    operatorId: z.string(),
    scorecard: z.string(),
    scorecardVersion: z.number().int(),
    /** Rounded to two places; `weights` give the exact number. Null where too little could be judged. */
    score,
    rawScore: score,
    autoFail: z.boolean(),
    /** `applicable`: what was judged yes or no; `unclear`: what applied and could not be judged. */
    weights: z.strictObject({
      earned: z.number(),
      applicable: z.number().positive(),
      unclear: z.number().positive().optional(),
    }),
    arithmetic: z.string().min(1),
    answers: z.record(
      z.string(),
      z.strictObject({ answer: z.enum(['yes', 'no', 'na', 'unclear']), why: z.string().min(1) }),
    ),
  })
  .refine((claim) => claim.rawScore === roundedScore(claim.weights), 'rawScore is not 100 * earned / applicable')
  .refine((claim) => claim.score === scoreOf(claim), 'score does not follow from rawScore, autoFail and coverage');

const script = z.strictObject({
  name: z.string(),
  language: z.enum(LANGUAGES),
  /** A recorded call has a recording, voices and turns; chats and finished transcripts stand in the inbox as they came. */
  recording: z.string().optional(),
  encoding: z.enum(['wav-mulaw', 'wav-mulaw-mono', 'wav-pcm', 'mp3', 'opus', 'opus-narrow']).optional(),
  /** Over a bad line the words of the script are not what can be heard. */
  line: z.enum(['good', 'bad']).default('good'),
  voices: z.strictObject({ operator: voice, customer: voice }).optional(),
  turns: z.array(turn).default([]),
  claims,
});

/** Below this share of judged weight the shop's scorecard gives no score. */
const COVERAGE_FLOOR = 0.6;

function scoreOf(claim: {
  readonly autoFail: boolean;
  readonly rawScore: number | null;
  readonly weights: Parameters<typeof coverageOf>[0];
}): number | null {
  if (claim.autoFail) return 0;
  return coverageOf(claim.weights) < COVERAGE_FLOOR ? null : claim.rawScore;
}

export type SampleScript = z.infer<typeof script>;

/** Every script of samples/scripts by name, sorted. Throws with all faults of a script that does not keep its shape. */
export function sampleScripts(folder: string = SAMPLE_SCRIPTS): readonly SampleScript[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
  return names.sort().map((name) => readScript(readFileSync(join(folder, name), 'utf8'), name));
}

/** A script from its text; `file` is named in faults. */
export function readScript(text: string, file: string): SampleScript {
  const parsed = parseYaml(text, file, script);
  if (!parsed.ok) throw new Error(parsed.faults.join('\n'));
  return parsed.value;
}

/** Everything one speaker says in a call, in order: the reference of its word error rate. */
export function saidBy(sample: SampleScript, speaker: 'operator' | 'customer'): string {
  return sample.turns
    .filter((spoken) => spoken.speaker === speaker)
    .map(({ text }) => text)
    .join(' ');
}

/** A score as claims state it: the formula of docs/metrics.md, rounded to two places. */
export function roundedScore(weights: { readonly earned: number; readonly applicable: number }): number {
  return Math.round((10_000 * weights.earned) / weights.applicable) / 100;
}

/** The share of the applicable weight that was judged. */
export function coverageOf(weights: { readonly applicable: number; readonly unclear?: number | undefined }): number {
  return weights.applicable / (weights.applicable + (weights.unclear ?? 0));
}
