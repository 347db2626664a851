import { describe, expect, it } from 'vitest';
import type { Call } from '../../../ingest/call.ts';
import { foldCall } from '../../../ingest/fold/fold.ts';
import { operatorLookup } from '../../../ingest/operators.ts';
import type { Project } from '../../../ingest/project.ts';
import {
  apiAnswer,
  exportOf,
  IMPORTS,
  sendingsOf,
  type Provider,
  type Sending,
} from '../../harness/provider-sendings.ts';
import { shop } from '../../harness/shop.ts';
import { FILED_AT, SENT_AT, STAFF, throughInbox, throughKafka, type Taken } from '../../harness/two-ways.ts';

const PROJECT = shop(IMPORTS);
/** 09:00 in Sofia. */
const WALL = '2026-03-02 09:00:00';
const START = Date.UTC(2026, 2, 2, 7);
const CUSTOMER = '+359880000101';

type Case = {
  readonly provider: Provider;
  readonly hook: Readonly<Record<string, unknown>>;
  readonly record: Readonly<Record<string, unknown>>;
  readonly call: object;
};

/** What is known of a call that A answered `waitMs` after its start and talked in for a minute. */
const answered = (callId: string, waitMs: number, uri: string): object => ({
  callId,
  direction: 'inbound',
  disposition: 'answered',
  startedAt: START,
  answeredAt: START + waitMs,
  endedAt: START + waitMs + 60_000,
  legs: [{ operatorId: 'op-a', talkMs: 60_000 }],
  recordings: [{ recordingId: callId, uri }],
});

/** What is known of a call that A made and that found the customer's number busy after `waitMs`. */
const busy = (callId: string, waitMs: number): object => ({
  callId,
  direction: 'outbound',
  disposition: 'busy',
  startedAt: START,
  answeredAt: null,
  endedAt: START + waitMs,
  legs: [{ operatorId: 'op-a', answeredAt: null, talkMs: null }],
  recordings: [],
});

/** What is known of a customer who called and hung up after `waitMs`. */
const lost = (callId: string, waitMs: number): object => ({
  callId,
  direction: 'inbound',
  disposition: 'abandoned',
  startedAt: START,
  answeredAt: null,
  endedAt: START + waitMs,
  legs: [],
  queueEntries: [{ queue: 'sales', outcome: 'abandoned', waitMs }],
});

const RINGOSTAT = { uniqueid: 'c1', calldate: WALL, duration: 72, waittime: 12, billsec: 60 };
const RINGOSTAT_IN = {
  ...{ ...RINGOSTAT, call_type: 'in', dst: '+359880000199', connected_with: '101', disposition: 'ANSWERED' },
  ...{ has_recording: 1, recording: 'https://records.example/c1.mp3' },
};
/** Web hooks have these one level deeper. */
const RINGOSTAT_MORE = { caller: CUSTOMER, department: 'sales' };
const RINGOSTAT_OUT = {
  ...{ ...RINGOSTAT, call_type: 'out', caller: '101', dst: CUSTOMER, disposition: 'BUSY', duration: 7, waittime: 7 },
  ...{ billsec: 0, has_recording: 0 },
};
const BINOTEL = {
  ...{ generalCallID: '7001', startTime: START / 1000, externalNumber: CUSTOMER, internalNumber: '101' },
  ...{ callType: 0, waitsec: 12, billsec: 60, disposition: 'ANSWER', recordingStatus: 'uploaded' },
};
const BINOTEL_HISTORY = { waitsec: 12, billsec: 60, disposition: 'ANSWER', internalNumber: '101' };
const BINOTEL_OUT = { ...BINOTEL, callType: 1, waitsec: 7, billsec: 0, disposition: 'BUSY', recordingStatus: 'none' };
const ZADARMA_HOOK = { event: 'NOTIFY_END', pbx_call_id: 'in_c1', call_start: WALL, caller_id: CUSTOMER };
const ZADARMA = { pbx_call_id: 'in_c1', call_id: '1772434800.1', callstart: WALL, is_recorded: true };
const ZADARMA_IN = {
  ...{ ...ZADARMA, clid: CUSTOMER, sip: '359880000199', destination: '101', disposition: 'answered' },
  ...{ seconds: 60 },
};
const ZADARMA_OUT = {
  ...{ ...ZADARMA, pbx_call_id: 'out_c1', clid: '101', sip: '101', destination: CUSTOMER, disposition: 'busy' },
  ...{ seconds: 7, is_recorded: false },
};
const COMAGIC_HOOK = {
  ...{ call_session_id: 5001, start_time: WALL, direction: 'in', contact_phone_number: '359880000101' },
  ...{ employee_full_name: 'A', wait_time_duration: 12, talk_time_duration: 60, total_time_duration: 72 },
};
const COMAGIC = {
  ...{ id: 5001, start_time: WALL, finish_time: '2026-03-02 09:01:12', direction: 'in', is_lost: false },
  ...{ contact_phone_number: '359880000101', last_answered_employee_full_name: 'A', wait_duration: 12 },
  ...{ talk_duration: 60, total_duration: 72, full_record_file_link: 'https://media.example/5001.mp3' },
};

