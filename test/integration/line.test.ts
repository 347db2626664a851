import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { coverageOf, sampleScripts, saidBy, roundedScore } from '../harness/sample-claims.ts';
import { totalErrors, wordErrors } from '../harness/word-error-rate.ts';

/** The command line as a user has it, on the samples, with a data folder of its own. */
let data = '';
let printed = '';
const places = (): readonly string[] => ['--config', 'samples', '--inbox', 'samples/inbox', '--data', data];
const etalon = (...args: readonly string[]): string =>
  execFileSync(process.execPath, ['main.ts', ...args, ...places()], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });

const Shown = z.object({
  call: z.object({ callId: z.string() }),
  transcripts: z.array(z.object({ utterances: z.array(z.object({ speaker: z.string(), text: z.string() })) })),
  tones: z.array(
    z.object({ operators: z.array(z.object({ moodStart: z.number().nullable(), moodEnd: z.number().nullable() })) }),
  ),
  evaluations: z.array(
    z.object({
      operatorId: z.string(),
      score: z.number().nullable(),
      rawScore: z.number().nullable(),
      autoFail: z.boolean(),
      coverage: z.number().nullable(),
      answers: z.array(
        z.object({
          criterionId: z.string(),
          verdict: z.string(),
          evidence: z.array(z.unknown()),
          searched: z.unknown(),
        }),
      ),
    }),
  ),
});
const show = (callId: string): z.infer<typeof Shown> => Shown.parse(JSON.parse(etalon('show', callId, '--json')));
const scripts = sampleScripts();
/** Over a bad line what is heard depends on the machine's last bit; what may be concluded from it does not. */
const [clear, bad] = [scripts.filter(({ line }) => line === 'good'), scripts.filter(({ line }) => line === 'bad')];
/** Calls in which each speaker is heard apart. */
const spoken = clear.filter(({ turns, encoding }) => turns.length > 0 && encoding !== 'wav-mulaw-mono');

beforeAll(() => {
  data = mkdtempSync(join(tmpdir(), 'etalon-line-'));
  printed = etalon('demo', '--once');
});
afterAll(() => {
  rmSync(data, { recursive: true, force: true });
});

describe('the line over the samples', () => {
  it.each(clear)('$name is scored as its script claims, answer by answer', ({ claims }) => {
    const { evaluations } = show(claims.callId);
    const [evaluation] = evaluations;
    expect(evaluations).toHaveLength(1);
    expect(evaluation?.operatorId).toBe(claims.operatorId);
    const answers = Object.fromEntries((evaluation?.answers ?? []).map((a) => [a.criterionId, a.verdict]));
    const claimed = Object.fromEntries(Object.entries(claims.answers).map(([id, { answer }]) => [id, answer]));
    expect(answers).toEqual(claimed);
    const raw = (100 * claims.weights.earned) / claims.weights.applicable;
    expect(roundedScore(claims.weights)).toBe(claims.rawScore);
    expect(evaluation?.autoFail).toBe(claims.autoFail);
    expect(evaluation?.coverage).toBeCloseTo(coverageOf(claims.weights), 9);
    expect(evaluation?.rawScore).toBeCloseTo(raw, 9);
    expect(evaluation?.score).toBeCloseTo(claims.autoFail ? 0 : raw, 9);
  });

  it.each(bad)('$name blames nobody for words that the line lost, and gives no score', ({ claims }) => {
    const { transcripts, evaluations } = show(claims.callId);
    const [evaluation] = evaluations;
    // Something is heard, but most of what was claimed to be unclear stays so: silence would blame nobody either.
    expect(transcripts.flatMap(({ utterances }) => utterances).filter(({ text }) => text !== '')).not.toEqual([]);
    const unclear = evaluation?.answers.filter(({ verdict }) => verdict === 'unclear') ?? [];
    const claimed = Object.values(claims.answers).filter(({ answer }) => answer === 'unclear');
    expect(claimed.length).toBeGreaterThan(0);
    expect(unclear.length).toBeGreaterThan(claimed.length / 2);
    expect(evaluation?.operatorId).toBe(claims.operatorId);
    expect(evaluation?.answers.filter(({ verdict }) => verdict === 'no')).toEqual([]);
    expect(evaluation?.score).toBeNull();
  });

  it.each(scripts)('$name proves every yes and no by words, by the window searched, or by a number', ({ claims }) => {
    const measured = new Set(['interruptions', 'dead_air', 'pace', 'first_response', 'wrong_number_fast']);
    for (const answer of show(claims.callId).evaluations.flatMap((e) => e.answers)) {
      const judged = answer.verdict === 'yes' || answer.verdict === 'no';
      if (judged && !measured.has(answer.criterionId))
        expect(answer.evidence.length > 0 || answer.searched !== null, answer.criterionId).toBe(true);
    }
  });

  it.each(['angry-calmed', 'bg-call-complaint'])('the customer of %s is angry first and content at the end', (call) => {
    const [mood] = show(call).tones.flatMap(({ operators }) => operators);
    expect(mood?.moodStart).toBeLessThan(0);
    expect(mood?.moodEnd).toBeGreaterThan(0);
  });

  it.each([
    ['English', 'en', 0.1],
    // The one free Russian voice is itself hard to understand.
    ['Russian', 'ru', 0.3],
  ])('hears at most so many of the %s words wrong', (_, language, most) => {
    const calls = spoken.filter((script) => script.language === language);
    const errors = calls.flatMap((script) => {
      const heard = show(script.claims.callId).transcripts.flatMap((t) => t.utterances);
      return (['operator', 'customer'] as const).map((speaker) => {
        const text = heard.filter((u) => u.speaker === speaker).map((u) => u.text);
        return wordErrors(saidBy(script, speaker), text.join(' '));
      });
    });
    const total = totalErrors(errors);
    console.log(`word errors of the samples, ${language}: ${String(total.errors)} of ${String(total.words)}`);
    expect(total.words).toBeGreaterThan(0);
    expect(total.rate).toBeLessThanOrEqual(most);
  });

  it('prints each call with its score, the failed criteria and the words that prove them', () => {
    for (const { claims } of scripts) expect(printed).toContain(`shop/${claims.callId}`);
    expect(printed).toMatch(/not my problem/);
    expect(printed).toMatch(/objection_price/);
  });

  it('writes no number, name or word of a caller into its log', () => {
    const log = readFileSync(join(data, 'etalon.log'), 'utf8');
    expect(log).toContain('call scored');
    const personal = ['+359', 'customer-one@example.com', 'Emma', 'Victor', 'Amber', 'problem', 'лампа'];
    expect(personal.filter((text) => log.includes(text))).toEqual([]);
  });

  it('hears and scores nothing again when it is started again', () => {
    const log = (): string => readFileSync(join(data, 'etalon.log'), 'utf8');
    const before = log();
    etalon('run', '--once');
    expect(log()).toBe(before);
  });

  it('answers other commands while it runs, and ends in order when it is told to', async () => {
    const running = spawn(process.execPath, ['main.ts', 'run', ...places()], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ETALON_REVIEW: '127.0.0.1:0' },
    });
    const [first] = (await once(running.stdout, 'data')) as [Buffer];
    expect(first.toString()).toContain('Watching the inbox');
    expect(etalon('calls', '--json')).toContain('"callId": "good-call"');
    expect(() => etalon('run', '--once')).toThrow(/DATA_FOLDER_IN_USE/);
    running.kill('SIGTERM');
    expect(await once(running, 'exit')).toEqual([0, null]);
  });
});
