import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { startClickHouse, type ClickHouseServer } from '../../harness/clickhouse-server.ts';
import { eventually } from '../../harness/eventually.ts';
import { notYetOut, notYetReady, saidOf, stopAll } from '../../harness/health.ts';
import { sharedBroker } from '../../harness/kafka-broker.ts';
import type { RoleProcess } from '../../harness/role-process.ts';
import { contentsOf, tablesOf, type Tables } from '../../harness/stream-tables.ts';
import { breachesOf, mixedTraffic, recordingNames, type Traffic } from '../../harness/stream-traffic.ts';
import { cutRecordings, openWorld, type World } from '../../harness/stream-world.ts';
import { startProxy, type Proxy } from '../../harness/tcp-proxy.ts';
import { speaking, type TranscriptionServer } from '../../harness/transcription-server.ts';

const GROUPS = 4;
const LINES = ['ingest', 'speech', 'score'];
/** More tries than any limit that comes to mind; they take about 15 s. */
const TRIES = 7;

let root = '';
let brokers = '';
let clickHouse: ClickHouseServer;
let proxy: Proxy;
let speech: TranscriptionServer;
let traffic: Traffic;
let undisturbed: Tables;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'etalon-store-'));
  [brokers, clickHouse, speech] = await Promise.all([sharedBroker(), startClickHouse(), speaking(300)]);
  proxy = await startProxy(clickHouse.port);
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
  await Promise.all([clickHouse.stop(), speech.close()]);
  rmSync(root, { recursive: true, force: true });
});

/** Processes reach the store through the proxy, the test goes straight to it. */
function emptyWorld(): Promise<World> {
  const through = { clickHouse: `http://127.0.0.1:${proxy.port}` };
  return openWorld({ brokers, clickHouse: clickHouse.url, speechUrl: speech.baseUrl, root, through });
}

async function threeProcesses(): Promise<{ readonly world: World; readonly processes: readonly RoleProcess[] }> {
  const world = await emptyWorld();
  onTestFinished(() => world.close());
  return { world, processes: await Promise.all(LINES.map((line) => world.start(line))) };
}

async function expectAll(world: World): Promise<void> {
  await world.drained(120_000);
  const tables = await tablesOf(world.store);
  expect(breachesOf(tables, traffic)).toEqual([]);
  expect(contentsOf(tables)).toEqual(undisturbed);
}

/** How many processes have kept the figures of their /metrics; the next come a minute later. */
const keepers = {
  name: 'keepers',
  sql: 'SELECT uniqExact(process) AS processes FROM pipeline_figures',
  parse: (row: unknown) => z.object({ processes: z.coerce.number() }).parse(row).processes,
};

/** How many messages each line has not committed. */
async function lags({ kafka, settings }: World): Promise<Readonly<Record<string, number>>> {
  const { cdr, queueEvents, operatorStates, messages, recordings, toScore } = settings.topics;
  const ofLine = { ingest: [cdr, queueEvents, operatorStates, messages], speech: [recordings], score: [toScore] };
  const counted = Object.entries(ofLine).map(async ([line, topics]) => {
    const lag = await kafka.lag(
      `${settings.group}-${line}`,
      topics.map(({ name }) => name),
    );
    return [line, [...lag.values()].reduce((sum, one) => sum + one, 0)] as const;
  });
  return Object.fromEntries(await Promise.all(counted));
}

