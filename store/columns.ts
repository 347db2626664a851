import { z } from 'zod';
import { EtalonError, ERRORS, type ErrorCode, type Reason } from '../errors.ts';
import { isoMoment } from './iso-moment.ts';

/** A value of one column: its ClickHouse type, and how it is written to and read from JSON. */
export type Column<T> = {
  readonly type: string;
  /** Throws a ZodError when the value does not fit the column: a value ClickHouse would wrap or clamp in silence. */
  toJson(value: T): unknown;
  fromJson(json: unknown): T;
};

type Check<T> = (value: unknown) => T;

/** A value that fits passes at once; the schema costs ten times as much and only says what is wrong with another. */
function checked<T>(fits: (value: unknown) => value is T, schema: z.ZodType<T>): Check<T> {
  return (value) => (fits(value) ? value : schema.parse(value));
}

function column<T>(type: string, check: Check<T>): Column<T> {
  return { type, toJson: check, fromJson: check };
}

const text = checked((value) => typeof value === 'string', z.string());
export const anyArray: Check<readonly unknown[]> = checked((value) => Array.isArray(value), z.array(z.unknown()));
/** Any object that is no list; its fields are not looked at. */
export const anyObject: Check<Readonly<Record<string, unknown>>> = checked(isObject, z.record(z.string(), z.unknown()));

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Half of a surrogate pair is no character: ClickHouse would refuse the row, so it becomes U+FFFD. */
export const string: Column<string> = { type: 'String', toJson: (value) => text(value).toWellFormed(), fromJson: text };
/** For values of which there are few: projects, codes, languages, engines. */
export const keyword: Column<string> = { ...string, type: 'LowCardinality(String)' };
export const bool: Column<boolean> = column(
  'Bool',
  checked((value) => typeof value === 'boolean', z.boolean()),
);
export const float: Column<number> = column('Float64', checked(isNumber, z.number()));

/** Whole numbers come back as strings where they have 64 bits, else as numbers. */
function whole(type: string, min: number, max: number): Column<number> {
  const check = wholeWithin(min, max);
  return { type, toJson: check, fromJson: (json) => check(Number(json)) };
}

