import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { between, pick, randomStream } from '../../../simulate/random.ts';
import { startClickHouse, type ClickHouseServer } from '../../harness/clickhouse-server.ts';
import { moment } from '../../harness/eventually.ts';
import { stopAll } from '../../harness/health.ts';
import { sharedBroker } from '../../harness/kafka-broker.ts';
import type { SpawnedProcess } from '../../harness/role-process.ts';
import { contentsOf, tablesOf, type Tables } from '../../harness/stream-tables.ts';
import { breachesOf, mixedTraffic, recordingNames, type Traffic } from '../../harness/stream-traffic.ts';
import { cutRecordings, openWorld, type World } from '../../harness/stream-world.ts';
import { speaking, type TranscriptionServer } from '../../harness/transcription-server.ts';

/** `npm run soak` asks for more, with seeds of its own. */
const KILLS = Number(process.env['SOAK_COUNT'] ?? 20);
/** Of the moments and of who is killed. */
const SEED = process.env['SOAK_SEED'] ?? 'twenty kills';
const GROUPS = 8;
const LINES = ['ingest', 'speech', 'score'] as const;

let root = '';
let brokers = '';
let clickHouse: ClickHouseServer;
let speech: TranscriptionServer;
let traffic: Traffic;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'etalon-kills-'));
  // Slow enough that most kills find recordings in hand.
  [brokers, clickHouse, speech] = await Promise.all([sharedBroker(), startClickHouse(), speaking(200)]);
  traffic = mixedTraffic(GROUPS, cutRecordings(root, recordingNames(GROUPS)));
});
afterAll(async () => {
  await Promise.all([clickHouse.stop(), speech.close()]);
  rmSync(root, { recursive: true, force: true });
});

async function emptyWorld(): Promise<World> {
  const places = { brokers, clickHouse: clickHouse.url, speechUrl: speech.baseUrl, root };
  const world = await openWorld({ ...places, sessionSeconds: 3 });
  onTestFinished(() => world.close());
  return world;
}

async function undisturbed(): Promise<Tables> {
  const world = await emptyWorld();
  await world.send(traffic.messages);
  const all = await world.start('ingest,speech,score');
  await world.drained(120_000);
  await stopAll([all]);
  return contentsOf(await tablesOf(world.store));
}

describe(`${KILLS} kills at moments of the seed "${SEED}" while messages stream in`, () => {
  it('lose no call and double none: equal to a run that nobody disturbed', async () => {
    const expected = await undisturbed();
    const world = await emptyWorld();
    const random = randomStream(SEED);
    const spawn = (line: string): SpawnedProcess =>
      // Each with its own data folder all along, as a service has it.
      world.spawn(['main.ts', 'run', '--roles', line], { ETALON_DATA: join(world.folder, line) });
    const running = new Map(LINES.map((line) => [line, spawn(line)]));
    const share = Math.ceil(traffic.messages.length / KILLS);
    for (let nth = 0; nth < KILLS; nth++) {
      await world.send(traffic.messages.slice(nth * share, (nth + 1) * share));
      await moment(between(random, 300, 2_500));
      const line = pick(random, LINES);
      await running.get(line)?.kill();
      running.set(line, spawn(line));
    }
    await world.drained(120_000);
    const tables = await tablesOf(world.store);
    expect(breachesOf(tables, traffic)).toEqual([]);
    expect(contentsOf(tables)).toEqual(expected);
  });
});
