import type { z } from 'zod';
import { EtalonError } from '../errors.ts';
import type { SourceEvent } from './source-event.ts';

/** An event with its payload read back. */
export type Told<T> = { readonly event: SourceEvent; readonly payload: T };

/**
 * The payload of a stored event by its contract. Events are checked before they are stored, so a mismatch means another
 * version of Etalon wrote it: EVENT_UNREADABLE, never a silently thinner call.
 */
export function readPayload<T>(event: SourceEvent, schema: z.ZodType<T>): Told<T> {
  const result = schema.safeParse(jsonOf(event));
  if (result.success) return { event, payload: result.data };
  throw unreadable(event, result.error.issues[0]?.path.join('.') ?? 'payload');
}

function jsonOf(event: SourceEvent): unknown {
  try {
    return JSON.parse(event.payload);
  } catch (error) {
    if (error instanceof SyntaxError) throw unreadable(event, 'payload');
    throw error;
  }
}

function unreadable(event: SourceEvent, field: string): EtalonError {
  return new EtalonError('EVENT_UNREADABLE', { eventId: event.eventId, source: event.source, field });
}
