import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { judgingOf, readConfigured } from '../../configured.ts';
import { openKafka, type KafkaLink } from '../../ingest/kafka/kafka.ts';
import { topicsOf, type KafkaSettings } from '../../ingest/kafka/kafka-settings.ts';
import type { TopicMessage } from '../../ingest/topic-message.ts';
import { unscored } from '../../queries/calls-to-score.ts';
import { LINES, type Line } from '../../roles/role.ts';
import { openStore, type OpenedStore } from '../../store/open-store.ts';
import { eventually } from './eventually.ts';
import { freshTopicPrefix } from './kafka-broker.ts';
import { spawnScript, type RoleProcess, type SpawnedProcess } from './role-process.ts';
import type { Sent } from './stream-messages.ts';
import { makeAudio } from './speech-tools.ts';

/** Topics of their own on a broker and a database of its own on a server, and processes that run lines over them. */
export type World = {
  readonly settings: KafkaSettings;
  /** What is put there goes with the world. */
  readonly folder: string;
  /** Folder of recordings that may be fetched; `file:` and a path in it is an address. */
  readonly root: string;
  /** Of a role process, without its data folder. */
  readonly env: Readonly<Record<string, string>>;
  /** Straight to broker and server, whatever stands between them and the processes. */
  readonly kafka: KafkaLink;
  readonly store: OpenedStore;
  /** A process with a data folder of its own; `env` wins over that of the world. */
  readonly start: (lines: string, env?: Readonly<Record<string, string>>) => Promise<RoleProcess>;
  /** The same at once, while it is still starting; also another program of the repository. */
  readonly spawn: (args: readonly string[], env?: Readonly<Record<string, string>>) => SpawnedProcess;
  readonly send: (messages: readonly Sent[]) => Promise<void>;
  /** What is still to be done, a line a topic and a call; nothing = every message is done and every call scored. */
  readonly undone: (lines?: readonly Line[]) => Promise<readonly string[]>;
  /** Until nothing is undone; left out: by all lines. */
  readonly drained: (withinMs: number, lines?: readonly Line[]) => Promise<void>;
  /** All messages of a topic, whoever has read them. */
  readonly read: (topic: string) => Promise<readonly TopicMessage[]>;
  /** Kills its processes and leaves nothing but topics and database. */
  readonly close: () => Promise<void>;
};

export type WorldOptions = {
  readonly brokers: string;
  readonly clickHouse: string;
  readonly speechUrl: string;
  /** Of processes; left out: those above. */
  readonly through?: { readonly brokers?: string; readonly clickHouse?: string };
  /** Left out: a folder of its own. */
  readonly root?: string;
  readonly sessionSeconds?: number;
  readonly slots?: number;
  /** Of the topic of recordings; at most as many processes hear at once. */
  readonly recordingPartitions?: number;
  /** Further lines of kafka.yaml. */
  readonly kafkaYaml?: string;
  /** Further sources of recording-sources.yaml. */
  readonly sources?: string;
  /** The sample projects, changed. */
  readonly projects?: (yaml: string) => string;
  /** Of another world, to read its topics or go on with its database. */
  readonly prefix?: string;
  readonly database?: string;
};

const SAMPLES = join(import.meta.dirname, '..', '..', 'samples');
const FOREVER = { attempts: 'forever', onRetry: (): void => undefined } as const;
let worlds = 0;

