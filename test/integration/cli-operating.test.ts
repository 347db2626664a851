import { userInfo } from 'node:os';
import { describe, expect, it } from 'vitest';
import { runCommandLine, type Commands, type DeadAction, type DeadOptions } from '../../cli/command-line.ts';
import { deadCommand } from '../../cli/dead.ts';
import type { OpenedForOperating } from '../../cli/opened.ts';
import { reportCommand } from '../../cli/report.ts';
import { rescoreCommand } from '../../cli/rescore.ts';
import { readConfigured } from '../../configured.ts';
import { EtalonError } from '../../errors.ts';
import type { DeadLetter } from '../../ingest/dead-letter.ts';
import type { OutMessage } from '../../ingest/kafka/kafka.ts';
import { deadLetters, EVERY_LETTER, type ListedLetter } from '../../queries/dead-letters.ts';
import { readAnnouncement } from '../../roles/announced.ts';
import type { OpenedStore } from '../../store/open-store.ts';
import { callOf, NOON, transcriptOf } from '../harness/scored-calls.ts';
import { openTestStore } from '../harness/store.ts';
import { writtenStream } from '../harness/written-stream.ts';

/** The shop of the samples: Europe/Sofia, two hours ahead of UTC in March. */
const configured = readConfigured('samples');
const ID = { a: 'a'.repeat(64), b: 'b'.repeat(64), c: 'c'.repeat(64) };
const MESSAGE = '{"type":"call","note":"\u001b[2JИванка"}';

function letterOf(letterId: string, of: Partial<DeadLetter> = {}): DeadLetter {
  return {
    project: 'shop',
    letterId,
    stage: 'ingest',
    reason: { code: 'MESSAGE_INVALID', params: { file: 'calls.cdr/0/5', field: 'callId', problem: 'is missing' } },
    origin: 'calls.cdr/0/5',
    callId: '',
    bytesBase64: Buffer.from(MESSAGE).toString('base64'),
    headers: { project: 'shop' },
    at: NOON,
    ...of,
  };
}

type Sent = { readonly topic: string; readonly messages: readonly OutMessage[] };
type Told = { readonly code: number; readonly out: string; readonly err: string };

async function told(
  run: (streams: { out: NodeJS.WriteStream; err: NodeJS.WriteStream }) => Promise<number>,
): Promise<Told> {
  const [out, err] = [writtenStream(), writtenStream()];
  const code = await run({ out: out.stream, err: err.stream });
  return { code, out: out.text(), err: err.text() };
}

/** The commands over a store with these letters and a broker that keeps what it is sent. */
async function operating(letters: readonly DeadLetter[] = []) {
  const store = await openTestStore();
  await store.insertDeadLetters(letters);
  const sent: Sent[] = [];
  const kafka = {
    send: (topic: string, messages: readonly OutMessage[]): Promise<void> => {
      sent.push({ topic, messages });
      return Promise.resolve();
    },
  };
  const openedWith = (broker: OpenedForOperating['kafka']): OpenedForOperating => ({
    ...{ configured, store, kafka: broker },
    close: () => Promise.resolve(),
  });
  const dead = (
    action: DeadAction,
    ids: readonly string[] = [],
    options: DeadOptions = {},
    broker: OpenedForOperating['kafka'] = kafka,
  ): Promise<Told> =>
    told((streams) => deadCommand(action, ids, options, () => Promise.resolve(openedWith(broker)), streams));
  return { store, sent, dead, openedWith, opened: openedWith(kafka) };
}

const listed = (store: OpenedStore): Promise<readonly ListedLetter[]> => store.run(deadLetters, EVERY_LETTER);
const textOf = ({ value }: OutMessage): string => String(value);

