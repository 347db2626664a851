import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describe as sentence } from '../../../../errors.ts';
import type { DeclaredColumns, FormatName } from '../../../../ingest/formats/format-names.ts';
import { FORMATS } from '../../../../ingest/formats/formats.ts';
import { recordsOf, type Records } from '../../../../ingest/formats/records.ts';
import { callOfMessages, recordOf } from '../../../harness/provider-records.ts';
import { shop } from '../../../harness/shop.ts';

/** 09:00 in Sofia. */
const START = Date.UTC(2026, 2, 2, 7);

function read(bytes: string | Buffer, columns: DeclaredColumns = {}, format: FormatName = 'table-export'): Records {
  const table = FORMATS[format];
  if (table.kind === 'lines') throw new Error('is a log');
  const of = recordOf(format, { columns, file: 'shop/export.csv' });
  return recordsOf(typeof bytes === 'string' ? Buffer.from(bytes) : bytes, table, of);
}
function folded(...of: Parameters<typeof read>): ReturnType<typeof callOfMessages> {
  const records = read(...of);
  if (!records.ok || records.refused.length > 0) throw new Error(JSON.stringify(records));
  return callOfMessages(records.messages);
}

const ENGLISH = 'Call ID,Start time,Type,Customer,Operator,Queue,Wait time,Talk time,Duration,Status,Recording\n';
const ROW =
  'c1,2026-03-02 09:00:00,incoming,+359880000101,A,sales,00:12,01:00,00:01:15,answered,https://r.example/c1.mp3\n';

describe('an export of calls', () => {
  it('is read by titles in common use, with durations as clocks', () => {
    expect(folded(ENGLISH + ROW)).toMatchObject({
      callId: 'c1',
      direction: 'inbound',
      disposition: 'answered',
      startedAt: START,
      answeredAt: START + 12_000,
      endedAt: START + 75_000,
      queueEntries: [{ queue: 'sales', outcome: 'answered', waitMs: 12_000 }],
      legs: [{ operatorId: 'op-a', talkMs: 60_000 }],
      recordings: [{ recordingId: 'c1', uri: 'https://r.example/c1.mp3' }],
    });
  });

  const RUSSIAN =
    'ID звонка;Дата;Время;Направление;Откуда;Куда;Время ожидания;Длительность разговора;Статус\r\n' +
    '"c1";02.03.2026;9:00:00;Входящий;+359880000101;101;12;1:00;Отвечен\r\n';

  it.each([
    ['with a byte order mark', Buffer.from(`\uFEFF${RUSSIAN}`)],
    ['in the code page of Windows', windows1251(RUSSIAN)],
    ['in UTF-16', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(RUSSIAN, 'utf16le')])],
    ['parted by tabs', Buffer.from(RUSSIAN.replaceAll(';', '\t'))],
    [
      'in Ukrainian',
      Buffer.from(
        RUSSIAN.replace('ID звонка', 'ID дзвінка')
          .replace('Время ожидания', 'Час очікування')
          .replace('Входящий', 'Вхідний')
          .replace('Отвечен', 'Успішний'),
      ),
    ],
  ])('%s is the same call', (_, bytes) => {
    const call = folded(bytes);
    expect(call).toMatchObject({
      callId: 'c1',
      direction: 'inbound',
      startedAt: START,
      answeredAt: START + 12_000,
      endedAt: START + 72_000,
      legs: [{ operatorAlias: '101', talkMs: 60_000 }],
    });
    expect(call.customerKey).toBe(folded(ENGLISH + ROW).customerKey);
  });

  it('may hold line ends inside quotes', () => {
    const noted =
      ENGLISH.replace('\n', ',Note\n') +
      ROW.replace('\n', ',"a\nb, c"\n') +
      ROW.replace('c1', 'c2').replace('\n', ',x\n');
    const records = read(noted);
    expect(records.ok && records.messages).toHaveLength(2);
  });

  it('within the hour that autumn doubles has its answer and its end after its start', () => {
    const moments = 'Call ID,Start time,answered,ended,Type,Operator\n';
    const columns = { answeredAt: 'answered', endedAt: 'ended' };
    // 03:45 in Sofia for the second time, as the second in the call's id says.
    const secondPass = Date.UTC(2026, 9, 25, 1, 45);
    const of = (start: string, answered: string, ended: string) =>
      folded(`${moments}${secondPass / 1000}.7,${start},${answered},${ended},in,A\n`, columns);
    const told = of('2026-10-25 03:45:00', '2026-10-25 03:46:00', '2026-10-25 04:05:00');
    expect(told).toMatchObject({
      startedAt: secondPass,
      answeredAt: secondPass + 60_000,
      endedAt: secondPass + 20 * 60_000,
      legs: [{ talkMs: 19 * 60_000 }],
    });
    const inSeconds = [0, 60, 1200].map((after) => String(secondPass / 1000 + after));
    expect(of(inSeconds[0] ?? '', inSeconds[1] ?? '', inSeconds[2] ?? '')).toEqual(told);
    expect(of('2026-10-25 03:45:00', inSeconds[1] ?? '', '25.10.2026 04:05')).toEqual(told);
  });

  it('that nobody answered is missed, busy or failed as its words say', () => {
    const of = (direction: string, status: string) =>
      folded(ENGLISH + ROW.replace('incoming', direction).replace('answered', status).replace('01:00', '0'))
        .disposition;
    expect(of('incoming', 'Пропущенный')).toBe('abandoned');
    expect(['занято', 'Failed', 'no answer'].map((status) => of('out', status))).toEqual([
      'busy',
      'failed',
      'no_answer',
    ]);
  });
});

