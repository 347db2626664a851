import { z } from 'zod';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ErrorCode } from '../../../errors.ts';
import { startClickHouse, type ClickHouseServer } from '../../harness/clickhouse-server.ts';
import { eventually } from '../../harness/eventually.ts';
import { stopAll } from '../../harness/health.ts';
import { sharedBroker } from '../../harness/kafka-broker.ts';
import type { RoleProcess } from '../../harness/role-process.ts';
import {
  atMinute,
  cdr,
  chat,
  messageTo,
  operatorState,
  queueLogLines,
  recordingTold,
  type Sent,
} from '../../harness/stream-messages.ts';
import { letterOf, tablesOf, type Row } from '../../harness/stream-tables.ts';
import { finishedTranscript } from '../../harness/stream-traffic.ts';
import { cutRecordings, openWorld, type World } from '../../harness/stream-world.ts';
import { speaking, type TranscriptionServer } from '../../harness/transcription-server.ts';

const MAX_BYTES = 20_000;
/** Good messages for a bad one. */
const GOOD = 100;

/** A message that nothing can be made of, the code it gets, and what of it is kept: all of it when nothing is said. */
type Poison = { readonly sent: Sent; readonly code: ErrorCode; readonly kept?: string };

let clickHouse: ClickHouseServer;
let speech: TranscriptionServer;
let world: World;
let processes: readonly RoleProcess[];

beforeAll(async () => {
  const [brokers, server, heard] = await Promise.all([sharedBroker(), startClickHouse(), speaking()]);
  [clickHouse, speech] = [server, heard];
  const kafkaYaml = `maxMessageBytes: ${MAX_BYTES}\n`;
  world = await openWorld({ brokers, clickHouse: clickHouse.url, speechUrl: speech.baseUrl, kafkaYaml });
  processes = await Promise.all(['ingest', 'speech', 'score'].map((line) => world.start(line)));
});
afterAll(async () => {
  await world.close();
  await Promise.all([clickHouse.stop(), speech.close()]);
});

const TELLS_NOTHING = { project: 'shop' };
/** The clock of the telephone system was never set. */
const NEVER = '1970-01-01T00:00:05Z';

/** What may come in any topic of records; `record` is a good one of the topic, `timed` has its moment from the argument. */
function poisonsOf(to: Sent['to'], timed: (at: string) => Readonly<Record<string, unknown>>): readonly Poison[] {
  const raw = (value: Sent['value'], headers = TELLS_NOTHING): Sent => ({ to, key: null, value, headers });
  const good = JSON.stringify({ schemaVersion: 1, ...timed(atMinute(900)) });
  const bad = { schemaVersion: 1, type: 'call', callId: 'in a list' };
  return [
    { sent: raw(null), code: 'MESSAGE_EMPTY', kept: '' },
    { sent: raw(`{"schemaVersion": 1, "to": "${to}",`), code: 'JSON_INVALID' },
    { sent: raw(Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d])), code: 'MESSAGE_NOT_UTF8' },
    { sent: raw(`"${'x'.repeat(MAX_BYTES)}"`), code: 'MESSAGE_TOO_LARGE' },
    { sent: { ...raw(good), headers: { project: 'shop', format: 'smoke-signs' } }, code: 'MESSAGE_FORMAT_UNKNOWN' },
    { sent: { ...raw(good), headers: { project: 'nobody' } }, code: 'MESSAGE_PROJECT_UNKNOWN' },
    { sent: raw('{"schemaVersion": 1, "type": "smoke"}'), code: 'MESSAGE_TYPE_UNKNOWN' },
    { sent: messageTo(to, null, timed(NEVER)), code: 'TIMES_IMPOSSIBLE' },
    { sent: raw(`[${good}, ${JSON.stringify(bad)}]`), code: 'MESSAGE_INVALID', kept: JSON.stringify(bad) },
  ];
}

const LINE = `${Date.UTC(2026, 2, 2, 7) / 1_000}|listed|orders|NONE|ENTERQUEUE||+359880000301|1`;
const QUEUE_LOG_POISONS: readonly Poison[] = [
  { value: null, headers: TELLS_NOTHING, code: 'MESSAGE_EMPTY' as const, kept: '' },
  { value: 'this is no line of a queue_log', headers: TELLS_NOTHING, code: 'QUEUE_LOG_LINE_INVALID' as const },
  { value: LINE, headers: { project: 'nobody' }, code: 'MESSAGE_PROJECT_UNKNOWN' as const },
  { value: 'x'.repeat(MAX_BYTES + 1), headers: TELLS_NOTHING, code: 'MESSAGE_TOO_LARGE' as const },
  { value: `${LINE}\nno line`, headers: TELLS_NOTHING, code: 'QUEUE_LOG_LINE_INVALID' as const, kept: 'no line' },
].map(({ value, headers, ...poison }) => ({ sent: { to: 'queueEvents', key: null, value, headers }, ...poison }));

