import { spelling } from './customers.ts';
import type { Happened } from './happened.ts';
import { SECOND_MS, type WallClock } from './local-time.ts';
import type { Style } from './options.ts';
import { chance, pick, type Random } from './random.ts';
import type { TruthCall, TruthEntry, TruthLeg } from './truth.ts';

type Written = {
  readonly style: Style;
  readonly clock: WallClock;
  /** The same for every writing of one call, so that a message sent again has the same bytes. */
  readonly random: Random;
  readonly campaign?: string;
};
type Json = Readonly<Record<string, unknown>>;

/**
 * The record of a call in its first or last form: as its telephone system writes it, with moments in its own notation.
 * `first`: what is put right later; null when there is nothing of that kind.
 */
export function recordMessage(happened: Happened, form: 'first' | 'last', written: Written): Json | null {
  const { call, toldFirst } = happened;
  if (call.channel === 'chat') return form === 'last' && call.answeredAt === null ? chatRecord(call) : null;
  const told = form === 'first' ? toldFirst : call;
  if (told === null) return null;
  const revision = form === 'last' && toldFirst !== null ? { revision: 1 } : {};
  const base = { ...headOf(told, written), ...revision, ...recordingsOf(happened, written.random) };
  if (written.style === 'record') return { ...base, ...endingOf(told, written), ...partsOf(told, written) };
  if (written.style === 'short' || told.direction === 'outbound')
    return { ...base, ...endingOf(told, written), ...shortPartsOf(told) };
  // What the lines got wrong is told in full, which counts more than they do.
  return form === 'last' && call !== happened.logged ? { ...base, ...partsOf(told, written) } : base;
}

/** What some telephone systems send when a call begins: the same call, told of twice. */
export function openingMessage(call: TruthCall, written: Written): Json {
  const { callId, direction, startedAt } = call;
  const customer = spelling(call.customer, written.random);
  const head = { schemaVersion: 1, type: 'call', callId, eventId: 'opened', direction };
  return { ...head, startedAt: momentText(startedAt, written), customer, ...campaignOf(written) };
}

function headOf(call: TruthCall, written: Written): Json {
  const { callId, direction, startedAt, answeredAt, endedAt, ivrMs, language, parentCallId } = call;
  return {
    schemaVersion: 1,
    type: 'call',
    callId,
    eventId: 'cdr',
    direction,
    channel: 'voice',
    startedAt: momentText(startedAt, written),
    answeredAt: answeredAt === null ? null : momentText(answeredAt, written),
    endedAt: momentText(endedAt, written),
    ...stated({ ivrMs }),
    customer: spelling(call.customer, written.random),
    language: written.style === 'short' ? `${language}-${language.toUpperCase()}` : language,
    ...(parentCallId === '' ? {} : { parentCallId }),
    ...campaignOf(written),
    // A field of the sender's own.
    trunk: pick(written.random, ['trunk-1', 'trunk-2']),
  };
}

function campaignOf({ campaign }: Written): Json {
  return campaign === undefined ? {} : { campaign };
}

function endingOf({ disposition, hangupBy }: TruthCall, { random }: Written): Json {
  const spellings = [disposition, disposition.toUpperCase(), disposition.replace('_', ' ').toUpperCase()];
  return { disposition: pick(random, spellings), hangupBy };
}

function partsOf(call: TruthCall, written: Written): Json {
  return {
    queueEntries: call.entries.map((entry) => entryOf(entry, written)),
    legs: call.legs.map((leg, nth) => legOf(leg, nth, written)),
  };
}

function entryOf({ queue, enteredAt, position, waitMs, outcome, flowOut }: TruthEntry, written: Written): Json {
  return { queue, enteredAt: momentText(enteredAt, written), ...stated({ position, waitMs, flowOut }), outcome };
}

function legOf(leg: TruthLeg, nth: number, written: Written): Json {
  const { alias, queue, startedAt, answeredAt, endedAt, ringMs, talkMs, holdMs, acwMs, outcome } = leg;
  return {
    legId: `leg-${String(nth + 1)}`,
    operator: alias,
    ...stated({ queue }),
    startedAt: momentText(startedAt, written),
    ...(answeredAt === null ? {} : { answeredAt: momentText(answeredAt, written) }),
    endedAt: momentText(endedAt, written),
    ...stated({ ringMs, talkMs, holdMs, acwMs }),
    outcome,
  };
}

/** One queue, one operator; a durations' zero is stated, what is not known is left out. */
function shortPartsOf({ legs: [leg], entries: [entry] }: TruthCall): Json {
  const queue = entry?.queue ?? leg?.queue ?? null;
  const { talkMs = null, holdMs = null, acwMs = null } = leg ?? {};
  return stated({ queue, operator: leg?.alias ?? null, waitMs: entry?.waitMs ?? null, talkMs, holdMs, acwMs });
}

/** Some records name the file of the recording, some only that there is one, some leave it to its own message. */
function recordingsOf({ call, sample }: Happened, random: Random): Json {
  const { recording, answeredAt, startedAt } = call;
  const names = chance(random, 0.6);
  if (recording?.state !== 'present' || sample === null || !names) return {};
  const { recordingId } = recording;
  const offsetMs = (answeredAt ?? startedAt) - startedAt;
  return { recordings: [{ recordingId, offsetMs, ...(chance(random, 0.5) ? { file: sample.uri } : {}) }] };
}

/** A chat that nobody answered: its messages cannot tell how it ended. */
function chatRecord(call: TruthCall): Json {
  const { callId, direction, channel, startedAt, endedAt, disposition, language, entries } = call;
  const queueEntries = entries.map(({ queue, enteredAt, waitMs, outcome }) => ({ queue, enteredAt, waitMs, outcome }));
  const head = { schemaVersion: 1, type: 'call', callId, direction, channel, startedAt, endedAt };
  return { ...head, disposition, language, customer: call.customer, queueEntries, legs: [] };
}

/** ISO with an offset; the wall clock of the project where that leaves no doubt, else ms; whole seconds. */
function momentText(at: number, { style, clock }: Written): string | number {
  if (style === 'record') return clock.iso(at);
  return style === 'short' ? (clock.bare(at) ?? at) : at / SECOND_MS;
}

function stated(fields: Json): Json {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}
