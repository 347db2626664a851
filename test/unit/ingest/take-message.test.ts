import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { IngestBatch } from '../../../ingest/batch.ts';
import { openLedger } from '../../../ingest/ledger.ts';
import { takeMessage } from '../../../ingest/take-message.ts';
import { NOW, record, SECRET, SHOP } from '../../harness/shop.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'etalon-message-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function take(text: string): Promise<IngestBatch> {
  const absolutePath = join(folder, 'calls.json');
  writeFileSync(absolutePath, text);
  const file = {
    project: SHOP,
    path: 'shop/calls.json',
    absolutePath,
    kind: 'message',
    inode: '1',
    sizeBytes: text.length,
    modifiedAtMs: NOW,
  } as const;
  return takeMessage(file, { ledger: openLedger([]), owners: new Map(), secretOf: () => SECRET, now: NOW });
}

describe('a message file', () => {
  it('with misspelt fields is taken in, and each of them is noticed once', async () => {
    const calls = ['call-1', 'call-2'].map((callId) => record({ callId, operatr: 'A', trunk: 'north' }));
    const batch = await take(JSON.stringify(calls));
    expect(batch.events).toHaveLength(2);
    expect(batch.letters).toEqual([]);
    expect(batch.notices).toEqual([
      {
        path: 'shop/calls.json',
        reason: {
          code: 'MESSAGE_FIELD_UNKNOWN',
          params: { file: 'shop/calls.json', field: 'operatr', near: 'operator' },
        },
      },
    ]);
  });

  it('that is refused is a dead letter and no notice', async () => {
    const batch = await take(JSON.stringify(record({ callId: undefined, operatr: 'A' })));
    expect(batch.notices).toEqual([]);
    expect(batch.letters.map(({ reason }) => reason.code)).toEqual(['MESSAGE_INVALID']);
  });
});
