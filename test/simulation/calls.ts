import type { Chance } from './chance.ts';
import { START_MS } from './clock.ts';
import { operatorIdOf } from './company.ts';
import type { SimulatedRecording } from './recordings.ts';
import type { CallMaker, ExpectedCall, PlannedMessage, PlannedTopic, Told } from './traffic.ts';

type Place = Parameters<CallMaker>[0];

/** The calls were this morning, ten minutes apart. */
const startOf = (nth: number): number => START_MS - 4 * 3_600_000 + nth * 600_000;
const iso = (atMs: number): string => new Date(atMs).toISOString();
/** Within the first ten minutes. */
const soon = (chance: Chance): number => chance.below(600_000);
/** Later than soon. */
const later = (chance: Chance): number => 600_000 + chance.below(3_000_000);

export function planned(
  topic: PlannedTopic,
  project: string,
  value: string | Readonly<Record<string, unknown>>,
  atMs: number,
  headers: Readonly<Record<string, string>> = {},
): PlannedMessage {
  const text = typeof value === 'string' ? value : JSON.stringify({ schemaVersion: 1, ...value });
  return { topic, value: Buffer.from(text), headers: { project, ...headers }, atMs };
}

function expected(place: Place, callId: string, of: Partial<ExpectedCall>): ExpectedCall {
  const nothing = { operators: [], queues: [], mergedInto: '', recordings: {}, heard: [], evaluated: [] };
  return { project: place.project, callId, ...nothing, ...of };
}

/** In the clinic only one queue is judged. */
function judged(project: string, queues: readonly string[], operators: readonly string[]): readonly string[] {
  return project === 'shop' || queues.includes('sales') ? operators : [];
}

const uriOf = (project: string, name: string): string => `https://pbx.example/${project}/${name}.wav`;

/** Most recordings are there at once, some come later, few never, few are none. */
function someRecording(chance: Chance): SimulatedRecording {
  const kind = chance.below(10);
  if (kind === 0) return { comesAtMs: null, corrupt: false };
  if (kind === 1) return { comesAtMs: 0, corrupt: true };
  return { comesAtMs: kind < 5 ? chance.below(1_800_000) : 0, corrupt: false };
}

function stateOf({ comesAtMs, corrupt }: SimulatedRecording): 'present' | 'failed' | 'expected' {
  if (comesAtMs === null) return 'expected';
  return corrupt ? 'failed' : 'present';
}

type Spoken = {
  readonly callId: string;
  readonly direction: 'inbound' | 'outbound';
  readonly files: readonly { readonly recordingId: string; readonly file: string }[];
};

/** A CDR in its short form. */
function cdr({ project, nth }: Place, of: Spoken, fields: Readonly<Record<string, unknown>>, atMs: number): PlannedMessage {
  const { callId, direction, files } = of;
  const startMs = startOf(nth);
  return planned('cdr', project, {
    type: 'call',
    callId,
    eventId: `cdr-${callId}`,
    direction,
    customer: `+35988000010${String(nth)}`,
    startedAt: iso(startMs),
    answeredAt: iso(startMs + 10_000),
    endedAt: iso(startMs + 100_000),
    operator: 'A',
    queue: 'sales',
    recordings: files,
    ...fields,
  }, atMs);
}

type Outcome = { readonly messages: readonly PlannedMessage[]; readonly operators: readonly string[]; readonly queues: readonly string[] };

/** The CDR, and half the time its correction: another operator, another queue, another direction. */
function cdrAndCorrection(place: Place, of: Spoken): Outcome {
  const { project, chance } = place;
  const first = cdr(place, of, {}, soon(chance));
  const queued = of.direction === 'inbound';
  if (chance.hit(0.5)) return { messages: [first], operators: [operatorIdOf(project, 'A')], queues: queued ? ['sales'] : [] };
  const moved = chance.hit(0.5) ? { operator: 'B' } : { operator: 'B', queue: 'support' };
  const turned = chance.hit(0.3) ? { direction: queued ? 'outbound' : 'inbound' } : {};
  const second = cdr(place, of, { revision: 1, ...moved, ...turned }, first.atMs + chance.spread(1_000, 3_600_000));
  const queuedNow = queued !== 'direction' in turned;
  return {
    messages: [first, second],
    operators: [operatorIdOf(project, 'B')],
    queues: queuedNow ? ['queue' in moved ? 'support' : 'sales'] : [],
  };
}

