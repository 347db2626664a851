import * as fc from 'fast-check';
import type { Call } from '../../ingest/call.ts';
import type { Transcript } from '../../ingest/transcript.ts';
import type { Answer, Evaluation } from '../../score/evaluation.ts';
import type { CallTone } from '../../score/tone/tone.ts';
import { anyCall, anyEvaluation, anyTranscript } from './records.ts';

/** Hand-written records of which only what a test speaks about matters; the rest is any, the same at each run. */
function some<T>(of: fc.Arbitrary<T>): T {
  const [value] = fc.sample(of, { numRuns: 1, seed: 11 });
  if (value === undefined) throw new Error('no sample');
  return value;
}

export const NOON = Date.UTC(2026, 2, 2, 12);

const blankCall: Partial<Call> = {
  project: 'shop',
  version: '1',
  startedAt: NOON,
  endedAt: NOON + 60_000,
  direction: 'inbound',
  channel: 'voice',
  mergedInto: '',
  queueEntries: [],
  legs: [],
  recordings: [],
  marks: [],
};

export function callOf(callId: string, of: Partial<Call> = {}): Call {
  return { ...some(anyCall), ...blankCall, callId, ...of };
}

export function evaluationOf(callId: string, score: number | null, of: Partial<Evaluation> = {}): Evaluation {
  const current = { project: 'shop', operatorId: 'anna', scorecardId: 'inbound', scorecardVersion: 1 } as const;
  const machine = { evaluator: 'machine', rater: '', run: '', revision: '1' } as const;
  const plain = { autoFail: false, provisional: false, withdrawn: false, coverage: 1, answers: [] } as const;
  return { ...some(anyEvaluation), ...current, ...machine, ...plain, callId, score, ...of };
}

/** A tone by the lists as they stand, in which nothing was found. */
export function toneOf(callId: string, version = '1', of: Partial<CallTone> = {}): CallTone {
  const identity = { schemaVersion: 1, project: 'shop', callId, toneModel: JUDGING.toneModel, version } as const;
  const nothing = { operators: [], findings: [], moods: [], inputHash: '', madeWith: {} };
  return { ...identity, lists: JUDGING.toneLists, ...nothing, ...of };
}

export function answerOf(criterionId: string, verdict: Answer['verdict']): Answer {
  const [answer] = evaluationWithAnswers.answers;
  if (answer === undefined) throw new Error('no sample');
  return { ...answer, criterionId, verdict };
}

const evaluationWithAnswers = some(anyEvaluation.filter(({ answers }) => answers.length > 0));

export function transcriptOf(callId: string): Transcript {
  const spoken = some(anyTranscript.filter(({ utterances }) => utterances.length > 0));
  const utterances = spoken.utterances.map((utterance) => ({ ...utterance, speaker: 'operator' as const }));
  return { ...spoken, utterances, project: 'shop', callId, recordingId: callId, version: '1' };
}

/** Every call of the shop is judged by the scorecard with the hash `now`. */
export const JUDGING = {
  scorecards: ['now'],
  ruleProjects: ['shop'],
  ruleDirections: [[]],
  ruleChannels: [[]],
  ruleQueues: [[]],
  toneModel: 'words',
  toneLists: 'now',
};