describe('dead list', () => {
  it('says of each open letter when, where, why and in which words, and hides what was sent again', async () => {
    const { store, dead } = await operating([letterOf(ID.a), letterOf(ID.b, { project: '', at: NOON + 60_000 })]);
    const all = (await dead('list')).out;
    expect(all).toContain('aaaaaaaaaaaa');
    expect(all).not.toContain('aaaaaaaaaaaaa');
    expect(all).toMatch(/2026-03-02 14:00.*shop.*ingest.*MESSAGE_INVALID.*calls\.cdr\/0\/5/);
    expect(all).toMatch(/2026-03-02 12:01.*\(unknown\)/);
    expect(all.replace(/\s*│\n│[│\s]*/g, ' ')).toContain('callId: is');
    expect(all).toContain('open: shop ingest MESSAGE_INVALID 1');

    await store.insertRedrives([
      { project: 'shop', letterId: ID.a, at: NOON + 120_000, by: 'vera', target: 'calls.cdr' },
    ]);
    const open = (await dead('list')).out;
    expect(open).not.toContain('aaaaaaaaaaaa');
    expect((await dead('list', [], { all: true })).out).toMatch(/aaaaaaaaaaaa.*1×, last 2026-03-02 14:02/);
  });

  it('takes days in the zone of the project, and knows when nothing matches', async () => {
    const { dead } = await operating([letterOf(ID.a, { at: Date.UTC(2026, 2, 1, 22, 30) })]);
    const day = (from: string): DeadOptions => ({ project: 'shop', from, to: from });
    expect((await dead('list', [], day('2026-03-02'))).out).toContain('aaaaaaaaaaaa');
    expect((await dead('list', [], day('2026-03-01'))).out).toContain('No dead letters match.');
    await expect(dead('list', [], { project: 'sohp' })).rejects.toMatchObject({ code: 'PROJECT_UNKNOWN' });
  });

  it('gives JSON with the reason and without the message', async () => {
    const { dead } = await operating([letterOf(ID.a)]);
    const { out } = await dead('list', [], { json: true });
    expect(JSON.parse(out)).toMatchObject([
      {
        id: ID.a,
        open: true,
        code: 'MESSAGE_INVALID',
        reason: 'calls.cdr/0/5: callId: is missing',
        cure: expect.any(String) as string,
      },
    ]);
    expect(out).not.toContain('bytesBase64');
  });

  it('shows a code that another version of Etalon wrote as it is', async () => {
    const { store, dead } = await operating([letterOf(ID.a)]);
    const sql =
      "INSERT INTO dead_letters SELECT * REPLACE(('FAX_UNREADABLE', '{}') AS reason, 'ff' AS letterId) FROM dead_letters";
    await store.run({ name: 'newer', sql, parse: () => null }, {});
    expect((await dead('list')).out).toContain('FAX_UNREADABLE');
  });
});

describe('dead show', () => {
  it('tells everything about a letter but its message, which may be personal', async () => {
    const { store, dead } = await operating([
      letterOf(ID.a, { headers: { project: 'shop', source: 'pbx\u001b[31m' } }),
    ]);
    await store.insertRedrives([{ project: 'shop', letterId: ID.a, at: NOON, by: 'vera', target: 'calls.cdr' }]);
    const { out } = await dead('show', ['aaa']);
    expect(out).toContain('calls.cdr/0/5: callId: is missing (MESSAGE_INVALID)\n    → Mend the field named');
    expect(out).toContain('header source: pbx\\u{1b}[31m');
    expect(out).toContain('redriven 2026-03-02 14:00 by vera to calls.cdr');
    expect(out).toContain(`message of ${String(Buffer.byteLength(MESSAGE))} bytes; --bytes prints it`);
    expect(out).not.toContain('Иванка');
  });

  it('prints the message when asked, harmless for a terminal, and only what is text', async () => {
    const { dead } = await operating([letterOf(ID.a), letterOf(ID.b, { bytesBase64: '//79' })]);
    const { out } = await dead('show', ['a'], { bytes: true });
    expect(out).toContain('it may hold personal data:\n{"type":"call","note":"\\u{1b}[2JИванка"}');
    expect((await dead('show', ['b'], { bytes: true })).out).toContain('3 bytes that are no UTF-8');
    const { bytesBase64 } = JSON.parse((await dead('show', ['b'], { bytes: true, json: true })).out) as {
      bytesBase64: string;
    };
    expect(bytesBase64).toBe('//79');
  });

  it('says that no letter is named so, or which ones are', async () => {
    const young = `a${'1'.repeat(63)}`;
    const { dead } = await operating([letterOf(ID.a), letterOf(young)]);
    await expect(dead('show', ['d'])).rejects.toMatchObject({ code: 'LETTER_NOT_FOUND' });
    await expect(dead('show', ['a'])).rejects.toMatchObject({ code: 'LETTER_AMBIGUOUS' });
    expect((await dead('show', ['aa'])).out).toContain(ID.a);
  });
});

