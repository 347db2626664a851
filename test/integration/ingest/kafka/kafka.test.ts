import { readFileSync } from 'node:fs';
import kafkajs from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openKafka, type KafkaLink, type KafkaReach, type OutMessage } from '../../../../ingest/kafka/kafka.ts';
import type { Consumption, ConsumeOptions } from '../../../../ingest/kafka/kafka-consumer.ts';
import type { TopicMessage } from '../../../../ingest/topic-message.ts';
import { eventually } from '../../../harness/eventually.ts';
import { freshTopicPrefix, sharedBroker, startBroker, type Broker } from '../../../harness/kafka-broker.ts';

/** The broker's own compression is that of Java: what it packs, the codecs here must read. */
const CODECS = ['gzip', 'snappy', 'lz4', 'zstd'] as const;
const PLAIN = { tls: null, sasl: null } as const;

let address = '';
const links: KafkaLink[] = [];
beforeAll(async () => {
  address = await sharedBroker();
});
afterAll(async () => {
  for (const link of links) await link.close();
});

function link(reach: KafkaReach = { brokers: [address], ...PLAIN }, attempts = 8): KafkaLink {
  const { signal } = new AbortController();
  const opened = openKafka(reach, 'test', { attempts, signal, onRetry: () => undefined });
  links.push(opened);
  return opened;
}

async function topic(kafka: KafkaLink, partitions = 3): Promise<string> {
  const name = `${freshTopicPrefix()}calls.cdr`;
  await kafka.ensureTopics([{ name, partitions, retentionMs: 3_600_000 }], {
    replicationFactor: 1,
    maxMessageBytes: 4_000_000,
  });
  return name;
}

const message = (text: string): OutMessage => ({ key: null, value: text, headers: { project: 'shop' } });
const numbered = (count: number): OutMessage[] => Array.from({ length: count }, (_, n) => message(String(n)));
const textOf = ({ value }: TopicMessage): string => value?.toString() ?? '';
/** A producer that had no answer sends again, so a text may stand in a topic twice; a place is there once. */
const placeOf = ({ partition, offset }: TopicMessage): string => `${String(partition)}/${offset}`;

/** The group has done all that is in the topic. */
function untilCommitted(kafka: KafkaLink, name: string): Promise<void> {
  return eventually(60_000, async () => {
    const [lag] = (await kafka.lag(`${name}-group`, [name])).values();
    return lag === 0 ? [] : [`${String(lag)} messages to be committed`];
  });
}

/** Consumes until `enough` says so; what was taken, in order. */
async function consumeUntil(
  kafka: KafkaLink,
  name: string,
  enough: (taken: readonly TopicMessage[]) => boolean,
  options: Partial<ConsumeOptions> = {},
): Promise<{ readonly taken: readonly TopicMessage[]; readonly consumed: Consumption }> {
  const taken: TopicMessage[] = [];
  const { promise, resolve, reject } = Promise.withResolvers<undefined>();
  const consumed = await kafka.consume({
    group: `${name}-group`,
    topics: [name],
    sessionMs: 6_000,
    fetch: { minBytes: 1, maxWaitMs: 100, maxBytesPerPartition: 1024 * 1024 },
    take: (one, done) => {
      taken.push(one);
      done();
      if (enough(taken)) resolve(undefined);
      return 'taken';
    },
    onStopped: reject,
    ...options,
  });
  await promise;
  return { taken, consumed };
}

describe('topics', () => {
  it('are made when they are missing, get more partitions when they have too few, and else are left alone', async () => {
    const kafka = link();
    const name = `${freshTopicPrefix()}calls.cdr`;
    const limits = { replicationFactor: 1, maxMessageBytes: 1_000_000 };
    const ensure = async (partitions: number) =>
      (await kafka.ensureTopics([{ name, partitions, retentionMs: 3_600_000 }], limits)).map(
        ({ did, partitions: n }) => [did, n],
      );
    expect(await kafka.missingTopics([name])).toEqual([name]);
    expect(await ensure(2)).toEqual([['created', 2]]);
    expect(await ensure(2)).toEqual([['nothing', 2]]);
    expect(await ensure(5)).toEqual([['partitions added', 5]]);
    expect(await ensure(3)).toEqual([['nothing', 5]]);
    expect(await kafka.missingTopics([name])).toEqual([]);
  });
});

