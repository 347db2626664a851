import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EtalonError, reasonOf } from './errors.ts';

/** One thing that must be in order before work may come here. `detail` says how it stands and names nobody. */
export type Check = {
  readonly name: 'broker' | 'store' | 'models' | 'stopping' | 'stall';
  readonly ok: boolean;
  readonly detail: string;
};

export type HealthParts = {
  /** Every check, as it stands now. Asked at most once a second, however many ask. */
  readonly ready: () => Promise<readonly Check[]>;
  readonly metrics: { readonly text: () => Promise<string>; readonly contentType: string };
  /** A clock in ms that never goes back. */
  readonly now?: () => number;
  readonly readyWithinMs?: number;
};

export type HealthServer = { readonly port: number; readonly close: () => Promise<void> };

const CHECK_MS = 2_000;
/** The checks run side by side; what is above their own limit is for putting them together. */
const READY_MS = 2_500;
const FRESH_MS = 1_000;
/** Probes are small and come from near: who is slow or sends much is no probe. */
const LIMITS = { requestTimeout: 5_000, headersTimeout: 5_000, maxHeaderSize: 8_192 };

/**
 * Serves, to GET and HEAD only:
 * - /healthz: 200 while the event loop answers. A process that fails here is to be killed, so nothing else decides it.
 * - /readyz: 200 when every check is in order, else 503; the list of checks as JSON. 503 and a code when they fail.
 * - /metrics: for Prometheus.
 *
 * Port 0 takes a free one. Throws HTTP_ADDRESS_UNUSABLE.
 */
export async function serveHealth(
  at: { readonly host: string; readonly port: number },
  parts: HealthParts,
): Promise<HealthServer> {
  const readiness = freshFor(FRESH_MS, parts.now ?? (() => performance.now()), () => readinessOf(parts));
  const server = createServer(LIMITS, ({ method, url = '' }, response) => {
    if (method !== 'GET' && method !== 'HEAD') send(response, METHOD_NOT_ALLOWED);
    else
      void answerTo(url.split('?')[0] ?? '', parts, readiness).then((answer) => {
        send(response, answer);
      });
  });
  return {
    port: await listen(server, at),
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

/**
 * A check that never throws and never hangs: `work` answers how it stands. When it throws, the detail is the error's
 * code; when it takes longer than `withinMs`, READY_CHECK_SLOW.
 */
export async function check(name: Check['name'], work: () => Promise<string>, withinMs = CHECK_MS): Promise<Check> {
  try {
    return { name, ok: true, detail: await within(withinMs, work) };
  } catch (error) {
    return { name, ok: false, detail: reasonOf(error).code };
  }
}

type Answer = { readonly status: number; readonly type: string; readonly body: string };

const TEXT = 'text/plain; charset=utf-8';
const JSON_TYPE = 'application/json; charset=utf-8';
const HEALTHY: Answer = { status: 200, type: TEXT, body: 'ok\n' };
const NOT_FOUND: Answer = { status: 404, type: TEXT, body: 'not found\n' };
const METHOD_NOT_ALLOWED: Answer = { status: 405, type: TEXT, body: 'GET and HEAD only\n' };

async function answerTo(path: string, { metrics }: HealthParts, readiness: () => Promise<Answer>): Promise<Answer> {
  switch (path) {
    case '/healthz':
      return HEALTHY;
    case '/readyz':
      return readiness();
    case '/metrics':
      return metrics.text().then(
        (body) => ({ status: 200, type: metrics.contentType, body }),
        (error: unknown) => failure(500, error),
      );
    default:
      return NOT_FOUND;
  }
}

async function readinessOf({ ready, readyWithinMs = READY_MS }: HealthParts): Promise<Answer> {
  try {
    const checks = await within(readyWithinMs, ready);
    const status = checks.every(({ ok }) => ok) ? 200 : 503;
    return { status, type: JSON_TYPE, body: `${JSON.stringify(checks)}\n` };
  } catch (error) {
    return failure(503, error);
  }
}

/** The code and nothing else: an error's words may quote what nobody else should read. */
function failure(status: number, error: unknown): Answer {
  return { status, type: JSON_TYPE, body: `${JSON.stringify({ code: reasonOf(error).code })}\n` };
}

function send(response: ServerResponse, { status, type, body }: Answer): void {
  response.writeHead(status, {
    'content-type': type,
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...(status === 405 ? { allow: 'GET, HEAD' } : {}),
  });
  // Node leaves the body of an answer to HEAD out by itself.
  response.end(body);
}

async function within<T>(ms: number, work: () => Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    reject(new EtalonError('READY_CHECK_SLOW', { seconds: ms / 1_000 }));
  }, ms);
  try {
    return await Promise.race([work(), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** One reading for all who ask while it is made and for `ms` after; `read` must not throw. */
function freshFor<T>(ms: number, now: () => number, read: () => Promise<T>): () => Promise<T> {
  let last: { readonly reading: Promise<T>; readonly staleAt: () => number } | null = null;
  return () => {
    if (last !== null && now() < last.staleAt()) return last.reading;
    let staleAt = Number.POSITIVE_INFINITY;
    const reading = read().finally(() => {
      staleAt = now() + ms;
    });
    last = { reading, staleAt: () => staleAt };
    return reading;
  };
}

function listen(server: Server, { host, port }: { readonly host: string; readonly port: number }): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      const why = 'code' in error ? String(error.code) : 'unknown';
      reject(new EtalonError('HTTP_ADDRESS_UNUSABLE', { address: `${host}:${String(port)}`, why }, { cause: error }));
    });
    server.listen({ host, port }, () => {
      resolve(portOf(server.address()) ?? port);
    });
  });
}

function portOf(address: AddressInfo | string | null): number | undefined {
  return typeof address === 'object' ? address?.port : undefined;
}
