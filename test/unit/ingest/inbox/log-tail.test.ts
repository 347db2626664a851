import { appendFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isWholeRow } from '../../../../ingest/formats/csv-line.ts';
import { knownBy, readLogPiece } from '../../../../ingest/inbox/log-tail.ts';

const secondOf = (line: string): string => line.split('|')[0] ?? '';
let folder = '';
let log = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'etalon-log-'));
  log = join(folder, 'queue_log');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('a growing log', () => {
  it('is read to its last whole line; the broken end waits for the rest', async () => {
    writeFileSync(log, '1|a\n2|b\n3|half');
    const piece = await readLogPiece(log, 0, secondOf);
    expect(piece).toMatchObject({ lines: ['1|a', '2|b'], fromByte: 0, consumedBytes: 8 });
    expect(await readLogPiece(log, 8, secondOf)).toBeNull();
    appendFileSync(log, ' a line\n');
    expect(await readLogPiece(log, 8, secondOf)).toMatchObject({ lines: ['2|b', '3|half a line'], fromByte: 4 });
  });

  it('is read again from the beginning of the second in progress, so that a line keeps its place within it', async () => {
    writeFileSync(log, '1|a\n2|b\n2|c\n');
    const first = await readLogPiece(log, 0, secondOf);
    appendFileSync(log, '2|d\n3|e\n');
    const next = await readLogPiece(log, first?.consumedBytes ?? 0, secondOf);
    expect(next?.lines).toEqual(['2|b', '2|c', '2|d', '3|e']);
  });

  it('whose lines stand for themselves gives its last line without a line end once it has ended, and whole if it goes on', async () => {
    writeFileSync(log, 'a\nb\nlast');
    const end = { atByte: 8, isWhole: (line: string, before: string) => line === 'last' && before === 'b' };
    expect(await readLogPiece(log, 0, null)).toMatchObject({ lines: ['a', 'b'], consumedBytes: 4 });
    expect(await readLogPiece(log, 4, null, { ...end, isWhole: () => false })).toBeNull();
    expect(await readLogPiece(log, 4, null, { ...end, atByte: 7 })).toBeNull();
    expect(await readLogPiece(log, 4, null, end)).toMatchObject({ lines: ['last'], fromByte: 4, consumedBytes: 8 });
    expect(await readLogPiece(log, 8, null, end)).toBeNull();
    appendFileSync(log, ' of all\nmore\n');
    expect(await readLogPiece(log, 8, null)).toMatchObject({ lines: ['last of all', 'more'], fromByte: 4 });
  });

  it('ends in a whole row where that has the cells of the row before it and no open quote', () => {
    expect(isWholeRow('"c","x, y",3', '"a","b",1')).toBe(true);
    expect(isWholeRow('a;b', '')).toBe(true);
    for (const half of ['"c","x"', '"c","x","3']) expect(isWholeRow(half, '"a","b",1')).toBe(false);
  });

  it('that has become shorter than what was read gives nothing until it is longer again', async () => {
    writeFileSync(log, '1|a\n');
    expect(await readLogPiece(log, 400, secondOf)).toBeNull();
  });

  it('is known again after a rename by its first bytes, and not confused with its successor', async () => {
    writeFileSync(log, '1|a\n2|b\n');
    const piece = await readLogPiece(log, 0, secondOf);
    renameSync(log, `${log}.1`);
    writeFileSync(log, '9|x\n9|y\n');
    expect(await knownBy(`${log}.1`, 8)).toBe(piece?.knownSha256);
    expect(await knownBy(log, 8)).not.toBe(piece?.knownSha256);
  });

  it('is not taken for the same where it was written anew with a row less, however alike its beginning is', async () => {
    const rows = Array.from({ length: 200 }, (_, nth) => `${String(nth)}|a row of a log\n`);
    writeFileSync(log, rows.join(''));
    const piece = await readLogPiece(log, 0, null);
    const { consumedBytes = 0, knownSha256 } = piece ?? {};
    appendFileSync(log, 'more\n');
    expect(await knownBy(log, consumedBytes)).toBe(knownSha256);
    writeFileSync(log, [...rows.slice(0, 150), ...rows.slice(151), 'more\n', 'and more of it\n'].join(''));
    expect(await knownBy(log, consumedBytes)).not.toBe(knownSha256);
  });

  it('keeps a line with broken bytes and names bytes without a line end', async () => {
    writeFileSync(log, Buffer.concat([Buffer.from('1|'), Buffer.from([0xff, 0xfe]), Buffer.from('\r\n')]));
    expect((await readLogPiece(log, 0, secondOf))?.lines).toEqual(['1|\uFFFD\uFFFD']);
    writeFileSync(log, Buffer.alloc(5 * 1024 * 1024, 'x'));
    expect(await readLogPiece(log, 0, secondOf)).toMatchObject({ lines: [], overlongBytes: 4 * 1024 * 1024 });
  });

  it('of several pieces gives every line', async () => {
    const lines = Array.from({ length: 200_000 }, (_, n) => `${String(n)}|a line of some length`);
    writeFileSync(log, lines.join('\n') + '\n');
    const seen = new Set<string>();
    for (let at = 0, piece; (piece = await readLogPiece(log, at, secondOf)) !== null; at = piece.consumedBytes)
      for (const line of piece.lines) seen.add(line);
    expect(seen.size).toBe(lines.length);
  });
});
