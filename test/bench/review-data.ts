import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openEmbedded, type Embedded } from '../../store/embedded.ts';
import { connect, type Database } from '../../store/clickhouse.ts';
import { openStore } from '../../store/open-store.ts';

/** What a made-up store holds: calls over twelve weeks, of three projects with a hundred operators each. */
export type ReviewData = {
  readonly calls: number;
  /** How many of the calls have a transcript. */
  readonly transcripts: number;
  /** `scattered`: ids that say nothing of the time, the worst case for reading by time; `ordered`: ids that grow with it. */
  readonly ids: 'scattered' | 'ordered';
};

export const REVIEW_DATA: ReviewData = { calls: 1_000_000, transcripts: 20_000, ids: 'scattered' };
export const REVIEW_DATABASE = 'review';
export const REVIEW_PROJECTS: readonly string[] = ['shop', 'bank', 'taxi'];
export const REVIEW_FROM_MS: number = Date.UTC(2026, 0, 5);
export const REVIEW_TO_MS: number = REVIEW_FROM_MS + 84 * 86_400_000;

/** Of the text that the evaluations were made with: an old one, which the store has. */
const SCORECARD_HASH = 'a1';

// One insert makes one part, as the lines do; parts are then merged as they would be over weeks.
const CALLS_AN_INSERT = 100_000;

/** An open data folder whose rows were made by the engine itself; made once, then used again. */
export type ReviewStore = { readonly database: Database; readonly close: () => Promise<void> };

/** Fills a data folder, or opens the one that was filled before. Throws DATA_FOLDER_IN_USE. */
export async function openReviewData(folder: string, data: ReviewData = REVIEW_DATA): Promise<ReviewStore> {
  const signal = new AbortController().signal;
  const made = join(folder, `made-${String(data.calls)}-${String(data.transcripts)}-${data.ids}`);
  mkdirSync(folder, { recursive: true });
  const at = { kind: 'embedded', folder, ownerOnly: true } as const;
  const store = await openStore({ at, database: REVIEW_DATABASE, attempts: 1, signal });
  const yaml = readFileSync(join(import.meta.dirname, '../../scorecards/shop-inbound.yaml'), 'utf8');
  await store.insertScorecards([{ scorecardId: 'shop-inbound', version: 1, hash: SCORECARD_HASH, yaml }]);
  await store.close();
  const engine = await openEmbedded(folder, true, signal);
  const database = await databaseOf(engine, signal);
  if (!existsSync(made)) {
    await fill(database, data);
    mkdirSync(made);
  }
  return {
    database,
    close: async () => {
      await database.close();
      await engine.close();
    },
  };
}

async function databaseOf(engine: Embedded, signal: AbortSignal): Promise<Database> {
  const patience = { attempts: 1, signal, onRetry: (): void => undefined };
  return connect(await engine.reach(REVIEW_DATABASE), REVIEW_DATABASE, patience);
}

async function fill(database: Database, data: ReviewData): Promise<void> {
  for (const table of ['calls', 'evaluations', 'transcripts']) await database.command(`TRUNCATE TABLE ${table}`);
  for (let from = 0; from < data.calls; from += CALLS_AN_INSERT) {
    const count = Math.min(CALLS_AN_INSERT, data.calls - from);
    for (const sql of [callsSql, evaluationsSql]) await database.command(sql(data, from, count));
  }
  for (let from = 0; from < data.transcripts; from += CALLS_AN_INSERT / 10) {
    await database.command(transcriptsSql(data, from, Math.min(CALLS_AN_INSERT / 10, data.transcripts - from)));
  }
  for (const table of ['calls', 'evaluations', 'transcripts']) await database.command(`OPTIMIZE TABLE ${table}`);
}

/** What every table knows of the nth call. Six in ten calls are of the first project, three of the second. */
function callColumns({ calls, ids }: ReviewData): string {
  const id = ids === 'scattered' ? 'lower(hex(sipHash128(number)))' : "concat('c', leftPad(toString(number), 9, '0'))";
  return `
    multiIf(number % 10 < 6, 'shop', number % 10 < 9, 'bank', 'taxi') AS project,
    ${id} AS callId,
    sipHash64(number, 1) AS chance,
    toDateTime64(${String(REVIEW_FROM_MS / 1_000)}, 3, 'UTC')
      + toIntervalMillisecond(intDiv(number * ${String(REVIEW_TO_MS - REVIEW_FROM_MS)}, ${String(calls)})) AS startedAt,
    toInt64(30000 + chance % 600000) AS durationMs,
    concat(project, '-', leftPad(toString(sipHash64(number, 2) % 100), 3, '0')) AS operatorId`;
}

const numbers = (from: number, count: number): string => `FROM numbers(${String(from)}, ${String(count)})`;

