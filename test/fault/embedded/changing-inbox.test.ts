import { appendFileSync, readFileSync, renameSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { eventually, moment } from '../../harness/eventually.ts';
import { rowsOf, runLine } from '../../harness/run-line.ts';
import { makeAudio } from '../../harness/speech-tools.ts';
import { cdr, stay, stayId } from '../../harness/test-inbox.ts';
import { settledFile, watchedShop } from '../../harness/watching-line.ts';

const WITHIN_MS = 300_000;
const ROUNDS = 40;
/** Shorter than a look at the inbox, so that looks and changes meet in every way. */
const BETWEEN_MS = 70;

describe('an inbox whose files change while they are read', () => {
  it('ends with each call once, as its file says last, and with nothing of a file that is gone', async () => {
    const { root, shop, dataDir, line } = await watchedShop();
    const log = join(shop, 'queue_log');
    const tones = join(root, 'tones.wav');
    makeAudio(
      '-f',
      'lavfi',
      '-i',
      'sine=frequency=440:duration=2',
      '-ac',
      '2',
      '-ar',
      '8000',
      '-c:a',
      'pcm_mulaw',
      tones,
    );
    const sound = readFileSync(tones);
    for (let round = 0; round < ROUNDS; round++) {
      // Written in place, without a care for who reads it.
      settledFile(
        join(shop, 'in-place.json'),
        cdr('in-place').replace('SIP/101', round % 2 === 0 ? 'SIP/101' : 'SIP/102'),
      );
      writeFileSync(join(shop, 'in-place.json'), '{"half": ');
      settledFile(join(shop, 'in-place.json'), cdr('in-place').replace('SIP/101', 'SIP/102'));
      // There for a moment only.
      settledFile(join(shop, 'gone.json'), '{"gone": ');
      // A recording that grows, is cut, and is replaced.
      settledFile(join(shop, 'in-place.wav'), sound.subarray(0, (round * 800) % sound.length));
      const parts = stay(round);
      appendFileSync(log, parts.slice(0, 50));
      await moment(BETWEEN_MS);
      rmSync(join(shop, 'gone.json'));
      appendFileSync(log, parts.slice(50));
      if (round % 10 === 4) renameSync(log, join(shop, `queue_log.${String(round)}`));
      if (round % 10 === 9) {
        writeFileSync(join(shop, `queue_log.${String(round)}`), readFileSync(log));
        truncateSync(log, 0);
      }
    }
    writeFileSync(join(shop, 'in-place.wav'), sound);
    const past = new Date('2026-03-04T00:00:00Z');
    utimesSync(join(shop, 'in-place.wav'), past, past);
    const stays = Array.from({ length: ROUNDS }, (_, nth) => stayId(nth));
    await eventually(WITHIN_MS, () => line.missing(['in-place', ...stays]));
    expect(await line.stop()).toBe(0);
    // What was still to be looked at when it was told to stop is looked at now.
    await runLine({ configDir: 'samples', inboxDir: join(root, 'inbox'), dataDir, die: null });
    const rows = await rowsOf(dataDir);
    const calls = rows['calls'] ?? [];
    expect(calls.map((call) => call['callId']).sort()).toEqual(['in-place', ...stays].sort());
    expect(calls.find((call) => call['callId'] === 'in-place')).toMatchObject({
      'legs.operatorAlias': ['SIP/102'],
    });
    expect(rows['recordings']).toMatchObject([{ callId: 'in-place', state: 'present', durationMs: '2000' }]);
  });
});
