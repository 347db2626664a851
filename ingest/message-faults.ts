import type { z } from 'zod';
import type { Reason } from '../errors.ts';
import { MESSAGE_SCHEMAS, type Message } from './contracts.ts';
import { fieldPath, namesAt, valueAt, type FieldPath } from './field-path.ts';
import { nearestKey } from './nearest-key.ts';

/** One wrong field in every utterance is one mistake; five places show it as well as a thousand. */
const SHOWN_MAX = 5;

export type FieldFault = { readonly field: string; readonly problem: string };

/** What zod found in a message as one fault: the first field, then the next four, then how many more. Quotes no value. */
export function shapeFault(issues: readonly z.core.$ZodIssue[], json: object): FieldFault {
  const faults = issues.slice(0, SHOWN_MAX).map((issue) => {
    const path = fieldPath(issue.path);
    return { field: path.join('.') || 'the message', problem: problemOf(issue.message, path, json) };
  });
  const [first = { field: 'the message', problem: 'does not follow its contract' }, ...rest] = faults;
  const others = rest.map(({ field, problem }) => `; ${field}: ${problem}`).join('');
  const more = issues.length - faults.length;
  return { field: first.field, problem: first.problem + others + (more > 0 ? `; and ${more} more faults` : '') };
}

/** A field that is not there, with what was expected and the field that is probably meant to be it. */
export function missing(path: FieldPath, json: object, expected: string): string {
  const parent = path.slice(0, -1);
  const name = String(path.at(-1));
  const meant = namesAt(json, parent).find((key) => key !== name && nearestKey(key, [name]) !== null);
  const hint = meant === undefined ? '' : `; the message has ${[...parent, meant].join('.')}: did you mean ${name}?`;
  return `is missing (${expected})${hint}`;
}

/**
 * MESSAGE_FIELD_UNKNOWN for every top-level field that no contract knows and that resembles one which the message does
 * not state. No refusal: fields of one's own are allowed, so any other unknown name passes without a word.
 */
export function misspeltFields(message: Message, file: string): readonly Reason[] {
  const known = Object.keys(MESSAGE_SCHEMAS[message.type].shape);
  const stated = Object.entries(message).flatMap(([field, value]) =>
    value === null || value === undefined ? [] : [field],
  );
  const unstated = known.filter((field) => !stated.includes(field));
  return stated.flatMap((field) => {
    const near = known.includes(field) ? null : nearestKey(field, unstated);
    return near === null ? [] : [{ code: 'MESSAGE_FIELD_UNKNOWN', params: { file, field, near } }];
  });
}

function problemOf(message: string, path: FieldPath, json: object): string {
  if (path.length === 0 || valueAt(json, path) !== undefined) return message;
  const expected = message.replace(/^Invalid (?:input|option): /, '').replace(/, received undefined$/, '');
  return missing(path, json, expected);
}
