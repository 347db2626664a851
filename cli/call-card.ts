import type { Call } from '../ingest/call.ts';
import type { Answer, Evaluation, Evidence } from '../score/evaluation.ts';
import { describeReason } from '../score/reasons.ts';
import type { Scorecard } from '../score/scorecard.ts';
import { clock, scoreText } from './text.ts';

/** Names for people; an id stands for itself where nothing better is known. */
export type Names = {
  readonly operator: (operatorId: string) => string;
  readonly scorecard: (scorecardId: string) => Scorecard | undefined;
  readonly moment: (project: string, at: number) => string;
};

/** A scored call in a few lines: score, each failed criterion, and the words that prove it or where they were missed. */
export function callCard(call: Call, evaluations: readonly Evaluation[], names: Names): string {
  const head = `${call.project}/${call.callId} · ${names.moment(call.project, call.startedAt)} · ${call.direction} ${call.channel}`;
  return [head, ...evaluations.flatMap((e) => evaluationLines(e, names))].join('\n');
}

function evaluationLines(evaluation: Evaluation, names: Names): readonly string[] {
  const { operatorId, scorecardId, scorecardVersion, answers } = evaluation;
  const failed = answers.filter((a) => a.verdict === 'no' || (a.share !== null && a.share < 1));
  const unclear = answers.filter((a) => a.verdict === 'unclear');
  return [
    `  ${names.operator(operatorId)} · ${scorecardId} v${String(scorecardVersion)} · score ${scoreLine(evaluation)} · ${judged(answers)}`,
    ...failed.flatMap((answer) => answerLines('✗', answer, names.scorecard(scorecardId))),
    ...unclear.flatMap((answer) => answerLines('?', answer, names.scorecard(scorecardId))),
    ...(failed.length + unclear.length === 0 ? ['    ✓ nothing failed'] : []),
  ];
}

/** The score, and where a critical criterion took it, what it would have been. */
export function scoreLine({ score, rawScore, autoFail, provisional }: Evaluation): string {
  const fail = autoFail ? ` (critical criterion failed; without it ${scoreText(rawScore)})` : '';
  const open = provisional ? ' (provisional: answers pending)' : '';
  const withheld = score === null && !autoFail ? ' (withheld: too little could be judged)' : '';
  return `${scoreText(score)}${fail}${open}${withheld}`;
}

/** "judged 6 of 9": answers given, of those that apply. */
export function judged(answers: readonly Answer[]): string {
  const apply = answers.filter((a) => a.verdict !== 'na');
  const given = apply.filter((a) => a.verdict !== 'unclear' && a.verdict !== 'pending');
  return `judged ${String(given.length)} of ${String(apply.length)}`;
}

/** An answer with its reason, the words that prove it, and the window that was searched in vain. */
export function answerLines(mark: string, answer: Answer, scorecard: Scorecard | undefined): readonly string[] {
  const criterion = scorecard?.criteria.find((c) => c.id === answer.criterionId);
  const title = criterion?.titles.en ?? answer.criterionId;
  const weight = answer.critical ? 'critical' : `weight ${String(answer.weight)}`;
  return [
    `    ${mark} ${title} [${answer.criterionId}, ${weight}]: ${describeReason(answer.reason)}`,
    ...answer.evidence.map((evidence) => `        ${quoteLine(evidence)}`),
    ...searchedLines(answer),
  ];
}

function quoteLine({ startMs, endMs, speaker, quote }: Evidence): string {
  return `${clock(startMs)}–${clock(endMs)} ${speaker}: “${quote}”`;
}

function searchedLines({ searched }: Answer): readonly string[] {
  if (searched === null) return [];
  const { speaker, startMs, endMs, utterances } = searched;
  const whose = speaker === 'any' ? 'everybody' : `the ${speaker}`;
  const pieces = utterances === 1 ? '1 utterance' : `${String(utterances)} utterances`;
  return [`        searched ${clock(startMs)}–${clock(endMs)}, ${pieces} of ${whose}`];
}
