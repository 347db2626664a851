import type { Database } from './clickhouse.ts';
import { quoted, type Params } from './clickhouse.ts';
import type { CallKey, Store } from './store.ts';
import type { Table } from './table.ts';
import { calls } from './tables/calls.ts';
import { evaluations } from './tables/evaluations.ts';
import { intake } from './tables/intake.ts';
import { sourceEvents } from './tables/source-events.ts';
import { transcripts } from './tables/transcripts.ts';

type Readers = Pick<
  Store,
  'readSourceEvents' | 'readCall' | 'readTranscripts' | 'findTranscript' | 'readEvaluations' | 'readIntake'
>;

// Parameters travel in the URL: 500 keys stay far below the 1 MB that ClickHouse takes.
const KEYS_A_QUERY = 500;
const OF_CALL = 'project = {project:String} AND callId = {callId:String}';

/** The reads of the lines. FINAL everywhere: of rows with one identity only the greatest version is seen. */
export function readers(database: Database): Readers {
  const select = async <R>(table: Table<R>, where: string, order: string, params: Params): Promise<readonly R[]> => {
    const columns = table.columns.map(({ name }) => quoted(name)).join(', ');
    const sql = `SELECT ${columns} FROM ${table.name} FINAL WHERE ${where} ORDER BY ${order}`;
    return (await database.query(sql, params)).map((row) => table.fromRow(row));
  };
  return {
    readSourceEvents: async (keys) => {
      const found = [];
      for (let from = 0; from < keys.length; from += KEYS_A_QUERY) {
        found.push(
          ...(await select(sourceEvents, OF_CALLS, EVENT_ORDER, keyLists(keys.slice(from, from + KEYS_A_QUERY)))),
        );
      }
      return found;
    },
    readCall: async (key) => (await select(calls, OF_CALL, 'callId', { ...key }))[0] ?? null,
    readTranscripts: (key) => select(transcripts, OF_CALL, 'recordingId, engine, model, optionsHash', { ...key }),
    findTranscript: async (of) =>
      (await select(transcripts, OF_AUDIO, 'version DESC, callId, recordingId LIMIT 1', { ...of }))[0] ?? null,
    readEvaluations: (key) =>
      select(evaluations, `${OF_CALL} AND evaluator = 'machine' AND run = ''`, 'operatorId, scorecardId', { ...key }),
    readIntake: () => select(intake, '1', 'project, path, inode', {}),
  };
}

const OF_CALLS = '(project, callId) IN (SELECT arrayJoin(arrayZip({projects:Array(String)}, {callIds:Array(String)})))';
const EVENT_ORDER = 'project, callId, at, seq, source, eventId';
const OF_AUDIO = `project = {project:String} AND audioSha256 = {audioSha256:String} AND engine = {engine:String}
  AND model = {model:String} AND optionsHash = {optionsHash:String}`;

function keyLists(keys: readonly CallKey[]): Params {
  return { projects: keys.map(({ project }) => project), callIds: keys.map(({ callId }) => callId) };
}
