import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  DEFAULT_KAFKA_SETTINGS,
  MESSAGE_FORMATS,
  type InputTopic,
  type TopicRule,
} from '../../../ingest/kafka/kafka-settings.ts';
import { operatorLookup } from '../../../ingest/operators.ts';
import type { Project } from '../../../ingest/project.ts';
import { takeTopicMessage, type TakenTopicMessage } from '../../../ingest/take-topic-message.ts';
import type { TopicMessage } from '../../../ingest/topic-message.ts';
import { cdrRow, celRow, NINE } from '../../harness/asterisk.ts';
import { NOW, OPERATORS, record, SECRET, SHOP } from '../../harness/shop.ts';

const CLINIC: Project = { ...SHOP, id: 'clinic' };

type Given = {
  readonly headers?: Readonly<Record<string, string>>;
  readonly input?: InputTopic | 'recordings';
  readonly rules?: readonly TopicRule[];
  readonly projects?: readonly Project[];
  readonly maxMessageBytes?: number;
};

function take(value: Buffer | string | null, given: Given = {}): TakenTopicMessage {
  const { headers = { project: 'shop' }, input = 'cdr', rules = [], projects = [SHOP, CLINIC] } = given;
  const message: TopicMessage = {
    topic: 'calls.cdr',
    partition: 3,
    offset: '17',
    timestampMs: NOW,
    value: typeof value === 'string' ? Buffer.from(value) : value,
    headers,
  };
  return takeTopicMessage(message, {
    input,
    settings: { ...DEFAULT_KAFKA_SETTINGS, rules, maxMessageBytes: given.maxMessageBytes ?? 1_000_000 },
    projects: new Map(projects.map((project) => [project.id, project])),
    lookup: (project) => operatorLookup(OPERATORS, project),
    secretOf: () => SECRET,
    now: NOW,
  });
}

/** How much a message left behind: rows, recordings that are passed on, and letters. */
const left = ({ events, operatorEvents, recordings, letters }: TakenTopicMessage): number =>
  events.length + operatorEvents.length + recordings.length + letters.length;
/** Events of queue_log that are passed over, and a restart while no call is open. */
const OF_NO_USE: readonly string[] = ['CONFIGRELOAD', 'SYSCOMPAT', 'DID', 'QUEUESTART'];
const codes = ({ letters }: TakenTopicMessage): readonly string[] => letters.map(({ reason }) => reason.code);
const json = (of: Record<string, unknown> = {}): string => JSON.stringify(record(of));
const RULE = { field: null, is: null, project: null, format: null } as const;

describe('whose a message is', () => {
  it('its header says', () => {
    const { events, project } = take(json(), { headers: { project: 'clinic' } });
    expect(project?.id).toBe('clinic');
    expect(events.map((event) => event.project)).toEqual(['clinic']);
  });

  it('a rule of its topic says where no header does, by a field of the message if it names one', () => {
    const rules: readonly TopicRule[] = [
      { ...RULE, topic: 'cdr', field: 'pbx.domain', is: 'clinic.example', project: 'clinic' },
      { ...RULE, topic: 'cdr', project: 'shop' },
    ];
    expect(take(json(), { headers: {}, rules }).project?.id).toBe('shop');
    expect(take(json({ pbx: { domain: 'clinic.example' } }), { headers: {}, rules }).project?.id).toBe('clinic');
  });

  it('is clear without a word where there is only one project', () => {
    expect(take(json(), { headers: {}, projects: [SHOP] }).project?.id).toBe('shop');
  });

  it('nothing says: a dead letter that names the header', () => {
    const taken = take(json(), { headers: {} });
    expect(taken.letters.map(({ reason }) => reason)).toMatchObject([
      { code: 'MESSAGE_WITHOUT_PROJECT', params: { header: 'project', file: 'calls.cdr/3/17' } },
    ]);
  });

  it('nobody knows: a dead letter, and not the project of somebody else', () => {
    const taken = take(json(), { headers: { project: 'bank' } });
    expect(codes(taken)).toEqual(['MESSAGE_PROJECT_UNKNOWN']);
    expect(taken.events).toEqual([]);
  });
});

