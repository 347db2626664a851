import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { World } from './world.ts';

/** A row that was inserted: when, and how many steps of events whoever made it knew (null = that does not apply). */
export type Stored<R> = {
  readonly row: R;
  readonly nr: number;
  readonly knows: number | null;
  /** When the first row of this identity was inserted. */
  readonly firstNr: number;
};

/** A table as readers see it with FINAL: of rows with one identity that of the greatest version, of equal ones the last. */
export type SimulatedTable<R> = {
  readonly insert: (rows: readonly R[], knows: (row: R) => number | null) => void;
  readonly visible: () => readonly R[];
  readonly ofCall: (call: { readonly project: string; readonly callId: string }) => readonly Stored<R>[];
  readonly find: (identity: R) => Stored<R> | undefined;
  /** Every row of a call that was ever inserted, in their order. */
  readonly everOfCall: (call: { readonly project: string; readonly callId: string }) => readonly Stored<R>[];
};

type Order = { readonly identity: readonly string[]; readonly version: string | null };

/** What decides which row counts, as the migrations say it. */
const ORDERS: ReadonlyMap<string, Order> = ordersOf(join(import.meta.dirname, '..', '..', 'store', 'migrations'));

function ordersOf(folder: string): ReadonlyMap<string, Order> {
  const sql = readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n');
  const tables = sql.matchAll(
    /CREATE TABLE IF NOT EXISTS (\w+)[\s\S]*?\nENGINE = ReplacingMergeTree(?:\((\w+)\))?\s*\nORDER BY \(([^)]*)\)/g,
  );
  return new Map(
    [...tables].map(([, name = '', version, identity = '']) => [
      name,
      { identity: identity.split(',').map((column) => column.trim()), version: version ?? null },
    ]),
  );
}

type Columns = Readonly<Record<string, unknown>>;

export function openTable<R extends object>(name: string, world: World): SimulatedTable<R> {
  const order = ORDERS.get(name);
  if (order === undefined) throw new Error(`no migration makes the table ${name}`);
  const byCall = new Map<string, Map<string, Stored<R>>>();
  const ever = new Map<string, Stored<R>[]>();
  // Rows are plain records of columns.
  const columns = (row: R): Columns => row as unknown as Columns;
  const versionOf = (row: R): string => (order.version === null ? '' : String(columns(row)[order.version]));
  const callOf = ({ project, callId = '' }: Columns): string => `${String(project)}\0${String(callId)}`;
  const rowsOf = (call: string): Map<string, Stored<R>> => {
    const known = byCall.get(call) ?? new Map<string, Stored<R>>();
    byCall.set(call, known);
    return known;
  };
  const everOf = (call: string): Stored<R>[] => {
    const known = ever.get(call) ?? [];
    ever.set(call, known);
    return known;
  };
  const identityOf = (row: R): string => order.identity.map((column) => String(columns(row)[column])).join('\0');
  return {
    insert: (rows, knows) => {
      for (const row of rows) {
        const own = rowsOf(callOf(columns(row)));
        const id = identityOf(row);
        const before = own.get(id);
        const nr = world.nextNr();
        const stored = { row, nr, knows: knows(row), firstNr: before?.firstNr ?? nr };
        everOf(callOf(columns(row))).push(stored);
        if (before !== undefined && isSmaller(versionOf(row), versionOf(before.row))) continue;
        own.set(id, stored);
        if (before !== undefined && (stored.knows ?? 0) < (before.knows ?? 0))
          world.breach('I9', `${name}: what knew less hides what knew more (${id.replaceAll('\0', ' ')})`);
      }
    },
    visible: () => [...byCall.values()].flatMap((own) => [...own.values()].map(({ row }) => row)),
    ofCall: ({ project, callId }) => [...(byCall.get(`${project}\0${callId}`)?.values() ?? [])],
    find: (row) => byCall.get(callOf(columns(row)))?.get(identityOf(row)),
    everOfCall: ({ project, callId }) => everOf(`${project}\0${callId}`),
  };
}

/** Of whole numbers in decimals. */
function isSmaller(a: string, b: string): boolean {
  return a.length === b.length ? a < b : a.length < b.length;
}
