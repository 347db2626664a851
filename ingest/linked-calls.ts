import { ASTERISK_LINK_PAYLOAD } from './contracts.ts';
import { readPayload } from './payload.ts';
import type { SourceEvent, SourceKind } from './source-event.ts';

/** What Asterisk itself writes of a call, under the id of whichever of its channels it was on. */
const OF_ASTERISK: readonly SourceKind[] = ['queue_log', 'asterisk_cdr', 'asterisk_cel'];

/** That a channel belongs to the call of an older one, as its CDR rows and channel events tell: null where it is its own. */
export function linkOf(
  project: string,
  { uniqueid, linkedid }: { readonly uniqueid: string; readonly linkedid: string },
): SourceEvent | null {
  if (uniqueid === '' || linkedid === '' || !isOlder(linkedid, uniqueid)) return null;
  return {
    schemaVersion: 1,
    project,
    callId: uniqueid,
    source: 'asterisk_link',
    eventId: `linked:${linkedid}`,
    revision: 0,
    at: 0,
    seq: 0,
    payload: JSON.stringify({ type: 'asterisk_link', linkedid }),
  };
}

/** The call that one call's events say its channel belongs to, the oldest of several; '' when it is a call of its own. */
export function linkedTo(events: readonly SourceEvent[]): string {
  const told = events
    .filter(({ source }) => source === 'asterisk_link')
    .map((event) => readPayload(event, ASTERISK_LINK_PAYLOAD).payload.linkedid);
  return told.reduce((oldest, id) => (oldest === '' || isOlder(id, oldest) ? id : oldest), '');
}

/**
 * What Asterisk wrote under a channel's id, as events of the call that the channel belongs to. queue_log knows the id of
 * the channel that waited and nothing of linkedids: of a call back through a Local channel its lines stand apart from the
 * rows of the call. `events` are all those of one call.
 */
export function handedOn(events: readonly SourceEvent[]): readonly SourceEvent[] {
  const callId = linkedTo(events);
  if (callId === '') return [];
  return events.filter(isOfAsterisk).map((event) => ({ ...event, callId }));
}

/**
 * What still tells of a call whose channel belongs to another: all of it while nothing but Asterisk tells of it, for then it
 * is part of the other call; else what is its own, a recording or a record under its id.
 */
export function ownEvents(events: readonly SourceEvent[]): {
  readonly own: readonly SourceEvent[];
  readonly partOf: string;
} {
  const callId = linkedTo(events);
  if (callId === '') return { own: events, partOf: '' };
  const own = events.filter((event) => !isOfAsterisk(event));
  return own.some(tellsOfCall) ? { own, partOf: '' } : { own: events, partOf: callId };
}

/**
 * Whether an event makes a call. That its recording was claimed does not: a file that was refused and of which no call
 * knew has left none, and yet a CDR may name it. Nor that a channel belongs to another.
 */
export function tellsOfCall({ source, eventId }: SourceEvent): boolean {
  if (source === 'asterisk_link' || source === 'operators') return false;
  return source !== 'recording' || !eventId.startsWith('claimed:');
}

function isOfAsterisk({ source }: SourceEvent): boolean {
  return OF_ASTERISK.includes(source);
}

/**
 * The linkedid is the id of the oldest channel, `[system-]second.number`: only what is older can be one, so that no two
 * calls can be part of each other.
 */
function isOlder(a: string, b: string): boolean {
  const [first, second] = [madeOf(a), madeOf(b)];
  if (first.second !== second.second) return first.second < second.second;
  return first.number === second.number ? a < b : first.number < second.number;
}

function madeOf(id: string): { readonly second: number; readonly number: number } {
  const found = /(\d{9,10})\.(\d{1,15})$/.exec(id);
  return { second: Number(found?.[1] ?? 0), number: Number(found?.[2] ?? 0) };
}
