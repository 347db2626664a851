import { mkdir, mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, vi } from 'vitest';
import { EtalonError, reasonOf } from '../../../../errors.ts';
import { recordingFetcher, type FetchOptions } from '../../../../ingest/recordings/fetch-recording.ts';
import type { FetchedRecording } from '../../../../ingest/recordings/fetched-recording.ts';
import { parseRecordingSources } from '../../../../ingest/recordings/recording-sources.ts';

/** Callers' numbers stand in the names of recordings; no reason may repeat one. */
export const NUMBER = '359880000101';
export const NAME = `+${NUMBER}.wav`;
export const CONTENT = Buffer.from('RIFF....WAVE and so on');

/** A key and a certificate made for tests, for the name recordings.example. */
const TLS = join(import.meta.dirname, '../../../fixtures/tls/recordings.example');
export const certificate = (): Promise<string> => readFile(`${TLS}.cert.pem`, 'utf8');

const SECRETS: Readonly<Record<string, string>> = {
  pbx: 'etalon:pa:ss word\n',
  token: 'Bearer abc.def',
  headers: 'X-Api-Key: k1\nX-Tenant: shop',
  host: 'Host: evil.example',
  s3: 'AKIAEXAMPLE:secret/with+signs\n',
};

/** Folders of one test: `base` is empty but for `folder`, the work folder. */
export const place = { base: '', folder: '' };
const servers: Server[] = [];

beforeEach(async () => {
  place.base = await realpath(await mkdtemp(join(tmpdir(), 'etalon-fetch-')));
  place.folder = join(place.base, 'work');
  await mkdir(place.folder);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await closeServers();
  await rm(place.base, { recursive: true });
});

export async function closeServers(): Promise<void> {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

export type Answer = (response: ServerResponse, request: IncomingMessage) => void;
export type Served = { readonly port: number; readonly requests: readonly IncomingMessage[] };

/** The whole recording, at once. */
export const whole: Answer = (response) => response.end(CONTENT);

/** A server of this machine that lives as long as the test. */
export async function serve(
  answer: Answer,
  { host = '127.0.0.1', port = 0, tls = false }: { host?: string; port?: number; tls?: boolean } = {},
): Promise<Served> {
  const requests: IncomingMessage[] = [];
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    requests.push(request);
    answer(response, request);
  };
  const server = tls
    ? createHttpsServer({ key: await readFile(`${TLS}.key.pem`), cert: await certificate() }, listener)
    : createHttpServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(port, host, resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return { port: address.port, requests };
}

/** Every name leads to these addresses. */
export function namesLeadTo(...addresses: readonly string[]): FetchOptions['resolve'] {
  const found = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  return () => Promise.resolve(found);
}

/** recording-sources.yaml with these sources, in the short spelling of YAML. */
export function sourcesFile(...sources: readonly string[]): string {
  return `sources: [${sources.map((source) => `{ ${source} }`).join(', ')}]\n`;
}

/** Fetches for the project shop, where every name leads here; whatever comes of it must not tell the caller's number. */
export async function fetchWith(
  yaml: string,
  uri: string,
  options: Partial<FetchOptions> = {},
  signal: AbortSignal = new AbortController().signal,
): Promise<FetchedRecording> {
  const parsed = parseRecordingSources(yaml, 'recording-sources.yaml');
  if (!parsed.ok) throw new Error(parsed.faults.join('\n'));
  const resolve = namesLeadTo('127.0.0.1');
  const fetch = recordingFetcher(parsed.value, (name) => SECRETS[name] ?? null, { resolve, ...options });
  try {
    const got = await fetch({ project: 'shop', uri, folder: place.folder }, signal);
    if (got.kind !== 'here') expect(JSON.stringify(got)).not.toContain(NUMBER);
    return got;
  } catch (error) {
    expect(JSON.stringify(reasonOf(error))).not.toContain(NUMBER);
    throw error;
  }
}

/** What came of it: `here`, or the kind, the code and the why of the reason. */
export async function outcome(fetching: Promise<FetchedRecording>): Promise<string> {
  const got = await fetching;
  if (got.kind === 'here') return 'here';
  const { code, params } = got.reason;
  return `${got.kind} ${code} ${String(params['why'] ?? '')}`.trim();
}

/** Code and why of what was thrown, which must be retriable. */
export async function thrown(fetching: Promise<FetchedRecording>): Promise<string> {
  const [result] = await Promise.allSettled([fetching]);
  const error: unknown = result.status === 'rejected' ? result.reason : new Error(`not thrown: ${result.value.kind}`);
  if (!(error instanceof EtalonError)) throw new Error('not a fault of ours', { cause: error });
  expect(error.retriable).toBe(true);
  return `${error.code} ${String(error.params['why'])}`;
}
