import type { TruthCall, TruthEntry, TruthLeg, TruthState } from '../../../simulate/truth.ts';

/** The golden hour of /test/fixtures/queue_log.golden.txt as a truth, written down by hand: seconds after nine o'clock. */
export const NINE = Date.UTC(2026, 2, 2, 7);
const at = (seconds: number): number => NINE + seconds * 1000;

function stay(
  queue: string,
  entered: number,
  waited: number,
  how: Pick<TruthEntry, 'outcome' | 'flowOut'>,
): TruthEntry {
  return { queue, nth: 1, enteredAt: at(entered), position: 1, waitMs: waited * 1000, ...how };
}

function talk(operatorId: string, queue: string, answered: number, talked: number): TruthLeg {
  return {
    operatorId,
    alias: operatorId,
    queue,
    startedAt: at(answered),
    answeredAt: at(answered),
    endedAt: at(answered + talked),
    ringMs: null,
    talkMs: talked * 1000,
    holdMs: null,
    acwMs: null,
    outcome: 'completed',
  };
}

function call(callId: string, entries: readonly TruthEntry[], legs: readonly TruthLeg[] = []): TruthCall {
  const startedAt = entries[0]?.enteredAt ?? NINE;
  return {
    kind: 'call',
    project: 'golden',
    callId,
    direction: 'inbound',
    channel: 'voice',
    customer: '+359880000001',
    startedAt,
    answeredAt: legs[0]?.answeredAt ?? null,
    endedAt: legs.at(-1)?.endedAt ?? startedAt,
    ivrMs: null,
    disposition: legs.length > 0 ? 'answered' : 'abandoned',
    hangupBy: '',
    language: 'bg',
    parentCallId: '',
    entries,
    legs,
    recording: null,
    judged: false,
    firstResponseMs: null,
  };
}

const answered = { outcome: 'answered', flowOut: null } as const;
const abandoned = { outcome: 'abandoned', flowOut: null } as const;
const missed: TruthLeg = { ...talk('A', 'sales', 2400, 15), answeredAt: null, talkMs: null, outcome: 'no_answer' };

export const GOLDEN_CALLS: readonly TruthCall[] = [
  call('c1', [stay('sales', 60, 8, answered)], [talk('A', 'sales', 68, 120)]),
  call('c2', [stay('sales', 300, 25, answered)], [talk('B', 'sales', 325, 200)]),
  call('c3', [stay('sales', 360, 3, abandoned)]),
  call('c4', [stay('sales', 600, 15, abandoned)]),
  call('c5', [stay('sales', 720, 45, abandoned)]),
  call('c6', [stay('sales', 900, 60, { outcome: 'flow_out', flowOut: 'timeout' })]),
  call('c7', [stay('sales', 1200, 12, { outcome: 'flow_out', flowOut: 'key' })]),
  call('c8', [stay('sales', 1680, 130, answered)], [talk('A', 'sales', 1810, 90)]),
  call(
    'c9',
    [stay('sales', 2400, 18, answered), stay('support', 2478, 5, answered)],
    [missed, talk('B', 'sales', 2418, 60), talk('C', 'support', 2483, 300)],
  ),
  call('c10', [stay('sales', 2700, 0, { outcome: 'flow_out', flowOut: 'empty' })]),
];

const time = (operatorId: string, state: TruthState['state'], from: number, to: number, reason = ''): TruthState => {
  return { kind: 'state', project: 'golden', operatorId, state, reason, startMs: at(from), endMs: at(to) };
};

/** Nobody logs out within the hour; A has lunch from 9:50 to 10:00. */
export const GOLDEN_STATES: readonly TruthState[] = [
  ...['A', 'B', 'C'].map((operator) => time(operator, 'session', 0, 7200)),
  time('A', 'pause', 3000, 3600, 'lunch'),
];
