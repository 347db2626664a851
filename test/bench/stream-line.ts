import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { readConfigured } from '../../configured.ts';
import { openKafka } from '../../ingest/kafka/kafka.ts';
import { INPUT_TOPICS, topicsOf } from '../../ingest/kafka/kafka-settings.ts';
import { openStore } from '../../store/open-store.ts';
import type { ClickHouseServer } from '../harness/clickhouse-server.ts';
import { freshTopicPrefix, type Broker } from '../harness/kafka-broker.ts';
import { startRoles } from '../harness/role-process.ts';
import { startProxy } from '../harness/tcp-proxy.ts';
import { cdrOf } from './cdr.ts';
import { cpuSecondsOf } from './measure.ts';
import { SAMPLES } from './samples.ts';
import { transcriptOf } from './transcript.ts';

export const LINES = ['ingest', 'score'] as const;
export type StreamLine = (typeof LINES)[number];

/** Ingest and score, each a process as `run --roles` starts it, over a real broker and ClickHouse over loopback HTTP. */
export type BenchLine = {
  /** Sends a CDR and a finished transcript for each call, recognition being done elsewhere. */
  readonly send: (callIds: readonly string[]) => Promise<void>;
  /** A line that is held has no CPU time at all (SIGSTOP); what it is sent waits in its topics. */
  readonly hold: (line: StreamLine) => void;
  readonly go: (line: StreamLine) => void;
  /** Resolves when the line has committed all that lies in its topics. */
  readonly idle: (line: StreamLine) => Promise<void>;
  /** CPU-seconds so far. */
  readonly cpuSeconds: () => Readonly<Record<BenchProcess, number>>;
  /** Of calls whose id begins so: those whose evaluation can be read now. */
  readonly scored: (prefix: string) => Promise<readonly string[]>;
  /** The store's server refuses everybody and cuts who is connected, until it is told to come back. */
  readonly storeAway: () => void;
  readonly storeBack: () => Promise<void>;
  readonly close: () => Promise<void>;
};

export const PROCESSES = [...LINES, 'broker', 'server'] as const;
export type BenchProcess = (typeof PROCESSES)[number];

const scoredRow = z.object({ callId: z.string() });

const LOOK_MS = 50;
/** A held line is silent; it must not lose its partitions for that. */
const SESSION_SECONDS = 300;
const DATABASE = 'bench_line';
const PATIENCE = { attempts: 'forever', signal: new AbortController().signal, onRetry: (): void => undefined } as const;

export async function openBenchLine(broker: Broker, server: ClickHouseServer): Promise<BenchLine> {
  const folder = mkdtempSync(join(tmpdir(), 'etalon-bench-'));
  const config = join(folder, 'config');
  writeConfiguration(config);
  const { kafka: settings } = readConfigured(config);
  const kafka = openKafka({ brokers: [broker.address], tls: null, sasl: null }, 'bench', PATIENCE);
  await kafka.ensureTopics(topicsOf(settings), settings);
  const at = { kind: 'server', url: server.url, user: 'default', password: '', cluster: '' } as const;
  const store = await openStore({ at, database: DATABASE, ...PATIENCE });
  // Only the lines reach the server through the wire, which can be cut.
  const wire = await startProxy(server.port);
  const env = {
    KAFKA_BROKERS: broker.address,
    CLICKHOUSE_URL: `http://127.0.0.1:${String(wire.port)}`,
    CLICKHOUSE_DATABASE: DATABASE,
    ETALON_CONFIG: config,
    ETALON_SECRET: 'the same in every process',
  };
  const ingest = await startRoles('ingest', { ...env, ETALON_DATA: join(folder, 'ingest') });
  const score = await startRoles('score', { ...env, ETALON_DATA: join(folder, 'score') });
  const pids = { ingest: ingest.pid, score: score.pid };
  const topics = {
    ingest: INPUT_TOPICS.map((input) => settings.topics[input].name),
    score: [settings.topics.toScore.name],
  };
  const { cdr, messages } = settings.topics;
  const headers = { project: 'shop' };
  let sent = 0;
  return {
    send: async (callIds) => {
      const from = sent;
      sent += callIds.length;
      const told = callIds.map((key, nth) => ({ key, value: cdrOf(key, from + nth), headers }));
      await kafka.send(cdr.name, told);
      await kafka.send(
        messages.name,
        callIds.map((key) => ({ key, value: transcriptOf(key), headers })),
      );
    },
    hold: (line) => process.kill(pids[line], 'SIGSTOP'),
    go: (line) => process.kill(pids[line], 'SIGCONT'),
    idle: async (line) => {
      for (;;) {
        const lag = await kafka.lag(`${settings.group}-${line}`, topics[line]);
        if ([...lag.values()].every((messages) => messages === 0)) return;
        await sleep(LOOK_MS);
      }
    },
    cpuSeconds: () => ({
      ingest: cpuSecondsOf(pids.ingest),
      score: cpuSecondsOf(pids.score),
      broker: cpuSecondsOf(broker.pid),
      server: cpuSecondsOf(server.pid),
    }),
    scored: (prefix) =>
      store.run(
        {
          name: 'scored',
          sql: `SELECT DISTINCT callId FROM evaluations WHERE project = 'shop' AND startsWith(callId, {prefix:String})`,
          parse: (row) => scoredRow.parse(row).callId,
        },
        { prefix },
      ),
    storeAway: () => {
      wire.refuse();
      wire.cut();
    },
    storeBack: () => wire.accept(),
    close: async () => {
      await Promise.all([ingest.kill(), score.kill()]);
      await kafka.close();
      await store.close();
      await wire.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** All as delivered, but for names of its own and the patience with who is held. */
function writeConfiguration(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const file of ['projects.yaml', 'operators.csv']) copyFileSync(join(SAMPLES, file), join(folder, file));
  writeFileSync(
    join(folder, 'kafka.yaml'),
    `prefix: ${freshTopicPrefix()}\nsessionSeconds: ${String(SESSION_SECONDS)}\n`,
  );
}
