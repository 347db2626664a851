import type { Chance } from '../simulation/chance.ts';

/** Numbers at which lengths, counts and offsets turn over. */
const EDGES = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff];
/** Where headers are: damage there does most. */
const HEAD_BYTES = 128;
const CUT_MAX_BYTES = 2_000;

/** The same bytes, damaged in one to six ways, as disks, lines and people damage files. */
export function damaged(bytes: Uint8Array, chance: Chance): Buffer {
  let now: Buffer = Buffer.from(bytes);
  for (let left = 1 + chance.below(6); left > 0; left--) now = chance.pick(WAYS)(now, chance);
  return now;
}

type Way = (bytes: Buffer, chance: Chance) => Buffer;

const place = (bytes: Buffer, chance: Chance): number =>
  chance.below(Math.max(1, chance.hit(0.6) ? Math.min(HEAD_BYTES, bytes.length) : bytes.length));

const WAYS: readonly Way[] = [
  (bytes, chance) => {
    if (bytes.length === 0) return bytes;
    const at = place(bytes, chance);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << chance.below(8));
    return bytes;
  },
  (bytes, chance) => {
    if (bytes.length === 0) return bytes;
    bytes[place(bytes, chance)] = chance.pick([0, 0x7f, 0x80, 0xff, chance.below(256)]);
    return bytes;
  },
  (bytes, chance) => {
    const at = place(bytes, chance);
    if (at + 4 > bytes.length) return bytes;
    const edge = chance.pick(EDGES);
    if (chance.hit(0.5)) bytes.writeUInt32LE(edge, at);
    else bytes.writeUInt32BE(edge, at);
    return bytes;
  },
  (bytes, chance) => bytes.subarray(0, chance.below(bytes.length + 1)),
  (bytes, chance) => {
    const [from, to] = [chance.below(bytes.length + 1), chance.below(CUT_MAX_BYTES)];
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(from + to)]);
  },
  (bytes, chance) => {
    const from = chance.below(bytes.length + 1);
    const part = bytes.subarray(from, from + chance.below(CUT_MAX_BYTES));
    const at = chance.below(bytes.length + 1);
    return Buffer.concat([bytes.subarray(0, at), part, bytes.subarray(at)]);
  },
  (bytes, chance) => {
    const noise = Buffer.from(Array.from({ length: chance.below(64) }, () => chance.below(256)));
    const at = place(bytes, chance);
    return Buffer.concat([bytes.subarray(0, at), noise, bytes.subarray(at)]);
  },
];

/** What people and programs put where something else is meant. */
const ODD = [
  ...['', '0', '-1', '1e999', 'NaN', 'null', 'true', '[]', '{}', '"', '\\', '\u0000', '\u202e', '\ud800', '1970-01-01'],
  ...[
    '9999-12-31T23:59:60Z',
    '0000-00-00 00:00:00',
    '2026-03-29 03:30:00',
    '99999999999999999999',
    '9'.repeat(320),
    '99999999999',
    '__proto__',
  ],
  ...['constructor', '<script>', "' OR 1=1 --", '../../etc/passwd', '+359880000101', 'x'.repeat(300)],
];
/** A value in any of the formats that are text: between quotes, commas, bars, colons or the ends of a line. */
const TOKEN = /[^\s,;|:"'{}[\]<>=&]+/g;

/** The same text with one or two of its values replaced by odd ones, lines swapped, or bytes damaged on top. */
export function oddText(text: string, chance: Chance): Buffer {
  let now = text;
  for (let left = 1 + chance.below(2); left > 0; left--) {
    const tokens = [...now.matchAll(TOKEN)];
    if (tokens.length === 0) break;
    const { index, 0: token } = chance.pick(tokens);
    const other = chance.hit(0.3) ? chance.pick(tokens)[0] : chance.pick(ODD);
    now = now.slice(0, index) + other + now.slice(index + token.length);
  }
  if (chance.hit(0.2)) now = chance.shuffled(now.split('\n')).join('\n');
  const bytes = Buffer.from(now);
  return chance.hit(0.3) ? damaged(bytes, chance) : bytes;
}
