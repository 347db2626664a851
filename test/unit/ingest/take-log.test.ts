import { appendFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { IngestBatch } from '../../../ingest/batch.ts';
import { listInbox } from '../../../ingest/inbox/inbox.ts';
import type { Intake } from '../../../ingest/inbox/intake.ts';
import { enter, openLedger } from '../../../ingest/inbox/ledger.ts';
import { takeLog } from '../../../ingest/take-log.ts';
import { cdrRow, PHONES } from '../../harness/asterisk.ts';
import { SECRET, SHOP } from '../../harness/shop.ts';

let inbox = '';
let log = '';
beforeEach(() => {
  inbox = mkdtempSync(join(tmpdir(), 'etalon-inbox-'));
  log = join(inbox, SHOP.id, 'Master.csv');
  mkdirSync(dirname(log));
});
afterEach(() => {
  rmSync(inbox, { recursive: true });
});

const row = (nth: number): string =>
  cdrRow({
    from: 'SIP/carrier-1',
    to: 'SIP/101-2',
    at: [nth, nth + 8, nth + 68],
    linkedid: `1772434800.${String(nth)}`,
  });

/** What a look at the log takes, as the line does: told afterwards that it was taken. */
async function look(ledger: ReturnType<typeof openLedger>, ended: boolean): Promise<readonly IngestBatch<Intake>[]> {
  const file = (await listInbox(inbox, new Map([[SHOP.id, SHOP]]))).files.find(
    ({ absolutePath }) => absolutePath === log,
  );
  if (file === undefined) throw new Error('no file in the inbox');
  const batches: IngestBatch<Intake>[] = [];
  for await (const batch of takeLog(file, { ledger, secretOf: () => SECRET, lookup: PHONES, ended })) {
    batches.push(batch);
    for (const line of batch.receipts) enter(ledger, line);
  }
  return batches;
}

const callIds = (batches: readonly IngestBatch<Intake>[]): readonly string[] =>
  batches.flatMap(({ events }) => events.map(({ callId }) => callId));
const codes = (batches: readonly IngestBatch<Intake>[]): readonly string[] =>
  batches.flatMap(({ notices }) => notices.map(({ reason }) => reason.code));

describe('a queue_log that was rotated before the telephone system was started anew', () => {
  it('ends the calls that were open in the file that had its name', async () => {
    const ledger = openLedger([]);
    log = join(inbox, SHOP.id, 'queue_log');
    writeFileSync(log, '1772434800|1772434800.1|sales|NONE|ENTERQUEUE||+359880000101|1\n');
    await look(ledger, false);
    renameSync(log, `${log}.1`);
    writeFileSync(log, '1772435400|NONE|NONE|NONE|QUEUESTART|\n');
    const [batch] = await look(ledger, false);
    expect(batch?.events.map(({ callId, payload }) => [callId, payload.includes('QUEUESTART')])).toEqual([
      ['1772434800.1', false],
      ['1772434800.1', true],
    ]);
  });
});

describe('a table that ends within a row', () => {
  it('says so once nobody seems to write to it, and is read on when the rest comes', async () => {
    const ledger = openLedger([]);
    writeFileSync(log, `${row(1)}\n${row(2).slice(0, 60)}`);
    const growing = await look(ledger, false);
    expect([callIds(growing), codes(growing)]).toEqual([['1772434800.1'], []]);
    const ended = await look(ledger, true);
    expect([callIds(ended), codes(ended)]).toEqual([[], ['LOG_ENDS_WITHIN_ROW']]);
    expect(ended[0]?.notices[0]?.reason.params).toEqual({
      ...{ file: 'shop/Master.csv', bytes: 60, fromByte: row(1).length + 1 },
    });
    appendFileSync(log, `${row(2).slice(60)}\n`);
    const whole = await look(ledger, true);
    expect([callIds(whole), codes(whole)]).toEqual([['1772434800.2'], []]);
  });

  it('is not what a last row without a line end is, nor a whole table', async () => {
    writeFileSync(log, `${row(1)}\n${row(2)}`);
    const open = await look(openLedger([]), true);
    expect([callIds(open), codes(open)]).toEqual([['1772434800.1', '1772434800.2'], []]);
    writeFileSync(log, `${row(1)}\n`);
    expect(codes(await look(openLedger([]), true))).toEqual([]);
  });
});