const CASES: readonly Case[] = [
  {
    provider: 'ringostat',
    hook: { ...RINGOSTAT_IN, additional_call_data: RINGOSTAT_MORE },
    record: { ...RINGOSTAT_IN, ...RINGOSTAT_MORE },
    call: {
      ...answered('c1', 12_000, 'https://records.example/c1.mp3'),
      queueEntries: [{ queue: 'sales', outcome: 'answered', waitMs: 12_000 }],
    },
  },
  { provider: 'ringostat', hook: RINGOSTAT_OUT, record: RINGOSTAT_OUT, call: busy('c1', 7_000) },
  {
    provider: 'binotel',
    hook: { requestType: 'apiCallCompleted', callDetails: { ...BINOTEL, historyData: [BINOTEL_HISTORY] } },
    record: BINOTEL,
    call: answered('7001', 12_000, ''),
  },
  {
    provider: 'binotel',
    hook: { requestType: 'apiCallCompleted', callDetails: BINOTEL_OUT },
    record: BINOTEL_OUT,
    call: busy('7001', 7_000),
  },
  {
    provider: 'zadarma',
    hook: { ...ZADARMA_HOOK, internal: '101', duration: 60, disposition: 'answered', is_recorded: 1 },
    record: ZADARMA_IN,
    // The wait is not told.
    call: answered('in_c1', 0, ''),
  },
  {
    provider: 'zadarma',
    hook: {
      ...{ event: 'NOTIFY_OUT_END', pbx_call_id: 'out_c1', call_start: WALL, destination: CUSTOMER, internal: '101' },
      ...{ duration: 7, disposition: 'busy', is_recorded: 0 },
    },
    record: ZADARMA_OUT,
    call: busy('out_c1', 7_000),
  },
  {
    provider: 'comagic',
    hook: { ...COMAGIC_HOOK, file_link: 'https://media.example/5001.mp3' },
    record: COMAGIC,
    call: answered('5001', 12_000, 'https://media.example/5001.mp3'),
  },
  {
    provider: 'comagic',
    hook: {
      ...{ ...COMAGIC_HOOK, is_lost: true, wait_time_duration: 7, talk_time_duration: 0, total_time_duration: 7 },
      scenario_name: 'sales',
    },
    record: {
      ...{
        ...COMAGIC,
        scenario_name: 'sales',
        finish_time: '2026-03-02 09:00:07',
        is_lost: true,
        last_answered_employee_full_name: '',
      },
      ...{ wait_duration: 7, talk_duration: 0, total_duration: 7, full_record_file_link: '' },
    },
    call: lost('5001', 7_000),
  },
];

const SENDINGS = CASES.flatMap(({ provider, hook, record, call }) =>
  sendingsOf(provider, hook, record).map((sending) => ({ ...sending, provider, call })),
);

async function taken(
  { fileName, format, text }: Sending,
  project: Project = PROJECT,
): Promise<readonly [Taken, Taken]> {
  return [await throughInbox(fileName, text, project), throughKafka(format, text, project)];
}

function folded(events: Taken['events']): Call {
  return foldCall(events, { project: PROJECT, lookup: operatorLookup(STAFF, PROJECT) });
}

function jsonOf(provider: Provider, hook: object): Sending {
  return {
    as: 'web hook in JSON',
    format: provider,
    fileName: `${provider}-3.json`,
    text: JSON.stringify(hook),
  };
}

describe.each(SENDINGS)('a call of $provider that comes as $as', (sending) => {
  it('is the same in the inbox and through Kafka, to the last fact', async () => {
    const [file, message] = await taken(sending);
    expect([file.letters, message.letters]).toEqual([[], []]);
    expect(file.events).toHaveLength(1);
    expect(message.events).toEqual(file.events);
    expect(message.customers).toEqual(file.customers);
    expect(file.customers).toMatchObject([{ address: expect.stringContaining('359880000101') as unknown }]);
    expect(JSON.stringify(file.events)).not.toContain('359880000101');
    expect(folded(file.events)).toMatchObject(sending.call);
    expect(folded(message.events)).toEqual(folded(file.events));
  });
});