function callsSql(data: ReviewData, from: number, count: number): string {
  return `INSERT INTO calls (schemaVersion, project, callId, version, direction, channel, startedAt, startedAtSource,
      answeredAt, endedAt, disposition, hangupBy, customerKey, language, attributes,
      queueEntries.queue, queueEntries.nth, queueEntries.enteredAt, queueEntries.waitMs, queueEntries.outcome,
      legs.legId, legs.operatorId, legs.operatorAlias, legs.queue, legs.startedAt, legs.answeredAt, legs.endedAt,
      legs.talkMs, legs.outcome, recordings.recordingId, recordings.state, recordings.uri, sources)
    WITH${callColumns(data)},
      ['sales', 'support', 'orders', 'claims'][1 + chance % 4] AS queue, toInt64(chance % 60000) AS waitMs,
      startedAt + toIntervalMillisecond(waitMs) AS answered,
      startedAt + toIntervalMillisecond(durationMs) AS ended
    SELECT 1, project, callId, 3, ['inbound', 'inbound', 'inbound', 'outbound'][1 + chance % 4],
      if(chance % 20 = 0, 'chat', 'voice'), startedAt, 'record', answered, ended, 'answered', 'customer',
      lower(hex(sipHash128(sipHash64(number, 3) % 250000))), ['ru', 'uk', 'bg', 'pl', 'en'][1 + chance % 5],
      map('line', toString(chance % 9)),
      [queue], [1], [startedAt], [waitMs], ['answered'],
      [callId], [operatorId], [concat('SIP/', operatorId)], [queue], [startedAt], [answered], [ended],
      [durationMs - waitMs], ['completed'], [callId], ['present'], [concat('inbox:', project, '/', callId, '.wav')],
      ['record', 'queue_log', 'recording']
    ${numbers(from, count)}`;
}

/** The machine's of every call; of every fiftieth call that of a supervisor as well. */
function evaluationsSql(data: ReviewData, from: number, count: number): string {
  return `INSERT INTO evaluations (schemaVersion, project, callId, operatorId, scorecardId, scorecardVersion, evaluator,
      rater, run, revision, score, rawScore, autoFail, coverage, answers.sectionId, answers.criterionId, answers.verdict,
      answers.share, answers.weight, answers.method, answers.reason, answers.evidence, startMs, endMs, language,
      inputHash, madeWith)
    WITH${callColumns(data)}, range(13) AS nth,
      arrayMap(i -> sipHash64(number, 100 + i) % 16, nth) AS dice,
      arrayMap(d -> multiIf(d < 2, 'no', d < 3, 'na', d < 4, 'unclear', 'yes'), dice) AS verdicts,
      round(100 * arrayCount(v -> v = 'yes', verdicts) / greatest(arrayCount(v -> v IN ('yes', 'no'), verdicts), 1), 1) AS score,
      chance % 97 = 0 AS autoFail
    SELECT 1, project, callId, operatorId, 'shop-inbound', 1, evaluator, if(evaluator = 'machine', '', 'vera'), '', 3,
      if(autoFail, 0, score), score, autoFail, 1 - arrayCount(v -> v = 'unclear', verdicts) / 13,
      arrayMap(i -> concat('section', toString(intDiv(i, 4))), nth), arrayMap(i -> concat('criterion', toString(i)), nth),
      verdicts, arrayMap(v -> multiIf(v = 'yes', 1., v = 'no', 0., NULL), verdicts), arrayMap(i -> 1., nth),
      arrayMap(i -> 'rule', nth), arrayMap(i -> '{"code":"SAID","params":{"seconds":12}}', nth),
      arrayMap((i, d) -> [CAST((concat('u', toString(d)), callId, 'operator', concat('may I help you ', toString(d)),
        i * 1000, i * 1000 + 900), 'Tuple(utteranceId String, recordingId String, speaker LowCardinality(String), quote String, startMs Int64, endMs Int64)')], nth, dice),
      0, durationMs, 'en', hex(chance), map('scorecard', '${SCORECARD_HASH}', 'engine', 'whisper')
    ${numbers(from, count)}
    ARRAY JOIN if(number % 50 = 0, ['machine', 'supervisor'], ['machine']) AS evaluator`;
}

/** Calls spread evenly over the period; sixty utterances of ten words out of some three thousand, in turns. */
function transcriptsSql(data: ReviewData, from: number, count: number): string {
  const each = String(Math.floor(data.calls / data.transcripts));
  return `INSERT INTO transcripts (schemaVersion, project, callId, recordingId, engine, model, options, optionsHash, version,
      audioSha256, language, durationMs, speakersSeparated, complete, utterances.utteranceId, utterances.speaker,
      utterances.operatorId, utterances.language, utterances.startMs, utterances.endMs, utterances.text)
    WITH${callColumns(data)}, range(60) AS nth
    SELECT 1, project, callId, callId, 'whisper', 'small', '', '', 3, hex(chance), 'en', durationMs, true, true,
      arrayMap(i -> concat('u', toString(i)), nth), arrayMap(i -> if(i % 2 = 0, 'operator', 'customer'), nth),
      arrayMap(i -> if(i % 2 = 0, operatorId, ''), nth), arrayMap(i -> 'en', nth),
      arrayMap(i -> i * 4000, nth), arrayMap(i -> i * 4000 + 3500, nth),
      arrayMap(i -> arrayStringConcat(arrayMap(w -> concat('word',
        toString(toUInt32(3000 * pow(sipHash64(number, i, w) % 1000 / 1000, 3)))), range(10)), ' '), nth)
    FROM (SELECT number * ${each} AS number ${numbers(from, count)})`;
}
