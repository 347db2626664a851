import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { startClickHouse, type ClickHouseServer } from '../../harness/clickhouse-server.ts';
import { eventually, inTime, moment } from '../../harness/eventually.ts';
import { freePort } from '../../harness/free-ports.ts';
import { saidOf, stopAll } from '../../harness/health.ts';
import { startBroker, type Broker } from '../../harness/kafka-broker.ts';
import { contentsOf, tablesOf, type Tables } from '../../harness/stream-tables.ts';
import { breachesOf, mixedTraffic, recordingNames, type Traffic } from '../../harness/stream-traffic.ts';
import { cutRecordings, openWorld, type World } from '../../harness/stream-world.ts';
import { startProxy, type Proxy } from '../../harness/tcp-proxy.ts';
import { speaking, type TranscriptionServer } from '../../harness/transcription-server.ts';

const GROUPS = 4;
const LINES = ['ingest', 'speech', 'score'];

let root = '';
let broker: Broker;
let proxy: Proxy;
let clickHouse: ClickHouseServer;
let speech: TranscriptionServer;
let traffic: Traffic;
let undisturbed: Tables;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'etalon-broker-'));
  const port = await freePort();
  [broker, clickHouse, speech] = await Promise.all([
    startBroker({ advertisedPort: port }),
    startClickHouse(),
    speaking(300),
  ]);
  proxy = await startProxy(Number(broker.address.split(':')[1]), port);
  traffic = mixedTraffic(GROUPS, cutRecordings(root, recordingNames(GROUPS)));
  const world = await emptyWorld();
  await world.send(traffic.messages);
  await world.start('ingest,speech,score');
  await world.drained(120_000);
  undisturbed = contentsOf(await tablesOf(world.store));
  await world.close();
});
afterAll(async () => {
  await proxy.close();
  await Promise.all([broker.stop(), clickHouse.stop(), speech.close()]);
  rmSync(root, { recursive: true, force: true });
});

/** Everybody reaches the broker through the proxy: it sends all clients there. */
function emptyWorld(): Promise<World> {
  const brokers = `127.0.0.1:${proxy.port}`;
  return openWorld({ brokers, clickHouse: clickHouse.url, speechUrl: speech.baseUrl, root });
}

/** Three processes at work on the first half of the traffic. */
async function halfway(): Promise<{
  world: World;
  processes: Awaited<ReturnType<World['start']>>[];
  rest: Traffic['messages'];
}> {
  const world = await emptyWorld();
  onTestFinished(() => world.close());
  const processes = await Promise.all(LINES.map((line) => world.start(line)));
  const half = traffic.messages.length >> 1;
  await world.send(traffic.messages.slice(0, half));
  await eventually(60_000, async () => {
    const { transcripts } = await tablesOf(world.store);
    return transcripts.length > 0 ? [] : ['a first transcript'];
  });
  return { world, processes, rest: traffic.messages.slice(half) };
}

async function expectAll(world: World): Promise<void> {
  await world.drained(120_000);
  const tables = await tablesOf(world.store);
  expect(breachesOf(tables, traffic)).toEqual([]);
  expect(contentsOf(tables)).toEqual(undisturbed);
}

describe('a broker that goes away while messages are worked on', () => {
  it('is waited for when it was killed, and nothing is lost or doubled', async () => {
    const { world, processes, rest } = await halfway();
    await broker.kill();
    const sent = world.send(rest);
    await eventually(60_000, () =>
      processes.flatMap((process, nth) =>
        saidOf(process, 'broker away').length > 0 ? [] : [`${LINES[nth] ?? ''} to miss the broker`],
      ),
    );
    await broker.restart();
    await inTime(120_000, 'the second half of the traffic to be sent', sent);
    await expectAll(world);
    expect(await stopAll(processes)).toEqual([0, 0, 0]);
  });

  it('may cut connections, refuse them and say nothing for longer than a session, again and again', async () => {
    const { world, processes, rest } = await halfway();
    const sent = world.send(rest);
    for (const silentMs of [300, 8_000, 300, 300]) {
      proxy.cut();
      await moment(500);
      proxy.refuse();
      proxy.cut();
      await moment(1_500);
      await proxy.accept();
      proxy.stall();
      await moment(silentMs);
      proxy.flow();
    }
    await inTime(120_000, 'the second half of the traffic to be sent', sent);
    await expectAll(world);
    expect(await stopAll(processes)).toEqual([0, 0, 0]);
  });
});