describe('columns in an order or under titles that nobody knows', () => {
  const STRANGE = 'Nummer;Wann;Wohin\nc1;2026-03-02 09:00:00;+359880000101\n';

  it('refuse the export with the titles found and the lines for projects.yaml, and no value', () => {
    const records = read(STRANGE);
    const reason = records.ok ? null : records.reason;
    expect(reason).toMatchObject({
      code: 'EXPORT_COLUMNS_UNKNOWN',
      params: { missing: 'callId, startedAt, direction', found: '"Nummer", "Wann", "Wohin"' },
    });
    const said = reason === null ? '' : sentence(reason);
    expect(said).toContain('imports: [{ name: "*.csv", format: table-export, columns: { callId: "Nummer"');
    expect(said).not.toContain('3598');
  });

  it.each([
    ['an empty title', 'Nr;;Wann', '"Nr", "", "Wann"', 'columns: { callId: "Nr", startedAt: 2, direction: "Wann" }'],
    [
      'digits in one',
      'Nr;Q931 / SIP 404;Wann',
      '"Nr", "Q931 / SIP 404", "Wann"',
      'columns: { callId: "Nr", startedAt: "Q931 / SIP 404", direction: "Wann" }',
    ],
    [
      'a title too long to be shown',
      `Nr;${'lang '.repeat(9).trim()};Wann`,
      `"Nr", "${'lang '.repeat(8)}", "Wann"`,
      'columns: { callId: "Nr", startedAt: 2, direction: "Wann" }',
    ],
  ])('are titled as well with %s, and declared as the lines say', (_, titles, found, columns) => {
    const records = read(`${titles}\nc1;02.03.2026 09:00;in\n`);
    const params = records.ok ? {} : records.reason.params;
    expect(params).toMatchObject({ found, example: expect.stringContaining(columns) as unknown });
    const { imports } = shop(`    ${String(params['example'])}\n`);
    expect(imports).toMatchObject([{ format: 'table-export' }]);
  });

  it.each([
    ['a number', 'Anna;;in;60'],
    ['a telephone number', 'Anna;in;359 88 000 0101 (mobile)'],
    ['a clock', 'Anna;in;at 9:00'],
    ['a date in words', 'Anna;in;2 March 2026'],
    ['an address', 'Anna;in;anna@example.com'],
    ['nothing but empty cells', ';;;'],
  ])('are not shown where a cell of the first row is %s, for then it is somebody’s call', (_, row) => {
    const records = read(`${row}\n${row}\n`);
    expect(records).toMatchObject({
      ok: false,
      reason: { params: { found: expect.stringMatching(/^\d columns/) as unknown } },
    });
    expect(JSON.stringify(records)).not.toMatch(/Anna|in;/);
  });

  it('are read as the project declares them, by title, by place, or one word for all rows', () => {
    const columns = { callId: 'nummer', startedAt: 2, called: 'Wohin', direction: '=outbound' };
    expect(folded(STRANGE, columns)).toMatchObject({ callId: 'c1', direction: 'outbound', startedAt: START });
    expect(folded(STRANGE, columns).customerKey).not.toBe('');
  });

  it('that are declared and not there are named', () => {
    expect(read(ENGLISH + ROW, { queue: 'Gruppe', colour: 1, waitMs: 99 })).toMatchObject({
      ok: false,
      reason: { params: { missing: 'queue, colour, waitMs' } },
    });
  });

  it('of a table without a header are told by their number only, and read by declared places', () => {
    const bare = 'c1;02/03/2026 09:00;in;+359880000101;60\nc2;02/03/2026 09:05;in;+359880000102;61\n';
    const refused = read(bare);
    expect(refused).toMatchObject({ ok: false, reason: { params: { found: '5 columns without titles' } } });
    expect(JSON.stringify(refused)).not.toContain('3598');
    const columns = { callId: 1, startedAt: 2, direction: 3, customer: 4, talkSeconds: 5 };
    const records = read(bare, columns);
    expect(records.ok && records.messages).toHaveLength(2);
    const american = read(bare.replaceAll('02/03/', '03/02/'), { ...columns, dateFormat: 'mm/dd/yyyy' });
    expect(american).toEqual(records);
  });
});

