import { setTimeout as sleep } from 'node:timers/promises';
import kafkajs, { type Admin, type KafkaConfig, type Producer } from 'kafkajs';
import { EtalonError } from '../../errors.ts';
import { withRetry } from '../../retry.ts';
import { CODECS } from './kafka-codecs.ts';
import { consumption, type ConsumeOptions, type Consumption } from './kafka-consumer.ts';
import type { TopicSettings } from './kafka-settings.ts';

const { Kafka, CompressionCodecs, CompressionTypes, logLevel, Partitioners } = kafkajs;

/** A broker cluster, as the lines use it. Everything that waits for a broker waits as long as it takes. */
export type KafkaLink = {
  /** Makes the topics that are missing and adds partitions where there are too few; tells what it did to each. */
  readonly ensureTopics: (topics: readonly TopicSettings[], limits: TopicLimits) => Promise<readonly TopicDone[]>;
  /** Which of these topics are not there. */
  readonly missingTopics: (names: readonly string[]) => Promise<readonly string[]>;
  /** Sends messages and returns when all replicas in sync have them. */
  readonly send: (topic: string, messages: readonly OutMessage[]) => Promise<void>;
  readonly consume: (options: ConsumeOptions) => Promise<Consumption>;
  /** Messages of each topic that the group has not committed. */
  readonly lag: (group: string, topics: readonly string[]) => Promise<ReadonlyMap<string, number>>;
  /** The same, of each partition. */
  readonly lagByPartition: (group: string, topics: readonly string[]) => Promise<PartitionLags>;
  readonly close: () => Promise<void>;
};

/** Messages by topic and partition. */
export type PartitionLags = ReadonlyMap<string, ReadonlyMap<number, number>>;

export type OutMessage = {
  readonly key: string | null;
  readonly value: string | Buffer | null;
  readonly headers: Readonly<Record<string, string>>;
};

export type TopicLimits = { readonly replicationFactor: number; readonly maxMessageBytes: number };
export type TopicDone = {
  readonly name: string;
  readonly did: 'created' | 'partitions added' | 'nothing';
  readonly partitions: number;
};

/** How to reach the cluster; config.ts reads it, and which topics there are stands in kafka.yaml. */
export type KafkaReach = {
  readonly brokers: readonly string[];
  /** null = no TLS; `ca`: PEM, null = the authorities that Node knows. */
  readonly tls: { readonly ca: string | null } | null;
  readonly sasl: {
    readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
    readonly username: string;
    readonly password: string;
  } | null;
};

export type KafkaPatience = {
  /** How often a request is tried: 'forever' for the lines, a few times for a command. */
  readonly attempts: number | 'forever';
  /** Ends every wait. */
  readonly signal: AbortSignal;
  readonly onRetry: (error: unknown, attempt: number, delayMs: number) => void;
};

// Within kafkajs only what passes in seconds; how long Etalon waits is decided here, by withRetry.
const INNER_RETRY = { initialRetryTime: 100, maxRetryTime: 2_000, retries: 4 } as const;
const FIRST_DELAY_MS = 200;
const MAX_DELAY_MS = 10_000;

/** Opens nothing yet: connections come with the first request. */
export function openKafka(reach: KafkaReach, clientId: string, patience: KafkaPatience): KafkaLink {
  registerCodecs();
  const kafka = new Kafka(configOf(reach, clientId));
  const attempt = <T>(work: () => Promise<T>): Promise<T> =>
    withRetry(
      () =>
        work().catch((error: unknown) => {
          throw classify(error);
        }),
      {
        attempts: patience.attempts,
        firstDelayMs: FIRST_DELAY_MS,
        maxDelayMs: MAX_DELAY_MS,
        retryIf: (error) => error instanceof EtalonError && error.retriable,
        onRetry: patience.onRetry,
      },
      patience.signal,
    );
  const admin = once(async () => {
    const made = kafka.admin({ retry: INNER_RETRY });
    await made.connect();
    return made;
  });
  const producer = once(async () => {
    const made = kafka.producer({
      allowAutoTopicCreation: false,
      createPartitioner: Partitioners.DefaultPartitioner,
      retry: INNER_RETRY,
    });
    await made.connect();
    return made;
  });
  const lagByPartition: KafkaLink['lagByPartition'] = (group, topics) =>
    attempt(async () => lagsOf(await admin.get(), group, topics));
  return {
    ensureTopics: (topics, limits) => attempt(async () => ensureTopics(await admin.get(), topics, limits)),
    missingTopics: (names) =>
      attempt(async () => {
        const there = new Set(await (await admin.get()).listTopics());
        return names.filter((name) => !there.has(name));
      }),
    send: (topic, messages) => attempt(async () => sendAll(await producer.get(), topic, messages)),
    consume: async (options) => {
      const leaving = { begun: false };
      const consumer = kafka.consumer({
        groupId: options.group,
        sessionTimeout: options.sessionMs,
        heartbeatInterval: Math.min(3_000, Math.floor(options.sessionMs / 5)),
        rebalanceTimeout: Math.max(options.sessionMs, 10_000),
        minBytes: options.fetch.minBytes,
        maxWaitTimeInMs: options.fetch.maxWaitMs,
        maxBytesPerPartition: options.fetch.maxBytesPerPartition,
        allowAutoTopicCreation: false,
        retry: { ...INNER_RETRY, restartOnFailure: () => Promise.resolve(!leaving.begun) },
      });
      // A consumer that kafkajs was starting anew when it was told to leave would join and live on: what is thrown here
      // ends that start, and it is not started again.
      consumer.on(consumer.events.GROUP_JOIN, () => {
        if (leaving.begun) throw new EtalonError('LINE_STOPPED', { line: options.group, why: 'left' });
      });
      await attempt(() => consumer.connect());
      await attempt(() => consumer.subscribe({ topics: [...options.topics], fromBeginning: true }));
      const consumed = await consumption(consumer, options);
      return {
        ...consumed,
        leave: () => {
          leaving.begun = true;
          return consumed.leave();
        },
      };
    },
    lag: async (group, topics) => {
      const lags = await lagByPartition(group, topics);
      return new Map([...lags].map(([topic, of]) => [topic, [...of.values()].reduce((sum, lag) => sum + lag, 0)]));
    },
    lagByPartition,
    close: async () => {
      await Promise.all([admin.end((made) => made.disconnect()), producer.end((made) => made.disconnect())]);
    },
  };
}

