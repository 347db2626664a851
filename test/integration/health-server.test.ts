import { request } from 'node:http';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { EtalonError } from '../../errors.ts';
import { check, serveHealth, type Check, type HealthParts, type HealthServer } from '../../health-server.ts';
import { openMetrics } from '../../metrics.ts';

type Answered = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
};

const LOOPBACK = { host: '127.0.0.1', port: 0 };
const GOOD: Check = { name: 'store', ok: true, detail: 'answers' };
const AWAY: Check = { name: 'broker', ok: false, detail: 'BROKER_AWAY' };
const metrics = { text: () => Promise.resolve('etalon_build_info 1\n'), contentType: 'text/plain' };
const opened: HealthServer[] = [];

async function serve(parts: Partial<HealthParts> = {}): Promise<number> {
  const server = await serveHealth(LOOPBACK, { ready: () => Promise.resolve([GOOD]), metrics, ...parts });
  opened.push(server);
  return server.port;
}

function ask(port: number, path: string, method = 'GET'): Promise<Answered> {
  return new Promise((resolve, reject) => {
    request({ ...LOOPBACK, port, path, method }, (response) => {
      const pieces: Buffer[] = [];
      response.on('data', (piece: Buffer) => pieces.push(piece));
      response.on('end', () => {
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(pieces).toString('utf8'),
        });
      });
    })
      .on('error', reject)
      .end();
  });
}

/** A clock that stands still until it is moved. */
function clock(): { readonly now: () => number; readonly move: (ms: number) => void } {
  let at = 0;
  return {
    now: () => at,
    move: (ms) => {
      at += ms;
    },
  };
}

afterEach(async () => {
  for (const server of opened.splice(0)) await server.close();
});

describe('/healthz', () => {
  it('is ok while the event loop answers, whatever is away', async () => {
    const port = await serve({ ready: () => Promise.reject(new EtalonError('STORE_AWAY', { why: 'ECONNREFUSED' })) });
    expect(await ask(port, '/healthz')).toMatchObject({ status: 200, body: 'ok\n' });
  });

  it('is ok while a readiness check hangs', async () => {
    const port = await serve({ ready: () => new Promise(() => undefined), readyWithinMs: 50 });
    const hanging = ask(port, '/readyz');
    expect(await ask(port, '/healthz')).toMatchObject({ status: 200 });
    expect(await hanging).toMatchObject({ status: 503 });
  });
});

describe('/readyz', () => {
  it('lists the checks, 200 when all are in order', async () => {
    const { status, headers, body } = await ask(await serve(), '/readyz');
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('application/json; charset=utf-8');
    expect(JSON.parse(body)).toEqual([GOOD]);
  });

  it('is 503 with the same list when one is not', async () => {
    const answered = await ask(await serve({ ready: () => Promise.resolve([GOOD, AWAY]) }), '/readyz');
    expect(answered.status).toBe(503);
    expect(JSON.parse(answered.body)).toEqual([GOOD, AWAY]);
  });

  it('asks once a second, however many ask', async () => {
    let asked = 0;
    const { now, move } = clock();
    const ready = (): Promise<readonly Check[]> => {
      asked += 1;
      return Promise.resolve([GOOD]);
    };
    const port = await serve({ ready, now });
    await Promise.all(Array.from({ length: 20 }, () => ask(port, '/readyz')));
    move(999);
    await ask(port, '/readyz');
    expect(asked).toBe(1);
    move(1);
    await ask(port, '/readyz');
    expect(asked).toBe(2);
  });

  it('those who ask while a check is under way share its answer', async () => {
    let asked = 0;
    const { now, move } = clock();
    const { promise, resolve } = Promise.withResolvers<readonly Check[]>();
    const { promise: begun, resolve: begin } = Promise.withResolvers<undefined>();
    const ready = (): Promise<readonly Check[]> => {
      asked += 1;
      begin(undefined);
      return promise;
    };
    const port = await serve({ ready, now });
    const first = ask(port, '/readyz');
    await begun;
    move(60_000);
    const second = ask(port, '/readyz');
    // Answered by the server, so the question before it has reached the server too.
    await ask(port, '/healthz');
    resolve([GOOD]);
    expect([(await first).status, (await second).status]).toEqual([200, 200]);
    expect(asked).toBe(1);
  });

  it('a failure of the checks says its code and nothing that its words quote', async () => {
    const port = await serve({
      ready: () => Promise.reject(new EtalonError('STORE_AWAY', { why: 'user +359880000101' })),
    });
    expect(await ask(port, '/readyz')).toMatchObject({ status: 503, body: '{"code":"STORE_AWAY"}\n' });
  });

  it('a fault that is not ours is UNEXPECTED, thrown at once or later', async () => {
    const later = await serve({ ready: () => Promise.reject(new TypeError('x of +359880000101')) });
    const atOnce = await serve({
      ready: () => {
        throw new TypeError('x of +359880000101');
      },
    });
    expect((await ask(later, '/readyz')).body).toBe('{"code":"UNEXPECTED"}\n');
    expect((await ask(atOnce, '/readyz')).body).toBe('{"code":"UNEXPECTED"}\n');
  });

  it('checks that give no answer are given up', async () => {
    const port = await serve({ ready: () => new Promise(() => undefined), readyWithinMs: 20 });
    expect(await ask(port, '/readyz')).toMatchObject({ status: 503, body: '{"code":"READY_CHECK_SLOW"}\n' });
  });
});

