import type { FoldContext } from './call-facts.ts';
import type { Call, EpochMs, FlowOutKind, Leg, LegOutcome, QueueEntry, QueueOutcome } from '../call.ts';
import { CALL_MAX_MS, CALL_MAX_SECONDS } from '../call-limits.ts';
import type { QueueLogPayload } from '../contracts.ts';
import type { OperatorLookup } from '../operator.ts';
import type { Told } from '../payload.ts';

/** What is known of a call after some of its lines. Replaced, never changed, by each line. */
export type State = {
  readonly entries: readonly QueueEntry[];
  readonly legs: readonly Leg[];
  readonly customerKey: string;
  readonly hangupBy: Call['hangupBy'];
  /** Set by the line that ends the call, unset by any line that shows it going on. */
  readonly endedAt: EpochMs | null;
};

type Line = QueueLogPayload & { readonly at: EpochMs; readonly eventId: string; readonly lookup: OperatorLookup };
type Step = (state: State, line: Line) => State;

/** A stay or a leg that began within this of another is the same one: the log's stamps and durations are whole seconds. */
export const SAME_MS = 1000;

/** Before the first line. */
export const NOTHING: State = { entries: [], legs: [], customerKey: '', hangupBy: '', endedAt: null };

/** What the lines of one channel tell, in the log's order. */
export function stateAfter(lines: readonly Told<QueueLogPayload>[], { lookup }: FoldContext): State {
  return lines.reduce((before, { event, payload }) => {
    const step = STEPS.get(payload.event);
    if (step === undefined) return before;
    return step(before, { ...payload, at: event.at, eventId: event.eventId, lookup });
  }, NOTHING);
}

const STEPS: ReadonlyMap<string, Step> = new Map<string, Step>([
  ['ENTERQUEUE', enter],
  ['CONNECT', connect],
  ['RINGNOANSWER', solicited('no_answer')],
  ['RINGCANCELED', solicited('cancelled')],
  ['COMPLETEAGENT', complete('operator')],
  ['COMPLETECALLER', complete('customer')],
  ['BLINDTRANSFER', transfer(2)],
  ['TRANSFER', transfer(2)],
  ['ATTENDEDTRANSFER', attendedTransfer],
  ['ABANDON', abandon],
  ['EXITWITHTIMEOUT', exit('timeout', 0)],
  ['EXITEMPTY', exit('empty', 0)],
  ['EXITWITHKEY', exit('key', 1)],
  ['JOINEMPTY', refused],
  ['JOINUNAVAIL', refused],
  ['AGENTDUMP', solicited('no_answer')],
  ['QUEUESTART', restarted],
]);

/** ENTERQUEUE(url|callerid|position) */
function enter(state: State, line: Line): State {
  const position = whole(line.params[2]);
  const customerKey = state.customerKey || (line.customerKey ?? '');
  const index = state.entries.findIndex((entry) => isMadeUpFor(entry, line));
  const madeUp = state.entries[index];
  if (madeUp !== undefined)
    return { ...state, entries: state.entries.with(index, { ...madeUp, enteredAt: line.at, position }), customerKey };
  const entry = newEntry(state, line, line.at, position);
  return { ...state, entries: [...state.entries, entry], customerKey, endedAt: null };
}

/**
 * Whether a stay was made up from the line that ended it, within the second of the line that began it: where a log was
 * rotated within a second, its lines stand in no order.
 */
function isMadeUpFor({ queue, outcome, position, enteredAt, waitMs }: QueueEntry, { at, ...line }: Line): boolean {
  const sameSecond = (waitMs ?? 0) <= SAME_MS && Math.abs(enteredAt - at) <= SAME_MS;
  return queue === line.queue && outcome !== 'waiting' && position === null && sameSecond && outcome !== 'flow_out';
}

/** CONNECT(hold|bridged|ring): hold is the wait in the queue. */
function connect(state: State, line: Line): State {
  const ringMs = seconds(line.params[2]);
  const leg = newLeg(line, { startedAt: line.at - (ringMs ?? 0), answeredAt: line.at, ringMs, outcome: 'talking' });
  const left = leave(state, line, { waitMs: seconds(line.params[0]), outcome: 'answered', flowOut: null });
  return { ...left, legs: [...left.legs, leg], endedAt: null };
}