/** A message that says where a recording can be fetched. */
function announced(
  { project, nth, chance }: Place,
  uri: string,
  fields: Readonly<Record<string, unknown>> = {},
): PlannedMessage {
  const closedAt = chance.hit(0.7) ? { at: iso(startOf(nth) + 100_000) } : {};
  return planned('recordings', project, { type: 'recording', uri, ...closedAt, ...fields }, soon(chance));
}

/** A CDR that names its recordings, which may be told of by their own messages too, before or after. */
export const spokenCall: CallMaker = (place) => {
  const { project, nth, chance } = place;
  const callId = `s-${String(nth)}`;
  const ids = chance.hit(0.3) ? ['r1', 'r2'] : ['r1'];
  const files = ids.map((recordingId) => ({ recordingId, file: uriOf(project, `${callId}-${recordingId}`) }));
  const recordings = files.map(({ file }) => [file, someRecording(chance)] as const);
  const told = files.filter(() => chance.hit(0.4)).map(({ recordingId, file }) => announced(place, file, { callId, recordingId }));
  const { messages, operators, queues } = cdrAndCorrection(place, { callId, direction: chance.pick(['inbound', 'outbound']), files });
  const states = Object.fromEntries(files.map(({ recordingId }, at) => [recordingId, stateOf(recordings[at]?.[1] ?? NO_RECORDING)]));
  const heard = ids.filter((id) => states[id] === 'present');
  const evaluated = heard.length === 0 ? [] : judged(project, queues, operators);
  return {
    messages: [...told, ...messages],
    recordings,
    calls: [expected(place, callId, { operators, queues, recordings: states, heard, evaluated })],
  };
};

const NO_RECORDING: SimulatedRecording = { comesAtMs: null, corrupt: false };

/** A recording that nobody says whose it is, and a CDR that names it: whichever comes first. */
export const claimedCall: CallMaker = (place) => {
  const { project, nth, chance } = place;
  const callId = `c-${String(nth)}`;
  const name = `unclaimed-${String(nth)}`;
  const uri = uriOf(project, name);
  const recording = { ...someRecording(chance), ...(chance.hit(0.8) ? { comesAtMs: 0 } : {}) };
  const state = stateOf(recording);
  const { messages, operators, queues } = cdrAndCorrection(place, {
    callId,
    direction: chance.pick(['inbound', 'outbound']),
    files: [{ recordingId: 'r1', file: uri }],
  });
  const present = state === 'present';
  const heard = present ? ['r1'] : [];
  const evaluated = present ? judged(project, queues, operators) : [];
  const madeUp = expected(place, name, { mergedInto: callId, recordings: { [name]: 'present' }, heard: [name] });
  return {
    messages: [announced(place, uri), ...messages],
    recordings: [[uri, recording]],
    calls: [
      expected(place, callId, { operators, queues, recordings: { r1: state }, heard, evaluated }),
      ...(present ? [madeUp] : []),
    ],
  };
};

/** A recording that stays alone. Nobody is known to have spoken. */
export const loneRecording: CallMaker = (place) => {
  const { project, nth, chance } = place;
  const name = `lone-${String(nth)}`;
  const uri = uriOf(project, name);
  const recording = someRecording(chance);
  const call = expected(place, name, { recordings: { [name]: 'present' }, heard: [name], evaluated: judged(project, [], ['']) });
  return {
    messages: [announced(place, uri)],
    recordings: [[uri, recording]],
    calls: stateOf(recording) === 'present' ? [call] : [],
  };
};

/** A recording whose name tells its call; the CDR names none. Two takes of it. */
export const namedRecording: CallMaker = (place) => {
  const { project, nth, chance } = place;
  if (project === 'clinic') return spokenCall(place);
  const callId = `q-${String(nth)}`;
  const names = [`${callId}-take1`, `${callId}-take2`].slice(0, 1 + chance.below(2));
  const recordings = names.map((name) => [uriOf(project, name), { comesAtMs: chance.below(1_000_000), corrupt: false }] as const);
  const direction = chance.pick(['inbound', 'outbound'] as const);
  const { messages, operators, queues } = cdrAndCorrection(place, { callId, direction, files: [] });
  return {
    messages: [...names.map((name) => announced(place, uriOf(project, name))), ...messages],
    recordings,
    calls: [
      expected(place, callId, {
        operators,
        queues,
        recordings: Object.fromEntries(names.map((name) => [name, 'present' as const])),
        heard: names,
        evaluated: operators,
      }),
    ],
  };
};

