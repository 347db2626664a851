import type { Database } from './clickhouse.ts';
import { quoted, type Params } from './clickhouse.ts';
import type { CallKey, Store } from './store.ts';
import type { Table } from './table.ts';
import { calls } from './tables/calls.ts';
import { evaluations } from './tables/evaluations.ts';
import { intake } from './tables/intake.ts';
import { sourceEvents } from './tables/source-events.ts';
import { tones } from './tables/tone.ts';
import { transcripts } from './tables/transcripts.ts';

type Readers = Pick<
  Store,
  | 'readSourceEvents'
  | 'readCalls'
  | 'readTranscripts'
  | 'findTranscript'
  | 'readEvaluations'
  | 'readJudgements'
  | 'readTones'
  | 'readIntake'
>;

// Parameters travel in the URL: 500 keys stay far below the 1 MB that ClickHouse takes.
const KEYS_A_QUERY = 500;

/** The reads of the lines. FINAL everywhere: of rows with one identity only the greatest version is seen. */
export function readers(database: Database): Readers {
  const select = async <R>(
    table: Table<R>,
    where: string,
    order: string,
    params: Params,
    near = '',
  ): Promise<readonly R[]> => {
    const columns = table.columns.map(({ name }) => quoted(name)).join(', ');
    const sql = `SELECT ${columns} FROM ${table.name} FINAL ${near} WHERE ${where} ORDER BY ${order}`;
    return (await database.query(sql, params)).map((row) => table.fromRow(row));
  };
  const ofCalls = async <R>(
    table: Table<R>,
    keys: readonly CallKey[],
    order: string,
    also = '1',
    params: Params = {},
  ): Promise<readonly R[]> => {
    const found: R[] = [];
    for (let from = 0; from < keys.length; from += KEYS_A_QUERY) {
      const lists = keyLists(keys.slice(from, from + KEYS_A_QUERY));
      found.push(...(await select(table, `${OF_CALLS} AND ${also}`, order, { ...lists, ...params }, NEAR_CALLS)));
    }
    return found;
  };
  return {
    readSourceEvents: (keys) => ofCalls(sourceEvents, keys, 'project, callId, at, seq, source, eventId'),
    readCalls: (keys) => ofCalls(calls, keys, 'project, callId'),
    readTranscripts: (keys) => ofCalls(transcripts, keys, 'project, callId, recordingId, engine, model, optionsHash'),
    findTranscript: async (of) =>
      (await select(transcripts, OF_AUDIO, 'version DESC, callId, recordingId LIMIT 1', { ...of }))[0] ?? null,
    readEvaluations: (keys, run) =>
      ofCalls(evaluations, keys, 'project, callId, operatorId, scorecardId', OF_RUN, { run }),
    readJudgements: (keys) => ofCalls(evaluations, keys, JUDGEMENTS_ORDER, IS_CURRENT),
    readTones: (keys) => ofCalls(tones, keys, 'project, callId, toneModel'),
    readIntake: () => select(intake, '1', 'project, path, inode', {}),
  };
}

const OF_CALLS = '(project, callId) IN (SELECT arrayJoin(arrayZip({projects:Array(String)}, {callIds:Array(String)})))';
// By columns of the identity, which all versions of a row share, so that it may come before FINAL: other columns of the
// rows around are then not read, which halves the time.
const NEAR_CALLS = 'PREWHERE project IN {projects:Array(String)} AND callId IN {callIds:Array(String)}';
const OF_RUN = `evaluator = 'machine' AND run = {run:String}`;
const IS_CURRENT = `run = '' AND NOT withdrawn`;
const JUDGEMENTS_ORDER = 'project, callId, operatorId, scorecardId, scorecardVersion, evaluator, rater';
const OF_AUDIO = `project = {project:String} AND audioSha256 = {audioSha256:String} AND engine = {engine:String}
  AND model = {model:String} AND optionsHash = {optionsHash:String}`;

function keyLists(keys: readonly CallKey[]): Params {
  return { projects: keys.map(({ project }) => project), callIds: keys.map(({ callId }) => callId) };
}