describe('what cannot be read', () => {
  it.each([
    ['a tombstone', null, 'MESSAGE_EMPTY'],
    ['an empty message', '', 'MESSAGE_EMPTY'],
    ['malformed JSON', '{"type": "call",', 'JSON_INVALID'],
    ['broken bytes', Buffer.from([0x7b, 0xff, 0xfe, 0x7d]), 'MESSAGE_NOT_UTF8'],
    ['impossible times', json({ endedAt: '2026-03-02T08:00:00+02:00' }), 'TIMES_IMPOSSIBLE'],
    ['an unknown type', '{"schemaVersion": 1, "type": "fax"}', 'MESSAGE_TYPE_UNKNOWN'],
  ])('%s is a dead letter with its bytes, its place and its headers', (_, value, code) => {
    const { letters, events } = take(value);
    expect(events).toEqual([]);
    expect(letters).toMatchObject([
      { reason: { code }, stage: 'ingest', origin: 'calls.cdr/3/17', headers: { project: 'shop' }, at: NOW },
    ]);
    const bytes = value === null ? Buffer.alloc(0) : Buffer.from(value);
    expect(letters[0]?.bytesBase64).toBe(bytes.toString('base64'));
  });

  it('an oversize message is refused before it is read', () => {
    expect(codes(take(json(), { maxMessageBytes: 10 }))).toEqual(['MESSAGE_TOO_LARGE']);
  });

  it('an unknown format names those that are known', () => {
    const taken = take(json(), { headers: { project: 'shop', format: 'avaya' } });
    expect(taken.letters[0]?.reason).toMatchObject({
      code: 'MESSAGE_FORMAT_UNKNOWN',
      params: { format: 'avaya', known: MESSAGE_FORMATS.join(', ') },
    });
  });

  it('one bad record in a list costs the others nothing, and is alone in its letter', () => {
    const bad = record({ callId: undefined });
    const { events, letters } = take(JSON.stringify([record({ callId: 'a' }), bad, record({ callId: 'b' })]));
    expect(events.map(({ callId }) => callId)).toEqual(['a', 'b']);
    expect(letters).toHaveLength(1);
    expect(JSON.parse(Buffer.from(letters[0]?.bytesBase64 ?? '', 'base64').toString())).toEqual(
      JSON.parse(JSON.stringify(bad)),
    );
  });

  it('a record alone in its letter keeps whose it is and that it is a record of ours, however its message told it', () => {
    const rules: readonly TopicRule[] = [{ ...RULE, topic: 'cdr', project: 'clinic' }];
    const list = JSON.stringify([record(), record({ callId: undefined })]);
    const { letters } = take(list, { headers: { trace: 'x' }, rules });
    expect(letters[0]?.headers).toEqual({ trace: 'x', project: 'clinic', format: 'etalon' });
  });

  it('whatever a message holds, it becomes rows or letters and never an exception', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        fc.constantFrom('cdr', 'queueEvents', 'recordings'),
        (bytes, input) => {
          const value = Buffer.from(bytes);
          // A log may hold empty lines: nothing is said by them.
          const blank = input === 'queueEvents' && value.length > 0 && value.toString('utf8').trim() === '';
          expect(left(take(value, { input })) > 0).toBe(!blank);
        },
      ),
    );
    fc.assert(
      fc.property(fc.json(), fc.constantFrom('etalon', 'freeswitch', 'amazon-connect'), (text, format) => {
        const taken = take(text, { headers: { project: 'shop', format } });
        expect(taken.events).toEqual([]);
        // A list of no records.
        const empty = format === 'etalon' && text === '[]';
        expect(left(taken) > 0).toBe(!empty);
      }),
    );
  });

  it('whatever lines a log holds, each that tells of something leaves something', () => {
    const call = fc.constantFrom('ENTERQUEUE', 'CONNECT', 'COMPLETECALLER', 'ABANDON');
    const known = fc.oneof(call, fc.constantFrom('PAUSE', 'ADDMEMBER'));
    const ofNoUse = fc.constantFrom(...OF_NO_USE);
    const epoch = fc.constantFrom('1772434800', '1772434801.5', 'soon', '5', '99999999999');
    const line = fc.tuple(epoch, fc.constantFrom('1772434800.1', 'NONE'), fc.oneof(known, ofNoUse));
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 5 }), (lines) => {
        const text = lines.map(([at, callId, event]) => `${at}|${callId}|sales|A|${event}|x`).join('\n');
        const isRead = (at: string): boolean => at.startsWith('17');
        const tells = lines.some(([at, , event]) => !isRead(at) || !OF_NO_USE.includes(event));
        expect(left(take(text, { input: 'queueEvents' })) > 0).toBe(tells);
      }),
    );
  });
});

