import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import kafkajs, { type Admin, type Kafka as KafkaClient, type KafkaConfig, type Message } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { freePort } from '../../harness/free-ports.ts';
import { freshTopicPrefix, sharedBroker, startBroker, type Broker } from '../../harness/kafka-broker.ts';
import { findJava } from '../../harness/kafka/java.ts';
import { startProxy } from '../../harness/tcp-proxy.ts';
import { makeCertificates } from '../../harness/tls.ts';

const { Kafka, logLevel, Partitioners } = kafkajs;

/** A client as it comes; with `ONCE` one that does not try again what was refused. */
function client(address: string, settings: Partial<KafkaConfig> = {}): KafkaClient {
  return new Kafka({ brokers: [address], logLevel: logLevel.NOTHING, ...settings });
}

const ONCE = { retry: { retries: 0 } } as const;

/** Connects, asks for the cluster, and ends: what a listener must let through or refuse. */
async function clusterThrough(address: string, settings: Partial<KafkaConfig>): Promise<string> {
  const admin = client(address, { ...ONCE, ...settings }).admin();
  try {
    await admin.connect();
    return (await admin.describeCluster()).clusterId;
  } finally {
    await admin.disconnect();
  }
}

async function makeTopic(kafka: KafkaClient, numPartitions = 1): Promise<string> {
  const topic = `${freshTopicPrefix()}calls`;
  await withAdmin(kafka, (admin) => admin.createTopics({ topics: [{ topic, numPartitions }], waitForLeaders: true }));
  return topic;
}

async function withAdmin<T>(kafka: KafkaClient, work: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = kafka.admin();
  await admin.connect();
  return work(admin).finally(() => admin.disconnect());
}

async function send(kafka: KafkaClient, topic: string, values: readonly string[]): Promise<void> {
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
  const messages = values.map((value): Message => ({ value }));
  await producer.send({ topic, acks: -1, messages }).finally(() => producer.disconnect());
}

/** The first `count` messages of a topic, read by a group of its own. */
async function read(kafka: KafkaClient, topic: string, count: number): Promise<readonly string[]> {
  const consumer = kafka.consumer({ groupId: `${topic}-reader`, sessionTimeout: 6_000 });
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const values: string[] = [];
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  await consumer.run({
    eachMessage: ({ message }) => {
      if (values.push(String(message.value)) === count) resolve(undefined);
      return Promise.resolve();
    },
  });
  await promise;
  await consumer.disconnect();
  return values;
}

const numbered = (from: number, count: number): readonly string[] =>
  Array.from({ length: count }, (_, nth) => `call ${from + nth}`);

let broker: Broker;
beforeAll(async () => {
  broker = await startBroker();
});
afterAll(() => broker.stop());

describe('a broker of one test file', () => {
  it('gives back what was produced, in order', async () => {
    const kafka = client(broker.address);
    const topic = await makeTopic(kafka);
    await send(kafka, topic, numbered(0, 1_000));
    expect(await read(kafka, topic, 1_000)).toEqual(numbered(0, 1_000));
  });

  it('makes no topic by itself', async () => {
    await expect(send(client(broker.address, ONCE), 'nobody-made-it', ['a'])).rejects.toThrow(/topic-partition/);
  });

  it('loses nothing acknowledged by a kill, and comes back on its ports with its data', async () => {
    const kafka = client(broker.address);
    const topic = await makeTopic(kafka);
    await send(kafka, topic, numbered(0, 500));
    const before = broker.pid;
    await broker.kill();
    expect(isRunning(before)).toBe(false);
    await expect(send(client(broker.address, ONCE), topic, ['lost'])).rejects.toThrow();
    await broker.restart();
    expect(broker.pid).not.toBe(before);
    await send(kafka, topic, numbered(500, 500));
    expect(await read(kafka, topic, 1_000)).toEqual(numbered(0, 1_000));
  });

  it('is restarted in order while it runs', async () => {
    const kafka = client(broker.address);
    const topic = await makeTopic(kafka);
    await send(kafka, topic, ['before']);
    await broker.restart();
    expect(await read(kafka, topic, 1)).toEqual(['before']);
  });

  it('sends clients on to the port of a proxy, when it is told of one', async () => {
    const port = await freePort();
    const behind = await startBroker({ advertisedPort: port });
    onTestFinished(() => behind.stop());
    const proxy = await startProxy(Number(behind.address.split(':')[1]), port);
    onTestFinished(() => proxy.close());
    const kafka = client(`127.0.0.1:${port}`);
    const topic = await makeTopic(kafka);
    await send(kafka, topic, ['by wire']);
    proxy.refuse();
    proxy.cut();
    await expect(send(client(behind.address, ONCE), topic, ['refused'])).rejects.toThrow();
    await proxy.accept();
    expect(await read(kafka, topic, 1)).toEqual(['by wire']);
  });
});

