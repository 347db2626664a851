import { describe, expect, it } from 'vitest';
import { DEFAULT_KAFKA_SETTINGS } from '../../../ingest/kafka/kafka-settings.ts';
import { operatorLookup } from '../../../ingest/operators.ts';
import { parseProjects } from '../../../ingest/projects.ts';
import { takeTopicMessage } from '../../../ingest/take-topic-message.ts';
import { crewOperators, simulatedProjects } from '../../../simulate/centre.ts';
import { NO_FAULTS, type SimulateOptions } from '../../../simulate/options.ts';
import type { SentMessage } from '../../../simulate/sent-message.ts';
import { simulate } from '../../../simulate/simulate.ts';
import { readTruth, truthLines, type Truth, type TruthCall } from '../../../simulate/truth.ts';

const parsed = parseProjects(
  `projects:
  - { id: lamps, name: Lamps, timeZone: Europe/Sofia, languages: [bg, en], country: BG, acwReasons: [wrap-up] }
  - { id: books, name: Books, timeZone: Europe/Warsaw, languages: [pl], country: PL, acwReasons: [wrap-up] }
  - { id: tea, name: Tea, timeZone: Europe/London, languages: [en], country: GB, acwReasons: [wrap-up] }
`,
  'projects.yaml',
);
if (!parsed.ok) throw new Error(parsed.faults.join('\n'));
const PROJECTS = parsed.value;

const PLAIN: SimulateOptions = {
  seed: 'unit',
  startDay: '2026-03-02',
  days: 2,
  projects: simulatedProjects(PROJECTS, [], 600),
  peak: null,
  samples: [],
  judged: 0.3,
  faults: NO_FAULTS,
};
/** A smaller one, of which every message is looked at. */
const ROUGH = {
  ...PLAIN,
  days: 1,
  projects: simulatedProjects(PROJECTS, [], 240),
  faults: { corrected: 0.1, duplicated: 0.1, late: 0.05, reordered: 0.2, bad: 0.1, maxMessageBytes: 20_000 },
};

const plain = simulate(PLAIN).truth;
const rough = simulate(ROUGH);
const sent = [...rough.messages];
const voice = plain.calls.filter(({ channel }) => channel === 'voice');
const of = (project: string): readonly TruthCall[] => voice.filter((call) => call.project === project);

describe('a simulation', () => {
  it('gives the same bytes for the same options, however often it is gone through', () => {
    const again = simulate(ROUGH);
    expect([...again.messages]).toEqual(sent);
    expect([...again.messages]).toEqual(sent);
    expect([...truthLines(again.truth)]).toEqual([...truthLines(rough.truth)]);
  });

  it('gives another world for another seed', () => {
    expect(simulate({ ...PLAIN, seed: 'other' }).truth.calls).not.toEqual(plain.calls);
  });

  it('is as busy as was asked for', () => {
    // Monday and Tuesday have more than an average day; who is rung back comes on top.
    const perDay = plain.calls.length / 2;
    expect(perDay).toBeGreaterThan(600);
    expect(perDay).toBeLessThan(900);
  });

  it('has the same truth whatever happens to its messages on the way', () => {
    const travelled = simulate({ ...ROUGH, faults: { ...ROUGH.faults, corrected: 0, bad: 0 } }).truth;
    expect(travelled).toEqual(simulate({ ...ROUGH, faults: NO_FAULTS }).truth);
  });

  it('can be written to a file and read back', () => {
    expect(readTruth(truthLines(rough.truth))).toEqual(rough.truth);
  });

  it('sends in the order of time, late ones days later and all under their project', () => {
    expect(sent).toEqual(sent.toSorted((a, b) => a.atMs - b.atMs));
    const known = PROJECTS.map(({ id }) => id);
    const strangers = sent.filter(({ headers }) => !known.includes(headers['project'] ?? ''));
    expect(strangers).toHaveLength(
      rough.truth.deadLetters.filter(({ code }) => code === 'MESSAGE_PROJECT_UNKNOWN').length,
    );
    expect((sent.at(-1)?.atMs ?? 0) - Date.UTC(2026, 2, 3)).toBeGreaterThan(86_400_000);
  });

  it('knows invented customers only', () => {
    const customers = new Set(rough.truth.calls.map(({ customer }) => customer));
    const invented = [...customers].every((one) => /^(?:|\+35988000\d{4}|customer-\d{4}@example\.com)$/.test(one));
    expect(invented).toBe(true);
  });

  it('has all that a call centre has', () => {
    const kinds = new Set(
      plain.calls.map(({ direction, channel, disposition }) => `${direction} ${channel} ${disposition}`),
    );
    const outcomes = new Set(voice.flatMap(({ entries }) => entries.map((entry) => entry.flowOut ?? entry.outcome)));
    const legs = new Set(voice.flatMap((call) => call.legs.map(({ outcome }) => outcome)));
    expect([...kinds].sort()).toEqual([
      ...['inbound chat abandoned', 'inbound chat answered', 'inbound voice abandoned', 'inbound voice answered'],
      ...['inbound voice flow_out', 'outbound voice answered', 'outbound voice no_answer'],
    ]);
    expect([...outcomes].sort()).toEqual(['abandoned', 'answered', 'empty', 'key', 'timeout']);
    expect([...legs].sort()).toEqual(['cancelled', 'completed', 'no_answer', 'transferred']);
    expect(voice.some(({ parentCallId }) => parentCallId !== '')).toBe(true);
    expect(voice.some(({ customer }) => customer === '')).toBe(true);
    expect(voice.some(({ entries }) => entries.some(({ nth }) => nth > 1))).toBe(true);
    expect(
      of('lamps').some(({ legs: all }) => all.some(({ queue, ringMs }) => queue === null && ringMs !== null)),
    ).toBe(true);
  });
});

