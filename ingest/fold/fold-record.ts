import type { z } from 'zod';
import { NO_FACTS, stated, type CallFacts, type FoldContext } from './call-facts.ts';
import type { EpochMs, Leg, LegOutcome, QueueEntry, QueueOutcome } from '../call.ts';
import { RECORD_PAYLOAD, type MomentValue } from '../contracts.ts';
import { momentById } from '../id-epoch.ts';
import { notBefore, readMoment } from '../message.ts';
import type { Told } from '../payload.ts';
import type { SourceEvent } from '../source-event.ts';

export type RecordPayload = z.infer<typeof RECORD_PAYLOAD>;
type Parts = Pick<CallFacts, 'legs' | 'queueEntries'>;

/** What the records of a call say: `explicit` beats a queue_log, `short` (the one-leg form) counts where there is none. */
export type RecordFacts = {
  readonly facts: CallFacts;
  readonly explicit: Parts;
  readonly short: Parts;
  readonly recordings: RecordPayload['recordings'];
};

/**
 * Several records of one call as one: each field from the best record that states it, attributes key by key. `told`
 * comes in the order of greater revision, then later moment, then event id: the best last.
 */
export function recordFacts(told: readonly Told<RecordPayload>[], context: FoldContext): RecordFacts | null {
  const [first] = told;
  if (first === undefined) return null;
  const record = merged(told.map(({ payload }) => payload));
  const times = timesOf(record, first.event, context.project.timeZone);
  const attributes = Object.entries(record.attributes ?? {}).map(([key, value]) => [key, String(value)] as const);
  const facts: CallFacts = {
    ...NO_FACTS,
    direction: record.direction,
    channel: record.channel ?? null,
    startedAt: { at: times.startedAt, source: 'record', doubtful: times.doubtful },
    answeredAt: times.answeredAt,
    endedAt: times.endedAt,
    ivrMs: record.ivrMs ?? null,
    disposition: dispositionOf(record.disposition ?? ''),
    hangupBy: stated(record.hangupBy),
    customerKey: stated(record.customerKey),
    language: stated(record.language),
    campaign: stated(record.campaign),
    parentCallId: stated(record.parentCallId),
    attributes: Object.fromEntries(attributes),
  };
  const explicit = explicitParts(record, times, context);
  return { facts, explicit, short: shortParts(record, times, context), recordings: record.recordings };
}

function merged(payloads: readonly RecordPayload[]): RecordPayload {
  const [only, ...others] = payloads;
  if (only !== undefined && others.length === 0) return only;
  const said = payloads.flatMap((payload) => Object.entries(payload).filter(([, value]) => value !== null));
  const attributes = payloads.flatMap((payload) => Object.entries(payload.attributes ?? {}));
  const legs = mergedLegs(payloads);
  const told = { ...Object.fromEntries(said), attributes: Object.fromEntries(attributes) };
  return RECORD_PAYLOAD.parse(legs === null ? told : { ...told, legs });
}

/**
 * Legs of several records. Where each names its legs, a telephone system writes a record a leg, and they are put side by
 * side, the better record's leg in place of another of its name; a record whose legs have no names lists all there are.
 */
function mergedLegs(payloads: readonly RecordPayload[]): RecordPayload['legs'] {
  const lists = payloads.flatMap(({ legs }) => (legs ? [legs] : []));
  if (lists.length === 0) return null;
  return lists.reduce((before, told) => {
    const named = [before, told].every((legs) => legs.length > 0 && legs.every(({ legId }) => legId));
    const ids = new Set(told.map(({ legId }) => legId));
    return named ? [...before.filter(({ legId }) => !ids.has(legId)), ...told] : told;
  });
}

/** Spellings of telephone systems in one form: `NO ANSWER` and `no-answer` become `no_answer`. */
function dispositionOf(text: string): string | null {
  return stated(
    text
      .trim()
      .toLowerCase()
      .replace(/[\s-]+/g, '_'),
  );
}

/** The moments of a record; `read` gives a leg's or entry's moment, in a doubled hour the one not before `earliest`. */
type Times = {
  readonly startedAt: EpochMs;
  readonly doubtful: boolean;
  readonly answeredAt: EpochMs | null;
  readonly endedAt: EpochMs | null;
  readonly read: (value: MomentValue | null | undefined, earliest: EpochMs) => EpochMs | null;
};

function timesOf(record: RecordPayload, event: SourceEvent, timeZone: string): Times {
  const read: Times['read'] = (value, earliest) => {
    const moment = value === null || value === undefined ? null : readMoment(value, timeZone);
    return moment === null ? null : notBefore(moment, earliest).at;
  };
  const told = readMoment(record.startedAt, timeZone) ?? { at: event.at, doubtful: true, later: null };
  const start = momentById(told, event.callId);
  const answeredAt = read(record.answeredAt, start.at);
  const endedAt = read(record.endedAt, answeredAt ?? start.at);
  return { startedAt: start.at, doubtful: start.doubtful, answeredAt, endedAt, read };
}

