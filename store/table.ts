import { z } from 'zod';
import { EtalonError } from '../errors.ts';
import { anyArray, anyObject, array, one, type Column, type Columns } from './columns.ts';

/** A row as it is read: JSONEachRow, by name. */
export type JsonRow = Readonly<Record<string, unknown>>;
/** A row as it is written: JSONCompactEachRow, in the order of the columns. Names would be half of a call's row. */
export type CompactRow = readonly unknown[];
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
  readonly toRow: (record: R) => CompactRow;
  /** Throws STORE_ROW_UNREADABLE naming the column when a stored value is not what the code knows. */
  readonly fromRow: (row: unknown) => R;
};

type Part = {
  readonly field: string;
  readonly columns: readonly ColumnSpec[];
  /** Puts the values of the columns at the end of the row. */
  readonly write: (value: unknown, row: unknown[]) => void;
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
    toRow: (record) => writeRow(name, parts, record, own ? [] : [1]),
    // Every field of R was read by a column of its type; TypeScript cannot follow that through Object.entries.
    fromRow: (row) => readRow(name, parts, anyObject(row)) as R,
  };
}

function partsOf(fields: object): readonly Part[] {
  const entries: readonly [string, Column<unknown> | Nested<unknown>][] = Object.entries(fields);
  return entries.map(([field, of]) => ('nested' in of ? nestedPart(field, of) : columnPart(field, of)));
}

function columnPart(field: string, of: Column<unknown>): Part {
  return {
    field,
    columns: [{ name: field, type: of.type }],
    write: (value, row) => {
      row.push(of.toJson(value));
    },
    read: (row) => of.fromJson(row[field]),
  };
}

function nestedPart(field: string, of: Nested<unknown>): Part {
  const fields: readonly [string, Column<unknown>][] = Object.entries(of.nested);
  const lists = fields.map(([name, of]) => ({ name, column: `${field}.${name}`, of, type: array(of).type }));
  return {
    field,
    columns: lists.map(({ column, type }) => ({ name: column, type })),
    write: (value, row) => {
      const elements = anyArray(value);
      for (const { name, of } of lists) {
        const values: unknown[] = [];
        for (const element of elements) values.push(of.toJson(anyObject(element)[name]));
        row.push(values);
      }
    },
    read: (row) => {
      const elements = anyArray(row[lists[0]?.column ?? '']).map((): Record<string, unknown> => ({}));
      for (const { name, column, of } of lists) {
        const values = anyArray(row[column]);
        for (const [nth, element] of elements.entries()) element[name] = of.fromJson(values[nth]);
      }
      return elements;
    },
  };
}

function writeRow(table: string, parts: readonly Part[], record: object, row: unknown[]): CompactRow {
  let field = '';
  try {
    const values = anyObject(record);
    for (const part of parts) {
      field = part.field;
      part.write(values[field], row);
    }
    return row;
  } catch (error) {
    throw misfit('STORE_ROW_INVALID', `${table}.${field}`, error);
  }
}

function readRow(table: string, parts: readonly Part[], row: JsonRow): JsonRow {
  const record: Record<string, unknown> = {};
  let field = '';
  try {
    for (const part of parts) {
      field = part.field;
      record[field] = part.read(row);
    }
    return record;
  } catch (error) {
    throw misfit('STORE_ROW_UNREADABLE', `${table}.${field}`, error);
  }
}

/** The value itself stays out: it may be personal. */
function misfit(code: 'STORE_ROW_INVALID' | 'STORE_ROW_UNREADABLE', what: string, error: unknown): EtalonError {
  const why =
    error instanceof z.ZodError ? (error.issues[0]?.code ?? '') : error instanceof EtalonError ? error.code : '';
  return new EtalonError(code, { what, why });
}
