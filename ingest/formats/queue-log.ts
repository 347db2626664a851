import type { Reason } from '../../errors.ts';
import type { EpochMs } from '../call.ts';
import { LATEST } from '../call-limits.ts';
import type { QueueLogPayload } from '../contracts.ts';
import { customerKeyOf } from '../customer-key.ts';
import { contentId } from '../digest.ts';
import type { OperatorEvent } from '../operator-event.ts';
import type { SourceEvent } from '../source-event.ts';
import type { CustomerAddress } from '../source-events.ts';
import type { LinesOf, LinesRead } from './format.ts';

/**
 * Asterisk queue_log: `epoch|uniqueid|queue|member|EVENT|p1|p2|…`, whole seconds, parameters fewer in old versions.
 * Which events there are: https://docs.asterisk.org/Configuration/Applications/Building-Queues/Queue-Logs/
 */
export type QueueLogLine = {
  readonly at: EpochMs;
  /** uniqueid of the call; NONE, REALTIME, MANAGER or CLI where there is none. */
  readonly callId: string;
  readonly queue: string;
  readonly member: string;
  readonly event: string;
  readonly params: readonly string[];
};

/** What lines of queue_log need of what is known beside them. */
export type QueueLogContext = Pick<LinesOf, 'project' | 'lookup' | 'secret' | 'file' | 'firstLine'> &
  Partial<Pick<LinesOf, 'order'>>;

const CALL_EVENTS = new Set([
  ...['ENTERQUEUE', 'CONNECT', 'COMPLETEAGENT', 'COMPLETECALLER', 'ABANDON', 'EXITWITHTIMEOUT', 'EXITEMPTY'],
  ...['EXITWITHKEY', 'RINGNOANSWER', 'RINGCANCELED', 'BLINDTRANSFER', 'ATTENDEDTRANSFER', 'TRANSFER'],
  ...['JOINEMPTY', 'JOINUNAVAIL', 'AGENTDUMP'],
]);

const OPERATOR_EVENTS: ReadonlyMap<string, OperatorEvent['event']> = new Map([
  ['ADDMEMBER', 'login'],
  ['AGENTLOGIN', 'login'],
  ['AGENTCALLBACKLOGIN', 'login'],
  ['REMOVEMEMBER', 'logout'],
  ['AGENTLOGOFF', 'logout'],
  ['AGENTCALLBACKLOGOFF', 'logout'],
  ['PAUSE', 'pause'],
  ['PAUSEALL', 'pause'],
  ['UNPAUSE', 'unpause'],
  ['UNPAUSEALL', 'unpause'],
]);

/** The order in which the lines of one stay, and those of one operator's session, follow each other. */
const KIND_RANK: ReadonlyMap<string, number> = new Map([
  ['ENTERQUEUE', 0],
  ['RINGNOANSWER', 1],
  ['RINGCANCELED', 1],
  ['CONNECT', 2],
  ['ADDMEMBER', 0],
  ['AGENTLOGIN', 0],
  ['AGENTCALLBACKLOGIN', 0],
  // A pause is often ended and begun anew with another reason; whoever logs out ends it first.
  ['UNPAUSE', 1],
  ['UNPAUSEALL', 1],
  ['PAUSE', 2],
  ['PAUSEALL', 2],
]);
const LAST_RANK = 3;

const NO_CALL = new Set(['', 'NONE', 'REALTIME', 'MANAGER', 'CLI']);
/** 2001-09-09, before Asterisk wrote its first queue_log; smaller numbers are a clock that was not set. */
const EARLIEST_SECONDS = 1_000_000_000;

