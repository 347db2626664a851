import { ASTERISK_LINK_PAYLOAD } from './contracts.ts';
import { readPayload } from './payload.ts';
import type { SourceEvent, SourceKind } from './source-event.ts';

/** What Asterisk itself writes of a call, under the id of whichever of its channels it was on. */
const OF_ASTERISK: readonly SourceKind[] = ['queue_log', 'asterisk_cdr', 'asterisk_cel'];
/** What was heard on a channel, stored under its id. */
const HEARD: readonly SourceKind[] = ['recording', 'transcript'];
/** What somebody says of a call by its id: it is a call of its own then. */
const SAID: readonly SourceKind[] = ['record', 'messages'];

export type ChannelIds = { readonly uniqueid: string; readonly linkedid: string };

/** The links of channels as they were made, each once. */
export function linksOf(project: string, made: readonly ChannelIds[]): readonly SourceEvent[] {
  const links = made.flatMap((channel) => linkOf(project, channel) ?? []);
  return [...new Map(links.map((link) => [link.callId + link.eventId, link])).values()];
}

/**
 * That a channel was made for the call of an older one: null where it is a call of its own. To be told of what a channel is
 * born with only: when channels of two calls meet in a bridge, Asterisk gives them the older linkedid as well, and they were
 * two calls all the same.
 */
export function linkOf(project: string, { uniqueid, linkedid }: ChannelIds): SourceEvent | null {
  if (uniqueid === '' || !isOlder(linkedid, uniqueid)) return null;
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
 * What stands under a channel's id, as events of the call that the channel belongs to. queue_log knows the id of the channel
 * that waited and nothing of linkedids, and recordings are often named by it: of a call back through a Local channel both
 * stand apart from the rows of the call. `events` are all those of one call. A line of queue_log says on which channel it
 * was; whose recording a CDR has claimed, or what is said to be a call of its own, keeps what was heard.
 */
export function handedOn(events: readonly SourceEvent[]): readonly SourceEvent[] {
  const callId = linkedTo(events);
  if (callId === '') return [];
  const handed = isItsOwn(events) ? OF_ASTERISK : [...OF_ASTERISK, ...HEARD];
  return events
    .filter(({ source }) => handed.includes(source))
    .map((event) => (event.source === 'queue_log' ? onChannel(event, event.callId) : event))
    .map((event) => ({ ...event, callId }));
}

/** The first channel that a line was on stays named, however often it is handed on. */
function onChannel(event: SourceEvent, channelId: string): SourceEvent {
  return { ...event, payload: JSON.stringify({ channelId, ...(JSON.parse(event.payload) as object) }) };
}

/**
 * What still tells of a call whose channel belongs to another: all of it while nobody says that it is a call, for then it is
 * part of the other one; else what is its own.
 */
export function ownEvents(events: readonly SourceEvent[]): {
  readonly own: readonly SourceEvent[];
  readonly partOf: string;
} {
  const callId = linkedTo(events);
  if (callId === '') return { own: events, partOf: '' };
  const own = events.filter(({ source }) => !OF_ASTERISK.includes(source));
  // A claim alone is not enough of a call.
  if (!isItsOwn(events) || !own.some(tellsOfCall)) return { own: events, partOf: callId };
  return { own, partOf: '' };
}

/**
 * Whether an event makes a call. That its recording was claimed does not: a file that was refused and of which no call
 * knew has left none, and yet a CDR may name it. Nor that a channel belongs to another.
 */
export function tellsOfCall(event: SourceEvent): boolean {
  return event.source !== 'asterisk_link' && !isClaim(event);
}

function isItsOwn(events: readonly SourceEvent[]): boolean {
  return events.some((event) => SAID.includes(event.source) || isClaim(event));
}

function isClaim({ source, eventId }: SourceEvent): boolean {
  return source === 'recording' && eventId.startsWith('claimed:');
}

/**
 * The linkedid is the id of the oldest channel, `[system-]second.number`: only what is older can be one, so that no two
 * calls can be part of each other. An id of another shape, which a program gave, is younger than any other.
 */
function isOlder(a: string, b: string): boolean {
  const [first, second] = [madeOf(a), madeOf(b)];
  if (first.second !== second.second) return first.second < second.second;
  if (first.second === Infinity) return false;
  return first.number === second.number ? a < b : first.number < second.number;
}

/** When a channel was made; the second half of a Local channel may have the first one's id with `;2`. */
function madeOf(id: string): { readonly second: number; readonly number: number } {
  const found = /(\d{9,10})\.(\d{1,15})(?:;[12])?$/.exec(id);
  return { second: Number(found?.[1] ?? Infinity), number: Number(found?.[2] ?? 0) };
}
