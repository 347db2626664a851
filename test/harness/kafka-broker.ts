import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { inject } from 'vitest';
import { freePorts } from './free-ports.ts';
import { kafkaJars } from './kafka/jars.ts';
import { findJava } from './kafka/java.ts';
import { SCRAM_USERS, serverProperties, type Ports } from './kafka/server-properties.ts';
import { startServer, type ServerProcess } from './server-process.ts';
import { CA_FILE, makeCertificates } from './tls.ts';

/** A real Apache Kafka of one node, with data of its own, on 127.0.0.1. It ends with the process that started it. */
export type Broker = ServerProcess & {
  /** host:port, without encryption or password. */
  readonly address: string;
  /** PLAIN for alice with alice-secret; SCRAM-SHA-256 and -512 for bob with bob-secret. */
  readonly saslAddress: string;
  readonly tlsAddress: string;
  /** SASL over TLS, for the same users. */
  readonly saslTlsAddress: string;
  /** PEM: the authority that signed the broker's certificate. */
  readonly caFile: string;
};

// Any 22 characters of base64 will do.
const CLUSTER_ID = '4L6g3nShT-eMCtK--X86sw';
// The first compiler only: a broker of a test does not live long enough for the second.
const JVM = ['-Xms128m', '-Xmx512m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];
const LOGGING = ['defaultLogLevel=warn', 'log.kafka.server.KafkaRaftServer=info'];
const STARTED = 'Kafka Server started';

/**
 * Starts a broker; 6 to 12 s. With `advertisedPort` clients of `address` are sent on to that port of 127.0.0.1, where a
 * proxy passes them on to `address`. Throws when Java or Maven is missing.
 */
export async function startBroker(options: { readonly advertisedPort?: number } = {}): Promise<Broker> {
  const { java, keytool } = await findJava();
  const jars = await kafkaJars();
  const [plain = 0, sasl = 0, tls = 0, saslTls = 0, internal = 0, controller = 0] = await freePorts(6);
  const ports: Ports = { plain, sasl, tls, saslTls, internal, controller };
  const folder = await mkdtemp(join(tmpdir(), 'etalon-kafka-'));
  const properties = join(folder, 'server.properties');
  const jvm = [...JVM, ...LOGGING.map((said) => `-Dorg.slf4j.simpleLogger.${said}`), '-cp', join(jars, '*')];
  const prepare = async (): Promise<void> => {
    const certificates = await makeCertificates(keytool, folder);
    const advertised = options.advertisedPort ?? plain;
    await writeFile(properties, serverProperties({ folder, ports, advertised, certificates }));
    const scram = SCRAM_USERS.flatMap((user) => ['--add-scram', user]);
    const format = ['kafka.tools.StorageTool', 'format', '-t', CLUSTER_ID, '-c', properties, ...scram];
    await promisify(execFile)(java, [...jvm, ...format]);
  };
  const args = [...jvm, 'kafka.Kafka', properties];
  const server = await startServer({ command: java, args, ready: STARTED, folder }, prepare);
  const at = (port: number): string => `127.0.0.1:${port}`;
  const { kill, restart, stop } = server;
  return {
    get pid() {
      return server.pid;
    },
    kill,
    restart,
    stop,
    address: at(plain),
    saslAddress: at(sasl),
    tlsAddress: at(tls),
    saslTlsAddress: at(saslTls),
    caFile: join(folder, CA_FILE),
  };
}

/**
 * The broker that most tests share, as KAFKA_BROKERS has it: that of the environment, else the one of this test run,
 * which the first test that asks starts (kafka/global-setup.ts). Take topics of your own: freshTopicPrefix().
 */
export async function sharedBroker(): Promise<string> {
  const named = process.env['KAFKA_BROKERS'] ?? '';
  if (named !== '') return named;
  const answer = await fetch(inject('sharedBrokerUrl'));
  const said = await answer.text();
  if (!answer.ok) throw new Error(said);
  return said;
}

/** A prefix for topics and groups that no other test has. */
export const freshTopicPrefix = (): string => `test-${randomBytes(6).toString('hex')}.`;