/** RINGNOANSWER(ms), RINGCANCELED(ms): an operator was asked and did not take the call; milliseconds, unlike all others. */
function solicited(outcome: LegOutcome): Step {
  return (state, line) => {
    const told = whole(line.params[0]);
    const ringMs = told === null || told > CALL_MAX_MS ? null : told;
    const leg = newLeg(line, { startedAt: line.at - (ringMs ?? 0), answeredAt: null, ringMs, outcome });
    return { ...state, legs: [...state.legs, { ...leg, endedAt: line.at }] };
  };
}

/** COMPLETEAGENT, COMPLETECALLER(hold|talk|position) */
function complete(hangupBy: Call['hangupBy']): Step {
  return (state, line) => {
    const [hold, talk] = line.params;
    const closed = closeLeg(state, line, { outcome: 'completed', holdMs: seconds(hold), talkMs: seconds(talk) });
    return { ...closed, hangupBy, endedAt: line.at };
  };
}

/** BLINDTRANSFER, TRANSFER(exten|context|hold|talk|position): the durations follow `before` parameters, if at all. */
function transfer(before: number): Step {
  return (state, line) => {
    const [hold, talk] = line.params.slice(before);
    return closeLeg(state, line, { outcome: 'transferred', holdMs: seconds(hold), talkMs: seconds(talk) });
  };
}

/** ATTENDEDTRANSFER(method|data|hold|talk|position), where LINK and THREEWAY have two data. */
function attendedTransfer(state: State, line: Line): State {
  const twoData = line.params[0] === 'LINK' || line.params[0] === 'THREEWAY';
  return transfer(twoData ? 3 : 2)(state, line);
}

/** ABANDON(position|original|wait) */
function abandon(state: State, line: Line): State {
  const left = leave(state, line, { waitMs: seconds(line.params[2]), outcome: 'abandoned', flowOut: null });
  return { ...left, hangupBy: 'customer', endedAt: line.at };
}

/** EXITWITHTIMEOUT, EXITEMPTY(position|original|wait), EXITWITHKEY(key|position|original|wait): the call goes on elsewhere. */
function exit(flowOut: FlowOutKind, before: number): Step {
  return (state, line) => {
    const waitMs = seconds(line.params[before + 2]);
    return { ...leave(state, line, { waitMs, outcome: 'flow_out', flowOut }), endedAt: null };
  };
}

/**
 * JOINEMPTY, JOINUNAVAIL: nobody was there to take calls, so the caller was not let in. He was offered to the queue, and
 * counts as a stay without a wait that flowed out because the queue was empty.
 */
function refused(state: State, line: Line): State {
  const entry = newEntry(state, line, line.at, null);
  return {
    ...state,
    entries: [...state.entries, { ...entry, waitMs: 0, outcome: 'flow_out', flowOut: 'empty' }],
    endedAt: null,
  };
}

/** QUEUESTART(last sign of life, in ms): the telephone system was started anew, and all that was open in it is over. */
function restarted(state: State, line: Line): State {
  const over = Math.min(line.at, whole(line.params[0]) ?? line.at);
  const entries = state.entries.map((entry) =>
    entry.outcome === 'waiting'
      ? {
          ...entry,
          outcome: 'flow_out' as const,
          flowOut: 'restart' as const,
          waitMs: Math.max(0, over - entry.enteredAt),
        }
      : entry,
  );
  const legs = state.legs.map((leg) =>
    leg.outcome === 'talking'
      ? { ...leg, outcome: 'completed' as const, endedAt: over, talkMs: Math.max(0, over - (leg.answeredAt ?? over)) }
      : leg,
  );
  return { ...state, entries, legs, hangupBy: state.hangupBy || 'system', endedAt: state.endedAt ?? over };
}

type Leaving = {
  readonly waitMs: number | null;
  readonly outcome: QueueOutcome;
  readonly flowOut: FlowOutKind | null;
};