/** One line, without its line end; a string says what is wrong with it. */
export function parseQueueLogLine(line: string): QueueLogLine | string {
  const [epoch = '', callId = '', queue = '', member = '', event = '', ...params] = line.split('|');
  if (event === '') return 'expected at least five fields between |';
  if (!/^\d{1,11}(?:\.\d+)?$/.test(epoch)) return 'the first field is not a number of seconds since 1970';
  if (Number(epoch) < EARLIEST_SECONDS) return 'the time lies before 2001: the clock was not set';
  if (Number(epoch) * 1000 > LATEST) return 'the time lies after 2100: the clock was not set';
  if (CALL_EVENTS.has(event) && NO_CALL.has(callId)) return `${event} without the uniqueid of a call`;
  while (params.at(-1) === '') params.pop();
  return { at: Math.round(Number(epoch) * 1000), callId, queue: queue === 'NONE' ? '' : queue, member, event, params };
}

/** Whether a line tells that Asterisk was started anew. */
export function isRestart(line: string): boolean {
  return line.split('|')[4] === 'QUEUESTART';
}

/** The second a line belongs to: a place to begin reading again is the first line of one. */
export function secondOfLine(line: string): string {
  return line.slice(0, line.indexOf('|') + 1);
}

/**
 * Lines of queue_log as events, in file order, beginning with the first line of a second. Ids are made from the line's
 * content and its count among equal lines, so that reading again or reading a rotated copy gives the same events.
 * A broken line becomes a reason and the rest goes on.
 */
export function queueLogEvents(lines: readonly string[], context: QueueLogContext): LinesRead {
  const place = placeCounter();
  const open = openCalls();
  const events: SourceEvent[] = [];
  const operatorEvents: OperatorEvent[] = [];
  const customers = new Map<string, CustomerAddress>();
  const refused: { reason: Reason; line: string }[] = [];
  const ignored: Record<string, number> = {};
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const parsed = parseQueueLogLine(line);
    if (typeof parsed === 'string') {
      refused.push({ reason: lineReason(context, index, parsed), line });
      continue;
    }
    const keyed = withoutCaller(parsed, context);
    if (keyed.customer !== null) customers.set(keyed.customer.customerKey, keyed.customer);
    const placed = place(parsed.at, keyed.payload, parsed.callId);
    const { eventId } = placed;
    const seq = context.order === 'kind' ? (KIND_RANK.get(parsed.event) ?? LAST_RANK) : placed.seq;
    const state = OPERATOR_EVENTS.get(parsed.event);
    if (parsed.event === 'QUEUESTART') events.push(...closings(parsed, open.closedBy(), context));
    else open.after(parsed);
    if (CALL_EVENTS.has(parsed.event)) events.push(callEvent(parsed, keyed.payload, eventId, seq, context));
    else if (state !== undefined) operatorEvents.push(...statesOf(parsed, state, eventId, seq, context));
    else if (parsed.event !== 'QUEUESTART') ignored[parsed.event] = (ignored[parsed.event] ?? 0) + 1;
  }
  return { events, operatorEvents, customers: [...customers.values()], refused, ignored, unknown: null };
}

/** Events that leave nothing of a call open. */
const ENDS = new Set(['COMPLETEAGENT', 'COMPLETECALLER', 'ABANDON', 'BLINDTRANSFER', 'ATTENDEDTRANSFER', 'TRANSFER']);
const LEAVES = new Set(['EXITWITHTIMEOUT', 'EXITEMPTY', 'EXITWITHKEY']);

/** The calls that wait or talk as far as the lines have been read, and when the log last gave a sign of life. */
function openCalls(): {
  readonly after: (line: QueueLogLine) => void;
  readonly closedBy: () => readonly { readonly callId: string; readonly aliveAt: EpochMs }[];
} {
  const open = new Set<string>();
  let aliveAt = 0;
  return {
    after: ({ callId, event, at }) => {
      aliveAt = Math.max(aliveAt, at);
      if (event === 'ENTERQUEUE' || event === 'CONNECT') open.add(callId);
      else if (ENDS.has(event) || LEAVES.has(event)) open.delete(callId);
    },
    closedBy: () => {
      const closed = [...open].map((callId) => ({ callId, aliveAt }));
      open.clear();
      return closed;
    },
  };
}