function wholeWithin(min: number, max: number): Check<number> {
  const fits = (value: unknown): value is number =>
    Number.isSafeInteger(value) && isNumber(value) && value >= min && value <= max;
  return checked(fits, z.int().min(min).max(max));
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

export const uint32: Column<number> = whole('UInt32', 0, 4_294_967_295);
export const uint64: Column<number> = whole('UInt64', 0, Number.MAX_SAFE_INTEGER);
/** Durations and offsets in ms: 64 bits, because nonsense from a telephone system must be kept, not wrapped. */
export const ms: Column<number> = whole('Int64', Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);

/** The schema version that this code writes and reads. */
export const one: Column<1> = column(
  'UInt8',
  checked((value) => value === 1, z.literal(1)),
);

const U64_MAX = 18_446_744_073_709_551_615n;
/** An unsigned 64-bit number as decimals: a version. */
export const version: Column<string> = column('UInt64', checked(isVersion, z.string().refine(isVersion)));

function isVersion(value: unknown): value is string {
  return typeof value === 'string' && /^\d{1,20}$/.test(value) && (value.length < 20 || BigInt(value) <= U64_MAX);
}

// DateTime64(3) clamps what lies outside these years without a word.
const FIRST_MOMENT = Date.UTC(1900, 0, 1);
const LAST_MOMENT = Date.UTC(2299, 11, 31, 23, 59, 59, 999);
const epochMs = wholeWithin(FIRST_MOMENT, LAST_MOMENT);
/** A moment as epoch ms; ISO 8601 on the wire, so that no server setting can read it as another unit. */
export const moment: Column<number> = {
  type: "DateTime64(3, 'UTC')",
  toJson: (value) => isoMoment(epochMs(value)),
  fromJson: (json) => epochMs(Date.parse(text(json))),
};

/** A closed list of words; a word the code does not know (written by a newer version) is refused on reading. */
export function oneOf<const T extends string>(values: readonly T[]): Column<T> {
  const known = new Set<unknown>(values);
  const fits = (value: unknown): value is T => known.has(value);
  return column('LowCardinality(String)', checked(fits, z.enum(values)));
}

export function nullable<T>(of: Column<T>): Column<T | null> {
  const type = /^LowCardinality\((.*)\)$/.exec(of.type);
  return {
    type: type?.[1] === undefined ? `Nullable(${of.type})` : `LowCardinality(Nullable(${type[1]}))`,
    toJson: (value) => (value === null ? null : of.toJson(value)),
    fromJson: (json) => (json === null ? null : of.fromJson(json)),
  };
}

export function array<T>(of: Column<T>): Column<readonly T[]> {
  return {
    type: `Array(${of.type})`,
    toJson: (values) => values.map((value) => of.toJson(value)),
    fromJson: (json) => anyArray(json).map((value) => of.fromJson(value)),
  };
}

/** For a union of words where null has no word of its own: '' in the column. */
export function emptyAsNull<T extends string>(of: Column<T>): Column<T | null> {
  return {
    type: of.type,
    toJson: (value) => value ?? '',
    fromJson: (json) => (json === '' ? null : of.fromJson(json)),
  };
}

/** Null as an empty list: ClickHouse has no stable Nullable(Tuple). */
export function maybe<T>(of: Column<T>): Column<T | null> {
  const list = array(of);
  return {
    type: list.type,
    toJson: (v) => list.toJson(v === null ? [] : [v]),
    fromJson: (j) => list.fromJson(j)[0] ?? null,
  };
}

export type Columns<R> = { readonly [K in keyof R]-?: Column<R[K]> };
export function tuple<R extends object>(columns: Columns<R>): Column<R> {
  const fields: readonly [string, Column<unknown>][] = Object.entries(columns);
  return {
    type: `Tuple(${fields.map(([name, { type }]) => `${name} ${type}`).join(', ')})`,
    toJson: (record) => {
      const values = anyObject(record);
      return Object.fromEntries(fields.map(([name, of]) => [name, of.toJson(values[name])]));
    },
    fromJson: (json) => {
      const values = anyObject(json);
      // The columns are those of R, each read by its own: what comes out is an R.
      return Object.fromEntries(fields.map(([name, of]) => [name, of.fromJson(values[name])])) as R;
    },
  };
}

export function map<T>(of: Column<T>): Column<Readonly<Record<string, T>>> {
  const each = (values: Readonly<Record<string, unknown>>, via: (value: T) => unknown): Record<string, unknown> =>
    Object.fromEntries(Object.entries(values).map(([key, value]) => [key.toWellFormed(), via(value as T)]));
  return {
    type: `Map(String, ${of.type})`,
    toJson: (values) => each(values, (value) => of.toJson(value)),
    fromJson: (json) =>
      Object.fromEntries(Object.entries(anyObject(json)).map(([key, value]) => [key, of.fromJson(value)])),
  };
}

/** A small open record as JSON text: parameters of a code, which SQL reads with JSONExtract where it must. */
export function jsonText<T>(schema: z.ZodType<T>): Column<T> {
  return {
    type: 'String',
    toJson: (value) => JSON.stringify(schema.parse(value)).toWellFormed(),
    fromJson: (json) => schema.parse(JSON.parse(text(json))),
  };
}

export const params: Column<Readonly<Record<string, string | number>>> = jsonText(
  z.record(z.string(), z.union([z.string(), z.number()])),
);

const isErrorCode = (code: string): code is ErrorCode => Object.hasOwn(ERRORS, code);
export const errorCode: Column<ErrorCode> = {
  type: keyword.type,
  toJson: (code) => code,
  fromJson: (json) => {
    const code = keyword.fromJson(json);
    if (isErrorCode(code)) return code;
    throw new EtalonError('STORE_ROW_UNREADABLE', { what: 'error code', why: code });
  },
};

/** A reason as a named pair; null where nothing went wrong. */
export const reasonOrNull: Column<Reason | null> = maybe(tuple<Reason>({ code: errorCode, params }));
