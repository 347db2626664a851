import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import { EtalonError } from '../../errors.ts';
import { addressFault, guardedLookup, type AddressRule, type ResolveHost } from './address-guard.ts';
import { absent, awayOf, storeBody, type Watch } from './fetch-limits.ts';
import type { FetchedRecording } from './fetched-recording.ts';
import type { WebSource } from './recording-sources.ts';
import { readRecordingUri } from './recording-uri.ts';

/** How the web and S3 are reached. */
export type Reach = {
  readonly resolve: ResolveHost;
  /** PEM; null = the authorities that Node knows, which NODE_EXTRA_CA_CERTS adds to. */
  readonly authorities: readonly string[] | null;
  readonly credentials: (name: string) => string | null;
};

const MAX_REDIRECTS = 3;
const REDIRECTS = [301, 302, 303, 307, 308];
/** Not there, no longer, or only being made: accepted, empty. */
const NOT_YET = [202, 204, 404, 410];
const BUSY = [408, 425, 429];
const UNAUTHORISED = [401, 403, 407];

/** The source that a redirect's target is fetched from; null = it is allowed nowhere. */
type SourceOfUrl = (url: URL) => WebSource | null;

/**
 * A recording over https, or over http from a private address that is meant. Each redirect is checked like the uri of a
 * message, and gets the credentials of the source it leads to, never those of the one it came from.
 * @throws EtalonError RECORDING_URI_REFUSED, RECORDING_TOO_LARGE, RECORDING_SOURCE_UNAUTHORISED, RECORDING_SOURCE_AWAY
 * and those of the work folder.
 */
export async function fetchHttps(
  start: { readonly url: URL; readonly source: WebSource },
  into: { readonly folder: string; readonly maxBytes: number },
  sourceOf: SourceOfUrl,
  reach: Reach,
  watch: Watch,
): Promise<FetchedRecording> {
  let { url, source } = start;
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    const answer = await watch.awaiting(ask(url, source, reach, watch.signal));
    const status = answer.statusCode ?? 0;
    if (!REDIRECTS.includes(status)) return taken(answer, status, { ...into, shown: url.origin }, watch);
    answer.destroy();
    const target = targetOf(answer.headers.location, url, sourceOf);
    ({ url, source } = target);
  }
  throw refused(url.origin, 'too-many-redirects');
}

/** The answer with its head; each question has a connection of its own, so that none escapes the guard. */
function ask(url: URL, source: WebSource, reach: Reach, signal: AbortSignal): Promise<IncomingMessage> {
  const shown = url.origin;
  const rule = { allowed: source.allowPrivate, publicToo: url.protocol === 'https:' };
  const options = {
    ...connection(url, rule, reach),
    agent: false,
    headers: { 'user-agent': 'etalon', 'accept-encoding': 'identity', ...secretHeaders(source, shown, reach) },
    signal,
  };
  return new Promise((resolve, reject) => {
    (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, options)
      .on('response', resolve)
      .on('error', (error) => {
        reject(awayOf(error, shown));
      })
      .end();
  });
}

/**
 * What a connection to the host of `url` is made with: the guard over its addresses, and TLS that checks name and
 * authority whatever the environment says.
 * @throws EtalonError RECORDING_URI_REFUSED when the host is an address that may not be connected to.
 */
export function connection(
  url: URL,
  rule: AddressRule,
  { resolve, authorities }: Reach,
): {
  readonly lookup: ReturnType<typeof guardedLookup>;
  readonly rejectUnauthorized: true;
  readonly ca?: string[];
} {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  // Nobody looks an address up.
  const fault = isIP(host) === 0 ? null : addressFault(host, rule);
  if (fault !== null) throw refused(url.origin, fault);
  return {
    lookup: guardedLookup(resolve, rule, (why) => refused(url.origin, why)),
    rejectUnauthorized: true,
    ...(authorities === null ? {} : { ca: [...authorities] }),
  };
}

