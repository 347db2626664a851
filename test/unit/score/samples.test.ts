import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseYaml } from '../../../ingest/yaml.ts';
import { call, judged, transcript, verdicts, type Line } from './conversations.ts';

const SCRIPTS = new URL('../../../samples/scripts/', import.meta.url);

const script = z.object({
  name: z.string(),
  language: z.string(),
  turns: z.array(z.object({ speaker: z.enum(['operator', 'customer']), pauseMs: z.number(), text: z.string() })),
  claims: z.object({
    score: z.number(),
    rawScore: z.number(),
    autoFail: z.boolean(),
    answers: z.record(z.string(), z.object({ answer: z.string() })),
  }),
});

/** Spoken at 160 words a minute, with the script's own pauses and overlaps. */
const MS_PER_WORD = 375;

function linesOf({ turns }: z.infer<typeof script>): readonly Line[] {
  let atMs = 0;
  return turns.map(({ speaker, pauseMs, text }): Line => {
    const startMs = atMs + pauseMs;
    atMs = startMs + text.trim().split(/\s+/).length * MS_PER_WORD;
    return [speaker === 'operator' ? 'O' : 'C', startMs / 1000, atMs / 1000, text.trim()];
  });
}

const spoken = readdirSync(SCRIPTS).filter((file) => !file.startsWith('chat'));

describe('the sample calls, spoken exactly as written', () => {
  it('are there', () => {
    expect(spoken.length).toBeGreaterThanOrEqual(4);
  });

  it.each(spoken)('%s gets the answers and the score it claims', (file) => {
    const parsed = parseYaml(readFileSync(new URL(file, SCRIPTS), 'utf8'), file, script);
    if (!parsed.ok) throw new Error(parsed.faults.join('\n'));
    const { claims, language } = parsed.value;
    const evaluation = judged([transcript(linesOf(parsed.value), language)], call());
    const claimed = Object.entries(claims.answers).map(([id, { answer }]) => [id, answer] as const);
    expect(verdicts(evaluation)).toEqual(Object.fromEntries(claimed));
    expect(evaluation.score).toBeCloseTo(claims.score, 1);
    expect(evaluation.rawScore).toBeCloseTo(claims.rawScore, 1);
    expect(evaluation.autoFail).toBe(claims.autoFail);
  });
});
