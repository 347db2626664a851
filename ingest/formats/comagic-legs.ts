import { z } from 'zod';
import type { EpochMs } from '../call.ts';
import { isRecord } from './form-fields.ts';
import { mismatch, readForeign, type RecordOf, type RefusedPart, type Translated } from './format.ts';
import { callStart, id, isTold, laterMoment, seconds, words } from './told-values.ts';

/** A leg of the Data API's get.call_legs_report: comagic.github.io/data_api/report/get_call_legs_report. */
const reportedLeg = z.looseObject({
  id,
  call_session_id: id,
  start_time: id,
  connect_time: words,
  duration: seconds,
  total_duration: seconds,
  direction: id,
  is_operator: words,
  is_coach: words,
  employee_id: words,
  employee_full_name: words,
});
type ReportedLeg = z.infer<typeof reportedLeg> & { readonly startedAt: EpochMs; readonly connectedAt: EpochMs | null };

export function isLegReport(records: readonly unknown[]): boolean {
  const [first] = records;
  return isRecord(first) && 'call_session_id' in first && 'is_operator' in first;
}

/**
 * Legs as one `call` message a session, which tells nothing but who spoke when and how long (revision 3): the session's
 * own report fills in the rest. A session's legs must come together, for its first one tells start and direction.
 */
export function comagicLegs(records: readonly unknown[], of: RecordOf): Translated {
  const bySession = Map.groupBy(records, (record) => (isRecord(record) ? String(record['call_session_id']) : ''));
  const messages: Readonly<Record<string, unknown>>[] = [];
  const refused: RefusedPart[] = [];
  for (const session of bySession.values()) {
    const read = session.map((record) => legOf(record, of));
    const fault = read.find((leg) => !leg.ok);
    // Without one of its legs a session would begin at the wrong moment; mended, all of it comes again.
    if (fault === undefined) messages.push(...sessionMessage(read.flatMap((leg) => (leg.ok ? [leg.value] : []))));
    else refused.push({ reason: fault.reason, text: JSON.stringify({ data: session }) });
  }
  return { ok: true, messages, refused };
}

function legOf(
  record: unknown,
  of: RecordOf,
): { readonly ok: true; readonly value: ReportedLeg } | Extract<Translated, { ok: false }> {
  const read = readForeign(reportedLeg, record, of);
  if (!read.ok) return read;
  const { timeZone } = of.project;
  const problem = 'expected a moment such as 2026-03-02 09:00:00';
  const { start_time: began, connect_time: connected } = read.value;
  const startedAt = callStart(began, { timeZone, callId: '' })?.at;
  if (startedAt === undefined) return mismatch(of, { field: 'start_time', problem });
  const connectedAt = connected === null ? null : laterMoment(connected, { timeZone, earliest: startedAt });
  if (connected !== null && connectedAt === null) return mismatch(of, { field: 'connect_time', problem });
  return { ok: true, value: { ...read.value, startedAt, connectedAt } };
}

function sessionMessage(legs: readonly ReportedLeg[]): readonly Readonly<Record<string, unknown>>[] {
  const ordered = legs.toSorted((a, b) => a.startedAt - b.startedAt);
  // The customer's leg goes the way the call does; those to operators go out, whoever called.
  const first = ordered.find((leg) => isTold(leg.is_operator) !== true) ?? ordered[0];
  const own = ordered.filter((leg) => isTold(leg.is_operator) === true && isTold(leg.is_coach) !== true);
  const [start] = ordered;
  if (first === undefined || start === undefined || own.length === 0) return [];
  const callId = first.call_session_id;
  const outbound = first.direction === 'out';
  // An operator who calls answers his own telephone first: the call is answered when the customer's is.
  const connects = ordered.filter((leg) => isTold(leg.is_operator) !== true).flatMap((leg) => leg.connectedAt ?? []);
  const reachedAt = connects.length === 0 ? null : Math.min(...connects);
  const named = new Set<string>();
  return [
    {
      schemaVersion: 1,
      type: 'call',
      callId,
      eventId: `${callId}:legs`,
      revision: 3,
      direction: outbound ? 'outbound' : 'inbound',
      startedAt: start.startedAt,
      legs: own.flatMap((leg) => legMessage(leg, named, outbound ? reachedAt : -Infinity)),
    },
  ];
}

/**
 * Who spoke has the name that the session's report gives the leg, so that this one, which knows more, takes its place.
 * `reachedAt`: before it nobody was there to talk to; null = nobody ever was.
 */
function legMessage(
  leg: ReportedLeg,
  named: Set<string>,
  reachedAt: EpochMs | null,
): readonly Readonly<Record<string, unknown>>[] {
  const operator = leg.employee_full_name ?? leg.employee_id;
  if (operator === null) return [];
  const spoken = `${leg.call_session_id}:${leg.employee_id ?? operator}`;
  const own = leg.connectedAt === null ? null : Math.max(leg.connectedAt, leg.startedAt);
  const answeredAt = own === null || reachedAt === null ? null : Math.max(own, reachedAt);
  const isFirst = answeredAt !== null && !named.has(spoken);
  if (isFirst) named.add(spoken);
  const until = Math.max(leg.startedAt + (leg.total_duration ?? 0), (own ?? 0) + (leg.duration ?? 0));
  const waitedMs = answeredAt === null || own === null ? 0 : answeredAt - own;
  return [
    {
      legId: isFirst ? spoken : `${leg.call_session_id}:leg-${leg.id}`,
      operator,
      startedAt: leg.startedAt,
      answeredAt,
      endedAt: until,
      talkMs: answeredAt === null || leg.duration === null ? null : Math.max(0, leg.duration - waitedMs),
    },
  ];
}
