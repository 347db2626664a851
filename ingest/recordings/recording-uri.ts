import { posix } from 'node:path';

/**
 * What the uri of a recording says, before anybody asks whether it is allowed. `shown` is all of it that may stand in a
 * reason or a log: scheme and host. Names and paths of recordings hold the numbers of callers.
 */
export type RecordingUri =
  | { readonly kind: 'file'; readonly path: string; readonly shown: string }
  | { readonly kind: 'web'; readonly url: URL; readonly shown: string }
  | { readonly kind: 's3'; readonly bucket: string; readonly key: string; readonly shown: string };

export type UriFault = 'scheme' | 'malformed' | 'userinfo' | 'traversal';
type RefusedUri = { readonly kind: 'refused'; readonly why: UriFault; readonly shown: string };

export const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/** Encoded more often than this, a name is no honest one. */
const MAX_DECODINGS = 5;

/**
 * `file:///path` (percent-encoded), `https://` and `http://`, `s3://bucket/key` (the key as it is, not encoded, as the
 * tools of AWS write it). Refused: every other scheme, user and password in the uri, `..` however it is encoded,
 * backslashes and control characters, which different readers read differently.
 */
export function readRecordingUri(text: string): RecordingUri | RefusedUri {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(text)?.[1]?.toLowerCase() ?? '';
  const read = readerOf(scheme);
  if (read === null) return { kind: 'refused', why: 'scheme', shown: '?' };
  const shown = `${scheme}:`;
  if (/^[^/?#]*:\/\/[^/?#]*@/.test(text)) return { kind: 'refused', why: 'userinfo', shown };
  if (/[\\\p{Cc}]/u.test(text)) return { kind: 'refused', why: 'malformed', shown };
  const path = scheme === 's3' ? text : withoutQuery(text);
  if (climbs(path)) return { kind: 'refused', why: 'traversal', shown };
  return read(text) ?? { kind: 'refused', why: 'malformed', shown };
}

/** A uri up to its query or fragment. */
export function withoutQuery(uri: string): string {
  return uri.split(/[?#]/, 1)[0] ?? '';
}

function readerOf(scheme: string): ((text: string) => RecordingUri | null) | null {
  if (scheme === 'file') return readFile;
  if (scheme === 's3') return readS3;
  return scheme === 'https' || scheme === 'http' ? readWeb : null;
}

function readFile(text: string): RecordingUri | null {
  const encoded = /^file:(?:\/\/(?:localhost)?)?(\/[^/?#][^?#]*)$/i.exec(text)?.[1];
  if (encoded === undefined || /%(?:2f|5c|00)/i.test(encoded)) return null;
  try {
    return { kind: 'file', path: posix.normalize(decodeURIComponent(encoded)), shown: 'file:' };
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
}

function readWeb(text: string): RecordingUri | null {
  const url = /^https?:\/\/[^/]/i.test(text) ? URL.parse(text) : null;
  return url === null ? null : { kind: 'web', url, shown: url.origin };
}

function readS3(text: string): RecordingUri | null {
  const [, bucket = '', key = ''] = /^s3:\/\/([^/]+)\/(.+)$/i.exec(text) ?? [];
  return BUCKET.test(bucket) ? { kind: 's3', bucket, key, shown: `s3://${bucket}` } : null;
}

/** Whether a part of the path is `..` in any encoding; `..;x` is the same for servers that know path parameters. */
function climbs(path: string): boolean {
  let plain = path;
  for (let nth = 0; nth < MAX_DECODINGS; nth++) {
    if (plain.split(/[/\\]/).some((part) => /^\s*\.\.\s*(?:;.*)?$/.test(part))) return true;
    const next = plain.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
    if (next === plain) return false;
    plain = next;
  }
  return true;
}
