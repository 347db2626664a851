import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { startClickHouse, type ClickHouseServer } from '../../harness/clickhouse-server.ts';
import { eventually, inTime, moment } from '../../harness/eventually.ts';
import { freePort } from '../../harness/free-ports.ts';
import { notYetOut, saidOf, stopAll } from '../../harness/health.ts';
import { sharedBroker, startBroker } from '../../harness/kafka-broker.ts';
import { childrenOf, isRunning } from '../../harness/process-tree.ts';
import type { RoleProcess } from '../../harness/role-process.ts';
import { cdr, recordingTold } from '../../harness/stream-messages.ts';
import { tablesOf } from '../../harness/stream-tables.ts';
import { cutRecordings, openWorld, type World, type WorldOptions } from '../../harness/stream-world.ts';
import { startProxy } from '../../harness/tcp-proxy.ts';
import { transcriptionServer, type Reply, type TranscriptionServer } from '../../harness/transcription-server.ts';

const STOP_SECONDS = 3;
/** What a stop may take beyond its seconds: closing, and a busy machine. */
const SLACK_MS = 12_000;
const HEARD: Reply = { status: 200, body: { text: 'Good morning, Amber House.', language: 'english' } };

let brokers = '';
let clickHouse: ClickHouseServer;
let speech: TranscriptionServer;
/** What the recogniser does now. */
let reply: () => Reply | Promise<Reply> = () => HEARD;

beforeAll(async () => {
  const answering = transcriptionServer(() => reply());
  [brokers, clickHouse, speech] = await Promise.all([sharedBroker(), startClickHouse(), answering]);
});
afterAll(async () => {
  await Promise.all([clickHouse.stop(), speech.close()]);
});

async function emptyWorld(options: Partial<WorldOptions> = {}): Promise<World> {
  reply = () => HEARD;
  const world = await openWorld({ brokers, clickHouse: clickHouse.url, speechUrl: speech.baseUrl, ...options });
  onTestFinished(() => world.close());
  return world;
}

/** A speech process with a recording before the recogniser. */
async function hearing(world: World, stopSeconds: number): Promise<RoleProcess & { readonly data: string }> {
  const data = join(world.folder, 'speech');
  const env = { ETALON_DATA: data, ETALON_STOP_SECONDS: String(stopSeconds) };
  const process = await world.start('speech', env);
  const before = speech.received.length;
  const [uri = ''] = cutRecordings(world.root, ['long']);
  await world.send([recordingTold('long', uri, 1)]);
  await eventually(60_000, () => (speech.received.length > before ? [] : ['a request to the recogniser']));
  return { ...process, data };
}

const uncommitted = async ({ kafka, settings }: World, line: string, topic: 'recordings' | 'cdr'): Promise<number> => {
  const { name } = settings.topics[topic];
  return (await kafka.lag(`${settings.group}-${line}`, [name])).get(name) ?? 0;
};

const heardCalls = async (world: World): Promise<readonly unknown[]> =>
  (await tablesOf(world.store)).transcripts.map(({ callId }) => callId);

/** Ends softly and in time, and leaves neither processes nor work folders. */
async function endsCleanly(process: RoleProcess & { readonly data: string }, stopSeconds: number): Promise<void> {
  const children = await childrenOf(process.pid);
  expect(await inTime(stopSeconds * 1_000 + SLACK_MS, 'the end of the process', process.stop())).toBe(0);
  expect(children.length).toBeGreaterThan(0);
  await eventually(5_000, () => children.filter(isRunning).map((pid) => `the end of its child ${pid}`));
  const work = join(process.data, 'work');
  expect(existsSync(work) ? readdirSync(work) : []).toEqual([]);
}

