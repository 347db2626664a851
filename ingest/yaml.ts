import { LineCounter, isMap, isNode, isScalar, parseDocument, type Document } from 'yaml';
import { z } from 'zod';
import { fieldPath, valueAt, type FieldPath } from './field-path.ts';
import { nearestKey } from './nearest-key.ts';

/** A file that was read, or every fault of it, each as `file:line: path.to.field: what is wrong`. */
export type Parsed<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly faults: readonly string[] };

export type YamlFault = { readonly path: FieldPath; readonly problem: string };

/**
 * YAML text by a zod schema. All faults come at once: broken syntax first (alone, for nothing after it can be trusted),
 * else every field the schema refuses, with the line it stands on and, for an unknown key, the known one it resembles.
 * `across` finds what is wrong between fields; it is asked of the raw content, so that a fault of shape hides nothing.
 */
export function parseYaml<T>(
  text: string,
  file: string,
  schema: z.ZodType<T>,
  across: (content: unknown) => readonly YamlFault[] = () => [],
): Parsed<T> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const lineAt = (offset: number): number => Math.max(1, lines.linePos(offset).line);
  if (document.errors.length > 0) {
    return { ok: false, faults: document.errors.map((error) => `${file}:${lineAt(error.pos[0])}: ${syntax(error)}`) };
  }
  const content = contentOf(document);
  if (content === null) return { ok: false, faults: [`${file}:1: the aliases of this file grow beyond measure`] };
  if (content.value === null) return { ok: false, faults: [`${file}:1: the file is empty`] };
  const result = schema.safeParse(content.value);
  const between = across(content.value);
  if (result.success && between.length === 0) return { ok: true, value: result.data };
  const faults = [
    ...(result.error?.issues ?? []).flatMap((issue) => faultsOf(issue, schema, content.value)),
    ...between,
  ].map((fault) => ({
    line: lineAt(offsetOf(document, fault.path)),
    text: `${fault.path.join('.') || 'the file'}: ${fault.problem}`,
  }));
  faults.sort((a, b) => a.line - b.line);
  return { ok: false, faults: faults.map((fault) => `${file}:${fault.line}: ${fault.text}`) };
}

/** The parser's own words, and for a second colon in a line the cure, which they do not tell. */
function syntax({ code, message }: { readonly code: string; readonly message: string }): string {
  if (code !== 'BLOCK_AS_IMPLICIT_KEY' && code !== 'BLOCK_IN_FLOW') return message;
  return `${message}; text with a colon in it must stand in quotes, as in name: "Baltic: Bikes"`;
}

/** Null when the aliases of the document multiply beyond the parser's limit: the only way this step fails. */
function contentOf(document: Document): { readonly value: unknown } | null {
  try {
    return { value: document.toJS() };
  } catch (error) {
    if (error instanceof ReferenceError) return null;
    throw error;
  }
}

function faultsOf(issue: z.core.$ZodIssue, schema: z.ZodType, content: unknown): readonly YamlFault[] {
  const path = fieldPath(issue.path);
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(schema, path);
    return issue.keys.map((key) => ({ path: [...path, key], problem: unknownKey(key, known) }));
  }
  if (issue.code === 'invalid_type' && valueAt(content, path) === undefined) {
    return [{ path, problem: `is missing (expected ${issue.expected})` }];
  }
  return [{ path, problem: issue.message }];
}

function unknownKey(key: string, known: readonly string[]): string {
  const near = nearestKey(key, known);
  return near === null ? 'is not a known key' : `is not a known key; did you mean "${near}"?`;
}

/** Where the deepest part of the path that the file has begins: the key for a value, the parent for a missing one. */
function offsetOf(document: Document, path: FieldPath): number {
  for (let length = path.length; length > 0; length -= 1) {
    const parent = length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
    const last = path[length - 1];
    if (isMap(parent)) {
      const pair = parent.items.find(({ key }) => isScalar(key) && String(key.value) === String(last));
      if (pair !== undefined && isNode(pair.key)) return pair.key.range?.[0] ?? 0;
    }
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node)) return node.range?.[0] ?? 0;
  }
  return document.contents?.range?.[0] ?? 0;
}

/** The keys the schema knows at a path; empty where it takes any. */
function keysAt(schema: z.core.$ZodType, path: FieldPath): readonly string[] {
  const bare = unwrapped(schema);
  if (bare instanceof z.ZodUnion) return bare.options.flatMap((option) => keysAt(option, path));
  const [step, ...rest] = path;
  if (bare instanceof z.ZodObject) {
    const shape: Readonly<Record<string, z.core.$ZodType>> = bare.shape;
    if (step === undefined) return Object.keys(shape);
    const inner = shape[String(step)];
    return inner === undefined ? [] : keysAt(inner, rest);
  }
  if (step === undefined) return [];
  if (bare instanceof z.ZodArray) return keysAt(bare.element, rest);
  if (bare instanceof z.ZodRecord) return keysAt(bare.valueType, rest);
  return [];
}

function unwrapped(schema: z.core.$ZodType): z.core.$ZodType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return unwrapped(schema.unwrap());
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) return unwrapped(schema.unwrap());
  if (schema instanceof z.ZodPipe) return unwrapped(schema.in);
  return schema;
}
