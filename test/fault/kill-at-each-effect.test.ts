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
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EFFECT_NAMES, type EffectName } from '../../effects.ts';
import type { LineOrder } from '../harness/line-process.ts';
import { rowsOf, runLine, type Rows } from '../harness/run-line.ts';
import { makeAudio } from '../harness/speech-tools.ts';

/** One of each kind of work: a spoken call with its CDR, a recording alone, a log, a chat, and what is refused. */
let root = '';
let undisturbed: Rows = {};

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'etalon-kill-'));
  const shop = join(root, 'inbox', 'shop');
  mkdirSync(shop, { recursive: true });
  cpSync('samples/projects.yaml', join(root, 'config', 'projects.yaml'));
  cpSync('samples/operators.csv', join(root, 'config', 'operators.csv'));
  for (const name of ['good-call.json', 'chat-lamp-delivery.json', 'queue_log'])
    copyFileSync(join('samples/inbox/shop', name), join(shop, name));
  makeAudio('-t', '8', '-i', 'samples/inbox/shop/good-call.wav', '-c:a', 'pcm_mulaw', join(shop, 'good-call.wav'));
  makeAudio('-t', '4', '-i', 'samples/inbox/shop/good-call.wav', '-c:a', 'pcm_mulaw', join(shop, 'alone.wav'));
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
  expect(run('undisturbed', null)).toBe('ended');
  undisturbed = rowsOf(join(root, 'undisturbed'));
});
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

function run(name: string, die: LineOrder['die']): 'ended' | 'killed' {
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
describe.each(EFFECT_NAMES.filter((name) => name !== 'retryRecording'))(
  'killed at %s and started again',
  (effect: EffectName) => {
    it.each(['before', 'after'] as const)('%s it: every call once, equal rows', (when) => {
      const name = `${effect}-${when}`;
      // The first commit is about the configuration; the second about a file.
      expect(run(name, { effect, when, nth: effect === 'commit' ? 2 : 1 })).toBe('killed');
      expect(run(name, null)).toBe('ended');
      expect(rowsOf(join(root, name))).toEqual(undisturbed);
      rmSync(join(root, name), { recursive: true });
    });
  },
);
