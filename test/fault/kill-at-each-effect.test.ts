import {
  appendFileSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { EFFECT_NAMES, type EffectName } from '../../effects.ts';
import type { LineOrder } from '../harness/line-process.ts';
import { rowsOf, runLine, type Rows } from '../harness/run-line.ts';
import { makeAudio } from '../harness/speech-tools.ts';

/** One of each kind of work: a spoken call with its CDR, a recording alone, a log, a chat, and what is refused. */
let root = '';
let undisturbed: Rows = {};

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'etalon-kill-'));
  const shop = join(root, 'inbox', 'shop');
  mkdirSync(shop, { recursive: true });
  cpSync('samples/projects.yaml', join(root, 'config', 'projects.yaml'));
  cpSync('samples/operators.csv', join(root, 'config', 'operators.csv'));
  for (const name of ['good-call.json', 'chat-lamp-delivery.json', 'queue_log'])
    copyFileSync(join('samples/inbox/shop', name), join(shop, name));
  makeAudio('-t', '5', '-i', 'samples/inbox/shop/good-call.wav', '-c:a', 'pcm_mulaw', join(shop, 'good-call.wav'));
  makeAudio('-t', '3', '-i', 'samples/inbox/shop/good-call.wav', '-c:a', 'pcm_mulaw', join(shop, 'alone.wav'));
  writeFileSync(join(shop, 'broken.json'), '{"schemaVersion": 1, "type": "call", ');
  writeFileSync(join(shop, 'no-sound.wav'), 'this is no recording');
  appendFileSync(join(shop, 'queue_log'), 'this is no line of a queue_log\n');
  // Long untouched, so that nothing waits for files to settle; equal times give equal rows.
  const past = new Date('2026-03-03T00:00:00Z');
  for (const name of [
    'good-call.json',
    'chat-lamp-delivery.json',
    'queue_log',
    'good-call.wav',
    'alone.wav',
    'broken.json',
    'no-sound.wav',
  ])
    utimesSync(join(shop, name), past, past);
  expect(await run('undisturbed', null)).toBe('ended');
  undisturbed = await rowsOf(join(root, 'undisturbed'));
});
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

function run(name: string, die: LineOrder['die']): ReturnType<typeof runLine> {
  return runLine({ configDir: join(root, 'config'), inboxDir: join(root, 'inbox'), dataDir: join(root, name), die });
}

describe('a line that was never disturbed', () => {
  it('has each kind of row, so that each effect is really used', () => {
    const counts = Object.fromEntries(Object.entries(undisturbed).map(([table, rows]) => [table, rows.length]));
    for (const [table, rows] of Object.entries(counts)) expect(rows, table).toBeGreaterThan(0);
    expect(counts).toMatchObject({ recordings: 3, transcripts: 3, dead_letters: 3 });
  });
});

// What is in an inbox is there: only the line over Kafka puts a recording off (stream/kill-at-each-effect.test.ts).
const EFFECTS = EFFECT_NAMES.filter((name) => name !== 'retryRecording');
// Half of the time of a run is starting: two at a time keep two cores busy.
vi.setConfig({ maxConcurrency: 2 });

describe.concurrent.each(EFFECTS)('killed at %s and started again', (effect: EffectName) => {
  it.for(['before', 'after'] as const)('%s it: every call once, equal rows', async (when, { expect }) => {
    const name = `${effect}-${when}`;
    // The first commit is about the configuration; the second about a file.
    expect(await run(name, { effect, when, nth: effect === 'commit' ? 2 : 1 })).toBe('killed');
    expect(await run(name, null)).toBe('ended');
    expect(await rowsOf(join(root, name))).toEqual(undisturbed);
    rmSync(join(root, name), { recursive: true });
  });
});
