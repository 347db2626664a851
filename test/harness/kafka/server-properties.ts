import { join } from 'node:path';
import type { Certificates } from '../tls.ts';

export type Ports = {
  readonly plain: number;
  readonly sasl: number;
  readonly tls: number;
  readonly saslTls: number;
  /** What the broker says to itself; never through a proxy. */
  readonly internal: number;
  readonly controller: number;
};

export type BrokerSettings = {
  readonly folder: string;
  readonly ports: Ports;
  /** The port that clients of `plain` are sent on to. */
  readonly advertised: number;
  readonly certificates: Certificates;
};

/** Users of SCRAM, as the formatting tool takes them. */
export const SCRAM_USERS = ['SCRAM-SHA-256', 'SCRAM-SHA-512'].map(
  (mechanism) => `${mechanism}=[name=bob,password=bob-secret]`,
);

/** The broker's server.properties. */
export function serverProperties({ folder, ports, advertised, certificates }: BrokerSettings): string {
  const listeners = { PLAIN: ports.plain, SASL: ports.sasl, TLS: ports.tls, SASLTLS: ports.saslTls };
  const own = { ...listeners, INTERNAL: ports.internal };
  const written = (all: Readonly<Record<string, number>>): string =>
    Object.entries(all)
      .map(([name, port]) => `${name}://127.0.0.1:${port}`)
      .join(',');
  const { keystore, password } = certificates;
  return properties({
    'process.roles': 'broker,controller',
    'node.id': '1',
    'controller.quorum.voters': `1@127.0.0.1:${ports.controller}`,
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'INTERNAL',
    listeners: written({ ...own, CONTROLLER: ports.controller }),
    'advertised.listeners': written({ ...own, PLAIN: advertised }),
    'listener.security.protocol.map':
      'PLAIN:PLAINTEXT,SASL:SASL_PLAINTEXT,TLS:SSL,SASLTLS:SASL_SSL,INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'log.dirs': join(folder, 'data'),
    // A topic that nobody made is a mistake of the test.
    'auto.create.topics.enable': 'false',
    'offsets.topic.replication.factor': '1',
    'offsets.topic.num.partitions': '1',
    'transaction.state.log.replication.factor': '1',
    'transaction.state.log.min.isr': '1',
    'transaction.state.log.num.partitions': '1',
    // Tests of rebalances and of silent members do not wait for the times of a real installation.
    'group.initial.rebalance.delay.ms': '0',
    'group.min.session.timeout.ms': '1000',
    // A killed broker is let in again when its former session is over; with the 9 s of the default that takes as long.
    'broker.session.timeout.ms': '3000',
    'broker.heartbeat.interval.ms': '500',
    'ssl.keystore.location': keystore,
    'ssl.keystore.type': 'PKCS12',
    'ssl.keystore.password': password,
    'sasl.enabled.mechanisms': 'PLAIN,SCRAM-SHA-256,SCRAM-SHA-512',
    ...logins('sasl'),
    ...logins('sasltls'),
  });
}

/** Who may log in on a listener; the passwords of SCRAM are in the broker's own metadata. */
function logins(listener: string): Readonly<Record<string, string>> {
  const of = (mechanism: string): string => `listener.name.${listener}.${mechanism}.sasl.jaas.config`;
  const scram = 'org.apache.kafka.common.security.scram.ScramLoginModule required;';
  return {
    [of('plain')]: 'org.apache.kafka.common.security.plain.PlainLoginModule required user_alice="alice-secret";',
    [of('scram-sha-256')]: scram,
    [of('scram-sha-512')]: scram,
  };
}

function properties(all: Readonly<Record<string, string>>): string {
  return Object.entries(all)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}
