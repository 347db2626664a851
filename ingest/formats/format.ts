import type { z } from 'zod';
import type { Reason } from '../../errors.ts';
import { shapeFault, type FieldFault } from '../message-faults.ts';

/**
 * A foreign record in the shape of our contracts, for parseMessage to check; no message at all where the record adds
 * nothing that is safe to keep. Not ok: it is not what its format says.
 */
export type Translated =
  | { readonly ok: true; readonly messages: readonly Readonly<Record<string, unknown>>[] }
  | { readonly ok: false; readonly reason: Reason };

/** Which format a record claims to be of, and how it is named in reasons. */
export type FormatOf = { readonly format: 'freeswitch' | 'amazon-connect'; readonly file: string };

/** A foreign record by its schema, or FORMAT_MISMATCH with the first fields that do not fit. Quotes no value. */
export function readForeign<T>(
  schema: z.ZodType<T>,
  json: unknown,
  of: FormatOf,
): { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: Reason } {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    return mismatch(of, { field: 'the message', problem: 'expected one JSON object' });
  }
  const read = schema.safeParse(json);
  return read.success ? { ok: true, value: read.data } : mismatch(of, shapeFault(read.error.issues, json));
}

export function mismatch(of: FormatOf, fault: FieldFault): { readonly ok: false; readonly reason: Reason } {
  return { ok: false, reason: { code: 'FORMAT_MISMATCH', params: { ...of, ...fault } } };
}
