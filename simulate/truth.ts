import { z } from 'zod';
import { ERRORS, type ErrorCode } from '../errors.ts';

/**
 * What really happened, as far as the project's telephone system can tell it: NULL where its form has no word for a
 * fact (hold and ACW in a queue_log, rings in a short record). Moments are epoch ms.
 */

const moment = z.number();
const duration = z.number().nullable();

const entry = z.strictObject({
  queue: z.string(),
  nth: z.number(),
  enteredAt: moment,
  position: z.number().nullable(),
  waitMs: z.number(),
  outcome: z.enum(['answered', 'abandoned', 'flow_out']),
  flowOut: z.enum(['timeout', 'key', 'empty']).nullable(),
});

const leg = z.strictObject({
  operatorId: z.string(),
  /** The name under which the telephone system knows the operator. */
  alias: z.string(),
  queue: z.string().nullable(),
  startedAt: moment,
  answeredAt: moment.nullable(),
  endedAt: moment,
  ringMs: duration,
  talkMs: duration,
  holdMs: duration,
  acwMs: duration,
  outcome: z.enum(['completed', 'transferred', 'no_answer', 'cancelled']),
});

const call = z.strictObject({
  kind: z.literal('call'),
  project: z.string(),
  callId: z.string(),
  direction: z.enum(['inbound', 'outbound']),
  channel: z.enum(['voice', 'chat']),
  /** Number or address in one spelling; '' when hidden. */
  customer: z.string(),
  startedAt: moment,
  answeredAt: moment.nullable(),
  endedAt: moment,
  ivrMs: duration,
  disposition: z.enum(['answered', 'abandoned', 'flow_out', 'no_answer']),
  hangupBy: z.enum(['customer', 'operator', 'system', '']),
  language: z.string(),
  /** The call that is rung back; '' for all others. */
  parentCallId: z.string(),
  entries: z.array(entry),
  legs: z.array(leg),
  /** `expected`: the project records and this recording never comes. Null: none is, or a transcript came instead. */
  recording: z.strictObject({ recordingId: z.string(), state: z.enum(['present', 'expected']) }).nullable(),
  /** Whether there are words to judge: an evaluation for each operator who spoke. */
  judged: z.boolean(),
  /** Chats that were answered: from the customer's first message to the operator's. */
  firstResponseMs: duration,
});

/** A time of an operator: logged in, or paused within it. */
const state = z.strictObject({
  kind: z.literal('state'),
  project: z.string(),
  operatorId: z.string(),
  state: z.enum(['session', 'pause']),
  reason: z.string(),
  startMs: moment,
  endMs: moment,
});

const deadLetter = z.strictObject({
  kind: z.literal('dead_letter'),
  /** Whom the message names; '' when it names a project that nobody knows. */
  project: z.string(),
  code: z.string().refine(isErrorCode, 'is not a code of this version'),
});

const span = z.strictObject({
  kind: z.literal('span'),
  /** Whole UTC days that hold every call and state of the simulation; from inclusive, to exclusive. */
  fromMs: moment,
  toMs: moment,
});

const line = z.discriminatedUnion('kind', [span, call, state, deadLetter]);

export type TruthEntry = Readonly<z.infer<typeof entry>>;
export type TruthLeg = Readonly<z.infer<typeof leg>>;
type CallLine = z.infer<typeof call>;
export type TruthCall = Readonly<Omit<CallLine, 'entries' | 'legs'>> & {
  readonly entries: readonly TruthEntry[];
  readonly legs: readonly TruthLeg[];
};
export type TruthState = Readonly<z.infer<typeof state>>;
export type ExpectedLetter = { readonly kind: 'dead_letter'; readonly project: string; readonly code: ErrorCode };

/** Everything from which the numbers of a simulation can be computed without Etalon. */
export type Truth = {
  readonly fromMs: number;
  readonly toMs: number;
  readonly calls: readonly TruthCall[];
  readonly states: readonly TruthState[];
  readonly deadLetters: readonly ExpectedLetter[];
};

/** The truth as JSON lines: the span first, then a line a call, a time of an operator and an expected dead letter. */
export function* truthLines({ fromMs, toMs, calls, states, deadLetters }: Truth): Generator<string> {
  yield JSON.stringify({ kind: 'span', fromMs, toMs });
  for (const one of [calls, states, deadLetters].flat()) yield JSON.stringify(one);
}

/** The lines read back; empty ones are passed over. Throws a ZodError for a line of another version. */
export function readTruth(lines: Iterable<string>): Truth {
  const calls: TruthCall[] = [];
  const states: TruthState[] = [];
  const deadLetters: ExpectedLetter[] = [];
  let period = { fromMs: 0, toMs: 0 };
  for (const text of lines) {
    if (text.trim() === '') continue;
    const read = line.parse(JSON.parse(text));
    if (read.kind === 'call') calls.push(read);
    else if (read.kind === 'state') states.push(read);
    else if (read.kind === 'span') period = { fromMs: read.fromMs, toMs: read.toMs };
    else if (isErrorCode(read.code)) deadLetters.push({ ...read, code: read.code });
  }
  return { ...period, calls, states, deadLetters };
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERRORS, code);
}
