import type { Call, EpochMs } from '../ingest/call.ts';
import type { DeadLetter } from '../ingest/dead-letter.ts';
import type { Intake } from '../ingest/inbox/intake.ts';
import type { OperatorEvent } from '../ingest/operator-event.ts';
import type { Operator } from '../ingest/operator.ts';
import type { SourceEvent } from '../ingest/source-event.ts';
import type { Transcript } from '../ingest/transcript.ts';
import type { Evaluation } from '../score/evaluation.ts';
import type { CallTone } from '../score/tone/tone.ts';

/** The number or address behind a customer key; the one restricted table that holds it. */
export type Customer = { readonly project: string; readonly customerKey: string; readonly address: string };

/** A scorecard as it was used: its text is kept, so that an old score can be explained. */
export type StoredScorecard = {
  readonly scorecardId: string;
  readonly version: number;
  readonly hash: string;
  readonly yaml: string;
};

/** A dead letter that was sent again. */
export type Redrive = {
  readonly project: string;
  readonly letterId: string;
  readonly at: EpochMs;
  /** Who did it: a name of the operating system. */
  readonly by: string;
  /** The topic, or `score` for a call that was announced again. */
  readonly target: string;
};

export type CallKey = { readonly project: string; readonly callId: string };

/** A call's key as one text, to find it by. */
export function idOfCall({ project, callId }: CallKey): string {
  return JSON.stringify([project, callId]);
}

/** The calls that are spoken of, each once. */
export function distinctCalls(keys: readonly CallKey[]): readonly CallKey[] {
  const byId = new Map(keys.map(({ project, callId }) => [idOfCall({ project, callId }), { project, callId }]));
  return [...byId.values()];
}

/** What the speech line knows of a recording file. Identity: (project, callId, recordingId). */
export type StoredRecording = {
  readonly project: string;
  readonly callId: string;
  readonly recordingId: string;
  readonly uri: string;
  readonly state: 'present' | 'failed';
  readonly failureCode: string;
  readonly failureParams: Readonly<Record<string, string | number>>;
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly format: string;
  readonly channels: number;
  readonly durationMs: number;
  readonly version: string;
};

/** What a query file gives: its SQL, and how one row reads. */
export type Query<Params, Row> = {
  readonly name: string;
  readonly sql: string;
  readonly parse: (row: unknown) => Row;
  /** Type only: which parameters the SQL names. */
  readonly params?: Params;
};

/**
 * ClickHouse as the lines see it. Every insert is idempotent by identity and version and returns only when the rows are
 * readable by the next read; a server that is away is retried inside, with backoff, until `signal` of the store aborts.
 */
export type Store = {
  insertSourceEvents(events: readonly SourceEvent[]): Promise<void>;
  insertCalls(calls: readonly Call[]): Promise<void>;
  insertRecordings(recordings: readonly StoredRecording[]): Promise<void>;
  insertTranscripts(transcripts: readonly Transcript[]): Promise<void>;
  insertTones(tones: readonly CallTone[]): Promise<void>;
  insertEvaluations(evaluations: readonly Evaluation[]): Promise<void>;
  insertDeadLetters(letters: readonly DeadLetter[]): Promise<void>;
  insertRedrives(redrives: readonly Redrive[]): Promise<void>;
  insertIntake(intake: readonly Intake[]): Promise<void>;
  insertOperatorEvents(events: readonly OperatorEvent[]): Promise<void>;
  insertOperators(operators: readonly Operator[]): Promise<void>;
  insertCustomers(customers: readonly Customer[]): Promise<void>;
  insertScorecards(scorecards: readonly StoredScorecard[]): Promise<void>;

  readSourceEvents(keys: readonly CallKey[]): Promise<readonly SourceEvent[]>;
  /** The calls that are there, in any order. */
  readCalls(keys: readonly CallKey[]): Promise<readonly Call[]>;
  readTranscripts(keys: readonly CallKey[]): Promise<readonly Transcript[]>;
  /** A transcript of the same audio by the same engine, model and options, whichever call it was heard for. */
  findTranscript(of: {
    readonly project: string;
    readonly audioSha256: string;
    readonly engine: string;
    readonly model: string;
    readonly optionsHash: string;
  }): Promise<Transcript | null>;
  /** The machine's evaluations of calls in a run ('' = the one that counts), all operators. */
  readEvaluations(keys: readonly CallKey[], run: string): Promise<readonly Evaluation[]>;
  /** What everybody said of calls: evaluations of all evaluators, self-scores too, that count now or once may; no what-if runs. */
  readJudgements(keys: readonly CallKey[]): Promise<readonly Evaluation[]>;
  /** The tones of calls by every model. */
  readTones(keys: readonly CallKey[]): Promise<readonly CallTone[]>;
  readIntake(): Promise<readonly Intake[]>;

  run<Params extends Readonly<Record<string, unknown>>, Row>(
    query: Query<Params, Row>,
    params: Params,
  ): Promise<readonly Row[]>;
  close(): Promise<void>;
};
