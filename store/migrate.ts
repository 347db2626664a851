import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { z } from 'zod';
import { EtalonError } from '../errors.ts';
import type { Database } from './clickhouse.ts';

export type Migration = { readonly number: number; readonly name: string; readonly sql: string };

/** The migrations of this version, in their order. */
export async function readMigrations(
  folder: URL = new URL('migrations/', import.meta.url),
): Promise<readonly Migration[]> {
  const names = (await readdir(folder)).filter((name) => /^\d{4}-.*\.sql$/.test(name)).sort();
  return Promise.all(
    names.map(async (name) => ({
      number: Number(name.slice(0, 4)),
      name,
      sql: (await readFile(new URL(name, folder), 'utf8')).replaceAll('\r\n', '\n'),
    })),
  );
}

// Ordered by number: the list is short and read whole. No partition and no TTL: it is the history of the database.
const LIST = `CREATE TABLE IF NOT EXISTS schema_migrations
(
    schemaVersion UInt8,
    number UInt32,
    name String,
    checksum String,
    appliedAt DateTime64(3, 'UTC') DEFAULT now64(3)
)
ENGINE = ReplacingMergeTree(appliedAt)
ORDER BY number`;

const appliedRow = z.object({ number: z.number(), name: z.string(), checksum: z.string() });

/**
 * Brings the database to the tables of `migrations`; what is there already is left alone. Every statement may be
 * repeated, so that a kill between a statement and its entry in the list is cured by the next start. Throws
 * STORE_NEWER when the database has a migration that is not ours, MIGRATION_CHANGED when one was edited afterwards.
 */
export async function migrate(database: Database, migrations: readonly Migration[], cluster = ''): Promise<void> {
  await database.command(onCluster(LIST, cluster));
  const rows = await database.query('SELECT number, name, checksum FROM schema_migrations FINAL ORDER BY number');
  const applied = new Map(rows.map((row) => appliedRow.parse(row)).map((row) => [row.number, row]));
  const known = migrations.at(-1)?.number ?? 0;
  const found = Math.max(0, ...applied.keys());
  if (found > known) throw new EtalonError('STORE_NEWER', { found, known });
  for (const migration of migrations) {
    const before = applied.get(migration.number);
    const checksum = checksumOf(migration.sql);
    if (before !== undefined && before.checksum !== checksum)
      throw new EtalonError('MIGRATION_CHANGED', { name: migration.name });
    if (before === undefined) await apply(database, migration, checksum, cluster);
  }
}

async function apply(
  database: Database,
  { number, name, sql }: Migration,
  checksum: string,
  cluster: string,
): Promise<void> {
  for (const statement of statementsOf(sql)) await database.command(onCluster(statement, cluster));
  const row = { schemaVersion: 1, number, name, checksum };
  await database.insert('schema_migrations', Object.keys(row), [JSON.stringify(Object.values(row))]);
}

/**
 * A statement of a migration for a replicated cluster: made on every node, and its table replicated under a path that
 * the macros {shard} and {replica} of the servers complete. '' = one server, and the statement as it is.
 */
export function onCluster(statement: string, cluster: string): string {
  if (cluster === '') return statement;
  return statement
    .replace(/^((?:CREATE (?:TABLE|VIEW) IF NOT EXISTS|ALTER TABLE) \w+)/m, `$1 ON CLUSTER '${cluster}'`)
    .replace(
      /^ENGINE = ReplacingMergeTree(?:\((\w+)\))?/m,
      (_, version: string | undefined) =>
        `ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}'${version === undefined ? '' : `, ${version}`})`,
    );
}

const checksumOf = (sql: string): string => createHash('sha256').update(sql).digest('hex');

/** Statements of a migration end with a semicolon at the end of a line; comments go with the statement they stand before. */
function statementsOf(sql: string): readonly string[] {
  return sql
    .split(/;[ \t]*(?:\n|$)/)
    .map((statement) => statement.trim())
    .filter((statement) => statement.split('\n').some((line) => line.trim() !== '' && !line.startsWith('--')));
}
