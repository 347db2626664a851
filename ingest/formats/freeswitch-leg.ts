import { z } from 'zod';
import type { EpochMs } from '../call.ts';

const values = z.record(z.string(), z.unknown());
const profile = z.looseObject({
  caller_profile: values.nullish(),
  times: values.nullish(),
});

/** mod_json_cdr: one record a leg (channel), written when the leg is over. Values are text, also numbers. */
export const CDR = z.looseObject({
  variables: z.looseObject({ uuid: z.string().trim().min(1) }),
  /** The newest profile first; a transfer begins another. */
  callflow: z.array(profile).nullish(),
  /** Where old versions, and legs that never reached a dialplan, have their times. */
  times: values.nullish(),
  app_log: z
    .looseObject({ applications: z.array(values) })
    .nullish()
    .catch(null),
});

/** A leg with its variables as text; what is empty is not told. */
export type Leg = {
  readonly uuid: string;
  readonly variable: (name: string) => string | null;
  readonly profile: (name: string) => string | null;
  readonly times: Readonly<Record<string, unknown>>;
  readonly firstTimes: Readonly<Record<string, unknown>>;
  /** Whether another leg rang this one; not so a leg that came in, or that an application dialled. */
  readonly wasRung: boolean;
  readonly recorded: readonly { readonly file: string; readonly at: EpochMs | null }[];
};

/** A moment of a leg, from the most exact of its variables, or from its times (µs). 0 = it did not happen. */
export function instant(leg: Leg, variable: string, time: string): EpochMs | null {
  const us = number(leg.variable(`${variable}_uepoch`));
  const told = us === null ? epochMs(leg.variable(`${variable}_epoch`)) : Math.floor(us / 1000);
  const ms = told ?? Math.floor((number(leg.times[time]) ?? 0) / 1000);
  return ms > 0 ? ms : null;
}

export function epochMs(seconds: string | null): EpochMs | null {
  const count = number(seconds);
  return count === null || count === 0 ? null : count * 1000;
}

export function number(value: unknown): number | null {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : null;
}

export function legOf(record: z.infer<typeof CDR>): Leg {
  const { variables, callflow, app_log } = record;
  const newest = callflow?.[0];
  const read = isEncoded(variables) ? decoded : (text: string): string => text;
  const variable = (name: string): string | null => textOf(variables[name], read);
  const caller = newest?.caller_profile ?? {};
  return {
    uuid: variables.uuid.trim(),
    variable,
    profile: (name) => textOf(caller[name], decoded),
    times: newest?.times ?? record.times ?? {},
    firstTimes: callflow?.at(-1)?.times ?? record.times ?? {},
    wasRung:
      variable('originating_leg_uuid') !== null ||
      (callflow ?? []).some(({ caller_profile }) => 'originator' in (caller_profile ?? {})),
    recorded: (app_log?.applications ?? []).flatMap((application) => {
      const file =
        application['app_name'] === 'record_session' ? textOf(application['app_data'], (text) => text) : null;
      const us = number(application['app_stamp']);
      return file === null ? [] : [{ file, at: us === null ? null : Math.floor(us / 1000) }];
    }),
  };
}

function textOf(value: unknown, read: (text: string) => string): string | null {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' && value.trim() !== '' ? read(value.trim()) : null;
}

/**
 * The module writes variables percent-encoded unless its encode-values is off, and nowhere says so: a space, a quote or
 * a bracket as it is can only be in a record that is not encoded.
 */
function isEncoded(variables: Readonly<Record<string, unknown>>): boolean {
  return !Object.values(variables).some((value) => typeof value === 'string' && /[\s"<>]/.test(value));
}

/** Text with percent signs that encode nothing stays as it is. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return text;
    throw error;
  }
}
