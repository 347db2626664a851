import { randomBytes } from 'node:crypto';
import kafkajs from 'kafkajs';
import { readConfigured } from '../../configured.ts';
import { openKafka, type KafkaLink } from '../../ingest/kafka/kafka.ts';
import { takeTopicMessage } from '../../ingest/take-topic-message.ts';
import type { TopicContext } from '../../ingest/topic-message.ts';
import { collector } from '../../roles/collector.ts';
import type { Work } from '../../roles/role.ts';
import { cdrOf } from './cdr.ts';
import { cpuSeconds, median, pairs, ratioOf, type Measured } from './measure.ts';
import { SAMPLES } from './samples.ts';

const MESSAGES = 200_000;
const MESSAGES_A_SEND = 20_000;
const PAIRS = 5;
const FLOORS = 3;
const PARTITIONS = 6;
const RETENTION_MS = 3_600_000;

const { kafka: SETTINGS, projects, lookup } = readConfigured(SAMPLES);
const FETCH = { minBytes: 1, maxWaitMs: 500, maxBytesPerPartition: 4 * 1024 * 1024 } as const;

/** Messages a second: of CPU time, and by the clock. */
type Rate = { readonly perCpuSecond: number; readonly perSecond: number };

/**
 * P5: what decoding and checking cost beside reading. A: the consumption of the ingest line without its store: offsets
 * tracked and committed, each CDR parsed, validated and made a source event. B: kafkajs, eachBatch does nothing. The
 * same topic, each time by a new group. Beside it the floor: eachBatch that decodes the JSON and does nothing more.
 */
export async function consuming(brokers: string): Promise<Measured> {
  const signal = new AbortController().signal;
  const kafka = openKafka({ brokers: [brokers], tls: null, sasl: null }, 'bench', {
    attempts: 5,
    signal,
    onRetry: () => undefined,
  });
  const topic = `bench-${randomBytes(4).toString('hex')}.cdr`;
  await kafka.ensureTopics([{ name: topic, partitions: PARTITIONS, retentionMs: RETENTION_MS }], SETTINGS);
  await fill(kafka, topic);
  const a: Rate[] = [];
  const b: Rate[] = [];
  const measured = await pairs(
    PAIRS,
    async () => kept(a, await ours(kafka, topic)).perCpuSecond,
    async () => kept(b, await bare(brokers, topic, () => undefined)).perCpuSecond,
  );
  const floor: number[] = [];
  while (floor.length < FLOORS) floor.push((await bare(brokers, topic, decoded)).perCpuSecond);
  await kafka.close();
  const result = ratioOf(measured);
  const middle = (rates: readonly Rate[], of: keyof Rate): number => median(rates.map((rate) => rate[of]));
  const clock = median(a.map((rate, nth) => rate.perSecond / (b[nth]?.perSecond ?? NaN)));
  const best = median(floor) / middle(b, 'perCpuSecond');
  return {
    id: 'P5',
    what: `consumer with decode and validation / bare kafkajs eachBatch, ${thousands(MESSAGES)} CDRs of 1 KB, messages a CPU-second`,
    bar: '≥ 0.75',
    ...result,
    pass: result.ratio >= 0.75,
    note:
      `${thousands(middle(a, 'perCpuSecond'))}/${thousands(middle(b, 'perCpuSecond'))} a CPU-s; by the clock ` +
      `${clock.toFixed(2)}, ${thousands(middle(a, 'perSecond'))}/${thousands(middle(b, 'perSecond'))} a second; ` +
      `JSON.parse alone reaches ${best.toFixed(2)}`,
  };
}

function kept(rates: Rate[], rate: Rate): Rate {
  rates.push(rate);
  return rate;
}

async function fill(kafka: KafkaLink, topic: string): Promise<void> {
  for (let from = 0; from < MESSAGES; from += MESSAGES_A_SEND) {
    const messages = Array.from({ length: MESSAGES_A_SEND }, (_, nth) => {
      const callId = `call-${String(from + nth)}`;
      return { key: callId, value: cdrOf(callId, from + nth), headers: { project: 'shop' } };
    });
    await kafka.send(topic, messages);
  }
}

/** Counts to all messages; the clock begins when the group is joined, CPU time before that is that of joining. */
function meter(): { readonly count: (n: number) => void; readonly joined: () => void; readonly rate: Promise<Rate> } {
  const { promise: rate, resolve } = Promise.withResolvers<Rate>();
  const cpu = cpuSeconds();
  let startedAt = performance.now();
  let done = 0;
  return {
    rate,
    joined: () => {
      startedAt = performance.now();
    },
    count: (n) => {
      done += n;
      if (done < MESSAGES) return;
      const seconds = (performance.now() - startedAt) / 1_000;
      resolve({ perCpuSecond: MESSAGES / (cpuSeconds() - cpu), perSecond: MESSAGES / seconds });
    },
  };
}

const freshGroup = (): string => `bench-${randomBytes(6).toString('hex')}`;

async function ours(kafka: KafkaLink, topic: string): Promise<Rate> {
  const { count, joined, rate } = meter();
  const failed = Promise.withResolvers<never>();
  const context: Omit<TopicContext, 'now'> = {
    input: 'cdr',
    settings: SETTINGS,
    projects,
    lookup,
    secretOf: () => 'a secret of the bench',
  };
  const gathered = collector<Work>(
    { most: SETTINGS.batch.messages, ageMs: SETTINGS.batch.ageMs },
    (work) => {
      const taken = work.map(({ message }) => takeTopicMessage(message, { ...context, now: Date.now() }));
      if (taken.some(({ events }) => events.length !== 1)) throw new Error('a CDR was refused');
      for (const { done } of work) done();
      count(work.length);
      return Promise.resolve();
    },
    failed.reject,
  );
  const consumed = await kafka.consume({
    group: freshGroup(),
    topics: [topic],
    sessionMs: SETTINGS.sessionMs,
    fetch: FETCH,
    take: (message, done) => (gathered.add({ message, done }) ? 'taken' : 'full'),
    onStopped: failed.reject,
  });
  joined();
  const measured = await Promise.race([rate, failed.promise]);
  await consumed.leave();
  return measured;
}

async function bare(brokers: string, topic: string, work: (value: Buffer | null) => void): Promise<Rate> {
  const { count, joined, rate } = meter();
  const kafka = new kafkajs.Kafka({ clientId: 'bare', brokers: [brokers], logLevel: kafkajs.logLevel.NOTHING });
  const consumer = kafka.consumer({
    groupId: freshGroup(),
    minBytes: FETCH.minBytes,
    maxWaitTimeInMs: FETCH.maxWaitMs,
    maxBytesPerPartition: FETCH.maxBytesPerPartition,
  });
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  await consumer.run({
    partitionsConsumedConcurrently: 64,
    eachBatch: ({ batch }) => {
      for (const { value } of batch.messages) work(value);
      count(batch.messages.length);
      return Promise.resolve();
    },
  });
  joined();
  const measured = await rate;
  await consumer.disconnect();
  return measured;
}

function decoded(value: Buffer | null): void {
  JSON.parse(value?.toString('utf8') ?? '');
}

const thousands = (value: number): string => (value < 1_000 ? String(value) : `${(value / 1_000).toFixed(0)}k`);