/** Lines of queue_log, one or all in a message; answered with a CDR that names the recording, or abandoned. */
export const loggedCall: CallMaker = (place) => {
  const { project, nth, chance } = place;
  const startMs = startOf(nth);
  const callId = `${String(startMs / 1000)}.${String(nth)}`;
  const line = (afterSeconds: number, queue: string, member: string, event: string, ...params: readonly (string | number)[]) =>
    [startMs / 1000 + afterSeconds, callId, queue, member, event, ...params].join('|');
  const entered = line(0, 'sales', 'NONE', 'ENTERQUEUE', '', `+35988000010${String(nth)}`, 1);
  const answered = chance.hit(0.7);
  const lines = answered
    ? [
        entered,
        line(5, 'sales', 'A', 'RINGNOANSWER', 4_000),
        line(12, 'sales', 'B', 'CONNECT', 12, 'x', 5),
        line(60, 'sales', 'B', 'COMPLETECALLER', 12, 48, 1),
      ]
    : [entered, line(9, 'sales', 'NONE', 'ABANDON', 1, 1, 9)];
  const together = chance.hit(0.3);
  const messages = together
    ? [planned('queueEvents', project, lines.join('\n'), soon(chance))]
    : lines.map((text) => planned('queueEvents', project, text, soon(chance)));
  if (!answered) return { messages, recordings: [], calls: [expected(place, callId, { queues: ['sales'] })] };
  const uri = uriOf(project, `log-${String(nth)}`);
  const record = cdr(place, { callId, direction: 'inbound', files: [{ recordingId: 'r1', file: uri }] }, { operator: null, queue: null }, later(chance));
  const operators = [operatorIdOf(project, 'A'), operatorIdOf(project, 'B')];
  return {
    messages: [...messages, record],
    recordings: [[uri, { comesAtMs: 0, corrupt: false }]],
    calls: [
      expected(place, callId, {
        operators,
        queues: ['sales'],
        recordings: { r1: 'present' },
        heard: ['r1'],
        evaluated: operators.slice(1),
      }),
    ],
  };
};

/** A chat, message by message; sometimes a second operator takes over. */
export const chatCall: CallMaker = (place) => {
  const { project, nth, chance } = place;
  const callId = `chat-${String(nth)}`;
  const second = chance.pick(['A', 'B'] as const);
  const said = [
    { speaker: 'customer', text: 'is the lamp in stock' },
    { speaker: 'operator', operator: 'A', text: 'good morning' },
    { speaker: 'customer', text: 'thank you' },
    { speaker: 'operator', operator: second, text: 'it is' },
  ];
  const messages = said.map((one, at) =>
    planned('messages', project, {
      type: 'message',
      callId,
      id: `m${String(at + 1)}`,
      channel: 'chat',
      direction: 'inbound',
      queue: 'sales',
      customer: `guest${String(nth)}@customer.example`,
      at: iso(startOf(nth) + at * 30_000),
      ...one,
    }, soon(chance)),
  );
  const operators = [...new Set(['A', second])].map((letter) => operatorIdOf(project, letter));
  return { messages, recordings: [], calls: [expected(place, callId, { operators, queues: ['sales'], heard: [''], evaluated: operators })] };
};

/** A transcript that was made elsewhere, and its CDR. */
export const transcribedCall: CallMaker = (place) => {
  const { project, nth, chance } = place;
  const callId = `t-${String(nth)}`;
  const utterances = [
    { speaker: 'operator', startMs: 0, endMs: 1_000, text: 'good morning' },
    { speaker: 'customer', startMs: 2_000, endMs: 3_000, text: 'is the lamp in stock' },
  ];
  const transcript = planned('messages', project, {
    type: 'transcript',
    callId,
    recordingId: 'r1',
    language: 'en',
    startedAt: iso(startOf(nth)),
    utterances,
  }, soon(chance));
  const { messages, operators, queues } = cdrAndCorrection(place, { callId, direction: 'inbound', files: [] });
  const told: Told = {
    messages: [transcript, ...messages],
    recordings: [],
    calls: [expected(place, callId, { operators, queues, heard: ['r1'], evaluated: judged(project, queues, operators) })],
  };
  return told;
};
