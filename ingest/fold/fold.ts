import { EtalonError } from '../../errors.ts';
import { isProvisional, NO_FACTS, type CallFacts, type FoldContext } from './call-facts.ts';
import type { Call, CallMark, Leg, QueueEntry } from '../call.ts';
import {
  ASTERISK_CDR_PAYLOAD,
  ASTERISK_CEL_PAYLOAD,
  MESSAGES_PAYLOAD,
  QUEUE_LOG_PAYLOAD,
  RECORD_PAYLOAD,
  RECORDING_PAYLOAD,
  TRANSCRIPT_PAYLOAD,
  type TranscriptMessage,
} from '../contracts.ts';
import { canonicalJson, packedVersion } from '../digest.ts';
import { currentEvents, eventsOfSource, stepsOf } from './event-order.ts';
import { asteriskCdrFacts, ofQueueRows } from './fold-asterisk-cdr.ts';
import { asteriskCelFacts } from './fold-asterisk-cel.ts';
import { messagesFacts } from './fold-messages.ts';
import { queueLogFacts } from './fold-queue-log.ts';
import { recordFacts } from './fold-record.ts';
import { recordingFacts, recordingsOf } from './fold-recordings.ts';
import { withHiddenTransfers } from './hidden-transfers.ts';
import { ownEvents, tellsOfCall } from '../linked-calls.ts';
import type { Told } from '../payload.ts';
import type { SourceEvent, SourceKind } from '../source-event.ts';

/**
 * One call from all its source events. Pure: any order, any duplicates, the same call. Each fact comes from the best
 * source that states it: record, Asterisk's channel events, its CDR rows, queue_log, messages, recording name, file time.
 * Legs, queue entries and the answer are those that a record lists; else those of the queue_log, with the transfers that
 * it does not see (hidden-transfers.ts); else those of channel events, then of CDR rows; else those of a record in its
 * short form, whose hold and ACW are taken along in any case. `version` is packedVersion (digest.ts) over the whole call, so that a
 * changed operator table shows in it. Throws EVENT_UNREADABLE and CALL_WITHOUT_EVENTS.
 */
export function foldCall(events: readonly SourceEvent[], context: FoldContext): Call {
  const current = currentEvents(events);
  const { own, partOf } = ownEvents(current);
  const told = factsBySource(own, context);
  const call = callOf(own, { ...told, partOf }, context);
  return { ...call, version: packedVersion(stepsOf(current), canonicalJson(call)) };
}

/** Whether events make a call (linked-calls.ts says which do). */
export function makesCall(events: readonly SourceEvent[]): boolean {
  return events.some(tellsOfCall);
}

type Sources = ReturnType<typeof factsBySource> & { readonly partOf: string };

function factsBySource(current: readonly SourceEvent[], context: FoldContext) {
  const record = recordFacts(eventsOfSource(current, 'record', RECORD_PAYLOAD), context);
  const queueLog = queueLogFacts(eventsOfSource(current, 'queue_log', QUEUE_LOG_PAYLOAD), context);
  const cel = asteriskCelFacts(eventsOfSource(current, 'asterisk_cel', ASTERISK_CEL_PAYLOAD), context);
  const rows = eventsOfSource(current, 'asterisk_cdr', ASTERISK_CDR_PAYLOAD);
  const cdr = asteriskCdrFacts(rows, context);
  const messages = messagesFacts(eventsOfSource(current, 'messages', MESSAGES_PAYLOAD), context);
  const recording = recordingFacts(eventsOfSource(current, 'recording', RECORDING_PAYLOAD), context);
  const transcripts = eventsOfSource(current, 'transcript', TRANSCRIPT_PAYLOAD);
  // That something was recorded proves an answer only while nothing better tells of the call.
  const lone = [record, queueLog, cel, cdr, messages].every((facts) => facts === null);
  const fromFile = lone ? recording.facts : { ...recording.facts, answeredAt: null, endedAt: null };
  // When an operator answered, the queue knows; a channel may have been answered long before by a menu.
  const channels = [cel, cdr].map((facts) => (queueLog === null ? facts : facts && { ...facts, answeredAt: null }));
  const strong = [record?.facts, ...channels, queueLog, messages].map((facts) => facts ?? NO_FACTS);
  return {
    record,
    queueLog,
    shownLegs: cel?.legs ?? cdr?.legs ?? [],
    queueRows: ofQueueRows(rows),
    shownEntries: cel?.queueEntries ?? null,
    recording,
    transcripts,
    lone,
    ranked: [...strong, fromFile, transcriptFacts(transcripts)],
  };
}

