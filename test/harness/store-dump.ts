/**
 * All rows of a data folder as JSON, in a process of its own, because the engine binds one folder a process:
 * `node store-dump.ts <clickhouse folder>`.
 */
import { openStore } from '../../store/open-store.ts';

const TABLES = {
  customers: 'project, customerKey',
  source_events: 'project, callId, source, eventId',
  operator_events: 'project, source, eventId',
  calls: 'project, callId',
  recordings: 'project, callId, recordingId',
  transcripts: 'project, callId, recordingId, engine, model, optionsHash',
  tones: 'project, callId, toneModel',
  evaluations: 'project, callId, operatorId, scorecardId',
  dead_letters: 'letterId',
  intake: 'project, path, inode',
} as const;

const store = await openStore({
  at: { kind: 'embedded', folder: process.argv[2] ?? '', ownerOnly: true },
  database: 'etalon',
  attempts: 3,
  signal: new AbortController().signal,
});
const dump: Record<string, readonly unknown[]> = {};
for (const [table, order] of Object.entries(TABLES)) {
  const sql = `SELECT * FROM ${table} FINAL ORDER BY ${order}`;
  dump[table] = await store.run({ name: table, sql, parse: (row) => row }, {});
}
await store.close();
process.stdout.write(JSON.stringify(dump));
