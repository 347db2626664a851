import { describe, expect, it } from 'vitest';
import { onCluster, readMigrations } from '../../../store/migrate.ts';

describe('a statement of a migration', () => {
  it('stays as it is on one server', () => {
    const sql =
      'CREATE TABLE IF NOT EXISTS calls (callId String)\nENGINE = ReplacingMergeTree(version)\nORDER BY callId';
    expect(onCluster(sql, '')).toBe(sql);
  });

  it('makes a replicated table on every node of a cluster, replaced by the same version', () => {
    const sql =
      '-- one row a call\nCREATE TABLE IF NOT EXISTS calls (callId String)\nENGINE = ReplacingMergeTree(version)\nORDER BY callId';
    expect(onCluster(sql, 'main')).toBe(
      "-- one row a call\nCREATE TABLE IF NOT EXISTS calls ON CLUSTER 'main' (callId String)\nENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}', version)\nORDER BY callId",
    );
  });

  it('that changes a table changes it on every node', () => {
    expect(onCluster('ALTER TABLE calls ADD COLUMN x String', 'main')).toBe(
      "ALTER TABLE calls ON CLUSTER 'main' ADD COLUMN x String",
    );
  });

  it('makes a view on every node, for which nothing is replicated', () => {
    expect(onCluster('CREATE VIEW IF NOT EXISTS few SQL SECURITY DEFINER AS SELECT 1', 'main')).toBe(
      "CREATE VIEW IF NOT EXISTS few ON CLUSTER 'main' SQL SECURITY DEFINER AS SELECT 1",
    );
  });

  it('of every migration is one of these: no table escapes replication', async () => {
    for (const { name, sql } of await readMigrations())
      for (const statement of sql
        .replaceAll(/^--.*$/gm, '')
        .split(';')
        .filter((part) => part.trim() !== '')) {
        const replicated = onCluster(statement.trim(), 'main');
        expect(replicated, name).toContain("ON CLUSTER 'main'");
        if (statement.includes('ENGINE')) expect(replicated, name).toContain('ReplicatedReplacingMergeTree(');
      }
  });
});