/** Where a redirect leads, checked. */
function targetOf(location: string | undefined, from: URL, sourceOf: SourceOfUrl): { url: URL; source: WebSource } {
  const target = URL.parse(location ?? '', from.href);
  if (location === undefined || target === null) throw refused(from.origin, 'redirect-without-target');
  const read = readRecordingUri(target.href);
  if (read.kind === 'refused') throw refused(read.shown, read.why);
  if (read.kind !== 'web') throw refused(read.shown, 'redirect-to-other-scheme');
  if (from.protocol === 'https:' && read.url.protocol !== 'https:') throw refused(read.shown, 'redirect-to-plain-http');
  const source = sourceOf(read.url);
  if (source === null) throw refused(read.shown, 'not-listed');
  return { url: read.url, source };
}

async function taken(
  answer: IncomingMessage,
  status: number,
  into: { readonly folder: string; readonly maxBytes: number; readonly shown: string },
  watch: Watch,
): Promise<FetchedRecording> {
  try {
    const fault = faultOf(status, into.shown);
    if (fault !== null) throw fault;
    if (status !== 200) return absent(into.shown);
    const encoding = answer.headers['content-encoding'] ?? 'identity';
    if (encoding !== 'identity') throw refused(into.shown, 'content-encoding');
    const { 'content-length': length, 'last-modified': modified = '' } = answer.headers;
    const modifiedAtMs = Date.parse(modified);
    return await storeBody(
      answer,
      {
        ...into,
        lengthBytes: length === undefined ? null : Number(length),
        modifiedAtMs: Number.isNaN(modifiedAtMs) ? null : modifiedAtMs,
      },
      watch,
    );
  } finally {
    answer.destroy();
  }
}

/** What a status says that is neither a recording nor an absent one. */
function faultOf(status: number, shown: string): EtalonError | null {
  const why = `status ${status}`;
  if (status === 200 || NOT_YET.includes(status)) return null;
  if (UNAUTHORISED.includes(status)) return new EtalonError('RECORDING_SOURCE_UNAUTHORISED', { uri: shown, why });
  if (status >= 500 || BUSY.includes(status)) return new EtalonError('RECORDING_SOURCE_AWAY', { uri: shown, why });
  return refused(shown, why);
}

/**
 * The secret of a source as headers. A line each: `header: value`, `bearer TOKEN`, or `user:password`, which is told
 * from a header by having no space after its first colon.
 */
function secretHeaders(
  { credentials: name }: WebSource,
  shown: string,
  reach: Reach,
): Readonly<Record<string, string>> {
  if (name === null) return {};
  const lines = reach.credentials(name)?.trim().split(/\r?\n/) ?? [];
  const headers = lines.map((line) => headerOf(line));
  const [first] = headers;
  if (first === undefined || headers.includes(null))
    throw new EtalonError('RECORDING_SOURCE_UNAUTHORISED', { uri: shown, why: `secret ${name} missing or unreadable` });
  return Object.fromEntries(headers.filter((header) => header !== null));
}

function headerOf(line: string): readonly [name: string, value: string] | null {
  const [, token] = /^bearer +([\x21-\x7e]+)$/i.exec(line) ?? [];
  if (token !== undefined) return ['authorization', `Bearer ${token}`];
  const [, name, value] = /^([!#$%&'*+.^_`|~0-9a-z-]+): +([\x20-\x7e]+)$/i.exec(line) ?? [];
  // The host of a request is that of its uri.
  if (name !== undefined && value !== undefined)
    return name.toLowerCase() === 'host' ? null : [name.toLowerCase(), value];
  return /^[^:]+:./.test(line) ? ['authorization', `Basic ${Buffer.from(line, 'utf8').toString('base64')}`] : null;
}

function refused(shown: string, why: string): EtalonError {
  return new EtalonError('RECORDING_URI_REFUSED', { uri: shown, why });
}