function callOf(current: readonly SourceEvent[], told: Sources, context: FoldContext): Omit<Call, 'version'> {
  const [first] = current;
  const startedAt = bestOf(told.ranked, 'startedAt');
  if (first === undefined || startedAt === null) throw new EtalonError('CALL_WITHOUT_EVENTS');
  const legs = legsOf(told);
  const queueEntries = entriesOf(told);
  // Where no record says it: an operator may have had the customer before the queue that a better source tells of.
  const answeredAt = told.record?.facts.answeredAt ?? earlier(bestOf(told.ranked, 'answeredAt'), earliestAnswer(legs));
  const endedAt = bestOf(told.ranked, 'endedAt');
  const channel = bestOf(told.ranked, 'channel') ?? 'voice';
  const call: Omit<Call, 'version' | 'marks'> = {
    schemaVersion: 1,
    project: first.project,
    callId: first.callId,
    direction: bestOf(told.ranked, 'direction') ?? 'inbound',
    channel,
    startedAt: startedAt.at,
    startedAtSource: startedAt.source,
    answeredAt,
    endedAt,
    ivrMs: bestOf(told.ranked, 'ivrMs'),
    disposition: bestOf(told.ranked, 'disposition') ?? derivedDisposition({ answeredAt, endedAt, legs, queueEntries }),
    hangupBy: bestOf(told.ranked, 'hangupBy') ?? '',
    customerKey: bestOf(told.ranked, 'customerKey') ?? '',
    language: bestOf(told.ranked, 'language') ?? '',
    campaign: bestOf(told.ranked, 'campaign') ?? '',
    attributes: Object.fromEntries(told.ranked.toReversed().flatMap(({ attributes }) => Object.entries(attributes))),
    parentCallId: bestOf(told.ranked, 'parentCallId') ?? '',
    // A call that anything else tells of is a call of its own, whoever claims its recording.
    mergedInto: told.partOf || (told.lone ? told.recording.mergedInto : ''),
    queueEntries,
    legs,
    recordings: recordingsOf({
      here: told.recording.recordings,
      named: told.record?.recordings,
      recordsAnsweredVoice: told.record !== null && channel === 'voice' && answeredAt !== null,
      transcribedElsewhere: told.transcripts.map(({ payload }) => payload.recordingId),
      callId: first.callId,
      project: context.project,
    }),
    sources: [...new Set(current.map(({ source }) => source))].filter(isToldOf).sort(),
  };
  return { ...call, marks: marksOf(call, { lone: told.lone, doubtful: startedAt.doubtful }) };
}

/** What a call names as its sources: not what only tells that something else about it has changed. */
function isToldOf(source: SourceKind): boolean {
  return source !== 'operators' && source !== 'asterisk_link';
}

function bestOf<K extends keyof CallFacts>(ranked: readonly CallFacts[], field: K): CallFacts[K] | null {
  return ranked.find((facts) => facts[field] !== null)?.[field] ?? null;
}

/** A finished transcript alone tells when (by the moment it was sent or written) and in which language. */
function transcriptFacts(transcripts: readonly Told<TranscriptMessage>[]): CallFacts {
  const last = transcripts.at(-1);
  if (last === undefined) return NO_FACTS;
  const startedAt = { at: last.event.at, source: 'file_time', doubtful: false } as const;
  return { ...NO_FACTS, startedAt, language: last.payload.language };
}

function entriesOf({ record, queueLog, shownEntries, ranked }: Sources): readonly QueueEntry[] {
  const told = record?.explicit.queueEntries ?? queueLog?.queueEntries ?? shownEntries;
  const stated = told ?? record?.short.queueEntries;
  return stated ?? bestOf(ranked, 'queueEntries') ?? [];
}

function legsOf({ record, queueLog, shownLegs, queueRows, ranked }: Sources): readonly Leg[] {
  const [short] = record?.short.legs ?? [];
  const logged = queueLog?.legs ?? [];
  if (record?.explicit.legs) return record.explicit.legs;
  const seen = logged.length > 0 ? withHiddenTransfers(logged, shownLegs, queueRows) : shownLegs;
  if (seen.length > 0) return short === undefined ? seen : withAfterWork(seen, short);
  return short === undefined ? (bestOf(ranked, 'legs') ?? []) : [short];
}

/** A queue_log knows neither hold nor ACW: the short record's go to its operator's leg, when there is only one. */
function withAfterWork(legs: readonly Leg[], short: Leg): readonly Leg[] {
  const own = legs.filter((leg) => leg.operatorId === short.operatorId && leg.answeredAt !== null);
  if (own.length !== 1) return legs;
  return legs.map((leg) => (leg === own[0] ? { ...leg, holdMs: short.holdMs ?? leg.holdMs, acwMs: short.acwMs } : leg));
}

function earlier(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.min(a, b);
}

function earliestAnswer(legs: readonly Leg[]): number | null {
  const answers = legs.flatMap(({ answeredAt }) => (answeredAt === null ? [] : [answeredAt]));
  return answers.length === 0 ? null : Math.min(...answers);
}

/** Answered once anybody answered; else how the last queue was left; '' while the call may still be going on. */
function derivedDisposition(
  call: Pick<Call, 'answeredAt' | 'endedAt' | 'legs' | 'queueEntries'>,
): 'answered' | 'abandoned' | 'flow_out' | 'no_answer' | '' {
  if (call.answeredAt !== null || earliestAnswer(call.legs) !== null) return 'answered';
  const left = call.queueEntries.at(-1)?.outcome;
  if (left === 'abandoned' || left === 'flow_out') return left;
  return call.endedAt === null || left === 'waiting' ? '' : 'no_answer';
}

/** Sources count in seconds and in milliseconds, so times a second apart may be the same moment. */
const CLOCK_GRAIN_MS = 1000;

function marksOf(
  call: Omit<Call, 'version' | 'marks'>,
  told: { readonly lone: boolean; readonly doubtful: boolean },
): readonly CallMark[] {
  const marks: CallMark[] = [];
  if (told.lone) marks.push('WITHOUT_CDR');
  if (told.doubtful) marks.push('DOUBTFUL_TIME');
  if (call.legs.some((leg) => isProvisional(leg.operatorId))) marks.push('UNKNOWN_OPERATOR');
  const times = [call.startedAt, call.answeredAt, call.endedAt].filter((at) => at !== null);
  const reversed = times.some((at, index) => at + CLOCK_GRAIN_MS < (times[index - 1] ?? at));
  if (reversed) marks.push('IMPOSSIBLE_TIMES');
  return marks;
}