describe('lines of queue_log', () => {
  const line = (event: string, rest = ''): string => `1772434800|1772434800.1|sales|A|${event}|${rest}`;
  const lines = (value: string): TakenTopicMessage => take(value, { input: 'queueEvents' });

  it('come one by one, in any order, and those of one second follow each other by their kind', () => {
    const seq = (event: string): number | undefined => lines(line(event)).events[0]?.seq;
    expect(seq('ENTERQUEUE')).toBeLessThan(seq('CONNECT') ?? 0);
    expect(seq('CONNECT')).toBeLessThan(seq('COMPLETECALLER') ?? 0);
  });

  it('sent again are the same events', () => {
    expect(lines(line('CONNECT', '5|1|2')).events).toEqual(lines(`${line('CONNECT', '5|1|2')}\n`).events);
  });

  it('may come several at once; a broken one is a letter of its own', () => {
    const { events, letters } = lines(`${line('ENTERQUEUE')}\nnonsense\n${line('CONNECT', '5|1|2')}`);
    expect(events).toHaveLength(2);
    expect(letters.map(({ bytesBase64 }) => Buffer.from(bytesBase64, 'base64').toString())).toEqual(['nonsense']);
  });

  it('tell what operators do', () => {
    expect(lines(line('PAUSE', 'lunch')).operatorEvents).toMatchObject([
      { event: 'pause', reason: 'lunch', operatorId: 'op-a' },
    ]);
  });
});

describe('what Asterisk writes', () => {
  const header = (format: string): Given => ({ headers: { project: 'shop', format } });
  const row = cdrRow({ from: 'SIP/carrier-1', to: 'SIP/101-2', at: [0, 8, 68] });

  it('comes as rows, with broken bytes too, each an event of the call that its linkedid names', () => {
    const bytes = Buffer.from(`${row}\n${row.replace('"",', '"\u0000",')}`);
    bytes[bytes.indexOf(0)] = 0xff;
    expect(take(bytes, header('asterisk-cdr')).events.map(({ callId, source }) => [callId, source])).toEqual(
      [1, 2].map(() => [`${String(NINE)}.1`, 'asterisk_cdr']),
    );
  });

  it('comes as JSON with the names of the columns, one or a list', () => {
    const json = { start: '2026-03-02 09:00:00', duration: 9, disposition: 'NO ANSWER', uniqueid: `${String(NINE)}.1` };
    expect(take(JSON.stringify(json), header('asterisk-cdr')).events).toHaveLength(1);
    expect(take(JSON.stringify([json, { ...json, duration: 8 }]), header('asterisk-cdr')).events).toHaveLength(2);
    expect(codes(take(JSON.stringify([json, {}]), header('asterisk-cdr')))).toEqual(['ASTERISK_ROW_INVALID']);
  });

  it('comes as channel events', () => {
    const taken = take(celRow(0, 'CHAN_START', 'SIP/carrier-1', { caller: '0880000101' }), header('asterisk-cel'));
    expect(taken.events.map(({ source }) => source)).toEqual(['asterisk_cel']);
    expect(taken.customers).toHaveLength(1);
  });

  it('in columns that nobody knows is one letter, which says what was found', () => {
    const taken = take('a,b\nc,d', header('asterisk-cdr'));
    expect(taken.letters.map(({ reason }) => reason)).toMatchObject([
      { code: 'CDR_COLUMNS_UNKNOWN', params: { found: '2 columns: 1 text, 2 text' } },
    ]);
  });

  it('is taken for such by a rule for the whole topic', () => {
    const rules: readonly TopicRule[] = [{ ...RULE, topic: 'cdr', format: 'asterisk-cdr' }];
    expect(take(row, { rules }).events).toHaveLength(1);
  });
});

describe('a message about a recording', () => {
  it('is passed on to the speech line', () => {
    const told = { schemaVersion: 1, type: 'recording', callId: 'c1', uri: 's3://calls/c1.wav' };
    const { recordings, events } = take(JSON.stringify(told), { input: 'recordings' });
    expect(events).toEqual([]);
    expect(recordings).toMatchObject([
      { project: 'shop', message: { callId: 'c1', uri: 's3://calls/c1.wav' }, asked: null },
    ]);
  });
});