describe('the operators of a simulation', () => {
  const legs = Map.groupBy(
    voice.flatMap((call) => call.legs),
    ({ operatorId }) => operatorId,
  );

  it('talk to one customer at a time', () => {
    const overlaps = [...legs.values()].flatMap((own) => {
      const ordered = own.toSorted((a, b) => a.startedAt - b.startedAt);
      return ordered.filter((leg, nth) => leg.startedAt < (ordered[nth - 1]?.endedAt ?? 0));
    });
    expect(overlaps).toEqual([]);
  });

  it('are rung only while they are logged in and do not pause', () => {
    const during = (operatorId: string, state: 'session' | 'pause', at: number): boolean =>
      plain.states.some((one) => {
        return one.operatorId === operatorId && one.state === state && one.startMs < at && at < one.endMs;
      });
    // Changes of one moment are noted a tick apart: a second is not looked at too closely.
    const all = [...legs].flatMap(([operatorId, own]) => own.map((leg) => ({ operatorId, at: leg.endedAt - 1_000 })));
    expect(all.filter(({ operatorId, at }) => !during(operatorId, 'session', at))).toEqual([]);
    expect(all.filter(({ operatorId, at }) => during(operatorId, 'pause', at))).toEqual([]);
  });

  it('pause within their time of work only', () => {
    const sessions = Map.groupBy(
      plain.states.filter(({ state }) => state === 'session'),
      ({ operatorId }) => operatorId,
    );
    const outside = plain.states.filter(({ state, operatorId, startMs, endMs }) => {
      return (
        state === 'pause' && sessions.get(operatorId)?.some((s) => s.startMs < startMs && endMs <= s.endMs) !== true
      );
    });
    expect(outside).toEqual([]);
  });

  it('answer worse when three times as many ring', () => {
    const share = ({ calls }: Truth): number => {
      const entries = calls.filter(({ channel }) => channel === 'voice').flatMap((call) => call.entries);
      return (
        entries.filter(({ outcome, waitMs }) => outcome === 'answered' && waitMs <= 20_000).length / entries.length
      );
    };
    const peak = simulate({ ...PLAIN, peak: { day: '2026-03-02', factor: 3 } }).truth;
    expect(share(peak)).toBeLessThan(share(plain) - 0.1);
  });
});

