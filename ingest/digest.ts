import { createHash } from 'node:crypto';

/** sha256 of UTF-8 text, 64 hexadecimal digits. */
export function sha256Hex(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

/** JSON with the keys of every object sorted, so that equal content gives equal text whatever the sender's key order. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(sorted(value));
}

/** 128 bits of sha256 over canonical JSON: an event id for a sender that gives none; a redelivery gets the same one. */
export function contentId(value: unknown): string {
  return sha256Hex(canonicalJson(value)).slice(0, 32);
}

const STEPS_MAX = 2n ** 40n - 1n;

/**
 * A version as an unsigned 64-bit decimal: `steps` (40 bits) · first 24 bits of sha256 over `content`. Steps are the
 * sum over all distinct events of 1 + revision: one more event or one raised revision always gives a greater version,
 * which the greatest revision alone would not. The hash only tells equal from different.
 */
export function packedVersion(steps: number, content: string): string {
  const hash = BigInt(`0x${sha256Hex(content).slice(0, 6)}`);
  const counted = BigInt(steps) < STEPS_MAX ? BigInt(steps) : STEPS_MAX;
  return ((counted << 24n) | hash).toString();
}

/** The steps of a packed version: how much its maker knew. */
export function stepsOfVersion(version: string): number {
  return Number(BigInt(version) >> 24n);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  const names = Object.keys(value).sort();
  return Object.fromEntries(names.map((name) => [name, sorted(value[name])]));
}
