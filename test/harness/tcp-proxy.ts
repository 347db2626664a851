import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { freePort } from './free-ports.ts';

/** A wire on 127.0.0.1 between clients and a server, that fails when told to. It knows bytes only, no protocol. */
export type Proxy = {
  readonly port: number;
  /** Connections that clients have open. */
  readonly connections: number;
  /** Destroys all connections; new ones are taken as before. */
  readonly cut: () => void;
  /** New connections are refused (ECONNREFUSED); those that are there stay. */
  readonly refuse: () => void;
  readonly accept: () => Promise<void>;
  /** Takes connections and bytes, and passes nothing on, either way. */
  readonly stall: () => void;
  /** Passes on what was held, in order. */
  readonly flow: () => void;
  /** The next connection is destroyed when the server was sent its first `bytes` bytes and not one more. */
  readonly cutAfterBytes: (bytes: number) => void;
  /** Each new connection gets this for an answer to its first bytes and is ended; null = passed on again. */
  readonly answerWith: (answer: string | Buffer | null) => void;
  readonly close: () => Promise<void>;
};

type Told = {
  isStalled: boolean;
  /** For the next connection only. */
  cutAfterBytes: number | null;
  answer: string | Buffer | null;
};

/** Starts a proxy to a port of 127.0.0.1, where nobody need listen yet. `port` is where it listens itself. */
export async function startProxy(targetPort: number, port?: number): Promise<Proxy> {
  const told: Told = { isStalled: false, cutAfterBytes: null, answer: null };
  const wires = new Set<Wire>();
  const at = port ?? (await freePort());
  const cut = (): void => {
    for (const wire of wires) wire.cut();
  };
  const take = (client: Socket): void => {
    const wire = told.answer === null ? join(client, dial(targetPort), told) : answer(client, told.answer);
    wires.add(wire);
    client.once('close', () => wires.delete(wire));
  };
  let server: Server | null = await listen(at, take);
  const refuse = (): void => {
    server?.close();
    server = null;
  };
  return {
    port: at,
    get connections() {
      return wires.size;
    },
    cut,
    refuse,
    accept: async () => {
      server ??= await listen(at, take);
    },
    stall: () => {
      told.isStalled = true;
    },
    flow: () => {
      told.isStalled = false;
      for (const wire of wires) wire.flow();
    },
    cutAfterBytes: (bytes) => {
      told.cutAfterBytes = bytes;
    },
    answerWith: (given) => {
      told.answer = given;
    },
    close: async () => {
      const closed = server === null ? null : once(server, 'close');
      refuse();
      cut();
      await closed;
    },
  };
}

async function listen(port: number, take: (client: Socket) => void): Promise<Server> {
  const server = createServer({ allowHalfOpen: true }, take).listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

const dial = (port: number): Socket => connect({ host: '127.0.0.1', port, allowHalfOpen: true });

type Wire = { readonly cut: () => void; readonly flow: () => void };

function join(client: Socket, upstream: Socket, told: Told): Wire {
  const cut = (): void => {
    client.destroy();
    upstream.destroy();
  };
  let left = told.cutAfterBytes;
  told.cutAfterBytes = null;
  const flows = [
    pass(client, upstream, told, (chunk) => {
      if (left === null) return upstream.write(chunk);
      const part = chunk.subarray(0, left);
      left -= part.length;
      if (left > 0) return upstream.write(part);
      // What was let through arrives; then both ends see the connection gone.
      client.pause();
      upstream.write(part, cut);
      return true;
    }),
    pass(upstream, client, told, (chunk) => client.write(chunk)),
  ];
  for (const socket of [client, upstream]) socket.once('error', cut);
  return {
    cut,
    flow: () => {
      for (const flow of flows) flow();
    },
  };
}

/** Carries bytes and the end one way, as fast as the other side takes them. Gives what goes on after a stall. */
function pass(from: Socket, to: Socket, told: Told, write: (chunk: Buffer) => boolean): () => void {
  const held: (Buffer | null)[] = [];
  const carry = (chunk: Buffer | null): void => {
    if (told.isStalled) {
      held.push(chunk);
      from.pause();
    } else if (chunk === null) to.end();
    else if (!write(chunk)) {
      from.pause();
      to.once('drain', () => from.resume());
    }
  };
  from.on('data', carry);
  from.once('end', () => {
    carry(null);
  });
  return () => {
    for (const chunk of held.splice(0)) carry(chunk);
    if (!to.writableNeedDrain) from.resume();
  };
}

function answer(client: Socket, given: string | Buffer): Wire {
  const cut = (): void => {
    client.destroy();
  };
  client.once('error', cut);
  client.once('data', () => client.end(given));
  return { cut, flow: () => undefined };
}