const TO_SCORE_POISONS: readonly Poison[] = [
  null,
  '{"broken": ',
  '{"no": "announcement"}',
  Buffer.from([0xff, 0xfe]),
].map((value) => ({ sent: { to: 'toScore', key: null, value, headers: {} }, code: 'MESSAGE_INVALID' }));

/** Bad ones spread evenly among good ones. */
function mixed(good: readonly Sent[], poisons: readonly Poison[]): readonly Sent[] {
  const share = Math.ceil(good.length / poisons.length);
  return poisons.flatMap(({ sent }, nth) => [...good.slice(nth * share, (nth + 1) * share), sent]);
}

const bytesOf = ({ sent, kept }: Poison): string => Buffer.from(kept ?? sent.value ?? '').toString('base64');
const codeOf = (row: Row): string => letterOf(row).code;
const several = <T>(count: number, of: (nth: number) => T): T[] => Array.from({ length: count }, (_, nth) => of(nth));

const letter = z.object({ letterId: z.string(), bytesBase64: z.string(), reason: z.object({ code: z.string() }) });

describe('one bad message among a hundred good ones, in every topic', () => {
  it('becomes one dead letter with code and bytes, in table and topic, and costs the others nothing', async () => {
    const [uri = ''] = cutRecordings(world.root, ['one']);
    const told = { cdr: 'told-cdr', messages: 'told-message', recordings: 'told-recording' };
    const call = (startedAt: string) => ({ type: 'call', callId: told.cdr, direction: 'inbound', startedAt });
    const state = (at: string) => ({ type: 'operator_state', operator: 'SIP/104', state: 'login', at });
    const written = (at: string) => ({
      type: 'message',
      callId: told.messages,
      id: 'm1',
      speaker: 'customer',
      at,
      text: 'Hello',
    });
    const recording = (at: string) => ({ type: 'recording', callId: told.recordings, recordingId: 'r1', uri, at });
    const poisons = {
      cdr: poisonsOf('cdr', call),
      queueEvents: QUEUE_LOG_POISONS,
      operatorStates: poisonsOf('operatorStates', state),
      messages: poisonsOf('messages', written),
      recordings: poisonsOf('recordings', recording),
      toScore: TO_SCORE_POISONS,
    };
    const cdrs = several(GOOD * poisons.cdr.length, (nth) => cdr(`cdr-${nth}`, { minute: nth % 1_000 }));
    const queued = several((GOOD * poisons.queueEvents.length) / 4, (nth) =>
      queueLogLines(`queued-${nth}`, nth, 'SIP/101'),
    );
    const states = several(GOOD * poisons.operatorStates.length, (nth) => operatorState('SIP/101', 'login', nth));
    const chats = several((GOOD * poisons.messages.length) / 4, (nth) => chat(`chat-${nth}`, nth));
    // A recording takes its time: of these there are fewer.
    const recordings = several(GOOD / 4, (nth) => recordingTold(`heard-${nth}`, uri, nth));
    await world.send([
      ...mixed(cdrs, poisons.cdr),
      ...mixed(queued.flat(), poisons.queueEvents),
      ...mixed(states, poisons.operatorStates),
      ...mixed(chats.flat(), poisons.messages),
      ...mixed(recordings, poisons.recordings),
      ...TO_SCORE_POISONS.map(({ sent }) => sent),
    ]);
    await world.drained(120_000);

    const tables = await tablesOf(world.store);
    const expected = [
      ...cdrs.map((_, nth) => `cdr-${nth}`),
      ...queued.map((_, nth) => `queued-${nth}`),
      ...chats.map((_, nth) => `chat-${nth}`),
      ...recordings.map((_, nth) => `heard-${nth}`),
      ...Object.values(told),
      'listed',
    ];
    expect(tables.calls.map(({ callId }) => callId).sort()).toEqual(expected.sort());
    expect(tables.operator_events).toHaveLength(states.length + 1);
    expect(tables.transcripts.filter(({ engine }) => engine === 'openai')).toHaveLength(recordings.length + 1);

    const inTopic = (await world.read(world.settings.topics.dead.name)).map(({ value }) =>
      letter.parse(JSON.parse(value?.toString() ?? '')),
    );
    const all = Object.entries(poisons).flatMap(([topic, own]) =>
      own.map((poison) => `${topic} ${poison.code} ${bytesOf(poison)}`),
    );
    const names = new Map(Object.entries(world.settings.topics).map(([topic, { name }]) => [name, topic]));
    const found = tables.dead_letters.map((row) => {
      const topic = names.get(String(row['origin']).split('/')[0] ?? '') ?? '';
      return `${topic} ${codeOf(row)} ${String(row['bytesBase64'])}`;
    });
    expect(found.sort()).toEqual(all.sort());
    expect(inTopic.map(({ letterId }) => letterId).sort()).toEqual(
      tables.dead_letters.map((row) => row['letterId']).sort(),
    );
    expect(inTopic.map(({ reason, bytesBase64 }) => `${reason.code} ${bytesBase64}`).sort()).toEqual(
      tables.dead_letters.map((row) => `${codeOf(row)} ${String(row['bytesBase64'])}`).sort(),
    );
  });
});

