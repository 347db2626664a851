import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { IngestBatch } from '../../../ingest/batch.ts';
import type { Intake } from '../../../ingest/inbox/intake.ts';
import { openLedger } from '../../../ingest/inbox/ledger.ts';
import { takeMessage } from '../../../ingest/take-message.ts';
import { operatorLookup } from '../../../ingest/operators.ts';
import { NOW, OPERATORS, record, SECRET, SHOP } from '../../harness/shop.ts';

const lookup = operatorLookup(OPERATORS, SHOP);

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'etalon-message-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function take(text: string): Promise<IngestBatch<Intake>> {
  const absolutePath = join(folder, 'calls.json');
  writeFileSync(absolutePath, text);
  const file = {
    project: SHOP,
    path: 'shop/calls.json',
    absolutePath,
    kind: 'message',
    format: null,
    inode: '1',
    sizeBytes: text.length,
    modifiedAtMs: NOW,
  } as const;
  return takeMessage(file, { ledger: openLedger([]), owners: new Map(), secretOf: () => SECRET, lookup, now: NOW });
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

  it('may tell what operators did, and becomes their state', async () => {
    const state = { schemaVersion: 1, type: 'operator_state', operator: 'A', state: 'pause', reason: 'lunch' };
    const batch = await take(JSON.stringify({ ...state, at: '2026-03-02T12:00:00+02:00' }));
    expect(batch.operatorEvents).toMatchObject([{ operatorId: 'op-a', event: 'pause', reason: 'lunch' }]);
    expect(batch.events).toEqual([]);
  });

  it('about a recording that lies elsewhere is refused: in the inbox a recording is a file', async () => {
    const batch = await take('{"schemaVersion": 1, "type": "recording", "uri": "https://pbx.example/1.wav"}');
    expect(batch.letters.map(({ reason }) => reason)).toMatchObject([{ params: { field: 'type' } }]);
  });

  it('that is refused is a dead letter and no notice', async () => {
    const batch = await take(JSON.stringify(record({ callId: undefined, operatr: 'A' })));
    expect(batch.notices).toEqual([]);
    expect(batch.letters.map(({ reason }) => reason.code)).toEqual(['MESSAGE_INVALID']);
  });
});