/** QUEUESTART belongs to no call: each call that was open in the lines before it is told that it is over. */
function closings(
  restart: QueueLogLine,
  closed: readonly { readonly callId: string; readonly aliveAt: EpochMs }[],
  context: QueueLogContext,
): readonly SourceEvent[] {
  return closed.map(({ callId, aliveAt }) => {
    const payload = {
      type: 'queue_log' as const,
      event: 'QUEUESTART',
      queue: '',
      member: '',
      params: [String(aliveAt)],
    };
    return callEvent(
      { ...restart, callId },
      payload,
      contentId([restart.at, callId, 'QUEUESTART']),
      LAST_RANK,
      context,
    );
  });
}

/** Counts lines within their second, and equal lines among each other. */
function placeCounter(): (at: EpochMs, payload: QueueLogPayload, callId: string) => { eventId: string; seq: number } {
  const inSecond = new Map<EpochMs, number>();
  const alike = new Map<string, number>();
  return (at, payload, callId) => {
    const seq = inSecond.get(at) ?? 0;
    inSecond.set(at, seq + 1);
    const content = JSON.stringify([at, callId, payload]);
    const nth = (alike.get(content) ?? 0) + 1;
    alike.set(content, nth);
    return { eventId: contentId([content, nth]), seq };
  };
}

function lineReason({ file, firstLine }: QueueLogContext, index: number, problem: string): Reason {
  return { code: 'QUEUE_LOG_LINE_INVALID', params: { file, line: firstLine + index, problem } };
}

const TRANSFERS = new Set(['BLINDTRANSFER', 'ATTENDEDTRANSFER', 'TRANSFER']);

/** Where a call was passed on to may be somebody's telephone; seconds and extensions are shorter. */
function withoutNumber(param: string): string {
  return param.replace(/\+?\d{7,}/g, '#');
}

/** ENTERQUEUE(url|callerid|position): the only line with the caller's number, which is replaced by its key. */
function withoutCaller(
  line: QueueLogLine,
  { project, secret }: QueueLogContext,
): { readonly payload: QueueLogPayload; readonly customer: CustomerAddress | null } {
  const { event, queue, member, params } = line;
  const payload = { type: 'queue_log' as const, event, queue, member, params: [...params] };
  if (TRANSFERS.has(event)) return { payload: { ...payload, params: params.map(withoutNumber) }, customer: null };
  if (event !== 'ENTERQUEUE') return { payload, customer: null };
  const address = (params[1] ?? '').trim();
  const customerKey = customerKeyOf(address, project.country, secret);
  const withKey = { ...payload, params: params.map((param, index) => (index === 1 ? '' : param)), customerKey };
  return { payload: withKey, customer: customerKey === '' ? null : { project: project.id, customerKey, address } };
}

function callEvent(
  line: QueueLogLine,
  payload: QueueLogPayload,
  eventId: string,
  seq: number,
  { project }: QueueLogContext,
): SourceEvent {
  const { callId, at } = line;
  const identity = { schemaVersion: 1, project: project.id, callId, source: 'queue_log', eventId } as const;
  return { ...identity, revision: 0, at, seq, payload: JSON.stringify(payload) };
}

/** A member that is added while paused (`ADDMEMBER|PAUSED`) logs in and pauses at once. */
function statesOf(
  line: QueueLogLine,
  state: OperatorEvent['event'],
  eventId: string,
  seq: number,
  { project, lookup }: QueueLogContext,
): readonly OperatorEvent[] {
  const event = {
    project: project.id,
    source: 'queue_log' as const,
    eventId,
    operatorId: lookup(line.member, line.at).operatorId,
    operatorAlias: line.member,
    queue: line.queue,
    event: state,
    reason: state === 'pause' || state === 'unpause' ? (line.params[0] ?? '') : '',
    at: line.at,
    seq,
  };
  const paused = line.event === 'ADDMEMBER' && line.params[0]?.toUpperCase() === 'PAUSED';
  return paused ? [event, { ...event, eventId: `${eventId}:paused`, event: 'pause' }] : [event];
}