describe('a web hook', () => {
  it.each([
    jsonOf('binotel', { requestType: 'receivedTheCall', generalCallID: '7001', callType: 0, externalNumber: CUSTOMER }),
    jsonOf('comagic', { call_session_id: 5001, direction: 'in', contact_phone_number: CUSTOMER }),
  ])(
    'of $format that tells no moment has that of its file or its message, and is alike in all else',
    async (sending) => {
      const [file, message] = await taken(sending);
      expect([file, message].map(({ events }) => events.map(({ at }) => at))).toEqual([[FILED_AT], [SENT_AT]]);
      const [inFile, sent] = [folded(file.events), folded(message.events)];
      expect([inFile.startedAt, sent.startedAt]).toEqual([FILED_AT, SENT_AT]);
      expect([sent.callId, sent.direction, sent.customerKey]).toEqual([
        inFile.callId,
        'inbound',
        folded(throughKafka('ringostat', JSON.stringify({ ...RINGOSTAT_IN, caller: CUSTOMER }), PROJECT).events)
          .customerKey,
      ]);
    },
  );

  it('of the end of a call fits to that of its beginning, whichever way each came', async () => {
    const begun = jsonOf('zadarma', { ...ZADARMA_HOOK, event: 'NOTIFY_START' });
    const over = jsonOf('zadarma', { ...ZADARMA_HOOK, internal: '101', duration: 60, disposition: 'answered' });
    const [[first, firstSent], [last, lastSent]] = [await taken(begun), await taken(over)];
    const call = folded([...first.events, ...lastSent.events]);
    expect(call).toMatchObject({ disposition: 'answered', legs: [{ operatorId: 'op-a', talkMs: 60_000 }] });
    expect(folded([...firstSent.events, ...last.events])).toEqual(call);
  });

  it('that tells of a recording only asks for it through Kafka; in the inbox a recording is a file', async () => {
    const [file, message] = await taken(
      jsonOf('comagic', { call_session_id: 5001, file_link: 'https://media.example/5' }),
    );
    expect(message).toMatchObject({ letters: [], recordings: [{ message: { callId: '5001' } }] });
    expect(file).toMatchObject({ recordings: [], letters: [{ reason: { params: { field: 'type' } } }] });
  });
});

const BROKEN: readonly (readonly [Provider, Case['record'], Case['record']])[] = [
  ['ringostat', { ...RINGOSTAT_IN, ...RINGOSTAT_MORE }, { call_type: 'sideways' }],
  ['binotel', BINOTEL, { callType: 7 }],
  ['zadarma', ZADARMA_IN, { pbx_call_id: 'c1' }],
  ['comagic', COMAGIC, { direction: 'sideways' }],
];
const WITH_BROKEN = BROKEN.flatMap(([provider, record, fault]) =>
  [apiAnswer, exportOf].map((sendingOf) => ({ provider, ...sendingOf(provider, [record, { ...record, ...fault }]) })),
);

describe.each(WITH_BROKEN)('a broken one among records of $provider that come as $as', (sending) => {
  it('costs only itself, in the inbox and through Kafka, and for the same reason', async () => {
    const [file, message] = await taken(sending);
    expect(file.events).toHaveLength(1);
    expect(message.events).toEqual(file.events);
    const [reasons, sent] = [file, message].map(({ letters }) =>
      letters.map(({ reason }) => [reason.code, reason.params['field'], reason.params['problem']]),
    );
    expect(reasons).toEqual([['FORMAT_MISMATCH', expect.any(String), expect.any(String)]]);
    expect(sent).toEqual(reasons);
  });
});

describe('a table of calls in columns of its own', () => {
  const ROW = `c1;02.03.2026 09:00;incoming;${CUSTOMER};101;12;60;answered;https://records.example/c1.mp3\n`;
  const call = answered('c1', 12_000, 'https://records.example/c1.mp3');
  const table = (fileName: string, titles: string): Sending => ({
    ...{ as: 'export', format: 'table-export', fileName },
    text: `${titles}\n${ROW}`,
  });

  it('is read by titles in common use, and needs no rule for its name', async () => {
    const titles = 'Call ID;Start time;Type;Customer;Operator;Wait time;Talk time;Status;Recording';
    const [file, message] = await taken(table('calls.csv', titles));
    expect(folded(file.events)).toMatchObject(call);
    expect([message.events, message.letters, file.letters]).toEqual([file.events, [], []]);
  });

  it('is read as the project declares it', async () => {
    const columns =
      'callId: Nr, startedAt: Wann, direction: 3, customer: 4, operator: Wer, waitSeconds: 6, talkSeconds: 7, disposition: 8, recording: 9';
    const project = shop(`    imports: [{ name: "*.csv", format: table-export, columns: { ${columns} } }]\n`);
    const [file, message] = await taken(table('calls.csv', 'Nr;Wann;Art;Kunde;Wer;W;G;Ende;Band'), project);
    expect(folded(file.events)).toMatchObject(call);
    expect([message.events, message.letters, file.letters]).toEqual([file.events, [], []]);
  });
});