const PLAIN = { mechanism: 'plain', username: 'alice', password: 'alice-secret' } as const;
const SCRAM_256 = { mechanism: 'scram-sha-256', username: 'bob', password: 'bob-secret' } as const;
const SCRAM_512 = { mechanism: 'scram-sha-512', username: 'bob', password: 'bob-secret' } as const;

describe('the listeners of a broker', () => {
  it.each([PLAIN, SCRAM_256, SCRAM_512])('let $username in by $mechanism, with TLS and without', async (sasl) => {
    const ca = await readFile(broker.caFile, 'utf8');
    const cluster = await clusterThrough(broker.address, {});
    expect(await clusterThrough(broker.saslAddress, { sasl })).toBe(cluster);
    expect(await clusterThrough(broker.saslTlsAddress, { sasl, ssl: { ca } })).toBe(cluster);
  });

  it.each([
    { ...PLAIN, password: 'wrong' },
    { ...SCRAM_256, password: 'wrong' },
    { ...SCRAM_512, password: 'wrong' },
    { ...PLAIN, username: 'bob', password: 'bob-secret' },
  ])('refuse $username with $password by $mechanism', async (sasl) => {
    await expect(clusterThrough(broker.saslAddress, { sasl })).rejects.toThrow(/authentication|credentials/i);
  });

  it('refuse a client without a password', async () => {
    await expect(clusterThrough(broker.saslAddress, {})).rejects.toThrow();
  });

  it('speak TLS to who trusts their authority, by address and by name', async () => {
    const ssl = { ca: await readFile(broker.caFile, 'utf8') };
    const cluster = await clusterThrough(broker.address, {});
    expect(await clusterThrough(broker.tlsAddress, { ssl })).toBe(cluster);
    expect(await clusterThrough(broker.tlsAddress.replace('127.0.0.1', 'localhost'), { ssl })).toBe(cluster);
  });

  it('are refused by who trusts another authority, or only those of the world', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'etalon-tls-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const { caFile } = await makeCertificates((await findJava()).keytool, folder);
    const other = { ca: await readFile(caFile, 'utf8') };
    await expect(clusterThrough(broker.tlsAddress, { ssl: other })).rejects.toThrow(/certificate/);
    await expect(clusterThrough(broker.tlsAddress, { ssl: true })).rejects.toThrow(/certificate/);
  });
});

describe('the broker that tests share', () => {
  it('is one, however often and at the same time it is asked for', async () => {
    const [one, two] = await Promise.all([sharedBroker(), sharedBroker()]);
    expect(two).toBe(one);
    const [first = ''] = one.split(',');
    expect(await clusterThrough(first, {})).not.toBe('');
  });
});

describe('a server on a leash', () => {
  it('ends with the process that started it, also when that one is killed, and leaves no files', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'etalon-leash-'));
    const server = "console.log('up'); setInterval(() => undefined, 1000)";
    const order = { command: process.execPath, args: ['-e', server], ready: 'up', folder };
    const harness = new URL('../../harness/server-process.ts', import.meta.url).href;
    const starter = spawn(process.execPath, [
      '--input-type=module',
      '-e',
      `import { startServer } from '${harness}'; console.log((await startServer(${JSON.stringify(order)})).pid)`,
    ]);
    // The starter's standard error is handed on to the leash: it ends when the last of them has ended.
    const allGone = once(starter.stderr.resume(), 'end');
    const pid = Number(String(await once(starter.stdout, 'data')));
    expect(isRunning(pid)).toBe(true);
    starter.kill('SIGKILL');
    await allGone;
    expect([isRunning(pid), existsSync(folder)]).toEqual([false, false]);
  });
});

/** Whether a process of this id is there. */
function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
