import { z } from 'zod';
import type {
  Answer,
  AnswerReason,
  ConversationMeasures,
  Evaluation,
  Evidence,
  SearchedWindow,
} from '../../score/evaluation.ts';
import {
  array,
  bool,
  float,
  jsonText,
  keyword,
  map,
  maybe,
  ms,
  nullable,
  one,
  oneOf,
  string,
  tuple,
  uint32,
  version,
  type Columns,
} from '../columns.ts';
import { table, type Table } from '../table.ts';

const evidence: Columns<Evidence> = {
  utteranceId: string,
  recordingId: string,
  speaker: oneOf(['operator', 'customer', 'unknown']),
  quote: string,
  startMs: ms,
  endMs: ms,
};

const searched: Columns<SearchedWindow> = {
  speaker: oneOf(['operator', 'customer', 'unknown', 'any']),
  startMs: ms,
  endMs: ms,
  utterances: uint32,
};

const reason = jsonText<AnswerReason>(
  z.object({ code: z.string(), params: z.record(z.string(), z.union([z.string(), z.number()])) }),
);

const answer: Columns<Answer> = {
  sectionId: keyword,
  criterionId: keyword,
  verdict: oneOf(['yes', 'no', 'na', 'unclear', 'pending', 'points']),
  share: nullable(float),
  weight: float,
  critical: bool,
  method: oneOf(['rule', 'measure', 'meaning', 'judge', 'human']),
  confidence: nullable(float),
  reason,
  evidence: array(tuple(evidence)),
  searched: maybe(tuple(searched)),
  measured: nullable(float),
};

const measures = tuple<ConversationMeasures>({
  durationMs: float,
  operatorTalkShare: nullable(float),
  operatorTalkMs: nullable(float),
  customerTalkMs: nullable(float),
  silenceMs: nullable(float),
  longestSilenceMs: nullable(float),
  deadAirCount: nullable(float),
  talkOverMs: nullable(float),
  operatorInterruptions: nullable(float),
  operatorWordsPerMinute: nullable(float),
  customerWordsPerMinute: nullable(float),
  firstResponseMs: nullable(float),
  longestResponseMs: nullable(float),
});

/** An evaluation with its answers and evidence in one row. */
export const evaluations: Table<Evaluation> = table<Evaluation>('evaluations', {
  schemaVersion: one,
  project: keyword,
  callId: string,
  operatorId: string,
  scorecardId: keyword,
  scorecardVersion: uint32,
  evaluator: oneOf(['machine', 'supervisor', 'self', 'agreed', 'dispute']),
  rater: string,
  run: keyword,
  revision: version,
  score: nullable(float),
  rawScore: nullable(float),
  autoFail: bool,
  provisional: bool,
  withdrawn: bool,
  coverage: nullable(float),
  answers: { nested: answer },
  measures,
  startMs: ms,
  endMs: ms,
  language: keyword,
  inputHash: string,
  madeWith: map(string),
});