/** Whoever produces chooses the codec; all that Kafka knows are registered before anything is read. */
function registerCodecs(): void {
  CompressionCodecs[CompressionTypes.Snappy] = CODECS.snappy;
  CompressionCodecs[CompressionTypes.LZ4] = CODECS.lz4;
  CompressionCodecs[CompressionTypes.ZSTD] = CODECS.zstd;
}

function configOf({ brokers, tls, sasl }: KafkaReach, clientId: string): KafkaConfig {
  return {
    clientId,
    brokers: [...brokers],
    logLevel: logLevel.NOTHING,
    retry: INNER_RETRY,
    connectionTimeout: 5_000,
    requestTimeout: 30_000,
    ...(tls === null ? {} : { ssl: tls.ca === null ? true : { ca: [tls.ca] } }),
    ...(sasl === null ? {} : { sasl: saslOf(sasl) }),
  };
}

/** kafkajs types each mechanism apart. */
function saslOf({ mechanism, username, password }: NonNullable<KafkaReach['sasl']>): NonNullable<KafkaConfig['sasl']> {
  if (mechanism === 'plain') return { mechanism, username, password };
  if (mechanism === 'scram-sha-256') return { mechanism, username, password };
  return { mechanism, username, password };
}

/** Made when it is first asked for; made again when that failed. */
function once<T>(make: () => Promise<T>): {
  readonly get: () => Promise<T>;
  readonly end: (how: (made: T) => Promise<void>) => Promise<void>;
} {
  let made: Promise<T> | null = null;
  return {
    get: () => {
      made ??= make().catch((error: unknown) => {
        made = null;
        throw error;
      });
      return made;
    },
    end: async (how) => {
      const last = await (made ?? Promise.resolve(null)).catch(() => null);
      made = null;
      if (last !== null) await how(last);
    },
  };
}

// A request holds at most this much: brokers refuse larger ones (message.max.bytes is 1 MiB by default for a batch).
const SEND_CHARS = 700_000;

async function sendAll(producer: Producer, topic: string, messages: readonly OutMessage[]): Promise<void> {
  let from = 0;
  while (from < messages.length) {
    let chars = 0;
    let to = from;
    while (to < messages.length && (to === from || chars < SEND_CHARS)) chars += messages[to++]?.value?.length ?? 0;
    const batch = messages.slice(from, to).map(({ key, value, headers }) => ({ key, value, headers: { ...headers } }));
    await producer.send({ topic, messages: batch, acks: -1 });
    from = to;
  }
}

/** Messages travel in batches, which count as one: our own announcements must fit however small a message may be. */
const BATCH_BYTES = 2 * 1024 * 1024;

async function ensureTopics(
  admin: Admin,
  topics: readonly TopicSettings[],
  { replicationFactor, maxMessageBytes }: TopicLimits,
): Promise<readonly TopicDone[]> {
  const there = new Set(await admin.listTopics());
  const missing = topics.filter(({ name }) => !there.has(name));
  if (missing.length > 0) {
    await admin.createTopics({
      waitForLeaders: false,
      topics: missing.map(({ name, partitions, retentionMs }) => ({
        topic: name,
        numPartitions: partitions,
        replicationFactor,
        configEntries: [
          { name: 'retention.ms', value: String(retentionMs) },
          { name: 'cleanup.policy', value: 'delete' },
          // Dead letters carry their message as base64.
          { name: 'max.message.bytes', value: String(Math.max(maxMessageBytes * 2, BATCH_BYTES)) },
        ],
      })),
    });
    await untilKnown(admin, missing);
  }
  const known = topics.filter(({ name }) => there.has(name));
  const found = known.length === 0 ? [] : (await admin.fetchTopicMetadata({ topics: known.map((t) => t.name) })).topics;
  const counts = new Map(found.map((topic) => [topic.name, topic.partitions.length]));
  const small = known.filter(({ name, partitions }) => (counts.get(name) ?? partitions) < partitions);
  if (small.length > 0) {
    await admin.createPartitions({
      topicPartitions: small.map(({ name, partitions }) => ({ topic: name, count: partitions })),
    });
    await untilKnown(admin, small);
  }
  return topics.map((topic) => ({
    name: topic.name,
    did: missing.includes(topic) ? 'created' : small.includes(topic) ? 'partitions added' : 'nothing',
    partitions: Math.max(topic.partitions, counts.get(topic.name) ?? 0),
  }));
}

