import kafkajs, { type Consumer } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { startClickHouse, type ClickHouseServer } from '../../harness/clickhouse-server.ts';
import { eventually, inTime } from '../../harness/eventually.ts';
import { stopAll } from '../../harness/health.ts';
import { sharedBroker } from '../../harness/kafka-broker.ts';
import type { FaultOrder } from '../../harness/role-effects-process.ts';
import type { SpawnedProcess } from '../../harness/role-process.ts';
import { cdr, messageTo, recordingTold, type Sent } from '../../harness/stream-messages.ts';
import { letterOf, tablesOf } from '../../harness/stream-tables.ts';
import { cutRecordings, openWorld, type World } from '../../harness/stream-world.ts';
import { speaking, type TranscriptionServer } from '../../harness/transcription-server.ts';

const STOPPED = 3;
const STALLED = 4;
const STALL_SECONDS = 10;
const ALWAYS = { from: 1, to: 1_000_000 };

let brokers = '';
let clickHouse: ClickHouseServer;
let speech: TranscriptionServer;

beforeAll(async () => {
  [brokers, clickHouse, speech] = await Promise.all([sharedBroker(), startClickHouse(), speaking()]);
});
afterAll(async () => {
  await Promise.all([clickHouse.stop(), speech.close()]);
});

async function emptyWorld(): Promise<World> {
  const world = await openWorld({ brokers, clickHouse: clickHouse.url, speechUrl: speech.baseUrl });
  onTestFinished(() => world.close());
  return world;
}

/** A process of one line with a defect planted in it. */
function planted(
  world: World,
  fault: NonNullable<FaultOrder['fault']>,
  env: Readonly<Record<string, string>> = {},
): SpawnedProcess {
  const order: FaultOrder = { lines: [fault.line], fault };
  return world.spawn(['test/harness/role-effects-process.ts', JSON.stringify(order)], env);
}

const told = z.looseObject({ callId: z.string() });
const several = <T>(count: number, of: (nth: number) => T): T[] => Array.from({ length: count }, (_, nth) => of(nth));

/** Somebody else's consumer, which has taken the group and shares partitions out in a way that Etalon does not know. */
async function strangerIn(group: string, topic: string): Promise<Consumer> {
  const { AssignerProtocol, Kafka, logLevel } = kafkajs;
  const name = 'a way of its own';
  const metadata = AssignerProtocol.MemberMetadata.encode({ version: 1, topics: [topic], userData: Buffer.alloc(0) });
  const assigner = () => ({
    name,
    version: 1,
    assign: () => Promise.resolve([]),
    protocol: () => ({ name, metadata }),
  });
  const kafka = new Kafka({ brokers: [brokers], logLevel: logLevel.NOTHING });
  const consumer = kafka.consumer({ groupId: group, partitionAssigners: [assigner] });
  const joined = new Promise((resolve) => consumer.on(consumer.events.GROUP_JOIN, resolve));
  await consumer.connect();
  await consumer.subscribe({ topics: [topic] });
  await consumer.run({ eachMessage: () => Promise.resolve() });
  await inTime(30_000, 'the stranger to join the group', joined);
  return consumer;
}

describe('a line whose consumer stops for good', () => {
  it(`ends its process with ${STOPPED}; the next one does the work`, async () => {
    const world = await emptyWorld();
    await world.send([cdr('waits', { minute: 1 })]);
    const stranger = await strangerIn(`${world.settings.group}-ingest`, world.settings.topics.cdr.name);
    const refused = world.spawn(['main.ts', 'run', '--roles', 'ingest,score']);
    expect(await inTime(60_000, 'the end of the process', refused.ended)).toBe(STOPPED);
    expect((await tablesOf(world.store)).calls).toEqual([]);
    await stranger.disconnect();
    const next = await world.start('ingest,score');
    await world.drained(60_000);
    expect((await tablesOf(world.store)).calls).toHaveLength(1);
    expect(await stopAll([next])).toEqual([0]);
  });
});

describe('faults that nobody knows', () => {
  it('one of them costs nothing, and the process goes on', async () => {
    const world = await emptyWorld();
    const process = planted(world, { line: 'ingest', effect: 'insertSourceEvents', does: 'throw', from: 1, to: 1 });
    const score = await world.start('score');
    await process.listening;
    await world.send(several(8, (nth) => cdr(`call-${nth}`, { minute: nth })));
    await world.drained(60_000);
    const { calls, dead_letters: letters } = await tablesOf(world.store);
    // A batch of one has no half that could do without it.
    expect(calls.length + letters.length).toBe(8);
    expect(letters.length).toBeLessThanOrEqual(1);
    expect(await stopAll([process])).toEqual([0]);
    expect(await stopAll([score])).toEqual([0]);
  });

  it.each([
    ['ingest', 'insertSourceEvents', (nth: number): Sent => cdr(`call-${nth}`, { minute: nth })],
    ['speech', 'insertRecordings', null],
  ] as const)(
    'five in a row end the %s process; every message is a dead letter or done by the next',
    async (line, effect, one) => {
      const world = await emptyWorld();
      const names = several(9, (nth) => `call-${nth}`);
      const uris = one === null ? cutRecordings(world.root, names) : [];
      await world.send(names.map((name, nth) => one?.(nth) ?? recordingTold(name, uris[nth] ?? '', nth)));
      const process = planted(world, { line, effect, does: 'throw', ...ALWAYS });
      expect(await inTime(60_000, 'the end of the process', process.ended)).toBe(1);
      const { dead_letters: letters } = await tablesOf(world.store);
      expect(letters.length).toBeGreaterThanOrEqual(5);
      expect(new Set(letters.map((row) => letterOf(row).code))).toEqual(new Set(['UNEXPECTED']));
      await world.start('ingest,speech,score');
      await world.drained(60_000);
      const tables = await tablesOf(world.store);
      const aside = tables.dead_letters.map((row) => told.parse(JSON.parse(letterOf(row).text)).callId);
      const found = line === 'ingest' ? tables.calls : tables.transcripts;
      expect(new Set([...aside, ...found.map(({ callId }) => callId)])).toEqual(new Set(names));
    },
  );
});

describe('a line that has work and moves nothing', () => {
  it(`ends its process with ${STALLED}; the next one does the work`, async () => {
    const world = await emptyWorld();
    const env = { ETALON_STALL_SECONDS: String(STALL_SECONDS) };
    const [uri = ''] = cutRecordings(world.root, ['heard']);
    await world.send([
      cdr('told', { minute: 1 }),
      recordingTold('heard', uri, 2),
      messageTo('toScore', null, { project: 'shop', callId: 'announced' }),
    ]);
    const hanging = [
      planted(world, { line: 'ingest', effect: 'insertCalls', does: 'hang', ...ALWAYS }, env),
      planted(world, { line: 'speech', effect: 'insertTranscripts', does: 'hang', ...ALWAYS }, env),
      planted(world, { line: 'score', effect: 'commit', does: 'hang', ...ALWAYS }, env),
    ];
    const ended = hanging.map(({ ended: end }, nth) => inTime(90_000, `the end of process ${nth}`, end));
    expect(await Promise.all(ended)).toEqual([STALLED, STALLED, STALLED]);
    const next = await world.start('ingest,speech,score');
    await world.drained(60_000);
    const { calls } = await tablesOf(world.store);
    expect(calls.map(({ callId }) => callId).sort()).toEqual(['heard', 'told']);
    await eventually(1_000, () => world.undone());
    expect(await stopAll([next])).toEqual([0]);
  });
});
