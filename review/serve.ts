import type { Server } from 'node:http';
import { createAdaptorServer, type HttpBindings } from '@hono/node-server';
import { EtalonError } from '../errors.ts';

export type ServedReview = {
  /** Where it listens, with the port that was taken. */
  readonly port: number;
  readonly close: () => Promise<void>;
};

export type ReviewAddress = {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** When the port is in use: an error, or the next of so many. */
  readonly tries: number;
};

/** A client that sends nothing for so long is gone; the largest upload of a slow line (0.5 Mbit/s) takes most of an hour. */
const LIMITS = {
  headersTimeout: 20_000,
  requestTimeout: 3_600_000,
  keepAliveTimeout: 65_000,
  maxHeaderSize: 32_768,
} as const;

/**
 * Serves the app over HTTP. `behindProxy`: TLS ends in a server before it, whose word on where a request came from counts.
 * Throws HTTP_ADDRESS_UNUSABLE.
 */
export async function serveReview(
  app: (request: Request, place: string) => Promise<Response>,
  address: ReviewAddress,
  behindProxy: boolean,
): Promise<ServedReview> {
  const server = createAdaptorServer({
    fetch: (request, env) => app(request, placeOf(request.headers, env, behindProxy)),
    serverOptions: LIMITS,
  });
  const port = await listen(server, address);
  return {
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        // An open page keeps its connection, and a recording may be playing.
        if ('closeAllConnections' in server) server.closeAllConnections();
      }),
  };
}

function placeOf(headers: Headers, env: unknown, behindProxy: boolean): string {
  const { incoming } = env as HttpBindings;
  const direct = incoming.socket.remoteAddress ?? '';
  if (!behindProxy) return direct;
  // Of the list only the last entry was written by the proxy; the others are what a client says.
  return headers.get('x-forwarded-for')?.split(',').at(-1)?.trim() ?? direct;
}

async function listen(
  server: ReturnType<typeof createAdaptorServer>,
  { host, port, tries }: ReviewAddress,
): Promise<number> {
  for (let nth = 0; ; nth += 1) {
    try {
      return await listenAt(server, host, port === 0 ? 0 : port + nth);
    } catch (error) {
      const why = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
      if (why === 'EADDRINUSE' && nth + 1 < tries) continue;
      throw new EtalonError('HTTP_ADDRESS_UNUSABLE', { address: `${host}:${String(port)}`, why }, { cause: error });
    }
  }
}

function listenAt(server: ReturnType<typeof createAdaptorServer>, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      const address = (server as Server).address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}
