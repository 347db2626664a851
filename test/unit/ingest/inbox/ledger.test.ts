import { describe, expect, it } from 'vitest';
import { formatOfFile } from '../../../../ingest/imports.ts';
import type { InboxFile } from '../../../../ingest/inbox/inbox.ts';
import type { Intake } from '../../../../ingest/inbox/intake.ts';
import { enter, logLineOf, nextVersion, openLedger, takenAsItIs } from '../../../../ingest/inbox/ledger.ts';
import { ownerOf } from '../../../../ingest/recordings/recording-owner.ts';
import { SHOP as shop } from '../../../harness/shop.ts';

const line = (path: string, of: Partial<Intake> = {}): Intake => ({
  project: shop.id,
  path,
  inode: '7',
  sizeBytes: 10,
  modifiedAtMs: 1000,
  consumedBytes: 10,
  sha256: 'a',
  callId: 'c1',
  outcome: 'loaded',
  reason: null,
  version: '1',
  ...of,
});
const file = (path: string, of: Partial<InboxFile> = {}): InboxFile => ({
  project: shop,
  path,
  absolutePath: `/inbox/${path}`,
  kind: 'recording',
  format: formatOfFile(path, shop.imports),
  inode: '7',
  sizeBytes: 10,
  modifiedAtMs: 1000,
  ...of,
});

describe('the intake list in memory', () => {
  it('knows a file as long as it is as it was, and takes a changed one for new work', () => {
    const ledger = openLedger([line('shop/a.wav')]);
    expect(takenAsItIs(ledger, file('shop/a.wav'))?.callId).toBe('c1');
    for (const changed of [{ sizeBytes: 11 }, { modifiedAtMs: 2000 }, { inode: '8' }])
      expect(takenAsItIs(ledger, file('shop/a.wav', changed))).toBeUndefined();
  });

  it('takes a transcript whose line names no call for new work, unless it was refused', () => {
    const handedBack = openLedger([line('shop/a.vtt', { callId: '' })]);
    expect(takenAsItIs(handedBack, file('shop/a.vtt'))).toBeUndefined();
    const refused = openLedger([line('shop/a.vtt', { callId: '', outcome: 'refused' })]);
    expect(takenAsItIs(refused, file('shop/a.vtt'))?.outcome).toBe('refused');
  });

  it('keeps the line of the greatest version, in whatever order they are read', () => {
    const ledger = openLedger([
      line('shop/a.wav', { version: '10', callId: 'new' }),
      line('shop/a.wav', { version: '9' }),
    ]);
    expect(ledger.byPath.get('shop/a.wav')?.callId).toBe('new');
    expect(nextVersion(ledger, file('shop/a.wav'))).toBe('11');
  });

  it('finds a log that was renamed by its inode', () => {
    const ledger = openLedger([line('shop/queue_log', { consumedBytes: 400 })]);
    expect(logLineOf(ledger, file('shop/queue_log.1'))?.consumedBytes).toBe(400);
  });
});

describe('whose a recording is', () => {
  it('surest first: the CDR that names it, the CDR beside it, its own name', () => {
    const ledger = openLedger([]);
    expect(ownerOf(file('shop/x.wav'), new Map(), ledger).callId).toBe('x');
    enter(ledger, line('shop/x.json', { callId: 'beside' }));
    expect(ownerOf(file('shop/x.wav'), new Map(), ledger).callId).toBe('beside');
    const owners = new Map([['inbox:shop/x.wav', { callId: 'named', recordingId: 'r1' }]]);
    expect(ownerOf(file('shop/x.wav'), owners, ledger)).toEqual({ callId: 'named', recordingId: 'r1' });
  });

  it('is not told by a list of several calls beside it', () => {
    const ledger = openLedger([line('shop/day.json', { callId: '' })]);
    expect(ownerOf(file('shop/day.wav'), new Map(), ledger).callId).toBe('day');
  });
});
