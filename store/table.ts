import { z } from 'zod';
import { EtalonError } from '../errors.ts';
import { array, one, type Column, type Columns } from './columns.ts';

export type JsonRow = Readonly<Record<string, unknown>>;
export type ColumnSpec = { readonly name: string; readonly type: string };

/** A list of records whose fields are parallel arrays: ClickHouse's Nested, columns `list.field`. */
export type Nested<E> = { readonly nested: Columns<E> };
export type Field<T> = Column<T> | (T extends readonly (infer E)[] ? Nested<E> : never);
export type Fields<R> = { readonly [K in keyof R]-?: Field<R[K]> };

/** A table whose rows are records of type R. The columns are written here once; a test holds them against the engine. */
export type Table<R> = {
  readonly name: string;
  readonly columns: readonly ColumnSpec[];
  /** Throws STORE_ROW_INVALID naming the column when a value cannot be stored as it is. */
  readonly toRow: (record: R) => JsonRow;
  /** Throws STORE_ROW_UNREADABLE naming the column when a stored value is not what the code knows. */
  readonly fromRow: (row: unknown) => R;
};

type Part = {
  readonly field: string;
  readonly columns: readonly ColumnSpec[];
  readonly write: (value: unknown) => readonly (readonly [string, unknown])[];
  readonly read: (row: JsonRow) => unknown;
};

/** `fields` names every field of R; where R has no schemaVersion of its own, its rows get one all the same. */
export function table<R extends object>(name: string, fields: Fields<R>): Table<R> {
  const parts = partsOf(fields);
  const own = 'schemaVersion' in fields;
  const columns = [...(own ? [] : [{ name: 'schemaVersion', type: one.type }]), ...parts.flatMap((p) => p.columns)];
  return {
    name,
    columns,
    toRow: (record) => ({ ...(own ? {} : { schemaVersion: 1 }), ...writeRow(name, parts, record) }),
    // Every field of R was read by a column of its type; TypeScript cannot follow that through Object.entries.
    fromRow: (row) => readRow(name, parts, anyObject.parse(row)) as R,
  };
}

const anyObject = z.record(z.string(), z.unknown());

function partsOf(fields: object): readonly Part[] {
  const entries: readonly [string, Column<unknown> | Nested<unknown>][] = Object.entries(fields);
  return entries.map(([field, of]) => ('nested' in of ? nestedPart(field, of) : columnPart(field, of)));
}

function columnPart(field: string, of: Column<unknown>): Part {
  return {
    field,
    columns: [{ name: field, type: of.type }],
    write: (value) => [[field, of.toJson(value)]],
    read: (row) => of.fromJson(row[field]),
  };
}

function nestedPart(field: string, of: Nested<unknown>): Part {
  const fields: readonly [string, Column<unknown>][] = Object.entries(of.nested);
  const lists = fields.map(([name, inner]) => ({ name, column: `${field}.${name}`, list: array(inner) }));
  return {
    field,
    columns: lists.map(({ column, list }) => ({ name: column, type: list.type })),
    write: (value) => {
      const elements = z.array(anyObject).parse(value);
      return lists.map(({ name, column, list }) => [column, list.toJson(elements.map((element) => element[name]))]);
    },
    read: (row) => {
      const read = lists.map(({ name, column, list }) => ({ name, values: list.fromJson(row[column]) }));
      const length = read[0]?.values.length ?? 0;
      return Array.from({ length }, (_, i) => Object.fromEntries(read.map(({ name, values }) => [name, values[i]])));
    },
  };
}

function writeRow(table: string, parts: readonly Part[], record: object): JsonRow {
  const values: JsonRow = { ...record };
  return Object.fromEntries(
    parts.flatMap((part) => checked('STORE_ROW_INVALID', table, part.field, () => part.write(values[part.field]))),
  );
}

function readRow(table: string, parts: readonly Part[], row: JsonRow): JsonRow {
  return Object.fromEntries(
    parts.map((part) => [part.field, checked('STORE_ROW_UNREADABLE', table, part.field, () => part.read(row))]),
  );
}

function checked<T>(
  code: 'STORE_ROW_INVALID' | 'STORE_ROW_UNREADABLE',
  table: string,
  field: string,
  work: () => T,
): T {
  try {
    return work();
  } catch (error) {
    // The value itself stays out: it may be personal.
    const why =
      error instanceof z.ZodError ? (error.issues[0]?.code ?? '') : error instanceof EtalonError ? error.code : '';
    throw new EtalonError(code, { what: `${table}.${field}`, why });
  }
}
