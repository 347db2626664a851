import type { Direction, EpochMs } from '../call.ts';
import type { Translated } from './format.ts';
import type { CallStart } from './told-values.ts';

type Message = Readonly<Record<string, unknown>>;

/** One operator's part of a call as a provider lists it. */
export type ProviderLeg = {
  readonly legId: string;
  readonly operator: string;
  readonly startedAt: EpochMs;
  readonly answeredAt: EpochMs | null;
  readonly endedAt: EpochMs | null;
  readonly talkMs: number | null;
  readonly transferred: boolean;
};

/** What the providers of virtual telephone systems tell of a call, in one shape for all of them; null = not told. */
export type ProviderCall = {
  readonly callId: string;
  readonly eventId: string;
  readonly revision: number;
  readonly direction: Direction;
  readonly start: CallStart;
  /** false while the call goes on: neither answer nor end is known to be missing. */
  readonly ended: boolean;
  readonly answered: boolean;
  readonly waitMs: number | null;
  readonly talkMs: number | null;
  /** From the start to the end. */
  readonly totalMs: number | null;
  readonly holdMs?: number | null;
  readonly acwMs?: number | null;
  readonly customer: string | null;
  readonly operator: string | null;
  readonly queue: string | null;
  /** Why nobody was reached: busy, failed, no_answer; null = that follows from the rest. */
  readonly disposition: string | null;
  readonly hangupBy?: 'customer' | 'operator' | 'system' | null;
  readonly campaign: string | null;
  readonly language?: string | null;
  readonly attributes: Readonly<Record<string, string | null>>;
  readonly legs?: readonly ProviderLeg[] | null;
  /** null = not told whether there is one; none = there is none. */
  readonly recordings: readonly { readonly recordingId: string; readonly file: string | null }[] | null;
};

/** Records of one message, each read by itself; a fault of the only one there is is the message's. */
export function eachRecord(records: readonly unknown[], read: (record: unknown) => Translated): Translated {
  const told = records.map((record) => ({ record, read: read(record) }));
  const [only] = told;
  if (only !== undefined && told.length === 1) return only.read;
  return {
    ok: true,
    messages: told.flatMap((one) => (one.read.ok ? one.read.messages : [])),
    refused: told.flatMap((one) =>
      one.read.ok ? (one.read.refused ?? []) : [{ reason: one.read.reason, text: JSON.stringify(one.record) }],
    ),
  };
}

/** As long as contracts.ts lets it be: a link's parameter must not cost the call. */
const CAMPAIGN_MAX = 1000;

/** A `call` message, in the one-leg form unless the provider lists legs. */
export function providerCallMessage(call: ProviderCall): Message {
  const { callId, eventId, revision, direction, start, campaign, recordings, disposition, hangupBy, language } = call;
  const answeredAt = answeredAtOf(call);
  return {
    schemaVersion: 1,
    type: 'call',
    callId,
    eventId,
    revision,
    direction,
    startedAt: start.told,
    answeredAt,
    endedAt: endedAtOf(call, answeredAt),
    customer: direction === 'internal' ? null : shownCustomer(call.customer),
    disposition,
    hangupBy: hangupBy ?? null,
    campaign: isUnset(campaign) ? null : (campaign?.slice(0, CAMPAIGN_MAX) ?? null),
    language: language ?? null,
    operator: isSameNumber(call.operator, call.customer) ? null : call.operator,
    queue: direction === 'inbound' ? call.queue : null,
    waitMs: call.waitMs,
    talkMs: call.answered ? call.talkMs : null,
    holdMs: call.answered ? (call.holdMs ?? null) : null,
    acwMs: call.acwMs ?? null,
    legs: legsOf(call),
    queueEntries: lostEntry(call),
    attributes: attributesOf(call.attributes),
    recordings,
  };
}

/** Who waits first and speaks then was answered after the wait; without a wait told, as long before the end as the talk. */
function answeredAtOf({ start, answered, waitMs, talkMs, totalMs }: ProviderCall): EpochMs | null {
  if (!answered) return null;
  const untilTalk = totalMs === null || talkMs === null ? 0 : Math.max(0, totalMs - talkMs);
  return start.at + (waitMs ?? untilTalk);
}

/** Each duration is rounded by itself, so a whole may come out shorter than its parts. */
function endedAtOf(
  { start, ended, waitMs, talkMs, totalMs }: ProviderCall,
  answeredAt: EpochMs | null,
): EpochMs | null {
  if (!ended) return null;
  const parts = answeredAt === null ? start.at + (waitMs ?? 0) : answeredAt + (talkMs ?? 0);
  return Math.max(parts, start.at + (totalMs ?? 0));
}

/** A call that was lost after nobody knows how long: without this the fold would take its wait for none at all. */
function lostEntry({
  direction,
  ended,
  answered,
  waitMs,
  totalMs,
  queue,
  start,
}: ProviderCall): readonly Message[] | null {
  const told = !ended || answered || waitMs !== null || totalMs !== null;
  if (told || direction !== 'inbound' || queue === null) return null;
  return [{ queue, enteredAt: start.told, outcome: 'abandoned', waitMs: null }];
}

/** Words for a number that is not shown, in the languages of the providers' pages: nobody, not one same customer. */
const HIDDEN =
  /^(?:hidden|скрыт|прихован|анонім|аноним|невідом|неизвест|не определ|не визнач|номер скрыт|номер прихов)/i;

function shownCustomer(customer: string | null): string | null {
  return customer === null || HIDDEN.test(customer) ? null : customer;
}

function legsOf({ legs, customer, ended }: ProviderCall): readonly Message[] | null {
  const own = (legs ?? []).filter(({ operator }) => !isSameNumber(operator, customer));
  return own.length === 0 ? null : own.map((leg) => legMessage(leg, ended));
}

/** Where a provider swaps the parties, a customer's number must not become an operator's name. */
function isSameNumber(a: string | null, b: string | null): boolean {
  const digits = [a, b].map((number) => number?.replace(/\D/g, '').slice(-9) ?? '');
  return digits[0] === digits[1] && (digits[0] ?? '').length >= 7;
}

function legMessage(leg: ProviderLeg, ended: boolean): Message {
  const { legId, operator, startedAt, answeredAt, endedAt, talkMs, transferred } = leg;
  const outcome = answeredAt === null ? 'no_answer' : transferred ? 'transferred' : ended ? 'completed' : null;
  return { legId, operator, startedAt, answeredAt, endedAt, talkMs, outcome };
}

function attributesOf(told: ProviderCall['attributes']): Message | null {
  const stated = Object.entries(told).filter(([, value]) => !isUnset(value));
  return stated.length === 0 ? null : Object.fromEntries(stated);
}

/** What sites and campaigns leave empty comes as `(not set)`. */
function isUnset(value: string | null): boolean {
  return value === null || /^\(?not (?:set|provided)\)?$/i.test(value);
}

/** An extension inside the telephone system rather than a number of the network: no country has such short ones. */
export function isExtension(number: string | null): boolean {
  return number !== null && /^\d{1,5}$/.test(number);
}
