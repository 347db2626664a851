import type { Call } from '../ingest/call.ts';
import type { Answer, Evaluation, Evidence } from '../score/evaluation.ts';
import { describeReason } from '../score/reasons.ts';
import type { Scorecard } from '../score/scorecard.ts';
import type { CallTone } from '../score/tone/tone.ts';
import type { Transcript } from '../ingest/transcript.ts';
import { inSentence, type Said } from './sentence.ts';
import { clock, scoreText } from './text.ts';
import { toneCard } from './tone-text.ts';

/** Names for people; an id stands for itself where nothing better is known. */
export type Names = {
  readonly operator: (operatorId: string) => string;
  readonly scorecard: (scorecardId: string) => Scorecard | undefined;
  readonly moment: (project: string, at: number) => string;
};

/** What was said, by utterance. */
export function saidIn(transcripts: readonly Transcript[]): Said {
  return new Map(transcripts.flatMap((t) => t.utterances.map(({ utteranceId, text }) => [utteranceId, text] as const)));
}

/** What the machine tells of a call, as `show` and the demo show it: together or not at all. */
export type Judgement = { readonly evaluations: readonly Evaluation[]; readonly tone: CallTone | null };

/**
 * A scored call in a few lines: score, each failed criterion, and the words that prove it or where they were missed; the
 * tone in a line, with the words of what is grave.
 */
export function callCard(call: Call, { evaluations, tone }: Judgement, said: Said, names: Names): string {
  const head = `${call.project}/${call.callId} · ${names.moment(call.project, call.startedAt)} · ${call.direction} ${call.channel}`;
  const cards = evaluations.flatMap((e) => [...evaluationLines(e, said, names), ...toneCard(tone, e.operatorId, said)]);
  return [head, ...cards].join('\n');
}

function evaluationLines(evaluation: Evaluation, said: Said, names: Names): readonly string[] {
  const { operatorId, scorecardId, scorecardVersion, answers } = evaluation;
  const failed = answers.filter((a) => a.verdict === 'no' || (a.share !== null && a.share < 1));
  const unclear = answers.filter((a) => a.verdict === 'unclear');
  return [
    `  ${names.operator(operatorId)} · ${scorecardId} v${String(scorecardVersion)} · score ${scoreLine(evaluation)} · ${judged(answers)}`,
    ...failed.flatMap((answer) => answerLines('✗', answer, said, names.scorecard(scorecardId))),
    ...unclear.flatMap((answer) => answerLines('?', answer, said, names.scorecard(scorecardId))),
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
export function answerLines(
  mark: string,
  answer: Answer,
  said: Said,
  scorecard: Scorecard | undefined,
): readonly string[] {
  const criterion = scorecard?.criteria.find((c) => c.id === answer.criterionId);
  const title = criterion?.titles.en ?? answer.criterionId;
  const weight = answer.critical ? 'critical' : `weight ${String(answer.weight)}`;
  return [
    `    ${mark} ${title} [${answer.criterionId}, ${weight}]: ${describeReason(answer.reason)}`,
    ...answer.evidence.map((evidence) => `        ${quoteLine(evidence, said)}`),
    ...searchedLines(answer),
  ];
}

function quoteLine({ utteranceId, startMs, endMs, speaker, quote }: Evidence, said: Said): string {
  return `${clock(startMs)}–${clock(endMs)} ${speaker}: ${inSentence(quote, said.get(utteranceId) ?? quote)}`;
}

function searchedLines({ searched }: Answer): readonly string[] {
  if (searched === null) return [];
  const { speaker, startMs, endMs, utterances } = searched;
  const whose = speaker === 'any' ? 'everybody' : `the ${speaker}`;
  const pieces = utterances === 1 ? '1 utterance' : `${String(utterances)} utterances`;
  return [`        searched ${clock(startMs)}–${clock(endMs)}, ${pieces} of ${whose}`];
}
