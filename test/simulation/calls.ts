import {
  announced,
  cdr,
  cdrAndCorrection,
  expected,
  iso,
  judged,
  later,
  planned,
  soon,
  someRecording,
  startOf,
  stateOf,
  uriOf,
} from './call-parts.ts';
import { operatorIdOf } from './company.ts';
import type { SimulatedRecording } from './recordings.ts';
import type { CallMaker, Told } from './traffic.ts';

/** A CDR that names its recordings, which may be told of by their own messages too, before or after. */
export const spokenCall: CallMaker = (place) => {
  const { project, nth, chance } = place;
  const callId = `s-${String(nth)}`;
  const ids = chance.hit(0.3) ? ['r1', 'r2'] : ['r1'];
  const files = ids.map((recordingId) => ({ recordingId, file: uriOf(project, `${callId}-${recordingId}`) }));
  const recordings = files.map(({ file }) => [file, someRecording(chance)] as const);
  const told = files
    .filter(() => chance.hit(0.4))
    .map(({ recordingId, file }) => announced(place, file, { callId, recordingId }));
  const { messages, operators, queues } = cdrAndCorrection(place, {
    callId,
    direction: chance.pick(['inbound', 'outbound']),
    files,
  });
  const states = Object.fromEntries(
    files.map(({ recordingId }, at) => [recordingId, stateOf(recordings[at]?.[1] ?? NO_RECORDING)]),
  );
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
  const call = expected(place, name, {
    recordings: { [name]: 'present' },
    heard: [name],
    evaluated: judged(project, [], ['']),
  });
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
  const recordings = names.map(
    (name) => [uriOf(project, name), { comesAtMs: chance.below(1_000_000), corrupt: false }] as const,
  );
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
  const line = (
    afterSeconds: number,
    queue: string,
    member: string,
    event: string,
    ...params: readonly (string | number)[]
  ) => [startMs / 1000 + afterSeconds, callId, queue, member, event, ...params].join('|');
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
  const record = cdr(
    place,
    { callId, direction: 'inbound', files: [{ recordingId: 'r1', file: uri }] },
    { operator: null, queue: null },
    later(chance),
  );
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
    planned(
      'messages',
      project,
      {
        type: 'message',
        callId,
        id: `m${String(at + 1)}`,
        channel: 'chat',
        direction: 'inbound',
        queue: 'sales',
        customer: `guest${String(nth)}@customer.example`,
        at: iso(startOf(nth) + at * 30_000),
        ...one,
      },
      soon(chance),
    ),
  );
  const operators = [...new Set(['A', second])].map((letter) => operatorIdOf(project, letter));
  return {
    messages,
    recordings: [],
    calls: [expected(place, callId, { operators, queues: ['sales'], heard: [''], evaluated: operators })],
  };
};

/** A transcript that was made elsewhere, and its CDR. */
export const transcribedCall: CallMaker = (place) => {
  const { project, nth, chance } = place;
  const callId = `t-${String(nth)}`;
  const utterances = [
    { speaker: 'operator', startMs: 0, endMs: 1_000, text: 'good morning' },
    { speaker: 'customer', startMs: 2_000, endMs: 3_000, text: 'is the lamp in stock' },
  ];
  const transcript = planned(
    'messages',
    project,
    {
      type: 'transcript',
      callId,
      recordingId: 'r1',
      language: 'en',
      startedAt: iso(startOf(nth)),
      utterances,
    },
    soon(chance),
  );
  const { messages, operators, queues } = cdrAndCorrection(place, { callId, direction: 'inbound', files: [] });
  const told: Told = {
    messages: [transcript, ...messages],
    recordings: [],
    calls: [
      expected(place, callId, { operators, queues, heard: ['r1'], evaluated: judged(project, queues, operators) }),
    ],
  };
  return told;
};