function explicitParts(record: RecordPayload, times: Times, context: FoldContext): Parts {
  return {
    legs: record.legs?.map((leg, index) => explicitLeg(leg, index, times, context)) ?? null,
    queueEntries: record.queueEntries ? explicitEntries(record.queueEntries, times) : null,
  };
}

function explicitLeg(
  leg: NonNullable<RecordPayload['legs']>[number],
  index: number,
  times: Times,
  { lookup }: FoldContext,
): Leg {
  const startedAt = times.read(leg.startedAt, times.startedAt) ?? times.startedAt;
  const answeredAt = times.read(leg.answeredAt, startedAt);
  const endedAt = times.read(leg.endedAt, answeredAt ?? startedAt);
  return {
    legId: leg.legId ?? `record:${index + 1}`,
    operatorId: lookup(leg.operator, startedAt).operatorId,
    operatorAlias: leg.operator,
    queue: leg.queue ?? null,
    startedAt,
    answeredAt,
    endedAt,
    ringMs: leg.ringMs ?? (answeredAt === null ? null : answeredAt - startedAt),
    talkMs: leg.talkMs ?? talkBetween(answeredAt, endedAt, leg.holdMs),
    holdMs: leg.holdMs ?? null,
    acwMs: leg.acwMs ?? null,
    outcome: leg.outcome ?? outcomeOf(answeredAt, endedAt),
  };
}

/** Talk and hold are counted apart, so what was not hold was talk. */
function talkBetween(
  answeredAt: EpochMs | null,
  endedAt: EpochMs | null,
  holdMs: number | null | undefined,
): number | null {
  return answeredAt === null || endedAt === null ? null : Math.max(0, endedAt - answeredAt - (holdMs ?? 0));
}

function outcomeOf(answeredAt: EpochMs | null, endedAt: EpochMs | null): LegOutcome {
  if (answeredAt === null) return 'no_answer';
  return endedAt === null ? 'talking' : 'completed';
}

function explicitEntries(told: NonNullable<RecordPayload['queueEntries']>, times: Times): readonly QueueEntry[] {
  const entries = told
    .map((entry) => ({ entry, enteredAt: times.read(entry.enteredAt, times.startedAt) ?? times.startedAt }))
    .sort((a, b) => a.enteredAt - b.enteredAt);
  const nths = new Map<string, number>();
  return entries.map(({ entry, enteredAt }) => {
    const nth = (nths.get(entry.queue) ?? 0) + 1;
    nths.set(entry.queue, nth);
    return {
      queue: entry.queue,
      nth,
      enteredAt,
      position: entry.position ?? null,
      waitMs: entry.waitMs ?? null,
      outcome: entry.outcome ?? (entry.flowOut ? 'flow_out' : 'waiting'),
      flowOut: entry.flowOut ?? null,
    };
  });
}

/** The short form: one queue, one operator. It was answered when an answer time or any talk is told. */
function shortParts(record: RecordPayload, times: Times, { lookup }: FoldContext): Parts {
  const enteredAt = times.startedAt + (record.ivrMs ?? 0);
  const wait = record.waitMs ?? (times.answeredAt === null ? null : Math.max(0, times.answeredAt - enteredAt));
  const answeredAt = times.answeredAt ?? ((record.talkMs ?? 0) > 0 ? enteredAt + (wait ?? 0) : null);
  const { operator, queue } = record;
  const leg: Leg | null = operator
    ? {
        legId: 'record:1',
        operatorId: lookup(operator, answeredAt ?? times.startedAt).operatorId,
        operatorAlias: operator,
        queue: queue ?? null,
        startedAt: answeredAt ?? enteredAt,
        answeredAt,
        endedAt: times.endedAt,
        ringMs: null,
        talkMs: record.talkMs ?? talkBetween(answeredAt, times.endedAt, record.holdMs),
        holdMs: record.holdMs ?? null,
        acwMs: record.acwMs ?? null,
        outcome: outcomeOf(answeredAt, times.endedAt),
      }
    : null;
  // An outbound call names the queue it is counted under, but nobody waited in it.
  const queued = queue && record.direction === 'inbound';
  return {
    legs: leg === null ? null : [leg],
    queueEntries: queued ? [shortEntry(record, queue, { enteredAt, wait, answeredAt, endedAt: times.endedAt })] : null,
  };
}

function shortEntry(
  record: RecordPayload,
  queue: string,
  of: {
    readonly enteredAt: EpochMs;
    readonly wait: number | null;
    readonly answeredAt: EpochMs | null;
    readonly endedAt: EpochMs | null;
  },
): QueueEntry {
  const flowOut = dispositionOf(record.disposition ?? '') === 'flow_out';
  const left: QueueOutcome = flowOut ? 'flow_out' : of.endedAt === null ? 'waiting' : 'abandoned';
  const untilEnd = of.endedAt === null ? null : Math.max(0, of.endedAt - of.enteredAt);
  return {
    queue,
    nth: 1,
    enteredAt: of.enteredAt,
    position: null,
    waitMs: of.wait ?? (of.answeredAt === null ? untilEnd : null),
    outcome: of.answeredAt === null ? left : 'answered',
    flowOut: null,
  };
}