describe('a process that is told to stop in the middle of a recording', () => {
  it('finishes it when it can, and commits it', async () => {
    const world = await emptyWorld();
    const gate = Promise.withResolvers<Reply>();
    reply = () => gate.promise;
    const process = await hearing(world, 60);
    const ended = endsCleanly(process, 60);
    await eventually(10_000, () => notYetOut([process], 'yes'));
    gate.resolve(HEARD);
    await ended;
    expect(await heardCalls(world)).toEqual(['long']);
    expect(await uncommitted(world, 'speech', 'recordings')).toBe(0);
  });

  it('hands it back when the recogniser never answers: nothing is committed, and another process hears it', async () => {
    const world = await emptyWorld();
    reply = () => 'hang';
    await endsCleanly(await hearing(world, STOP_SECONDS), STOP_SECONDS);
    expect(await heardCalls(world)).toEqual([]);
    expect(await uncommitted(world, 'speech', 'recordings')).toBe(1);
    reply = () => HEARD;
    const next = await world.start('speech');
    await world.drained(60_000, ['speech']);
    expect(await heardCalls(world)).toEqual(['long']);
    expect(await stopAll([next])).toEqual([0]);
  });

  it('does not wait for a speech process that is stopped itself, and takes it along', async () => {
    const world = await emptyWorld();
    const process = await hearing(world, STOP_SECONDS);
    await eventually(30_000, async () => ((await heardCalls(world)).length === 1 ? [] : ['the first recording']));
    const [child = 0] = await childrenOf(process.pid);
    globalThis.process.kill(child, 'SIGSTOP');
    const [uri = ''] = cutRecordings(world.root, ['another']);
    await world.send([recordingTold('another', uri, 2)]);
    await eventually(30_000, async () => {
      const metrics = await (await fetch(`http://127.0.0.1:${process.healthPort}/metrics`)).text();
      return /^etalon_speech_slots_busy\S* 1$/m.test(metrics) ? [] : ['the next recording in its slot'];
    });
    await endsCleanly(process, STOP_SECONDS);
    expect(await heardCalls(world)).toEqual(['long']);
    expect(await uncommitted(world, 'speech', 'recordings')).toBe(1);
  });
});

describe('a process that is told to stop while it waits', () => {
  it('for the store, ends in time, commits nothing, and the next one does the work', async () => {
    const proxy = await startProxy(clickHouse.port);
    onTestFinished(() => proxy.close());
    const world = await emptyWorld({ through: { clickHouse: `http://127.0.0.1:${proxy.port}` } });
    const process = await world.start('ingest,score', { ETALON_STOP_SECONDS: String(STOP_SECONDS) });
    proxy.refuse();
    proxy.cut();
    await world.send([cdr('waits', { minute: 1 })]);
    await eventually(30_000, () => (saidOf(process, 'store away').length > 0 ? [] : ['the store to be missed']));
    expect(await inTime(STOP_SECONDS * 1_000 + SLACK_MS, 'the end of the process', process.stop())).toBe(0);
    expect(await uncommitted(world, 'ingest', 'cdr')).toBe(1);
    await proxy.accept();
    const next = await world.start('ingest,score');
    await world.drained(60_000);
    expect((await tablesOf(world.store)).calls).toMatchObject([{ callId: 'waits' }]);
    expect(await stopAll([next])).toEqual([0]);
  });

  it('for a broker that takes everything and answers nothing, ends in time all the same', async () => {
    const port = await freePort();
    const broker = await startBroker({ advertisedPort: port });
    onTestFinished(() => broker.stop());
    const proxy = await startProxy(Number(broker.address.split(':')[1]), port);
    onTestFinished(() => proxy.close());
    const world = await emptyWorld({ brokers: `127.0.0.1:${proxy.port}` });
    const env = { ETALON_STOP_SECONDS: String(STOP_SECONDS) };
    const processes = [await world.start('ingest', env), await world.start('speech,score', env)];
    await world.send([cdr('silent', { minute: 1 })]);
    await world.drained(60_000);
    proxy.stall();
    await moment(1_500);
    const ends = processes.map((process) => inTime(STOP_SECONDS * 1_000 + SLACK_MS, 'its end', process.stop()));
    expect(await Promise.all(ends)).toEqual([0, 0]);
    proxy.flow();
  });

  it('for the broker at its start, ends at once', async () => {
    const world = await emptyWorld();
    const nobody = `127.0.0.1:${await freePort()}`;
    const process = world.spawn(['main.ts', 'run', '--roles', 'ingest'], { KAFKA_BROKERS: nobody });
    await eventually(30_000, () => (saidOf(process, 'broker away').length > 0 ? [] : ['the broker to be missed']));
    expect(await inTime(SLACK_MS, 'the end of the process', process.stop())).toBe(0);
  });
});
