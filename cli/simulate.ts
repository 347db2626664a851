import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import type { Configured } from '../configured.ts';
import { EtalonError } from '../errors.ts';
import type { KafkaLink, OutMessage } from '../ingest/kafka/kafka.ts';
import type { KafkaSettings } from '../ingest/kafka/kafka-settings.ts';
import { LANGUAGES } from '../ingest/project.ts';
import { simulatedProjects } from '../simulate/centre.ts';
import { dayAfter } from '../simulate/local-time.ts';
import { NO_FAULTS, type Faults, type SampleRecording, type SimulateOptions } from '../simulate/options.ts';
import type { SentMessage } from '../simulate/sent-message.ts';
import { simulate } from '../simulate/simulate.ts';
import { truthLines } from '../simulate/truth.ts';
import type { SimulateCommandOptions } from './command-line.ts';
import type { Streams } from './opened.ts';
import { untilStopped } from './watch.ts';

/** Messages of one request; what comes within a moment goes together. */
const MESSAGES_A_SEND = 2_000;
const SAY_MS = 5_000;
const SAMPLES = join(import.meta.dirname, '..', 'samples', 'inbox', 'shop');

/**
 * `simulate`: a call centre with queues, shifts, peaks and everything that goes wrong on the way, sent to the topics as
 * its telephone system would. The ground truth is written before the first message: with it every number of Etalon can be
 * computed without Etalon.
 */
export async function simulateCommand(
  options: SimulateCommandOptions,
  configured: Configured,
  kafka: Pick<KafkaLink, 'send'>,
  { out }: Streams,
): Promise<number> {
  const say = (text: string): void => {
    out.write(`${text}\n`);
  };
  const stop = untilStopped(say);
  const wish = wishOf(options, configured);
  const { messages, truth } = simulate(wish);
  if (options.truth !== undefined) writeFileSync(options.truth, [...truthLines(truth)].join('\n'));
  say(
    `${String(truth.calls.length)} calls of ${String(wish.days)} day(s) from ${wish.startDay}, seed ${wish.seed}${options.truth === undefined ? '' : `; the truth is in ${options.truth}`}`,
  );
  const sent = await sendAll(messages, {
    kafka,
    settings: configured.kafka,
    speed: options.speed,
    signal: stop.soft,
    say,
  });
  say(`${String(sent)} messages sent.`);
  return 0;
}

function wishOf(options: SimulateCommandOptions, configured: Configured): SimulateOptions {
  const { seed, days, calls, faults, peak } = options;
  const today = new Date().toISOString().slice(0, 10);
  // Messages of the future are refused; in real time the day is the one that is going on.
  const startDay = options.start ?? (options.speed === 'real' ? today : dayAfter(today, -days - 1));
  if (options.project !== undefined && !configured.projects.has(options.project))
    throw new EtalonError('PROJECT_UNKNOWN', {
      project: options.project,
      known: [...configured.projects.keys()].join(', '),
    });
  const projects = [...configured.projects.values()].filter(
    ({ id }) => options.project === undefined || id === options.project,
  );
  return {
    seed,
    startDay,
    days,
    projects: simulatedProjects(projects, configured.operators, calls),
    peak: peak === undefined ? null : { day: dayAfter(startDay, days - 1), factor: peak },
    samples: options.recordings === false ? [] : samplesIn(options.recordings ?? SAMPLES),
    judged: options.judged,
    faults: faults ? { ...FAULTS, maxMessageBytes: configured.kafka.maxMessageBytes } : NO_FAULTS,
  };
}

/** How badly messages travel with --faults. */
const FAULTS: Omit<Faults, 'maxMessageBytes'> = {
  corrected: 0.05,
  duplicated: 0.05,
  late: 0.02,
  reordered: 0.1,
  bad: 0.01,
};

const sampleCdr = z.looseObject({
  type: z.literal('call'),
  language: z.enum(LANGUAGES),
  talkMs: z.number(),
  recordings: z.array(z.looseObject({ file: z.string() })).min(1),
});

/** Recordings of a folder, each with its CDR beside it, as the samples have them. */
function samplesIn(folder: string): readonly SampleRecording[] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return files.flatMap((name) => {
    const cdr = sampleCdr.safeParse(JSON.parse(readFileSync(join(folder, name), 'utf8'))).data;
    const file = cdr?.recordings[0]?.file;
    if (cdr === undefined || file === undefined) return [];
    return [{ uri: pathToFileURL(resolve(folder, file)).href, durationMs: cdr.talkMs, language: cdr.language }];
  });
}

type Sending = {
  readonly kafka: Pick<KafkaLink, 'send'>;
  readonly settings: KafkaSettings;
  /** `real`, `max`, or how many times faster than life. */
  readonly speed: 'real' | 'max' | number;
  readonly signal: AbortSignal;
  readonly say: (text: string) => void;
};

/** Sends in order, each message when it is due; at full speed as fast as the broker takes them. */
async function sendAll(
  messages: Iterable<SentMessage>,
  { kafka, settings, speed, signal, say }: Sending,
): Promise<number> {
  const startedAt = Date.now();
  let firstAt: number | null = null;
  let saidAt = startedAt;
  let sent = 0;
  let waiting: SentMessage[] = [];
  const flush = async (): Promise<void> => {
    const byTopic = Map.groupBy(waiting, ({ topic }) => topic);
    waiting = [];
    for (const [topic, own] of byTopic)
      await kafka.send(
        settings.topics[topic].name,
        own.map((one) => outOf(one, settings)),
      );
  };
  for (const message of messages) {
    if (signal.aborted) break;
    firstAt ??= message.atMs;
    const dueAt = dueAtOf(message.atMs, firstAt, startedAt, speed);
    if (waiting.length >= MESSAGES_A_SEND || dueAt > Date.now()) await flush();
    if (dueAt > Date.now()) await sleep(dueAt - Date.now(), undefined, { signal }).catch(() => undefined);
    waiting.push(message);
    sent += 1;
    if (Date.now() - saidAt < SAY_MS) continue;
    saidAt = Date.now();
    say(`${String(sent)} messages sent, now at ${new Date(message.atMs).toISOString()}`);
  }
  await flush();
  return sent;
}

function dueAtOf(atMs: number, firstAt: number, startedAt: number, speed: Sending['speed']): number {
  if (speed === 'max') return 0;
  return speed === 'real' ? atMs : startedAt + (atMs - firstAt) / speed;
}

/** Headers by the names that the receiver is configured with. */
function outOf({ key, value, headers }: SentMessage, { projectHeader, formatHeader }: KafkaSettings): OutMessage {
  const { project, format, ...others } = headers;
  return {
    key,
    value: value instanceof Uint8Array ? Buffer.from(value) : value,
    headers: {
      ...others,
      ...(project === undefined ? {} : { [projectHeader]: project }),
      ...(format === undefined ? {} : { [formatHeader]: format }),
    },
  };
}