describe('a single check', () => {
  it('is in order with the words of its work', async () => {
    expect(await check('models', () => Promise.resolve('2 files'))).toEqual({
      name: 'models',
      ok: true,
      detail: '2 files',
    });
  });

  it('says the code of what it threw', async () => {
    const away = (): Promise<string> => Promise.reject(new EtalonError('STORE_AWAY', { why: 'x' }));
    expect(await check('store', away)).toEqual({ name: 'store', ok: false, detail: 'STORE_AWAY' });
  });

  it('is given up when it hangs, and the others still count', async () => {
    const hanging = (): Promise<string> => new Promise(() => undefined);
    const ready = (): Promise<readonly Check[]> => Promise.all([check('broker', hanging, 20), Promise.resolve(GOOD)]);
    const answered = await ask(await serve({ ready }), '/readyz');
    expect(JSON.parse(answered.body)).toEqual([{ name: 'broker', ok: false, detail: 'READY_CHECK_SLOW' }, GOOD]);
  });
});

describe('/metrics', () => {
  it('gives the text of the metrics in their own type', async () => {
    const real = openMetrics();
    real.message('score', 'loaded');
    const { status, headers, body } = await ask(await serve({ metrics: real }), '/metrics');
    expect(status).toBe(200);
    expect(headers['content-type']).toBe(real.contentType);
    expect(body).toContain('etalon_messages_total{line="score",outcome="loaded"} 1');
  });

  it('says the code when they cannot be read', async () => {
    const broken = { text: () => Promise.reject(new Error('x')), contentType: 'text/plain' };
    expect(await ask(await serve({ metrics: broken }), '/metrics')).toMatchObject({
      status: 500,
      body: '{"code":"UNEXPECTED"}\n',
    });
  });
});

describe('the server', () => {
  it('knows no other path, and no query that changes one', async () => {
    const port = await serve();
    for (const path of ['/', '/health', '/healthz/', '//healthz', '/metrics/../healthz', '/favicon.ico', '*'])
      expect(await ask(port, path), path).toMatchObject({ status: 404 });
    expect(await ask(port, '/healthz?verbose=1')).toMatchObject({ status: 200 });
  });

  it('answers GET and HEAD, and HEAD without a body', async () => {
    const port = await serve();
    const got = await ask(port, '/healthz');
    const head = await ask(port, '/healthz', 'HEAD');
    expect(head).toMatchObject({ status: 200, body: '' });
    expect(head.headers['content-length']).toBe(got.headers['content-length']);
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'])
      expect(await ask(port, '/healthz', method), method).toMatchObject({
        status: 405,
        headers: { allow: 'GET, HEAD' },
      });
  });

  it('tells nobody what it is made of', async () => {
    const port = await serve();
    for (const path of ['/healthz', '/readyz', '/metrics', '/none']) {
      const { headers } = await ask(port, path);
      expect(Object.keys(headers), path).not.toContain('server');
      expect(Object.keys(headers), path).not.toContain('x-powered-by');
      expect(headers['cache-control'], path).toBe('no-store');
    }
  });

  it('says which address it cannot have', async () => {
    const port = await serve();
    await expect(
      serveHealth({ ...LOOPBACK, port }, { ready: () => Promise.resolve([]), metrics }),
    ).rejects.toMatchObject({
      code: 'HTTP_ADDRESS_UNUSABLE',
      params: { address: `127.0.0.1:${String(port)}`, why: 'EADDRINUSE' },
    });
  });

  it('closes though somebody keeps a connection open, and is gone then', async () => {
    const server = await serveHealth(LOOPBACK, { ready: () => Promise.resolve([GOOD]), metrics });
    const idle = connect(server.port, LOOPBACK.host);
    const ended = new Promise((resolve) => idle.once('close', resolve));
    await new Promise((resolve) => idle.once('connect', resolve));
    await server.close();
    await ended;
    await expect(ask(server.port, '/healthz')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});
