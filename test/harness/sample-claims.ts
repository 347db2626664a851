import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { parseYaml } from '../../ingest/yaml.ts';

const root = join(import.meta.dirname, '..', '..');
export const SAMPLE_SCRIPTS = join(root, 'samples', 'scripts');

/** One spoken turn. `pauseMs` since the end of the turn before; below zero, how long both speak. */
const turn = z.strictObject({
  speaker: z.enum(['operator', 'customer']),
  pauseMs: z.number(),
  text: z.string().min(1),
});

const voice = z.strictObject({ name: z.string(), speed: z.number().positive() });
const score = z.number().min(0).max(100).nullable();

const claims = z
  .strictObject({
    callId: z.string(),
    operatorId: z.string(),
    scorecard: z.string(),
    scorecardVersion: z.number().int(),
    /** Rounded to two places; `weights` give the exact number. */
    score,
    rawScore: score,
    autoFail: z.boolean(),
    weights: z.strictObject({ earned: z.number(), applicable: z.number().positive() }),
    arithmetic: z.string().min(1),
    answers: z.record(
      z.string(),
      z.strictObject({ answer: z.enum(['yes', 'no', 'na', 'unclear']), why: z.string().min(1) }),
    ),
  })
  .refine((claim) => claim.rawScore === roundedScore(claim.weights), 'rawScore is not 100 * earned / applicable')
  .refine((claim) => claim.score === (claim.autoFail ? 0 : claim.rawScore), 'score does not follow from rawScore');

const script = z.strictObject({
  name: z.string(),
  language: z.enum(['en', 'ru']),
  /** A call has a recording, voices and turns; a chat stands in the inbox as it was written. */
  recording: z.string().optional(),
  encoding: z.enum(['wav-mulaw', 'wav-pcm', 'mp3', 'opus']).optional(),
  voices: z.strictObject({ operator: voice, customer: voice }).optional(),
  turns: z.array(turn).default([]),
  claims,
});

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
