import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { freePort } from '../../harness/free-ports.ts';
import { startProxy, type Proxy } from '../../harness/tcp-proxy.ts';

type Echo = {
  readonly proxy: Proxy;
  /** To the same server, and never disturbed. */
  readonly other: Proxy;
  /** All that the server got so far. */
  readonly got: () => string;
  /** Lets the server speak first, on every connection. */
  readonly tell: (said: string) => void;
};

/** A server that sends back what it gets, behind proxies. */
async function echo(): Promise<Echo> {
  let got = '';
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('data', (chunk) => {
      got += chunk.toString('latin1');
    });
    socket.on('error', () => undefined).pipe(socket);
  });
  const port = await freePort();
  await once(server.listen(port, '127.0.0.1'), 'listening');
  const [proxy, other] = [await startProxy(port), await startProxy(port)];
  onTestFinished(async () => {
    await Promise.all([proxy.close(), other.close()]);
    server.close();
  });
  return {
    proxy,
    other,
    got: () => got,
    tell: (said) => {
      sockets.forEach((socket) => socket.write(said));
    },
  };
}

async function open({ port }: Proxy): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  return socket.on('error', () => undefined);
}

/** Sends `said` and gives what comes next. */
async function ask(socket: Socket, said: string): Promise<string> {
  socket.write(said);
  return next(socket);
}

const next = async (socket: Socket): Promise<string> => String((await once(socket, 'data'))[0]);

/** Many times there and back: what another proxy passed on before would have arrived by the end of it. */
async function roundTrips(socket: Socket): Promise<void> {
  for (let nth = 0; nth < 100; nth++) await ask(socket, '.');
}

describe('a proxy', () => {
  it('passes bytes and the end on both ways, also more than buffers hold', async () => {
    const { proxy } = await echo();
    const socket = await open(proxy);
    const sent = Buffer.alloc(20_000_000, 'scoring calls. ');
    const back = buffer(socket);
    socket.end(sent);
    expect(sent.equals(await back)).toBe(true);
  });

  it('cuts every connection, and takes new ones', async () => {
    const { proxy } = await echo();
    const [one, two] = [await open(proxy), await open(proxy)];
    expect([await ask(one, 'a'), await ask(two, 'b')]).toEqual(['a', 'b']);
    expect(proxy.connections).toBe(2);
    const closed = Promise.all([once(one, 'close'), once(two, 'close')]);
    proxy.cut();
    await closed;
    expect(await ask(await open(proxy), 'c')).toBe('c');
  });

  it('refuses new connections on its port and keeps old ones, until it accepts again', async () => {
    const { proxy } = await echo();
    const old = await open(proxy);
    expect(await ask(old, 'a')).toBe('a');
    proxy.refuse();
    await expect(open(proxy)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    expect(await ask(old, 'b')).toBe('b');
    await proxy.accept();
    expect(await ask(await open(proxy), 'c')).toBe('c');
  });

  it('holds what clients send while it stalls, on old and new connections, and then passes it on in order', async () => {
    const { proxy, other, got } = await echo();
    const [old, free] = [await open(proxy), await open(other)];
    expect(await ask(old, 'a')).toBe('a');
    proxy.stall();
    const fresh = await open(proxy);
    for (const part of ['1', '2', '3']) old.write(part);
    fresh.end('x');
    await roundTrips(free);
    expect(got().replaceAll('.', '')).toBe('a');
    const [all, ended] = [buffer(old), buffer(fresh)];
    proxy.flow();
    expect(String(await ended)).toBe('x');
    old.end('4');
    expect(String(await all)).toBe('1234');
  });

  it('holds what the server sends while it stalls', async () => {
    const { proxy, other, tell } = await echo();
    const [held, free] = [await open(proxy), await open(other)];
    expect([await ask(held, 'a'), await ask(free, 'a')]).toEqual(['a', 'a']);
    let got = '';
    held.on('data', (chunk) => {
      got += chunk.toString();
    });
    proxy.stall();
    tell('news');
    expect(await next(free)).toBe('news');
    await roundTrips(free);
    expect(got).toBe('');
    const passed = next(held);
    proxy.flow();
    expect(await passed).toBe('news');
  });

  it('destroys the next connection after so many bytes to the server, and only that one', async () => {
    const { proxy, got } = await echo();
    proxy.cutAfterBytes(10);
    const doomed = await open(proxy);
    const gone = once(doomed, 'close');
    doomed.write('0123');
    doomed.write('456789 and more');
    await gone;
    expect(await ask(await open(proxy), '!')).toBe('!');
    expect(got()).toBe('0123456789!');
  });

  it('answers in the place of the server when told what', async () => {
    const { proxy, got } = await echo();
    proxy.answerWith('HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n');
    expect((await fetch(`http://127.0.0.1:${proxy.port}/ping`)).status).toBe(502);
    proxy.answerWith(null);
    expect(await ask(await open(proxy), 'a')).toBe('a');
    expect(got()).toBe('a');
  });

  it('drops a client when nobody listens behind it', async () => {
    const alone = await startProxy(await freePort());
    onTestFinished(() => alone.close());
    const socket = await open(alone);
    if (!socket.closed) await once(socket.resume(), 'close');
    expect(alone.connections).toBe(0);
  });
});