/** How long a broker may take to hear of a topic or partition that was just made, and how often it is asked. */
const KNOWN_WITHIN_MS = 30_000;
const KNOWN_LOOK_MS = 100;

/**
 * kafkajs waits for leaders only where the topic is known already; a busy broker hears of it, and of more partitions, a
 * moment later.
 */
async function untilKnown(admin: Admin, topics: readonly TopicSettings[]): Promise<void> {
  const end = Date.now() + KNOWN_WITHIN_MS;
  for (;;) {
    const known = await admin.fetchTopicMetadata({ topics: topics.map(({ name }) => name) }).catch((error: unknown) => {
      const { code, params } = classify(error);
      if (code === 'KAFKA_TOPIC_MISSING' || params['why'] === 'LEADER_NOT_AVAILABLE') return null;
      throw error;
    });
    const counts = new Map(known?.topics.map((topic) => [topic.name, topic.partitions.length]));
    if (topics.every(({ name, partitions }) => (counts.get(name) ?? 0) >= partitions)) return;
    if (Date.now() > end) throw new EtalonError('KAFKA_AWAY', { why: 'the new topics have no leaders' });
    await sleep(KNOWN_LOOK_MS);
  }
}

async function lagsOf(admin: Admin, group: string, topics: readonly string[]): Promise<PartitionLags> {
  const committed = await admin.fetchOffsets({ groupId: group, topics: [...topics] });
  const lags = await Promise.all(
    topics.map(async (topic) => {
      const own = new Map(
        committed.find((of) => of.topic === topic)?.partitions.map((p) => [p.partition, Number(p.offset)]),
      );
      const ends = await admin.fetchTopicOffsets(topic);
      const left = ends.map(({ partition, high, low }) => {
        const done = own.get(partition) ?? -1;
        return [partition, Number(high) - (done < 0 ? Number(low) : Math.max(done, Number(low)))] as const;
      });
      return [topic, new Map(left)] as const;
    }),
  );
  return new Map(lags);
}

/** What kafkajs threw, as an error of ours, by its name and type, never by its text. */
export function classify(error: unknown): EtalonError {
  if (error instanceof EtalonError) return error;
  if (!(error instanceof Error)) return new EtalonError('UNEXPECTED', { what: typeof error });
  const type = 'type' in error && typeof error.type === 'string' ? error.type : error.name;
  const cause = error.cause instanceof Error ? error.cause : null;
  if (type === 'UNKNOWN_TOPIC_OR_PARTITION') return new EtalonError('KAFKA_TOPIC_MISSING', { topic: topicOf(error) });
  // Where one retry of kafkajs holds another, the outer gives up at once on what the inner gave up on: the cause decides.
  if (error.name === 'KafkaJSNonRetriableError' && cause !== null && 'retriable' in cause && cause.retriable === true)
    return new EtalonError('KAFKA_AWAY', { why: cause.name }, { cause: error });
  if (REFUSALS.has(type) || (cause !== null && REFUSALS.has(cause.name)))
    return new EtalonError('KAFKA_REFUSED', { why: type }, { cause: error });
  if (error.name.startsWith('KafkaJS')) return new EtalonError('KAFKA_AWAY', { why: type }, { cause: error });
  return new EtalonError('UNEXPECTED', { what: error.name }, { cause: error });
}

/** Names and types of kafkajs that time does not cure: https://kafka.apache.org/protocol#protocol_error_codes */
const REFUSALS = new Set([
  'KafkaJSSASLAuthenticationError',
  'KafkaJSUnsupportedMagicByteInMessageSet',
  'KafkaJSNotImplemented',
  'KafkaJSNonRetriableError',
  'SASL_AUTHENTICATION_FAILED',
  'ILLEGAL_SASL_STATE',
  'UNSUPPORTED_SASL_MECHANISM',
  'TOPIC_AUTHORIZATION_FAILED',
  'GROUP_AUTHORIZATION_FAILED',
  'CLUSTER_AUTHORIZATION_FAILED',
  'INVALID_REPLICATION_FACTOR',
  'INVALID_PARTITIONS',
  'INVALID_CONFIG',
  'MESSAGE_TOO_LARGE',
  'POLICY_VIOLATION',
]);

function topicOf(error: Error): string {
  return 'topic' in error && typeof error.topic === 'string' ? error.topic : '?';
}
