import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { IngestBatch } from '../../../ingest/batch.ts';
import { RECORDING_PAYLOAD } from '../../../ingest/contracts.ts';
import { formatOfFile } from '../../../ingest/imports.ts';
import type { Intake } from '../../../ingest/inbox/intake.ts';
import { enter, openLedger, type Ledger } from '../../../ingest/inbox/ledger.ts';
import { DEFAULT_KAFKA_SETTINGS } from '../../../ingest/kafka/kafka-settings.ts';
import { operatorLookup } from '../../../ingest/operators.ts';
import { takeMessage } from '../../../ingest/take-message.ts';
import { takeTopicMessage, type TakenTopicMessage } from '../../../ingest/take-topic-message.ts';
import { NOW, OPERATORS, record, SECRET, shop } from '../../harness/shop.ts';

const IMPORTS = [
  '    imports:',
  '      - { name: "ringostat-*.json", format: ringostat }',
  '      - { name: "calls-*.csv", format: table-export, columns: { callId: Nr, startedAt: 2, direction: "=inbound" } }',
  '      - { name: "*.vtt", format: webvtt, columns: { operator: Anna } }',
  '',
].join('\n');
const PROJECT = shop(IMPORTS);
const lookup = operatorLookup(OPERATORS, PROJECT);

let folder = '';
let ledger: Ledger = openLedger([]);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'etalon-provider-'));
  ledger = openLedger([]);
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

async function take(name: string, text: string): Promise<IngestBatch<Intake>> {
  const path = `shop/${name}`;
  const absolutePath = join(folder, posix.basename(name));
  writeFileSync(absolutePath, text);
  const batch = await takeMessage(
    {
      project: PROJECT,
      path,
      absolutePath,
      kind: 'message',
      format: formatOfFile(path, PROJECT.imports),
      inode: name,
      sizeBytes: text.length,
      modifiedAtMs: NOW,
    },
    { ledger, owners: new Map(), secretOf: () => SECRET, lookup, now: NOW },
  );
  for (const line of batch.receipts) enter(ledger, line);
  return batch;
}

/** Which calls of their own a CDR claims, and for whom. */
function claimsOf({ events }: IngestBatch<Intake>): readonly unknown[] {
  return events.flatMap(({ callId, payload }) => {
    const told = RECORDING_PAYLOAD.safeParse(JSON.parse(payload)).data;
    return told?.event === 'claimed' ? [[callId, told.claimedBy]] : [];
  });
}

function topic(value: string, headers: Readonly<Record<string, string>>): TakenTopicMessage {
  return takeTopicMessage(
    {
      topic: 'calls.cdr',
      partition: 0,
      offset: '7',
      timestampMs: Date.UTC(2026, 2, 2, 7),
      value: Buffer.from(value),
      headers: { project: 'shop', ...headers },
    },
    {
      input: 'cdr',
      settings: DEFAULT_KAFKA_SETTINGS,
      projects: new Map([['shop', PROJECT]]),
      lookup: () => lookup,
      secretOf: () => SECRET,
      now: NOW,
    },
  );
}

const RINGOSTAT = {
  uniqueid: 'c1',
  calldate: '2026-03-02 09:00:00',
  call_type: 'in',
  caller: '+359880000101',
  connected_with: 'A',
  disposition: 'ANSWERED',
  duration: '73',
  billsec: '60',
  recording: 'https://records.example/c1.mp3',
};
const VTT = 'WEBVTT\n\n00:01.000 --> 00:02.000\n<v Anna>Good morning\n';

describe('a web hook of a provider', () => {
  it('in the inbox is read by the rule for its name, and its recording keeps its address', async () => {
    const { events, letters, customers } = await take('ringostat-1.json', JSON.stringify(RINGOSTAT));
    expect(letters).toEqual([]);
    expect(events).toMatchObject([{ callId: 'c1', source: 'record', eventId: 'c1:end', revision: 1 }]);
    expect(customers).toMatchObject([{ address: '+359880000101' }]);
    expect(JSON.stringify(events)).not.toContain('880000101');
    expect(JSON.parse(events[0]?.payload ?? '')).toMatchObject({
      recordings: [{ file: 'https://records.example/c1.mp3' }],
    });
  });

  it('over a topic is the same event', async () => {
    const { events } = await take('ringostat-1.json', JSON.stringify(RINGOSTAT));
    const taken = topic(JSON.stringify(RINGOSTAT), { format: 'ringostat' });
    expect(taken).toMatchObject({ letters: [], events: [{ ...events[0] }] });
  });

  it('posted as a form is taken as it is', () => {
    const form = new URLSearchParams({
      requestType: 'apiCallCompleted',
      'callDetails[generalCallID]': 'c2',
      'callDetails[startTime]': '1772434800',
      'callDetails[callType]': '0',
      'callDetails[externalNumber]': '+359880000101',
      'callDetails[internalNumber]': 'A',
      'callDetails[waitsec]': '13',
      'callDetails[billsec]': '60',
      'callDetails[disposition]': 'ANSWER',
    });
    const taken = topic(form.toString(), { format: 'binotel' });
    expect(taken).toMatchObject({ letters: [], events: [{ callId: 'c2', eventId: 'c2:end' }] });
  });

  it('that tells of a recording asks for it', () => {
    const told = JSON.stringify({ call_session_id: 9, file_link: 'https://media.example/9/a' });
    expect(topic(told, { format: 'comagic' }).recordings).toMatchObject([
      { message: { callId: '9', uri: 'https://media.example/9/a' } },
    ]);
  });

  it('that is none is a dead letter that shows no value', () => {
    const { letters } = topic(JSON.stringify({ ...RINGOSTAT, call_type: '+359880000101' }), { format: 'ringostat' });
    expect(letters).toMatchObject([{ reason: { code: 'FORMAT_MISMATCH', params: { field: 'call_type' } } }]);
    expect(JSON.stringify(letters[0]?.reason)).not.toContain('3598');
  });
});

