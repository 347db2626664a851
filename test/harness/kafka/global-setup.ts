import { once } from 'node:events';
import { createServer } from 'node:http';
import type { TestProject } from 'vitest/node';
import { startBroker, type Broker } from '../kafka-broker.ts';

declare module 'vitest' {
  // eslint-disable-next-line @typescript-eslint/consistent-type-definitions -- only an interface can be added to
  interface ProvidedContext {
    /** Answers with the address of the broker that the tests of this run share; starts it when asked first. */
    readonly sharedBrokerUrl: string;
  }
}

/**
 * One broker for a test run, owned by the process that outlives all test files and started only when a test asks. Gives
 * what ends it.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  let broker: Promise<Broker> | null = null;
  const server = createServer((_, response) => {
    broker ??= startBroker();
    broker.then(
      ({ address }) => response.end(address),
      (error: unknown) => response.writeHead(500).end(error instanceof Error ? error.message : String(error)),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  project.provide('sharedBrokerUrl', `http://127.0.0.1:${address.port}`);
  return async () => {
    server.close();
    server.closeAllConnections();
    // One that did not start has told the test which asked.
    await broker?.then(
      (running) => running.stop(),
      () => undefined,
    );
  };
}