describe('messages', () => {
  it('arrive with headers, time and place, and are committed when they are done', async () => {
    const kafka = link();
    const name = await topic(kafka);
    await kafka.send(name, numbered(500));
    const { taken, consumed } = await consumeUntil(kafka, name, ({ length }) => length >= 500);
    await consumed.settled();
    expect(new Set(taken.map(textOf)).size).toBe(500);
    expect(taken[0]).toMatchObject({ topic: name, headers: { project: 'shop' } });
    expect([...(await kafka.lag(`${name}-group`, [name])).values()]).toEqual([0]);
    await consumed.leave();
  });

  it.each(CODECS)('that the broker packs with %s are read', async (codec) => {
    const kafka = link();
    const name = `${freshTopicPrefix()}packed`;
    const raw = new kafkajs.Kafka({ brokers: [address], logLevel: kafkajs.logLevel.NOTHING });
    const admin = raw.admin();
    await admin.connect();
    await admin.createTopics({
      topics: [{ topic: name, numPartitions: 1, configEntries: [{ name: 'compression.type', value: codec }] }],
    });
    await admin.disconnect();
    // Large enough for several blocks of a frame, and different enough not to shrink to nothing.
    const texts = Array.from(
      { length: 50 },
      (_, n) => `${String(n)} ${Array.from({ length: 400 }, (__, i) => (i * n * 7919) % 9973).join(' ')}`,
    );
    await kafka.send(name, texts.map(message));
    const { taken, consumed } = await consumeUntil(kafka, name, ({ length }) => length >= texts.length);
    await consumed.leave();
    expect(taken.map(textOf)).toEqual(texts);
  });

  it.each(['Snappy', 'LZ4', 'ZSTD', 'GZIP'] as const)('that a producer packs with %s are read', async (codec) => {
    const kafka = link();
    const name = await topic(kafka, 1);
    const raw = new kafkajs.Kafka({ brokers: [address], logLevel: kafkajs.logLevel.NOTHING });
    const producer = raw.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
    await producer.connect();
    const texts = Array.from({ length: 20 }, (_, n) => 'call '.repeat(n * 500));
    await producer.send({
      topic: name,
      compression: kafkajs.CompressionTypes[codec],
      messages: texts.map((value) => ({ value })),
    });
    await producer.disconnect();
    const { taken, consumed } = await consumeUntil(kafka, name, ({ length }) => length >= texts.length);
    await consumed.leave();
    expect(taken.map(textOf)).toEqual(texts);
  });
});

describe('a consumer without room', () => {
  it('stops taking, keeps its place in the group, and goes on when there is room: nothing is lost, nothing twice', async () => {
    const kafka = link();
    const name = await topic(kafka);
    await kafka.send(name, numbered(3_000));
    const inHand: (() => void)[] = [];
    let refused = 0;
    const places: string[] = [];
    const texts = new Set<string>();
    const all = Promise.withResolvers<undefined>();
    const consumed = await kafka.consume({
      group: `${name}-group`,
      topics: [name],
      sessionMs: 6_000,
      fetch: { minBytes: 1, maxWaitMs: 100, maxBytesPerPartition: 1024 * 1024 },
      take: (one, done) => {
        if (inHand.length >= 100) {
          refused += 1;
          return 'full';
        }
        places.push(placeOf(one));
        texts.add(textOf(one));
        inHand.push(done);
        // Finished in the opposite order, a hundred at a time.
        if (inHand.length === 100 || texts.size === 3_000)
          setImmediate(() => {
            for (const finish of inHand.splice(0).reverse()) finish();
            if (texts.size === 3_000) all.resolve(undefined);
          });
        return 'taken';
      },
      onStopped: all.reject,
    });
    await all.promise;
    await untilCommitted(kafka, name);
    await consumed.leave();
    expect(refused).toBeGreaterThan(0);
    expect([...texts].map(Number).sort((a, b) => a - b)).toEqual(Array.from({ length: 3_000 }, (_, n) => n));
    expect(new Set(places).size).toBe(places.length);
  });

  it('offers a message that is not due again when it is, and holds up no other partition', async () => {
    const kafka = link();
    const name = await topic(kafka, 2);
    await kafka.send(name, [message('first')]);
    const dueAt = Date.now() + 1_500;
    const seen: { text: string; place: string; at: number }[] = [];
    const both = Promise.withResolvers<undefined>();
    const consumed = await kafka.consume({
      group: `${name}-group`,
      topics: [name],
      sessionMs: 6_000,
      fetch: { minBytes: 1, maxWaitMs: 50, maxBytesPerPartition: 1024 * 1024 },
      take: (one, done) => {
        if (textOf(one) === 'first' && Date.now() < dueAt) return { notBefore: dueAt };
        seen.push({ text: textOf(one), place: placeOf(one), at: Date.now() });
        done();
        if (new Set(seen.map(({ text }) => text)).size >= 21) both.resolve(undefined);
        return 'taken';
      },
      onStopped: both.reject,
    });
    await kafka.send(name, numbered(20));
    await both.promise;
    await consumed.leave();
    const first = seen.find(({ text }) => text === 'first');
    expect(first?.at).toBeGreaterThanOrEqual(dueAt);
    expect(new Set(seen.map(({ place }) => place)).size).toBe(seen.length);
  });
});

