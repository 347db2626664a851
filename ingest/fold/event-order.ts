import type { z } from 'zod';
import { readPayload, type Told } from '../payload.ts';
import type { SourceEvent, SourceKind } from '../source-event.ts';

/**
 * The events that count, each identity (source, event id) once with its greatest revision, the best last: greater
 * revision, then later moment, then event id. Whatever the order and the duplicates of what comes in, the result is the
 * same, because ties end with the content.
 */
export function currentEvents(events: readonly SourceEvent[]): readonly SourceEvent[] {
  const ordered = [...events].sort(compareEvents);
  const current = new Map(ordered.map((event) => [JSON.stringify([event.source, event.eventId]), event]));
  return [...current.values()].sort(compareEvents);
}

/** Of current events those of one source, with their payloads read, in the same order. */
export function eventsOfSource<T>(
  current: readonly SourceEvent[],
  source: SourceKind,
  schema: z.ZodType<T>,
): readonly Told<T>[] {
  return current.filter((event) => event.source === source).map((event) => readPayload(event, schema));
}

/** What packedVersion counts: each distinct event once, and once more for each of its revisions. */
export function stepsOf(current: readonly SourceEvent[]): number {
  return current.reduce((steps, { revision }) => steps + 1 + revision, 0);
}

function compareEvents(a: SourceEvent, b: SourceEvent): number {
  return (
    a.revision - b.revision ||
    a.at - b.at ||
    compareText(a.eventId, b.eventId) ||
    a.seq - b.seq ||
    compareText(a.source, b.source) ||
    compareText(a.payload, b.payload)
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