describe('dead redrive', () => {
  it('sends the original bytes and headers to the topic they came from, and leaves a trace of who did it', async () => {
    const headers = {
      project: 'shop',
      trace: 'x',
      'etalon-tries': '3',
      'etalon-not-before': '99',
      'etalon-redriven-from': 'e',
    };
    const { store, sent, dead } = await operating([letterOf(ID.a, { headers })]);
    const before = Date.now();
    expect(await dead('redrive', ['aaaaaaaaaaaa'])).toMatchObject({
      code: 0,
      out: 'aaaaaaaaaaaa  sent to calls.cdr\n1 of 1 sent.\n',
    });
    const [redriven] = (await listed(store))[0]?.redrives ?? [];
    expect(redriven).toMatchObject({ by: userInfo().username, target: 'calls.cdr' });
    expect(redriven?.atMs).toBeGreaterThanOrEqual(before);
    const told = { 'etalon-redriven-from': ID.a, 'etalon-redriven-at': String(redriven?.atMs) };
    expect(sent).toEqual([
      {
        topic: 'calls.cdr',
        messages: [{ key: null, value: Buffer.from(MESSAGE), headers: { project: 'shop', trace: 'x', ...told } }],
      },
    ]);
    expect((await dead('list')).out).toContain('No dead letters match.');
  });

  it('leaves no trace of what the broker did not take', async () => {
    const { store, dead } = await operating([letterOf(ID.a)]);
    const away = { send: () => Promise.reject(new EtalonError('KAFKA_AWAY', { why: 'test' })) };
    await expect(dead('redrive', ['a'], {}, away)).rejects.toMatchObject({ code: 'KAFKA_AWAY' });
    expect((await listed(store))[0]).toMatchObject({ redrives: [], open: true });
  });

  it('takes all open letters of a code and project, and each only once', async () => {
    const { sent, dead } = await operating([
      letterOf(ID.a),
      letterOf(ID.b, { origin: 'calls.messages/1/7' }),
      letterOf(ID.c, { project: '' }),
    ]);
    const all: DeadOptions = { all: true, code: 'MESSAGE_INVALID', project: 'shop' };
    expect((await dead('redrive', [], all)).out).toContain('2 of 2 sent.');
    expect(sent.map(({ topic }) => topic).sort()).toEqual(['calls.cdr', 'calls.messages']);
    expect((await dead('redrive', [], all)).out).toBe('0 of 0 sent.\n');
    expect((await dead('redrive', [], { ...all, project: '' })).out).toContain('1 of 1 sent.');
  });

  it('sends more than one request holds in several, each noted by itself', async () => {
    const big = Buffer.alloc(300_000, 'x').toString('base64');
    const { store, sent, dead } = await operating([ID.a, ID.b, ID.c].map((id) => letterOf(id, { bytesBase64: big })));
    await dead('redrive', ['a', 'b', 'c']);
    expect(sent.map(({ messages }) => messages.length)).toEqual([1, 1, 1]);
    expect((await listed(store)).map(({ redrives }) => redrives.length)).toEqual([1, 1, 1]);
  });

  it('announces a call that could not be scored again, and lets a recording that was waited for begin anew', async () => {
    const { store, sent, dead } = await operating([
      letterOf(ID.a, { stage: 'score', origin: 'call:c/1', callId: 'c/1', bytesBase64: '', headers: {}, at: 0 }),
      letterOf(ID.b, { stage: 'speech', origin: 'calls.recordings.retry-2/0/9', headers: { 'etalon-first-at': '1' } }),
    ]);
    expect((await dead('redrive', ['a', 'b'])).out).toContain('call shop/c/1 announced on calls.to-score');
    const [announced, recording] = sent;
    expect(announced?.topic).toBe('calls.to-score');
    const value = Buffer.from(textOf(announced?.messages[0] ?? { key: null, value: null, headers: {} }));
    const place = { topic: '', partition: 0, offset: '0', timestampMs: 0, headers: {} };
    expect(readAnnouncement({ ...place, value })).toMatchObject({ project: 'shop', callId: 'c/1', run: '' });
    expect(recording?.topic).toBe('calls.recordings');
    expect(Object.keys(recording?.messages[0]?.headers ?? {})).toEqual(['etalon-redriven-from', 'etalon-redriven-at']);
    expect((await listed(store)).map(({ redrives }) => redrives[0]?.target).sort()).toEqual([
      'calls.recordings',
      'score',
    ]);
  });

  it('refuses what has no message or no topic with the cure, and sends the rest', async () => {
    const { sent, dead } = await operating([
      letterOf(ID.a, { origin: 'inbox:shop/broken.json' }),
      letterOf(ID.b, { bytesBase64: '' }),
      letterOf(ID.c, { origin: 'old.cdr/0/1' }),
      letterOf('d'.repeat(64)),
    ]);
    const { code, out, err } = await dead('redrive', ['a', 'b', 'c', 'd']);
    expect([code, out]).toEqual([1, 'dddddddddddd  sent to calls.cdr\n1 of 4 sent.\n']);
    expect(err).toMatch(/aaaaaaaaaaaa.*LETTER_WITHOUT_MESSAGE\)\n {2}→ Mend the file and put it into the inbox again/);
    expect(err).toMatch(/bbbbbbbbbbbb.*LETTER_WITHOUT_MESSAGE/);
    expect(err).toMatch(/cccccccccccc.*old\.cdr.*LETTER_TOPIC_UNKNOWN/);
    expect(sent).toHaveLength(1);
  });

  it('only tells what it would do with --dry-run, and needs no broker for it', async () => {
    const { store, dead } = await operating([letterOf(ID.a)]);
    const { code, out } = await dead('redrive', ['a'], { dryRun: true }, null);
    expect([code, out]).toEqual([0, 'aaaaaaaaaaaa  would be sent to calls.cdr\n1 of 1 would be sent.\n']);
    expect((await listed(store))[0]?.redrives).toEqual([]);
    await expect(dead('redrive', ['a'], {}, null)).rejects.toMatchObject({ code: 'KAFKA_NOT_CONFIGURED' });
  });

  it.each<[string, readonly string[], DeadOptions]>([
    ['nothing at all', [], {}],
    ['--all alone', [], { all: true }],
    ['no project', [], { all: true, code: 'MESSAGE_INVALID' }],
    ['no --all', [], { code: 'MESSAGE_INVALID', project: 'shop' }],
    ['ids and --all', ['a'], { all: true }],
  ])('never takes everything by accident: %s', async (_, ids, options) => {
    const open = () => Promise.reject(new Error('opened'));
    await expect(told((streams) => deadCommand('redrive', ids, options, open, streams))).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
    });
  });
});