describe('a broken row', () => {
  it('is refused by itself with row and column, quotes nothing, and is kept below the header', () => {
    const broken = [
      ROW.replace('c1', ''),
      ROW.replace('2026-03-02', '2026-02-30'),
      ROW.replace('incoming', 'sideways'),
      ROW.replace('00:12', '12 apples'),
    ];
    const records = read(ENGLISH + ROW + broken.join(''));
    expect(records.ok && records.messages).toHaveLength(1);
    const refused = records.ok ? records.refused : [];
    expect(refused.map(({ reason }) => [reason.code, reason.params['row'], reason.params['column']])).toEqual([
      ['EXPORT_ROW_INVALID', 3, 'callId'],
      ['EXPORT_ROW_INVALID', 4, 'startedAt'],
      ['EXPORT_ROW_INVALID', 5, 'direction'],
      ['EXPORT_ROW_INVALID', 6, 'waitSeconds'],
    ]);
    expect(JSON.stringify(refused.map(({ reason }) => reason))).not.toMatch(/3598|apples|sideways/);
    const again = read(refused[3]?.text.replace('12 apples', '12') ?? '');
    expect(again.ok && again.messages).toHaveLength(1);
  });

  it('of whatever cells never ends the reading', () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.string({ maxLength: 12 }), { maxLength: 6 }), { maxLength: 6 }), (rows) => {
        const csv = rows.map((cells) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')).join('\n');
        const records = read(`${ENGLISH}${csv}\n${ROW}`);
        expect(records.ok && records.messages.length >= 1).toBe(true);
      }),
      { numRuns: 50 },
    );
  });
});

describe('an export with the fields of a provider’s API', () => {
  it.each<[FormatName, string]>([
    [
      'ringostat-export',
      'uniqueid,calldate,call_type,caller,connected_with,disposition,duration,waittime,billsec\nc1,2026-03-02 09:00:00,in,+359880000101,A,ANSWERED,73,12,60\n',
    ],
    [
      'binotel-export',
      `generalCallID;startTime;callType;externalNumber;internalNumber;waitsec;billsec;disposition\nc1;${START / 1000};0;+359880000101;A;13;60;ANSWER\n`,
    ],
    [
      'zadarma-export',
      'pbx_call_id,call_id,callstart,clid,sip,destination,disposition,seconds\nin_c1,1,2026-03-02 09:00:00,+359880000101,359880000199,101,answered,60\n',
    ],
    [
      'comagic-export',
      'id,start_time,finish_time,direction,is_lost,contact_phone_number,last_answered_employee_full_name,wait_duration,talk_duration,total_duration\nc1,2026-03-02 09:00:00,2026-03-02 09:01:13,in,false,+359880000101,A,12,60,73\n',
    ],
  ])('of %s is read as its records are', (format, text) => {
    const call = folded(text, {}, format);
    expect(call).toMatchObject({ direction: 'inbound', startedAt: START, disposition: 'answered' });
    expect(call.legs[0]?.talkMs).toBe(60_000);
    expect(call.customerKey).toBe(folded(ENGLISH + ROW).customerKey);
  });

  it('of Ringostat names row and field of what it cannot read, and takes the others', () => {
    const text = 'uniqueid,calldate,call_type\nc1,2026-03-02 09:00:00,in\nc2,2026-03-02 09:00:00,up\n';
    expect(read(text, {}, 'ringostat-export')).toMatchObject({
      ok: true,
      messages: [{ callId: 'c1' }],
      refused: [{ reason: { params: { file: 'shop/export.csv:row 3', field: 'call_type' } } }],
    });
  });

  it('under other titles is an export like any other', () => {
    expect(folded(ENGLISH + ROW, {}, 'binotel-export')).toMatchObject({ callId: 'c1', startedAt: START });
  });
});

/** Letters of the Russian alphabet as the code page of Windows has them. */
function windows1251(text: string): Buffer {
  return Buffer.from(
    Array.from(text, (letter) => {
      const code = letter.codePointAt(0) ?? 0;
      return code >= 0x410 && code <= 0x44f ? code - 0x410 + 0xc0 : code;
    }),
  );
}
