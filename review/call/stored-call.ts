import { readFileSync } from 'node:fs';
import type { Evaluation } from '../../score/evaluation.ts';
import type { CallKey, Query, StoredRecording } from '../../store/store.ts';
import { evaluations } from '../../store/tables/evaluations.ts';
import { recordings } from '../../store/tables/recordings.ts';
import type { Table } from '../../store/table.ts';

/** What the store has of one call beyond the reads of the lines. */

export const recordingsOfCall: Query<CallKey, StoredRecording> = sqlHere('recordings-of-call', recordings);
/** By everybody: machine and people. */
export const evaluationsOfCall: Query<CallKey, Evaluation> = sqlHere('evaluations-of-call', evaluations);

function sqlHere<Row>(name: string, table: Table<Row>): Query<CallKey, Row> {
  const sql = readFileSync(new URL(`${name}.sql`, import.meta.url), 'utf8');
  return { name, sql, parse: (row) => table.fromRow(row) };
}
