import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rowsOf, runLine, type Rows } from '../harness/run-line.ts';
import { makeAudio } from '../harness/speech-tools.ts';

/** 09:00 in Sofia on 2026-03-02. */
const START = Date.UTC(2026, 2, 2, 7);

const PROJECTS = `projects:
  - id: shop
    name: Shop
    timeZone: Europe/Sofia
    languages: [en]
    country: BG
    recordings: { namePatterns: [freepbx] }
    imports:
      - { name: "zadarma-*.json", format: zadarma }
      - { name: "export-*.csv", format: table-export }
`;
const OPERATORS = 'operatorId,project,name,aliases\nop-a,shop,Operator A,101\n';

const ZADARMA = {
  pbx_call_id: 'in_c1',
  call_start: '2026-03-02 09:00:00',
  caller_id: '+359880000101',
  called_did: '359880000199',
};
const CDR = {
  schemaVersion: 1,
  type: 'call',
  direction: 'inbound',
  startedAt: '2026-03-02T09:00:00',
  durationMs: 60_000,
};
const VTT = 'WEBVTT\n\n00:01.000 --> 00:02.000\n<v Agent>Good morning\n';
/** Rows of Master.csv. */
const cdrRow = (uniqueid: string, minute: number): string => {
  const at = (second: string): string => `2026-03-02 09:0${minute}:${second}`;
  const parties = '"","+359880000103","700","from-trunk","","SIP/carrier-1","SIP/101-2","Dial",""';
  return `${parties},"${at('00')}","${at('05')}","${at('45')}",45,40,"ANSWERED","DOCUMENTATION","${uniqueid}","","","${uniqueid}",1`;
};
const END = { internal: '101', duration: '60', disposition: 'answered', is_recorded: '0' };

let root = '';
let rows: Rows = {};
/** Before the last CDR came. */
let early: Rows = {};

function put(name: string, content: string): void {
  writeFileSync(join(root, 'inbox', 'shop', name), content);
  settle(name);
}
/** Touched long ago, so that no file has to settle. */
function settle(name: string): void {
  const moment = Date.UTC(2026, 2, 3) / 1000;
  utimesSync(join(root, 'inbox', 'shop', name), moment, moment);
}
const call = (callId: string): Rows[string][number] | undefined =>
  rows['calls']?.find((row) => row['callId'] === callId);
const wordsOf = ({ transcripts = [] }: Rows, callId: string): unknown =>
  transcripts.find((row) => row['callId'] === callId)?.['utterances.text'];

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'etalon-providers-'));
  for (const folder of ['config', 'inbox/shop']) mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(join(root, 'config', 'projects.yaml'), PROJECTS);
  writeFileSync(join(root, 'config', 'operators.csv'), OPERATORS);
  put('zadarma-1.json', JSON.stringify({ event: 'NOTIFY_END', ...ZADARMA, ...END }));
  put('zadarma-2.json', JSON.stringify({ event: 'NOTIFY_START', ...ZADARMA }));
  put('export-1.csv', 'ID звонка;Дата и время;Тип;Клиент;Разговор\nc2;02.03.2026 09:00;входящий;+359880000102;1:00\n');
  put('export-2.csv', 'Nr;Wann\nc3;02.03.2026 09:00\n');
  put('talk.vtt', VTT);
  put('beside.en.vtt', VTT);
  put('beside.json', JSON.stringify({ ...CDR, callId: 'pbx-777' }));
  put('late.en.vtt', VTT);
  put('cdr-march.csv', [cdrRow('1772434800.1', 0), cdrRow('1772434860.2', 1)].join('\n'));
  const recording = `out-100200300-101-20260302-090000-${START / 1000}.17.wav`;
  const tones = ['-f', 'lavfi', '-i', 'sine=frequency=440:duration=2', '-ac', '2', '-ar', '8000'];
  makeAudio(...tones, '-c:a', 'pcm_mulaw', join(root, 'inbox', 'shop', recording));
  settle(recording);
  const dataDir = join(root, 'data');
  const order = { configDir: join(root, 'config'), inboxDir: join(root, 'inbox'), dataDir, die: null };
  await runLine(order);
  early = await rowsOf(dataDir);
  put('late.json', JSON.stringify({ ...CDR, callId: 'pbx-778' }));
  await runLine(order);
  rows = await rowsOf(dataDir);
}, 240_000);
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

describe('an inbox of a provider’s web hooks, exports, transcripts and recordings', () => {
  it('makes one call of the web hooks of one', () => {
    expect(call('in_c1')).toMatchObject({
      direction: 'inbound',
      'legs.operatorId': ['op-a'],
      'legs.talkMs': ['60000'],
    });
  });

  it('makes a call of each row of an export', () => {
    expect(call('c2')).toMatchObject({ direction: 'inbound', disposition: 'answered' });
  });

  it('puts an export in unknown columns aside, with their titles and the lines that declare them', () => {
    const letters = (rows['dead_letters'] ?? []).map(({ reason }) => JSON.stringify(reason));
    expect(letters).toHaveLength(1);
    expect(letters[0]).toContain('EXPORT_COLUMNS_UNKNOWN');
  });

  it('keeps what a transcript says under the name of its file', () => {
    expect(call('talk')).toMatchObject({ language: 'en' });
    const transcript = rows['transcripts']?.find(({ callId }) => callId === 'talk');
    expect(transcript).toMatchObject({ 'utterances.speaker': ['operator'], 'utterances.text': ['Good morning'] });
  });

  it('gives a transcript to the call of the CDR beside it, whatever language its name tells', () => {
    expect(call('beside')).toBeUndefined();
    expect(wordsOf(rows, 'pbx-777')).toEqual(['Good morning']);
  });

  it('gives a transcript to its call when the CDR comes after it, and no call is left twice', () => {
    expect(wordsOf(early, 'late')).toEqual(['Good morning']);
    expect(call('late')).toMatchObject({ mergedInto: 'pbx-778' });
    expect(call('pbx-778')).toMatchObject({ mergedInto: '', sources: ['record', 'transcript'] });
    expect(wordsOf(rows, 'pbx-778')).toEqual(['Good morning']);
  });

  it('takes the last row of a CDR file that has no line end', () => {
    for (const callId of ['1772434800.1', '1772434860.2'])
      expect(call(callId)).toMatchObject({ 'legs.operatorId': ['op-a'], 'legs.talkMs': ['40000'] });
  });

  it('reads call, operator, direction and time from the name of a recording', () => {
    expect(call(`${START / 1000}.17`)).toMatchObject({
      direction: 'outbound',
      'legs.operatorId': ['op-a'],
      startedAtSource: 'recording_name',
    });
  });

  it('keeps no number of a customer outside the one table for them', () => {
    const { customers = [], intake = [], recordings = [], ...others } = rows;
    expect(JSON.stringify(customers)).toContain('359880000101');
    expect(JSON.stringify(others)).not.toMatch(/35988000010/);
    // The name of a file is where it lies.
    expect(JSON.stringify([intake, recordings])).not.toMatch(/35988000010/);
  });
});
