import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acwRuleOf, occupancy } from '../../../queries/operator-numbers.ts';
import { MACHINE_JUDGED, qualityPerOperator } from '../../../queries/quality-numbers.ts';
import { abandonRate, reconciliation, serviceLevel, waiting } from '../../../queries/queue-numbers.ts';
import type { OpenedStore } from '../../../store/open-store.ts';
import { startClickHouse, type ClickHouseServer } from '../../harness/clickhouse-server.ts';
import { stopAll } from '../../harness/health.ts';
import { freshTopicPrefix, sharedBroker } from '../../harness/kafka-broker.ts';
import type { RoleProcess } from '../../harness/role-process.ts';
import { cdr, PROJECT, SAMPLE_DAY, type Sent } from '../../harness/stream-messages.ts';
import { tablesOf, type Row, type Tables } from '../../harness/stream-tables.ts';
import { breachesOf, mixedTraffic, recordingNames, type Traffic } from '../../harness/stream-traffic.ts';
import { cutRecordings, openWorld, type World, type WorldOptions } from '../../harness/stream-world.ts';
import { speaking, type TranscriptionServer } from '../../harness/transcription-server.ts';

const GROUPS = 3;
let root = '';
let brokers = '';
let clickHouse: ClickHouseServer;
let speech: TranscriptionServer;
let traffic: Traffic;
let uris: readonly string[];
let world: World;
let running: RoleProcess;
const prefix = freshTopicPrefix();
const database = 'late_and_repeated';

/** Everything is taken in once before the tests begin. */
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'etalon-late-'));
  [brokers, clickHouse, speech] = await Promise.all([sharedBroker(), startClickHouse(), speaking()]);
  uris = cutRecordings(root, recordingNames(GROUPS));
  traffic = mixedTraffic(GROUPS, uris);
  world = await worldOf('first');
  await world.send(traffic.messages);
  running = await world.start('ingest,speech,score');
  await world.drained(120_000);
  expect(breachesOf(await tablesOf(world.store), traffic)).toEqual([]);
});
afterAll(async () => {
  await world.close();
  await Promise.all([clickHouse.stop(), speech.close()]);
  rmSync(root, { recursive: true, force: true });
});

/** A group that has read nothing yet, on the same topics and the same store. */
function worldOf(group: string, projects: WorldOptions['projects'] = (yaml) => yaml): Promise<World> {
  const places = { brokers, clickHouse: clickHouse.url, speechUrl: speech.baseUrl, root, prefix, database };
  return openWorld({ ...places, projects, kafkaYaml: `group: ${group}\n` });
}

/** Every row that readers see, in one order. */
const rowsOf = (tables: Tables): readonly string[] =>
  Object.entries(tables).flatMap(([table, rows]) => rows.map((row) => `${table} ${JSON.stringify(row)}`).sort());

/** Everything that a board shows of the day. */
async function kpisOf(store: OpenedStore) {
  const period = { project: PROJECT, ...SAMPLE_DAY };
  const queues = { ...period, queue: '' };
  const noAcw = acwRuleOf({ acwReasons: [], acwWithinSeconds: 0, queues: {} });
  const level = { thresholdMs: 20_000, shortMs: 5_000, attribution: 'cohort', intervalMs: 0, byQueue: 1 } as const;
  return {
    queues: await store.run(serviceLevel, { ...queues, ...level }),
    abandoned: await store.run(abandonRate, { ...queues, shortMs: 5_000 }),
    waited: await store.run(waiting, queues),
    broken: await store.run(reconciliation, queues),
    occupied: await store.run(occupancy, { ...period, operatorId: '', ...noAcw }),
    quality: await store.run(qualityPerOperator, { ...period, ...MACHINE_JUDGED, grain: 'operator' }),
  };
}

describe('messages that come again', () => {
  it('all of them, from the first offset on: no row and no number changes', async () => {
    const [rows, kpis] = [rowsOf(await tablesOf(world.store)), await kpisOf(world.store)];
    expect(kpis.quality.length).toBeGreaterThan(1);
    const requests = speech.received.length;
    const again = await worldOf('again');
    const replayed = await again.start('ingest,speech,score');
    await again.drained(120_000);
    expect(await stopAll([replayed])).toEqual([0]);
    await again.close();
    await world.drained(120_000);
    expect(rowsOf(await tablesOf(world.store))).toEqual(rows);
    expect(await kpisOf(world.store)).toEqual(kpis);
    expect(speech.received.length, 'nothing is recognised again').toBe(requests);
  });
});