describe('report', () => {
  const recording = { recordingId: 'r1', uri: 'https://pbx.example/r1.wav', offsetMs: 0, failure: null };
  const MINUTE_MS = 60_000;
  const now = NOON + 200 * MINUTE_MS;

  /** In the order of their age: a lone recording, one awaited, one given up, one failed, one unscored and one refused. */
  async function waiting(): Promise<OpenedStore> {
    const { store } = await operating([
      letterOf(ID.a, { stage: 'speech', callId: 'given-up', reason: { code: 'AUDIO_MISSING', params: {} } }),
      letterOf(ID.b, {
        stage: 'score',
        callId: 'refused',
        origin: 'call:refused',
        reason: { code: 'UNEXPECTED', params: {} },
        at: 0,
      }),
    ]);
    const failure = { code: 'AUDIO_EMPTY', params: {} } as const;
    const ended = (minutes: number) => ({ endedAt: NOON + minutes * MINUTE_MS });
    await store.insertCalls([
      callOf("lone call's", { marks: ['WITHOUT_CDR'], recordings: [{ ...recording, state: 'present' }] }),
      callOf('awaited', { ...ended(10), recordings: [{ ...recording, state: 'expected' }] }),
      callOf('given-up', { ...ended(20), recordings: [{ ...recording, state: 'expected' }] }),
      callOf('failed', { ...ended(30), recordings: [{ ...recording, state: 'failed', failure }] }),
      callOf('unscored', ended(40)),
      callOf('refused', ended(50)),
    ]);
    await store.insertTranscripts([transcriptOf('unscored'), transcriptOf('refused')]);
    return store;
  }

  async function report(store: OpenedStore, of: { older?: number; json?: boolean }): Promise<string> {
    const options = { older: of.older ?? 0, json: of.json ?? false, project: 'shop' };
    const open = () => Promise.resolve({ configured, store: { ...store, close: () => Promise.resolve() } });
    return (await told((streams) => reportCommand(options, open, streams, now))).out;
  }

  it('counts first, then lists what waits, the oldest first, with its age, its reason and what shows more', async () => {
    const store = await waiting();
    const text = await report(store, {});
    expect(text.split('\n').slice(0, 3)).toEqual([
      'Recordings without a CDR: 1, the oldest for 3 h 20 min',
      'Recorded calls without a transcript: 3, the oldest for 3 h 10 min',
      'Unscored calls: 2, the oldest for 2 h 40 min',
    ]);
    const rows = text.split('\n').filter((line) => /\d min/.test(line) && line.startsWith('│'));
    expect(
      rows.map((row) =>
        row
          .split('│')
          .slice(1, -1)
          .map((cell) => cell.trim()),
      ),
    ).toEqual([
      ["shop/lone call's", 'r1', '', '2026-03-02 14:00', '3 h 20 min', "show 'shop/lone call'\\''s'"],
      ['shop/awaited', 'r1', 'expected', '2026-03-02 14:10', '3 h 10 min', 'show shop/awaited'],
      ['shop/given-up', 'r1', 'expected AUDIO_MISSING', '2026-03-02 14:20', '3 h 0 min', 'dead show aaaaaaaaaaaa'],
      ['shop/failed', 'r1', 'failed AUDIO_EMPTY', '2026-03-02 14:30', '2 h 50 min', 'show shop/failed'],
      ['shop/unscored', '', '', '2026-03-02 14:40', '2 h 40 min', 'show shop/unscored'],
      ['shop/refused', '', 'UNEXPECTED', '2026-03-02 14:50', '2 h 30 min', 'dead show bbbbbbbbbbbb'],
    ]);
  });

  it('leaves out what is younger than asked, and gives JSON', async () => {
    const store = await waiting();
    expect(await report(store, { older: 185 })).toContain('Recorded calls without a transcript: 1,');
    expect(await report(store, { older: 201 })).toBe(
      'Recordings without a CDR: 0\nRecorded calls without a transcript: 0\nUnscored calls: 0\n',
    );
    expect(JSON.parse(await report(store, { json: true, older: 155 }))).toMatchObject({
      recordingsWithoutCdr: { count: 1 },
      recordingsWithoutTranscript: { count: 3, oldest: [{ callId: 'awaited', ageMs: 190 * MINUTE_MS }, {}, {}] },
      unscoredCalls: { count: 1, oldest: [{ callId: 'unscored', sinceMs: NOON + 40 * MINUTE_MS }] },
    });
  });

  it('shows the fifty oldest of more and counts all', async () => {
    const { store } = await operating();
    const lone = { marks: ['WITHOUT_CDR'], recordings: [{ ...recording, state: 'present' }] } as const;
    await store.insertCalls(
      Array.from({ length: 51 }, (_, nth) => callOf(`c${String(nth)}`, { ...lone, startedAt: NOON + nth })),
    );
    const text = await report(store, {});
    expect(text).toContain('Recordings without a CDR, the oldest 50 of 51');
    expect(text).not.toContain('shop/c50');
  });
});