describe('a store that is killed while messages come in', () => {
  it('is waited for without a limit: not ready, nothing committed; then ready again, nothing lost or doubled', async () => {
    const { world, processes } = await threeProcesses();
    const half = traffic.messages.length >> 1;
    await world.send(traffic.messages.slice(0, half));
    await eventually(60_000, async () => {
      return (await tablesOf(world.store)).transcripts.length > 0 ? [] : ['a first transcript'];
    });
    await clickHouse.kill();
    await eventually(30_000, () => notYetOut(processes, 'STORE_AWAY'));
    const before = await lags(world);
    const rest = traffic.messages.slice(half);
    await world.send(rest);
    await eventually(60_000, () => {
      const tried = Math.max(
        0,
        ...processes.flatMap((one) => saidOf(one, 'store away').map(({ attempt = 0 }) => attempt)),
      );
      return tried >= TRIES ? [] : [`${TRIES} tries, so far ${tried}`];
    });
    // What was sent while the store was away is what has been added to what was not committed then, and nothing less.
    const sent = { ingest: rest.filter(({ to }) => to !== 'recordings').length };
    const after = await lags(world);
    expect(after['ingest']).toBe((before['ingest'] ?? 0) + sent.ingest);
    expect(after['speech']).toBe((before['speech'] ?? 0) + rest.length - sent.ingest);
    expect(after['score']).toBe(before['score']);
    await clickHouse.restart();
    await eventually(30_000, () => notYetReady(processes));
    await expectAll(world);
    expect(await stopAll(processes)).toEqual([0, 0, 0]);
  });
});

const answerOf = (status: string, code: number | null, type: string): string => {
  const body = code === null ? 'no' : `Code: ${code}. DB::Exception: no (${type})\n`;
  const header = code === null ? '' : `X-ClickHouse-Exception-Code: ${code}\r\n`;
  return `HTTP/1.1 ${status}\r\n${header}Content-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`;
};

/** Each is set up, strikes until a process has noticed it, and is taken back. */
const FAULTS: Readonly<Record<string, { readonly begin: () => void; readonly end: () => void | Promise<void> }>> = {
  'cut in the middle of an insert': {
    begin: () => {
      proxy.cut();
      proxy.cutAfterBytes(3_000);
    },
    end: () => undefined,
  },
  'refusing connections': {
    begin: () => {
      proxy.refuse();
      proxy.cut();
    },
    end: () => proxy.accept(),
  },
  'answering 500': answering(answerOf('500 Internal Server Error', null, '')),
  'out of memory (241)': answering(answerOf('500 Internal Server Error', 241, 'MEMORY_LIMIT_EXCEEDED')),
  'with too many parts (252)': answering(answerOf('500 Internal Server Error', 252, 'TOO_MANY_PARTS')),
  'read-only (242)': answering(answerOf('500 Internal Server Error', 242, 'TABLE_IS_READ_ONLY')),
};

function answering(answer: string): { readonly begin: () => void; readonly end: () => void } {
  return {
    begin: () => {
      proxy.answerWith(answer);
      proxy.cut();
    },
    end: () => {
      proxy.answerWith(null);
    },
  };
}

describe('a store that works badly', () => {
  it(`${Object.keys(FAULTS).join(', ')}, silent and cut off: nothing lost, nothing twice`, async () => {
    const { world, processes } = await threeProcesses();
    // What each process writes at its start and no line waits for would be what is cut, and nobody would miss the store.
    await eventually(60_000, async () => {
      const [kept] = await world.store.run(keepers, {});
      return kept === processes.length ? [] : [`the first figures of ${processes.length} processes, so far of ${kept}`];
    });
    const missed = (): number => processes.reduce((sum, one) => sum + saidOf(one, 'store away').length, 0);
    const faults = Object.entries(FAULTS);
    const share = Math.ceil(traffic.messages.length / (faults.length + 1));
    for (const [nth, [name, { begin, end }]] of faults.entries()) {
      const before = missed();
      begin();
      await world.send(traffic.messages.slice(nth * share, (nth + 1) * share));
      await eventually(60_000, () => (missed() > before ? [] : [`a process to notice a store ${name}`]));
      await end();
    }
    proxy.stall();
    await world.send(traffic.messages.slice(faults.length * share));
    await eventually(30_000, () => notYetOut(processes, 'READY_CHECK_SLOW'));
    proxy.flow();
    proxy.cut();
    await expectAll(world);
    expect(await stopAll(processes)).toEqual([0, 0, 0]);
  });
});