export async function openWorld(options: WorldOptions): Promise<World> {
  const { brokers, clickHouse, through = {} } = options;
  const folder = mkdtempSync(join(tmpdir(), 'etalon-world-'));
  const root = options.root ?? join(folder, 'recordings');
  const database = options.database ?? `world_${process.pid}_${++worlds}`;
  writeConfiguration(join(folder, 'config'), root, options);
  const configured = readConfigured(join(folder, 'config'));
  const settings = configured.kafka;
  const ended = new AbortController();
  const patience = { ...FOREVER, signal: ended.signal };
  const kafka = openKafka({ brokers: [brokers], tls: null, sasl: null }, 'world', patience);
  const store = await openStore({
    at: { kind: 'server', url: clickHouse, user: 'default', password: '', cluster: '' },
    database,
    ...patience,
  });
  const topics = topicsOf(settings);
  await kafka.ensureTopics(topics, settings);
  // Asks each partition's leader: one that is not ready yet would let a producer send its messages twice.
  await kafka.lag(
    settings.group,
    topics.map(({ name }) => name),
  );
  const env = {
    KAFKA_BROKERS: through.brokers ?? brokers,
    CLICKHOUSE_URL: through.clickHouse ?? clickHouse,
    CLICKHOUSE_DATABASE: database,
    ETALON_CONFIG: join(folder, 'config'),
    ETALON_SECRET: 'the same in every process',
    ETALON_ENGINE: 'openai',
    ETALON_SPEECH_URL: options.speechUrl,
    ETALON_SLOTS: String(options.slots ?? 2),
    // Many processes are started and killed: what Node has compiled for one serves all.
    NODE_COMPILE_CACHE: join(tmpdir(), 'etalon-compiled'),
  };
  const processes: SpawnedProcess[] = [];
  const spawn: World['spawn'] = (args, own = {}) => {
    const process = spawnScript(args, { ...env, ETALON_DATA: join(folder, `data-${processes.length}`), ...own });
    processes.push(process);
    return process;
  };
  const judging = judgingOf(configured);
  const undone: World['undone'] = async (lines = LINES) => {
    const left = await unread(kafka, settings, lines);
    if (left.length > 0 || !lines.includes('score')) return left;
    return (await store.run(unscored, judging)).map(({ callId }) => `call ${callId} is not scored`);
  };
  return {
    settings,
    folder,
    root,
    env,
    kafka,
    store,
    spawn,
    start: async (lines, own) => {
      const { listening, ...process } = spawn(['main.ts', 'run', '--roles', lines], own);
      return { ...process, healthPort: await listening };
    },
    send: (messages) => sendAll(kafka, settings, messages),
    undone,
    drained: (withinMs, lines) => eventually(withinMs, () => undone(lines)),
    read: (topic) => readAll(kafka, settings, topic),
    close: async () => {
      await Promise.all(processes.map((process) => process.kill()));
      ended.abort();
      await kafka.close();
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function writeConfiguration(folder: string, root: string, options: WorldOptions): void {
  const { prefix = freshTopicPrefix(), sessionSeconds = 6, recordingPartitions = 2 } = options;
  const { kafkaYaml = '', sources = '' } = options;
  mkdirSync(folder, { recursive: true });
  mkdirSync(root, { recursive: true });
  const projects = readFileSync(join(SAMPLES, 'projects.yaml'), 'utf8');
  writeFileSync(join(folder, 'projects.yaml'), (options.projects ?? ((yaml) => yaml))(projects));
  copyFileSync(join(SAMPLES, 'operators.csv'), join(folder, 'operators.csv'));
  writeFileSync(join(folder, 'recording-sources.yaml'), `sources:\n  - file: ${root}\n${sources}`);
  writeFileSync(
    join(folder, 'kafka.yaml'),
    `prefix: ${prefix}\nsessionSeconds: ${sessionSeconds}\nbatch: { ageMs: 100 }\n${topicsYaml(recordingPartitions)}${kafkaYaml}`,
  );
}

/** Few partitions: a broker keeps files for each, and two are as good as many to lose or double something in. */
const topicsYaml = (recordings: number): string => `topics:
  cdr: { partitions: 2 }
  queueEvents: { partitions: 2 }
  operatorStates: { partitions: 1 }
  messages: { partitions: 2 }
  recordings: { partitions: ${recordings} }
  toScore: { partitions: 2 }
  toRescore: { partitions: 1 }
`;

async function sendAll(kafka: KafkaLink, settings: KafkaSettings, messages: readonly Sent[]): Promise<void> {
  for (const [to, own] of Map.groupBy(messages, (message) => message.to))
    await kafka.send(settings.topics[to].name, own);
}

/** Line by line: what one has committed it has announced to the next before. */
async function unread(kafka: KafkaLink, settings: KafkaSettings, lines: readonly Line[]): Promise<readonly string[]> {
  const { cdr, queueEvents, operatorStates, messages, recordings, toScore, toRescore } = settings.topics;
  const topicsOfLine = {
    ingest: [cdr, queueEvents, operatorStates, messages],
    speech: [recordings, ...settings.retries.map(({ topic }) => topic)],
    score: [toScore, toRescore],
  };
  const left: string[] = [];
  for (const line of LINES.filter((one) => lines.includes(one))) {
    const topics = topicsOfLine[line].map(({ name }) => name);
    for (const [topic, lag] of await kafka.lag(`${settings.group}-${line}`, topics))
      if (lag > 0) left.push(`${line}: ${lag} messages of ${topic}`);
  }
  return left;
}

let readers = 0;

async function readAll(
  kafka: KafkaLink,
  { sessionMs }: KafkaSettings,
  topic: string,
): Promise<readonly TopicMessage[]> {
  const group = `${topic}.reader-${++readers}`;
  const found: TopicMessage[] = [];
  const consumed = await kafka.consume({
    group,
    topics: [topic],
    sessionMs,
    fetch: { minBytes: 1, maxWaitMs: 100, maxBytesPerPartition: 8 * 1024 * 1024 },
    take: (message, done) => {
      found.push(message);
      done();
      return 'taken';
    },
    onStopped: () => undefined,
  });
  await eventually(30_000, async () => {
    const lag = (await kafka.lag(group, [topic])).get(topic) ?? 0;
    return lag === 0 ? [] : [`${lag} messages of ${topic} to be read`];
  });
  await consumed.leave();
  return found;
}

let cuts = 0;

/** Cuts recordings of a few seconds out of a sample, no two alike; gives their addresses. */
export function cutRecordings(
  root: string,
  names: readonly string[],
  { seconds = 4, mono = false }: { readonly seconds?: number; readonly mono?: boolean } = {},
): readonly string[] {
  mkdirSync(root, { recursive: true });
  return names.map((name) => {
    const nth = cuts++;
    const path = join(root, `${name}.wav`);
    const from = String((nth % 40) + nth / 1_000);
    const sample = join(SAMPLES, 'inbox', 'shop', 'good-call.wav');
    makeAudio('-ss', from, '-t', String(seconds), '-i', sample, '-ac', mono ? '1' : '2', '-c:a', 'pcm_mulaw', path);
    return `file:${path}`;
  });
}