describe('what a telephone system can tell', () => {
  it('is everything in a record', () => {
    const answered = of('lamps').flatMap(({ legs }) => legs.filter(({ answeredAt }) => answeredAt !== null));
    expect(answered.every((leg) => leg.holdMs !== null && leg.acwMs !== null && leg.ringMs !== null)).toBe(true);
  });

  it('is one queue and one operator in a short record, without the ring', () => {
    const calls = of('books');
    expect(calls.every(({ entries, legs }) => entries.length <= 1 && legs.length <= 1)).toBe(true);
    expect(calls.every(({ legs }) => legs.every(({ ringMs }) => ringMs === null))).toBe(true);
  });

  it('is whole seconds in a queue_log, neither hold nor ACW', () => {
    const calls = of('tea');
    const moments = calls.flatMap((call) => [
      ...[call.startedAt, call.endedAt],
      ...call.entries.flatMap(({ enteredAt, waitMs }) => [enteredAt, waitMs]),
      ...call.legs.flatMap(({ startedAt, endedAt, talkMs }) => [startedAt, endedAt, talkMs ?? 0]),
    ]);
    expect(moments.filter((ms) => ms % 1000 !== 0)).toEqual([]);
    expect(calls.every(({ legs }) => legs.every(({ holdMs, acwMs }) => holdMs === null && acwMs === null))).toBe(true);
  });
});

describe('a recorded call', () => {
  const sample = { uri: 'file:///recordings/one.wav', durationMs: 31_400, language: 'en' } as const;
  const { messages, truth } = simulate({ ...PLAIN, samples: [sample] });
  const recorded = truth.calls.filter(({ recording }) => recording?.state === 'present');

  it('talks as long as its sample, in its language and with one operator', () => {
    expect(recorded.length).toBeGreaterThan(20);
    const talks = recorded.map(({ legs }) =>
      legs.filter(({ answeredAt }) => answeredAt !== null).map(({ talkMs }) => talkMs),
    );
    // A queue_log has no part of a second.
    expect(new Set(talks.map((one) => JSON.stringify(one)))).toEqual(new Set(['[31400]', '[32000]']));
    expect(recorded.every(({ language, judged }) => language === 'en' && judged)).toBe(true);
  });

  it('is told of by a message of its own', () => {
    const told = [...messages].filter(({ topic }) => topic === 'recordings');
    expect(told).toHaveLength(recorded.length);
    expect(told.every(({ value }) => typeof value === 'string' && value.includes(sample.uri))).toBe(true);
  });

  it('has no transcript from elsewhere beside it', () => {
    const heard = [...messages].filter(({ value }) => typeof value === 'string' && value.includes('"transcript"'));
    const ids = new Set(recorded.map(({ callId, project }) => `${project}/${callId}`));
    const both = heard.filter(({ key, headers }) => key !== null && ids.has(`${headers['project'] ?? ''}/${key}`));
    expect(both).toEqual([]);
  });
});

describe('a bad message', () => {
  const projects = new Map(PROJECTS.map((project) => [project.id, project]));
  const operators = crewOperators(ROUGH);
  const lettersOf = ({ topic, atMs, headers, value }: SentMessage, nth: number) =>
    takeTopicMessage(
      {
        ...{ topic, partition: 0, offset: String(nth), timestampMs: atMs, headers },
        value: value === null ? null : Buffer.from(value),
      },
      {
        input: topic,
        settings: { ...DEFAULT_KAFKA_SETTINGS, maxMessageBytes: ROUGH.faults.maxMessageBytes },
        projects,
        lookup: (project) => operatorLookup(operators, project),
        secretOf: () => 'a secret',
        now: Date.UTC(2027, 0),
      },
    ).letters;

  it('gets the dead letter that is expected, and every good one is taken', () => {
    const letters = sent.flatMap((message, nth) => lettersOf(message, nth));
    const codes = (of: readonly string[]): object =>
      Object.fromEntries([...Map.groupBy(of, (code) => code)].map(([code, all]) => [code, all.length]));
    expect(codes(letters.map(({ reason }) => reason.code))).toEqual(
      codes(rough.truth.deadLetters.map(({ code }) => code)),
    );
  });

  it('is of every kind', () => {
    expect([...new Set(rough.truth.deadLetters.map(({ code }) => code))].sort()).toEqual([
      ...['JSON_INVALID', 'MESSAGE_EMPTY', 'MESSAGE_FORMAT_UNKNOWN', 'MESSAGE_INVALID', 'MESSAGE_NOT_UTF8'],
      ...[
        'MESSAGE_PROJECT_UNKNOWN',
        'MESSAGE_TOO_LARGE',
        'MESSAGE_TYPE_UNKNOWN',
        'QUEUE_LOG_LINE_INVALID',
        'TIMES_IMPOSSIBLE',
      ],
    ]);
  });
});
