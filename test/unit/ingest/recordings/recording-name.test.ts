import { describe, expect, it } from 'vitest';
import { readRecordingName } from '../../../../ingest/recordings/recording-name.ts';
import { shop } from '../../../harness/shop.ts';

/** 10:15:30 in Sofia on 2026-03-02. */
const START = Date.UTC(2026, 2, 2, 8, 15, 30);
const ID = `${START / 1000}.17`;

const project = (patterns: string) => shop(`    recordings: { namePatterns: [${patterns}] }\n`);
const read = (name: string, patterns: string) => readRecordingName(name, project(patterns));

describe('a name that FreePBX gives', () => {
  it.each([
    ['out-0888000101-101', '101', 'outbound'],
    ['force-0888000101-101', '101', 'outbound'],
    ['exten-101-0888000101', '101', 'inbound'],
    ['external-101-+359880000101', '101', 'inbound'],
    ['internal-102-101', '101', 'internal'],
    ['q-600-0888000101', null, 'inbound'],
    ['rg-601-0888000101', null, 'inbound'],
    ['in-0880000199-0888000101', null, 'inbound'],
    ['exten-101-unknown', '101', 'inbound'],
  ])('%s-… tells call, operator, direction and start', (parties, operator, direction) => {
    expect(read(`${parties}-20260302-101530-${ID}`, 'freepbx')).toEqual({
      callId: ID,
      operator,
      direction,
      startedAt: START,
      doubtful: false,
    });
  });

  it('is told apart in the doubled hour by the second in its id', () => {
    const later = Date.UTC(2026, 9, 25, 1, 30);
    const told = read(`q-600-0888000101-20261025-033000-${later / 1000}.1`, 'freepbx');
    expect(told).toMatchObject({ startedAt: later, doubtful: false });
  });
});

describe('names of other telephone systems', () => {
  it('of 3CX tell the extension, and by its place the direction', () => {
    expect(read('[Operator A]_101-0888000101_20260302101530(42)', "'3cx'")).toMatchObject({
      callId: '20260302101530(42)',
      operator: '101',
      direction: 'outbound',
      startedAt: START,
    });
    expect(read('[Caller]_+359880000101-101_20260302101530(42)', "'3cx'")).toMatchObject({
      operator: '101',
      direction: 'inbound',
    });
    expect(read('[Operator A]_101-102_20260302101530(42)', "'3cx'")).toMatchObject({ direction: 'internal' });
  });

  it('of Zadarma tell recording, extension and start', () => {
    expect(read(`384000-${ID}-101-2026-03-02-101530`, 'zadarma')).toMatchObject({
      callId: ID,
      operator: '101',
      startedAt: START,
    });
  });
});

describe('a pattern of one’s own', () => {
  it('may name date and time apart, day first, an epoch, and the direction', () => {
    expect(read('c1_02.03.2026_10-15-30', "'^(?<callId>c\\d+)_(?<date>[\\d.]+)_(?<time>[\\d-]+)$'")?.startedAt).toBe(
      START,
    );
    expect(read(`c1_${START}`, "'^(?<callId>c\\d+)_(?<epoch>\\d+)$'")?.startedAt).toBe(START);
    expect(read('c1_Outgoing', "'^(?<callId>c\\d+)_(?<direction>.+)$'")).toMatchObject({ direction: 'outbound' });
  });

  it('stands beside named ones, and the first that fits counts', () => {
    expect(read('c1', "freepbx, '^(?<callId>c\\d)$'")).toMatchObject({ callId: 'c1', operator: null, direction: null });
    expect(read('d1', "freepbx, '^(?<callId>c\\d)$'")).toBeNull();
  });

  it('that is neither a name nor a regular expression is a fault that lists the names', () => {
    expect(() => project('freepx')).toThrow('is neither freepbx, 3cx, zadarma nor a regular expression');
  });
});
