import { createHash } from 'node:crypto';

/** sha256 of UTF-8 text, 64 hexadecimal digits. */
export function sha256Hex(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

/** JSON with the keys of every object sorted, so that equal content gives equal text whatever the sender's key order. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => (isObject(inner) ? sorted(inner) : inner));
}

/** 128 bits of sha256 over canonical JSON: an event id for a sender that gives none; a redelivery gets the same one. */
export function contentId(value: unknown): string {
  return sha256Hex(canonicalJson(value)).slice(0, 32);
}

const REVISION_MAX = 0xffff;
const COUNT_MAX = 0xffffff;

/**
 * A version as an unsigned 64-bit decimal: revision (16 bits) · count (24 bits) · first 24 bits of sha256 over
 * `content`. A greater revision beats everything, then more parts; the hash only tells equal from different.
 */
export function packedVersion(revision: number, count: number, content: string): string {
  const hash = BigInt(`0x${sha256Hex(content).slice(0, 6)}`);
  const high = BigInt(Math.min(revision, REVISION_MAX));
  const middle = BigInt(Math.min(count, COUNT_MAX));
  return ((high << 48n) | (middle << 24n) | hash).toString();
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function sorted(value: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}
