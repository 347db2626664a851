import type { Call } from '../ingest/call.ts';
import type { Project } from '../ingest/project.ts';
import type { Transcript } from '../ingest/transcript.ts';
import { answerOf } from './answer.ts';
import type { Hearing } from './applies.ts';
import { compileScorecard, type CompiledCriterion } from './compiled.ts';
import { conversationsOf, type Conversation } from './conversation.ts';
import type { Answer, ConversationMeasures, Evaluation } from './evaluation.ts';
import { fingerprint } from './fingerprint.ts';
import { matcherOf } from './match.ts';
import { measuresOf } from './measures.ts';
import type { Scorecard } from './scorecard.ts';
import { scoreOf } from './score.ts';
import { indexSpeech } from './speech-index.ts';

/** Raised with every change of the rules that may change a score; part of what an evaluation was made with. */
export const SCORING_VERSION = '2';

/** What calls are judged by: the same for all calls of a project that fall under one scorecard. */
export type Yardstick = {
  readonly scorecard: Scorecard;
  /** `scorecardHash` of the file's text. */
  readonly scorecardHash: string;
  readonly project: Pick<Project, 'vocabulary'>;
};

/** Evaluates calls by one yardstick: an evaluation for each operator who spoke, none without transcripts. */
export type Evaluate = (call: Call, transcripts: readonly Transcript[]) => readonly Evaluation[];

/** Makes the phrases ready once, for many calls. Equal input gives equal evaluations, in whatever order it comes. */
export function evaluatorOf(yardstick: Yardstick): Evaluate {
  const compiled = compileScorecard(yardstick.scorecard, yardstick.project.vocabulary);
  return (call, transcripts) =>
    conversationsOf(call, transcripts).map((conversation) => evaluationOf(call, conversation, yardstick, compiled));
}

/** Evaluates one call; `evaluatorOf` is quicker for many. */
export function evaluate(
  input: Yardstick & { readonly call: Call; readonly transcripts: readonly Transcript[] },
): readonly Evaluation[] {
  return evaluatorOf(input)(input.call, input.transcripts);
}

function evaluationOf(
  call: Call,
  conversation: Conversation,
  yardstick: Yardstick,
  compiled: readonly CompiledCriterion[],
): Evaluation {
  const { scorecard } = yardstick;
  const measures = measuresOf(conversation);
  const answers = answersOf(conversation, scorecard, compiled, measures);
  return {
    schemaVersion: 1,
    project: call.project,
    callId: call.callId,
    operatorId: conversation.operatorId,
    scorecardId: scorecard.id,
    scorecardVersion: scorecard.version,
    evaluator: 'machine',
    rater: '',
    run: '',
    revision: call.version,
    ...scoreOf(scorecard, answers),
    withdrawn: false,
    answers,
    measures,
    startMs: conversation.startMs,
    endMs: conversation.endMs,
    language: conversation.language,
    inputHash: inputHash(conversation, yardstick),
    madeWith: madeWith(conversation, yardstick),
  };
}

function answersOf(
  conversation: Conversation,
  scorecard: Scorecard,
  compiled: readonly CompiledCriterion[],
  measures: ConversationMeasures,
): readonly Answer[] {
  const { languages } = scorecard;
  const hearing: Hearing = { conversation, languages, match: matcherOf(indexSpeech(conversation, languages)) };
  const answers = new Map<string, Answer>();
  for (const one of compiled) answers.set(one.criterion.id, answerOf(one, hearing, measures, answers));
  return [...answers.values()];
}

/** Over everything that can change the evaluation: who said what and when, the yardstick, the rules of this code. */
function inputHash(conversation: Conversation, yardstick: Yardstick): string {
  const turns = conversation.turns.map((turn) => [
    [turn.utteranceId, turn.recordingId, turn.speaker, turn.operatorId, turn.language],
    [turn.startMs, turn.endMs, turn.text, turn.confidence, turn.doubts],
    turn.words.map(({ text, startMs, endMs }) => [text, startMs, endMs]),
  ]);
  const speech = conversation.speech.map(({ speaker, startMs, endMs }) => [speaker, startMs, endMs]);
  const made = [SCORING_VERSION, yardstick.scorecardHash, vocabularyOf(yardstick)];
  return fingerprint(JSON.stringify([made, { ...conversation, turns, speech }]));
}

function madeWith(conversation: Conversation, yardstick: Yardstick): Readonly<Record<string, string>> {
  const { heardBy } = conversation;
  const distinct = (values: readonly string[]): string => [...new Set(values)].sort().join(', ');
  return {
    scoring: SCORING_VERSION,
    scorecard: yardstick.scorecardHash,
    vocabulary: fingerprint(vocabularyOf(yardstick)),
    engine: distinct(heardBy.map((transcript) => transcript.engine)),
    model: distinct(heardBy.map((transcript) => transcript.model)),
    options: distinct(heardBy.map((transcript) => transcript.optionsHash)),
    audio: distinct(heardBy.map((transcript) => transcript.audioSha256)),
  };
}

function vocabularyOf({ project }: Yardstick): string {
  return JSON.stringify(Object.entries(project.vocabulary).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}