describe('a CDR that comes again a month later with another operator and queue', () => {
  const CALL = 'named-0';
  const facts = { minute: 0, operator: 'SIP/101', queue: 'sales' };
  const corrected = (): Sent =>
    cdr(CALL, { ...facts, operator: 'SIP/103', queue: 'complaints', revision: 1, uri: uris[0] ?? '' });

  const evaluations = async (): Promise<readonly Row[]> =>
    (await tablesOf(world.store)).evaluations.filter(({ callId }) => callId === CALL);

  it('changes each number once, however often it comes, and the call is scored anew', async () => {
    const before = await kpisOf(world.store);
    expect(await evaluations()).toMatchObject([{ operatorId: 'emma-reed', withdrawn: false }]);
    await world.send([corrected()]);
    await world.drained(60_000);
    const after = await kpisOf(world.store);

    const offered = (kpis: typeof before) => Object.fromEntries(kpis.queues.map((row) => [row.queue, row.offered]));
    const { sales = 0, ...others } = offered(before);
    expect(offered(after)).toEqual({ ...others, sales: sales - 1, complaints: 1 });
    const handled = (kpis: typeof before, who: string) =>
      kpis.occupied.find((row) => row.operatorId === who)?.handledMs;
    expect(handled(after, 'emma-reed')).toBe((handled(before, 'emma-reed') ?? 0) - 50_000);
    expect(handled(after, 'olivia-hart')).toBe((handled(before, 'olivia-hart') ?? 0) + 50_000);
    const judged = (kpis: typeof before, who: string) => kpis.quality.find((row) => row.operatorId === who)?.n;
    expect(judged(after, 'emma-reed')).toBe((judged(before, 'emma-reed') ?? 0) - 1);
    expect(judged(after, 'olivia-hart')).toBe((judged(before, 'olivia-hart') ?? 0) + 1);
    expect([after.abandoned, after.waited, after.broken]).toEqual([before.abandoned, before.waited, before.broken]);

    const call = (await tablesOf(world.store)).calls.find(({ callId }) => callId === CALL);
    const judgedNow = new Map((await evaluations()).map((row) => [row['operatorId'], row]));
    expect(judgedNow.get('emma-reed')).toMatchObject({ withdrawn: true });
    expect(judgedNow.get('olivia-hart')).toMatchObject({ withdrawn: false, revision: call?.['version'] });
    expect(judgedNow.size).toBe(2);

    // Again and again, and the first one after all of them.
    const rows = rowsOf(await tablesOf(world.store));
    await world.send([corrected(), corrected()]);
    await world.drained(60_000);
    await world.send([corrected(), cdr(CALL, { ...facts, uri: uris[0] ?? '' })]);
    await world.drained(60_000);
    expect(await kpisOf(world.store)).toEqual(after);
    expect(rowsOf(await tablesOf(world.store))).toEqual(rows);
  });
});

describe('a project whose operators turn out to be on the other channel', () => {
  const LEFT = 'inbound: 0, outbound: 0, internal: 0';
  const RIGHT = 'inbound: 1, outbound: 1, internal: 1';
  /** Who speaks first in each recording. */
  const firstSpeakers = async (): Promise<readonly string[]> =>
    (await tablesOf(world.store)).transcripts
      .filter(({ engine }) => engine === 'openai')
      .map((row) => `${String(row['callId'])} ${(row['utterances.speaker'] as string[])[0] ?? 'nobody'}`)
      .sort();

  it('has its recordings fetched again, there and back, and every call scored anew', async () => {
    expect(await stopAll([running])).toEqual([0]);
    const before = await firstSpeakers();
    const requests = speech.received.length;
    expect(before.length).toBeGreaterThan(GROUPS);
    for (const [projects, expected] of [
      [(yaml: string) => yaml.replace(LEFT, RIGHT), before.map(otherSpeaker).sort()],
      [(yaml: string) => yaml, before],
    ] as const) {
      const turned = await worldOf('first', projects);
      const process = await turned.start('ingest,speech,score');
      await turned.drained(120_000);
      expect(await firstSpeakers()).toEqual(expected);
      expect(speech.received.length, 'nothing is recognised again').toBe(requests);
      const { calls, evaluations } = await tablesOf(world.store);
      const versions = new Map(calls.map(({ callId, version }) => [callId, version]));
      const counting = evaluations.filter(({ withdrawn }) => withdrawn === false);
      for (const { callId, revision } of counting) expect(revision, String(callId)).toBe(versions.get(callId));
      expect(await stopAll([process])).toEqual([0]);
      await turned.close();
    }
  });
});

describe('a name of the telephone system that belongs to somebody else now', () => {
  const CALL = 'renamed';
  const operatorOf = async (): Promise<unknown> =>
    (await tablesOf(world.store)).calls.find(({ callId }) => callId === CALL)?.['legs.operatorId'];

  it('is theirs also in calls that a process folded which still had the old file, once the next one starts', async () => {
    const renamed = await worldOf('first');
    const file = join(renamed.folder, 'config', 'operators.csv');
    // Emma Reed and Victor Lane change places.
    writeFileSync(
      file,
      readFileSync(file, 'utf8').replace('SIP/101@', 'SIP/999@').replace('SIP/104@2026-01-12', 'SIP/101@2026-01-01'),
    );
    const first = await renamed.start('ingest,speech,score');
    await renamed.drained(60_000);
    expect(await stopAll([first])).toEqual([0]);

    const late = await world.start('ingest,speech,score');
    await world.send([cdr(CALL, { minute: 90, operator: 'SIP/101' })]);
    await world.drained(60_000);
    expect(await stopAll([late])).toEqual([0]);
    expect(await operatorOf()).toEqual(['emma-reed']);

    const next = await renamed.start('ingest,speech,score');
    await renamed.drained(60_000);
    expect(await operatorOf()).toEqual(['victor-lane']);
    expect(await stopAll([next])).toEqual([0]);
    await renamed.close();
  });
});

function otherSpeaker(line: string): string {
  return line.endsWith('operator') ? line.replace(/operator$/, 'customer') : line.replace(/customer$/, 'operator');
}