describe('two members of a group', () => {
  it('share the partitions; work in hand when one joins is done once where it can be', async () => {
    const kafka = link();
    const name = await topic(kafka, 4);
    await kafka.send(name, numbered(400));
    const texts = new Set<string>();
    const times = new Map<string, number>();
    const all = Promise.withResolvers<undefined>();
    const member = (): Promise<Consumption> => {
      let busy = 0;
      return kafka.consume({
        group: `${name}-group`,
        topics: [name],
        sessionMs: 6_000,
        fetch: { minBytes: 1, maxWaitMs: 50, maxBytesPerPartition: 4_096 },
        take: (one, done) => {
          if (busy >= 10) return 'full';
          busy += 1;
          setTimeout(() => {
            busy -= 1;
            texts.add(textOf(one));
            times.set(placeOf(one), (times.get(placeOf(one)) ?? 0) + 1);
            done();
            if (texts.size === 400) all.resolve(undefined);
          }, 40);
          return 'taken';
        },
        onStopped: all.reject,
      });
    };
    const first = await member();
    const second = await member();
    await all.promise;
    // What one had done when its partition went to the other is fetched there once more before it is committed.
    await untilCommitted(kafka, name);
    const repeated = [...times.values()].reduce((sum, n) => sum + n - 1, 0);
    // What both had in hand when partitions changed hands, and what was done while its commit was on its way.
    expect(repeated).toBeLessThanOrEqual(40);
    await Promise.all([first.leave(), second.leave()]);
  });
});

describe('a broker with passwords and certificates', () => {
  let broker: Broker;
  beforeAll(async () => {
    broker = await startBroker();
  });
  afterAll(() => broker.stop());

  const bob = { username: 'bob', password: 'bob-secret' } as const;
  it.each([
    [
      'PLAIN',
      () => ({
        brokers: [broker.saslAddress],
        tls: null,
        sasl: { mechanism: 'plain' as const, username: 'alice', password: 'alice-secret' },
      }),
    ],
    [
      'SCRAM-SHA-256',
      () => ({ brokers: [broker.saslAddress], tls: null, sasl: { mechanism: 'scram-sha-256' as const, ...bob } }),
    ],
    [
      'SCRAM-SHA-512',
      () => ({ brokers: [broker.saslAddress], tls: null, sasl: { mechanism: 'scram-sha-512' as const, ...bob } }),
    ],
    ['TLS', () => ({ brokers: [broker.tlsAddress], tls: { ca: readFileSync(broker.caFile, 'utf8') }, sasl: null })],
    [
      'SCRAM over TLS',
      () => ({
        brokers: [broker.saslTlsAddress],
        tls: { ca: readFileSync(broker.caFile, 'utf8') },
        sasl: { mechanism: 'scram-sha-512' as const, ...bob },
      }),
    ],
  ] satisfies readonly (readonly [string, () => KafkaReach])[])('is used with %s', async (_, reach) => {
    const kafka = link(reach());
    const name = await topic(kafka, 1);
    await kafka.send(name, [message('hello')]);
    const { taken, consumed } = await consumeUntil(kafka, name, ({ length }) => length === 1);
    await consumed.leave();
    expect(taken.map(textOf)).toEqual(['hello']);
  });

  it('refuses a wrong password, and nobody tries again and again', async () => {
    const reach = {
      brokers: [broker.saslAddress],
      tls: null,
      sasl: { mechanism: 'plain' as const, username: 'alice', password: 'guess' },
    };
    await expect(link(reach).missingTopics(['x'])).rejects.toMatchObject({ code: 'KAFKA_REFUSED' });
  });

  it('is not talked to when nobody vouches for its certificate', async () => {
    const kafka = link({ brokers: [broker.tlsAddress], tls: { ca: null }, sasl: null }, 2);
    await expect(kafka.missingTopics(['x'])).rejects.toMatchObject({ code: 'KAFKA_AWAY' });
  });
});

it('a broker that is not there is waited for, and found away by a command that does not wait', async () => {
  const kafka = link({ brokers: ['127.0.0.1:9'], ...PLAIN }, 2);
  await expect(kafka.missingTopics(['x'])).rejects.toMatchObject({ code: 'KAFKA_AWAY', retriable: true });
});
