import { expect, it } from 'vitest';
import { z } from 'zod';
import { migrate, readMigrations, type Migration } from '../../../store/migrate.ts';
import { freshDatabase, openTestDatabase, openTestStore } from '../../harness/store.ts';

const nameRow = z.object({ name: z.string() });

it('migrations run twice leave the tables as they were', async () => {
  const database = freshDatabase();
  const tables = {
    name: 'tables',
    sql: 'SELECT create_table_query AS name FROM system.tables WHERE database = currentDatabase() ORDER BY name',
    parse: (row: unknown) => nameRow.parse(row).name,
  };
  const first = await openTestStore(database);
  const before = await first.run(tables, {});
  expect(before).toHaveLength(24);
  const second = await openTestStore(database);
  expect(await second.run(tables, {})).toEqual(before);
});

const one: Migration = {
  number: 1,
  name: '0001-one.sql',
  sql: '-- First.\nCREATE TABLE IF NOT EXISTS a (x UInt8) ENGINE = MergeTree\nORDER BY x;\n\n-- Second.\nCREATE TABLE IF NOT EXISTS b (x UInt8) ENGINE = MergeTree ORDER BY x;\n',
};
const two: Migration = {
  number: 2,
  name: '0002-two.sql',
  sql: "INSERT INTO a SELECT 1 WHERE ';' != '';\n",
};

it('a migration runs once: the next start applies only what is new', async () => {
  const database = await openTestDatabase();
  await migrate(database, [one]);
  await migrate(database, [one, two]);
  await migrate(database, [one, two]);
  expect(await database.query('SELECT x FROM a')).toEqual([{ x: 1 }]);
  expect(await database.query('SELECT number, name FROM schema_migrations ORDER BY number')).toEqual([
    { number: 1, name: '0001-one.sql' },
    { number: 2, name: '0002-two.sql' },
  ]);
});

it('a migration that was killed halfway is finished by the next start', async () => {
  const database = await openTestDatabase();
  await database.command('CREATE TABLE a (x UInt8) ENGINE = MergeTree ORDER BY x');
  await migrate(database, [one]);
  expect(await database.query('SELECT count() AS n FROM b')).toEqual([{ n: '0' }]);
});

it('a migration that was edited after it ran is named and refused', async () => {
  const database = await openTestDatabase();
  await migrate(database, [one]);
  await expect(migrate(database, [{ ...one, sql: `${one.sql}\n-- edited` }])).rejects.toMatchObject({
    code: 'MIGRATION_CHANGED',
    params: { name: '0001-one.sql' },
  });
});

it('a database that a newer version made is refused', async () => {
  const database = await openTestDatabase();
  await migrate(database, [one, two]);
  await expect(migrate(database, [one])).rejects.toMatchObject({ code: 'STORE_NEWER', params: { found: 2, known: 1 } });
});

it('migrations are numbered from 1 without a gap', async () => {
  const numbers = (await readMigrations()).map(({ number }) => number);
  expect(numbers).toEqual(numbers.map((_, index) => index + 1));
});