describe('a row that the store refuses for good', () => {
  const refusing = async (table: string, callId: string): Promise<void> => {
    const sql = `ALTER TABLE ${table} ADD CONSTRAINT not_this CHECK callId != '${callId}'`;
    const database = world.env['CLICKHOUSE_DATABASE'] ?? '';
    const answer = await fetch(`${clickHouse.url}/?database=${database}`, { method: 'POST', body: sql });
    expect(answer.ok, await answer.text()).toBe(true);
  };
  /** Codes and bytes of the letters of messages that speak of the call. */
  const lettersAbout = async (callId: string): Promise<readonly string[]> =>
    (await tablesOf(world.store)).dead_letters
      .filter((row) => letterOf(row).text.includes(callId) || row['callId'] === callId)
      .map((row) => `${String(row['stage'])} ${codeOf(row)} ${String(row['bytesBase64'])}`);
  const bytes = ({ value }: Sent): string => Buffer.from(value ?? '').toString('base64');

  it('costs its own message only: the rest of the batch is loaded', async () => {
    await refusing('source_events', 'refused');
    const batch = several(40, (nth) => cdr(nth === 17 ? 'refused' : `batch-${nth}`, { minute: nth }));
    await world.send(batch);
    await world.drained(60_000);
    const { calls } = await tablesOf(world.store);
    expect(calls.filter(({ callId }) => String(callId).startsWith('batch-'))).toHaveLength(batch.length - 1);
    expect(await lettersAbout('refused')).toEqual([
      `ingest STORE_ROW_REFUSED ${bytes(cdr('refused', { minute: 17 }))}`,
    ]);
  });

  it('costs its own recording only', async () => {
    await refusing('transcripts', 'unheard');
    const [one = '', two = ''] = cutRecordings(world.root, ['unheard', 'well-heard']);
    const told = [recordingTold('unheard', one, 50), recordingTold('well-heard', two, 51)];
    await world.send(told);
    await eventually(60_000, async () => {
      const { transcripts } = await tablesOf(world.store);
      return transcripts.some(({ callId }) => callId === 'well-heard') ? [] : ['the recording beside it'];
    });
    await world.drained(60_000);
    expect(await lettersAbout('unheard')).toEqual([
      `speech STORE_ROW_REFUSED ${bytes(told[0] ?? cdr('', { minute: 0 }))}`,
    ]);
  });

  it('costs its own call only when it is scored', async () => {
    await refusing('evaluations', 'unscored');
    const told = ['scored-1', 'unscored', 'scored-2'].map((callId) =>
      messageTo('messages', callId, finishedTranscript(callId, 60)),
    );
    await world.send(told);
    await eventually(60_000, async () => {
      const { evaluations } = await tablesOf(world.store);
      return ['scored-1', 'scored-2'].filter((id) => !evaluations.some(({ callId }) => callId === id));
    });
    await eventually(60_000, async () => {
      return (await world.undone()).filter((left) => left !== 'call unscored is not scored');
    });
    expect((await lettersAbout('unscored')).map((said) => said.split(' ').slice(0, 2).join(' '))).toEqual([
      'score STORE_ROW_REFUSED',
    ]);
  });

  it('ends none of the processes', async () => {
    expect(await stopAll(processes)).toEqual([0, 0, 0]);
  });
});
