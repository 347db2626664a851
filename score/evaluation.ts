import type { Speaker } from '../ingest/transcript.ts';

/** `pending`: a question still open (a judge that has not answered). `points`: a graded answer, its share in `share`. */
export type Verdict = 'yes' | 'no' | 'na' | 'unclear' | 'pending' | 'points';

/** How an answer was found. `rule`: words and behaviour by rule; `measure`: a number against its threshold. */
export type Method = 'rule' | 'measure' | 'meaning' | 'judge' | 'human';

/** The words that prove an answer, verbatim, on the call's timeline in ms; one click plays them. */
export type Evidence = {
  readonly utteranceId: string;
  readonly recordingId: string;
  readonly speaker: Speaker;
  readonly quote: string;
  readonly startMs: number;
  readonly endMs: number;
};

/** Where an absence was established: what was searched, in whose speech, and how many utterances stood there. */
export type SearchedWindow = {
  readonly speaker: Speaker | 'any';
  readonly startMs: number;
  readonly endMs: number;
  readonly utterances: number;
};

/** Why an answer is what it is: a code of score/reasons.ts and its parameters, never a sentence. */
export type AnswerReason = { readonly code: string; readonly params: Readonly<Record<string, string | number>> };

export type Answer = {
  readonly sectionId: string;
  readonly criterionId: string;
  readonly verdict: Verdict;
  /** The share of the weight that was earned, 0–1; null unless the verdict is yes (1), no (0) or points. */
  readonly share: number | null;
  readonly weight: number;
  readonly critical: boolean;
  readonly method: Method;
  /** 0–1; null when the method gives none. */
  readonly confidence: number | null;
  readonly reason: AnswerReason;
  readonly evidence: readonly Evidence[];
  /** Set when the answer rests on an absence. */
  readonly searched: SearchedWindow | null;
  /** The measured number of a measured criterion, in its unit; null otherwise. */
  readonly measured: number | null;
};

/**
 * What was measured in the conversation over the operator's interval. Shares are 0–1, times ms, null where the
 * material cannot tell (one channel, nothing said). Definitions: docs/metrics.md.
 */
export type ConversationMeasures = {
  readonly durationMs: number;
  readonly operatorTalkShare: number | null;
  readonly operatorTalkMs: number | null;
  readonly customerTalkMs: number | null;
  readonly silenceMs: number | null;
  readonly longestSilenceMs: number | null;
  readonly deadAirCount: number | null;
  readonly talkOverMs: number | null;
  readonly operatorInterruptions: number | null;
  readonly operatorWordsPerMinute: number | null;
  readonly customerWordsPerMinute: number | null;
  /** First operator utterance after the start, ms. In chats: the first response time. */
  readonly firstResponseMs: number | null;
  readonly longestResponseMs: number | null;
};

/** Who or what evaluated. A self-score never counts (docs of blindness). */
export type Evaluator = 'machine' | 'supervisor' | 'self' | 'agreed' | 'dispute';

/**
 * One evaluation: one call, one operator who spoke, over that operator's interval. Identity: (project, callId,
 * operatorId, scorecardId, scorecardVersion, evaluator, rater, run). `revision` is that of the announced call.
 */
export type Evaluation = {
  readonly schemaVersion: 1;
  readonly project: string;
  readonly callId: string;
  readonly operatorId: string;
  readonly scorecardId: string;
  readonly scorecardVersion: number;
  readonly evaluator: Evaluator;
  /** The person; '' for the machine. */
  readonly rater: string;
  /** '' for the current run; a re-scoring or what-if run has its own id and is never mistaken for the current one. */
  readonly run: string;
  /** Decimal: the version of the call that was announced and read. */
  readonly revision: string;
  /** 0–100, null when coverage is below the floor or nothing was applicable. 0 when a critical criterion failed. */
  readonly score: number | null;
  /** The score before the critical rule; kept so that a coach sees both. */
  readonly rawScore: number | null;
  readonly autoFail: boolean;
  /** True while any answer is pending: left out of KPIs. */
  readonly provisional: boolean;
  /** True when a later fold says that this operator did not speak on this call: the row counts nowhere. */
  readonly withdrawn: boolean;
  /** Judged weight / applicable weight, 0–1; null when nothing was applicable. */
  readonly coverage: number | null;
  readonly answers: readonly Answer[];
  readonly measures: ConversationMeasures;
  /** Operator's interval on the call's timeline, ms. */
  readonly startMs: number;
  readonly endMs: number;
  readonly language: string;
  /** Hash of everything that went in (utterances, scorecard, options): equal hash, nothing to do. */
  readonly inputHash: string;
  /** Versions and hashes of everything that made it: scorecard hash, transcript engine, model, options, scoring code. */
  readonly madeWith: Readonly<Record<string, string>>;
};