describe('an export in the inbox', () => {
  it('gives a call a row and a dead letter a broken one', async () => {
    const csv = 'Nr;Begonnen;Talk time\nc1;02.03.2026 09:00;60\nc2;gestern;60\nc3;02.03.2026 09:05;61\n';
    const { events, letters, receipts } = await take('calls-1.csv', csv);
    expect(events.map(({ callId }) => callId)).toEqual(['c1', 'c3']);
    expect(letters.map(({ reason }) => reason)).toEqual([
      {
        code: 'EXPORT_ROW_INVALID',
        params: {
          file: 'shop/calls-1.csv',
          row: 3,
          column: 'startedAt',
          problem: 'expected a date with time, such as 02.03.2026 09:00:00 or 2026-03-02 09:00:00',
        },
      },
    ]);
    expect(receipts).toMatchObject([{ outcome: 'loaded', callId: '' }]);
  });

  it('with other columns is refused as a whole and says what it found', async () => {
    const { events, letters } = await take('calls-2.csv', 'Id;Begin\nc1;02.03.2026 09:00\n');
    expect(events).toEqual([]);
    expect(letters).toMatchObject([
      { reason: { code: 'EXPORT_COLUMNS_UNKNOWN', params: { missing: 'callId', found: '"Id", "Begin"' } } },
    ]);
  });
});

describe('a table in the inbox of which no rule speaks', () => {
  it('is an export, and says how to declare its columns', async () => {
    expect((await take('anything.csv', 'Nr;Wann\n1;2\n')).letters).toMatchObject([
      { reason: { code: 'EXPORT_COLUMNS_UNKNOWN', params: { found: '"Nr", "Wann"' } } },
    ]);
  });
});

describe('a transcript in the inbox', () => {
  it('belongs to the CDR beside it, and knows voices by the rule of the project', async () => {
    await take('talk.json', JSON.stringify(record({ callId: 'c9' })));
    const { events } = await take('talk.uk.vtt', VTT);
    expect(events).toMatchObject([{ callId: 'c9', source: 'transcript' }]);
    expect(JSON.parse(events[0]?.payload ?? '')).toMatchObject({
      recordingId: 'talk',
      language: 'uk',
      utterances: [{ speaker: 'operator', text: 'Good morning' }],
    });
  });

  it('that came before the CDR beside it is handed back for its words, and its call of its own merged', async () => {
    await take('talk.uk.vtt', VTT);
    const cdr = await take('talk.json', JSON.stringify(record({ callId: 'c9' })));
    expect(claimsOf(cdr)).toEqual([['talk', 'c9']]);
    expect(ledger.byPath.get('shop/talk.uk.vtt')).toMatchObject({ callId: '', outcome: 'loaded' });
    expect((await take('talk.uk.vtt', VTT)).events).toMatchObject([{ callId: 'c9', source: 'transcript' }]);
    const again = await take('talk.json', JSON.stringify(record({ callId: 'c9', disposition: 'sale' })));
    expect([again.receipts.length, claimsOf(again)]).toEqual([1, []]);
  });

  it('that names its call itself, or is gone when the CDR comes, leaves no call without its words', async () => {
    await take('talk.uk.vtt', VTT.replace('WEBVTT\n', 'WEBVTT\nCallId: c7\n'));
    expect(claimsOf(await take('talk.json', JSON.stringify(record({ callId: 'c9' }))))).toEqual([]);
    await take('gone.vtt', VTT);
    rmSync(join(folder, 'gone.vtt'));
    const cdr = await take('gone.json', JSON.stringify(record({ callId: 'c8' })));
    expect([cdr.receipts.length, claimsOf(cdr)]).toEqual([1, []]);
  });

  it('over a topic is of the call that its header names', () => {
    const taken = topic(VTT, { format: 'webvtt', callId: 'c9' });
    expect(taken).toMatchObject({ letters: [], events: [{ callId: 'c9', source: 'transcript' }] });
    expect(JSON.parse(taken.events[0]?.payload ?? '')).toMatchObject({ utterances: [{ speaker: 'operator' }] });
    expect(topic('Good morning', { format: 'webvtt', callId: 'c9' }).letters).toMatchObject([
      { reason: { code: 'TRANSCRIPT_INVALID', params: { file: 'calls.cdr/0/7', line: 1 } } },
    ]);
  });
});
