import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';

// Below the ports that Linux (32768–60999) and IANA (49152–65535) give to outgoing connections: a server that is down
// for a moment finds its port free again. From that range a client that redials may be given the very port it dials,
// and then it talks to itself.
const FIRST_PORT = 20_000;
const LAST_PORT = 32_767;

/** Different ports of 127.0.0.1 that nobody listens on. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const held: Server[] = [];
  while (held.length < count) {
    const server = await listenOn(randomInt(FIRST_PORT, LAST_PORT + 1));
    if (server !== null) held.push(server);
  }
  const ports = held.map(portOf);
  await Promise.all(held.map((server) => once(server.close(), 'close')));
  return ports;
}

/** A single one. */
export async function freePort(): Promise<number> {
  const [port = 0] = await freePorts(1);
  return port;
}

/** Null when the port is taken. */
async function listenOn(port: number): Promise<Server | null> {
  const server = createServer().listen(port, '127.0.0.1');
  return once(server, 'listening').then(
    () => server,
    () => null,
  );
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}