/** Ends the stay in the line's queue; one whose ENTERQUEUE is missing is made up for from its wait. */
function leave(state: State, line: Line, leaving: Leaving): State {
  const index = openStay(state, line, leaving.waitMs);
  const open = state.entries[index];
  if (open !== undefined) {
    const waitMs = leaving.waitMs ?? line.at - open.enteredAt;
    return { ...state, entries: state.entries.with(index, { ...open, ...leaving, waitMs }) };
  }
  const enteredAt = line.at - (leaving.waitMs ?? 0);
  const known = state.entries.some(
    (entry) =>
      entry.queue === line.queue && (leaving.waitMs === null || Math.abs(entry.enteredAt - enteredAt) <= SAME_MS),
  );
  if (known) return state;
  const entry = { ...newEntry(state, line, enteredAt, null), ...leaving };
  return { ...state, entries: [...state.entries, entry] };
}

/** The stay that a line ends: the one that began its wait ago, for a caller may be back in the queue within the second. */
function openStay({ entries }: State, line: Line, waitMs: number | null): number {
  const isOpen = (entry: QueueEntry): boolean => entry.queue === line.queue && entry.outcome === 'waiting';
  const began = line.at - (waitMs ?? 0);
  const told = entries.findIndex((entry) => isOpen(entry) && Math.abs(entry.enteredAt - began) <= SAME_MS);
  return waitMs === null || told === -1 ? entries.findLastIndex(isOpen) : told;
}

type Closing = {
  readonly outcome: LegOutcome;
  /** Wait in the queue, as the log repeats it at the end. */
  readonly holdMs: number | null;
  readonly talkMs: number | null;
};

/** Ends the member's leg; one whose CONNECT is missing is made up for, with its stay, from talk and wait. */
function closeLeg(state: State, line: Line, { outcome, holdMs, talkMs }: Closing): State {
  const own = (leg: Leg): boolean => leg.queue === line.queue && leg.operatorAlias === line.member;
  const index = state.legs.findLastIndex((leg) => own(leg) && leg.outcome === 'talking');
  const open = state.legs[index];
  if (open !== undefined) {
    const talked = talkMs ?? line.at - (open.answeredAt ?? line.at);
    return { ...state, legs: state.legs.with(index, { ...open, endedAt: line.at, talkMs: talked, outcome }) };
  }
  const answeredAt = line.at - (talkMs ?? 0);
  const known = state.legs.some(
    (leg) =>
      own(leg) && leg.answeredAt !== null && (talkMs === null || Math.abs(leg.answeredAt - answeredAt) <= SAME_MS),
  );
  if (known) return state;
  const leg = newLeg(line, { startedAt: answeredAt, answeredAt, ringMs: null, outcome });
  const answered = { waitMs: holdMs, outcome: 'answered', flowOut: null } as const;
  const left = leave(state, { ...line, at: answeredAt }, answered);
  return { ...left, legs: [...left.legs, { ...leg, endedAt: line.at, talkMs }] };
}

function newEntry(state: State, line: Line, enteredAt: EpochMs, position: number | null): QueueEntry {
  const nth = state.entries.filter((entry) => entry.queue === line.queue).length + 1;
  return { queue: line.queue, nth, enteredAt, position, waitMs: null, outcome: 'waiting', flowOut: null };
}

/** Named by the line that opened it, so that a leg keeps its name when other lines come late. */
function newLeg(line: Line, told: Pick<Leg, 'startedAt' | 'answeredAt' | 'ringMs' | 'outcome'>): Leg {
  return {
    legId: `queue_log:${line.eventId}`,
    operatorId: line.lookup(line.member, told.answeredAt ?? told.startedAt).operatorId,
    operatorAlias: line.member,
    queue: line.queue,
    endedAt: null,
    talkMs: null,
    holdMs: null,
    acwMs: null,
    ...told,
  };
}

/** More than a call can last is a broken line, of which the rest still tells. */
function seconds(param: string | undefined): number | null {
  const value = /^\d+(?:\.\d+)?$/.test(param ?? '') ? Number(param) : null;
  return value === null || value > CALL_MAX_SECONDS ? null : Math.round(value * 1000);
}

function whole(param: string | undefined): number | null {
  const value = /^\d+$/.test(param ?? '') ? Number(param) : null;
  return value === null || value > Number.MAX_SAFE_INTEGER ? null : value;
}