describe('rescore', () => {
  const wish = { project: 'shop', run: '' };

  async function rescore(
    of: Awaited<ReturnType<typeof operating>>,
    options: Parameters<typeof rescoreCommand>[0],
  ): Promise<Told> {
    await of.store.insertCalls([callOf('early', { startedAt: NOON - 1 }), callOf('noon'), callOf('silent')]);
    await of.store.insertTranscripts([transcriptOf('early'), transcriptOf('noon')]);
    return told((streams) => rescoreCommand(options, () => Promise.resolve(of.opened), streams));
  }

  it('announces the calls of a period that have something to score', async () => {
    const of = await operating();
    const { code, out } = await rescore(of, { ...wish, from: '2026-03-02T14:00' });
    expect([code, out]).toEqual([0, 'Announced 1 call of shop on calls.to-rescore for the run that counts.\n']);
    expect(of.sent.map(({ topic }) => topic)).toEqual(['calls.to-rescore']);
    expect(of.sent[0]?.messages.map((message) => JSON.parse(textOf(message)) as unknown)).toEqual([
      { schemaVersion: 1, project: 'shop', callId: 'noon' },
    ]);
  });

  it('gives a what-if run its name', async () => {
    const of = await operating();
    const { out } = await rescore(of, { ...wish, run: 'stricter' });
    expect(out).toBe(
      'Announced 2 calls of shop on calls.to-rescore for the what-if run stricter, which never counts.\n',
    );
    expect(of.sent[0]?.messages.map((message) => JSON.parse(textOf(message)) as unknown)).toMatchObject([
      { callId: 'early', run: 'stricter' },
      { callId: 'noon', run: 'stricter' },
    ]);
  });

  it('says what happens by itself where there is no Kafka', async () => {
    const of = await operating();
    const open = () => Promise.resolve(of.openedWith(null));
    const { code, err } = await told((streams) => rescoreCommand(wish, open, streams));
    expect(code).toBe(1);
    expect(err).toMatch(/KAFKA_NOT_CONFIGURED[^]*scores all calls anew by itself, at the next `run`/);
  });
});

describe('the command line', () => {
  async function read(...argv: readonly string[]): Promise<readonly unknown[]> {
    const called: unknown[] = [];
    const keep = (...given: readonly unknown[]): Promise<number> => {
      called.push(...given);
      return Promise.resolve(0);
    };
    const names = ['run', 'demo', 'calls', 'show', 'kpi', 'topics', 'dead', 'report', 'rescore', 'checkConfig'];
    const commands = Object.fromEntries(names.map((name) => [name, keep])) as unknown as Commands;
    const code = await runCommandLine(argv, commands, '0');
    return code === 0 ? called : [code];
  }

  it('reads the operating commands', async () => {
    expect(await read('dead', 'list', '--stage', 'speech', '-n', '3')).toEqual([
      'list',
      [],
      { stage: 'speech', limit: 3 },
    ]);
    expect(await read('dead', 'show', 'ab', '--bytes')).toEqual(['show', ['ab'], { bytes: true }]);
    expect(await read('dead', 'redrive', 'ab', 'cd', '--dry-run')).toEqual(['redrive', ['ab', 'cd'], { dryRun: true }]);
    expect(await read('dead', 'redrive', '--code', 'JSON_INVALID', '--project', '', '--all')).toEqual([
      'redrive',
      [],
      { code: 'JSON_INVALID', project: '', all: true },
    ]);
    expect(await read('report', '--older', '30')).toEqual([{ older: 30, json: false }]);
    expect(await read('rescore', '-p', 'shop', '--run', 'stricter')).toEqual([{ project: 'shop', run: 'stricter' }]);
  });

  it('ends with 2 on what it cannot read', async () => {
    expect(await read('dead', 'list', '--stage', 'kitchen')).toEqual([2]);
    expect(await read('dead', 'show')).toEqual([2]);
    expect(await read('rescore')).toEqual([2]);
    expect(await read('rescore', '-p', 'shop', '--run', 'two words')).toEqual([2]);
  });
});
