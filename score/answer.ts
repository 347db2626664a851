import { obstacleOf, unlessSaid, voicesOf, type Hearing, type Obstacle } from './applies.ts';
import type { CompiledCriterion } from './compiled.ts';
import type { Conversation } from './conversation.ts';
import type { Answer, AnswerReason, ConversationMeasures, Evidence, SearchedWindow } from './evaluation.ts';
import type { Interval } from './intervals.ts';
import { doubtOf, turnsIn } from './legibility.ts';
import type { Match } from './match.ts';
import { momentsOf } from './moments.ts';
import { reason } from './reasons.ts';
import type { Criterion, Judging } from './scorecard.ts';
import { windowsOf } from './window.ts';

/** Evidence shown of what was said more than once; the first places are enough to hear it. */
const EVIDENCE_MAX = 5;

type Found = Pick<Answer, 'verdict' | 'reason'> &
  Partial<Pick<Answer, 'confidence' | 'evidence' | 'searched' | 'measured'>>;

/**
 * Answers one criterion. `earlier`: answers already given, which `after: criterion` refers to. The order of the
 * questions: does it apply, can its phrases be known, where must it happen, was it said there; and only a transcript
 * that is good enough there turns an absence into an answer.
 */
export function answerOf(
  compiled: CompiledCriterion,
  hearing: Hearing,
  measures: ConversationMeasures,
  earlier: ReadonlyMap<string, Answer>,
): Answer {
  const { criterion, missingName } = compiled;
  const obstacle = obstacleOf(compiled, hearing);
  if (obstacle) return answer(criterion, obstacle);
  const { judging } = criterion;
  if (judging.kind === 'measure') return answer(criterion, measured(judging, measures, hearing.conversation));
  if (missingName !== null) return answer(criterion, unclear(reason('VOCABULARY_MISSING', { name: missingName })));
  const opening = openingOf(compiled, hearing, earlier);
  if ('verdict' in opening) return answer(criterion, opening);
  const windows = windowsOf(criterion.when, hearing.conversation, voicesOf(criterion.speaker), opening.triggers);
  const found = judging.kind === 'says' ? said(compiled, hearing, windows) : neverSaid(compiled, hearing, windows);
  if (found.verdict !== 'no') return answer(criterion, found);
  return answer(criterion, { ...found, evidence: [...opening.calledFor, ...(found.evidence ?? [])] });
}

/** `weight` is 0 for bonus and penalty: they stay out of the mean and their points stand in the scorecard. */
function answer(criterion: Criterion, found: Found): Answer {
  const share = found.verdict === 'yes' ? 1 : found.verdict === 'no' ? 0 : null;
  return {
    sectionId: criterion.sectionId,
    criterionId: criterion.id,
    verdict: found.verdict,
    share,
    weight: criterion.worth.kind === 'weight' ? criterion.worth.points : 0,
    critical: criterion.critical,
    method: criterion.judging.kind === 'measure' ? 'measure' : 'rule',
    confidence: found.confidence ?? null,
    reason: found.reason,
    evidence: found.evidence ?? [],
    searched: found.searched ?? null,
    measured: found.measured ?? null,
  };
}

function unclear(why: AnswerReason): Found {
  return { verdict: 'unclear', reason: why };
}

function measured(
  judging: Extract<Judging, { readonly kind: 'measure' }>,
  measures: ConversationMeasures,
  conversation: Conversation,
): Found {
  const { name, atLeast, atMost } = judging;
  const value = measures[name];
  if (value === null) return unclear(reason('MEASURE_UNKNOWN', { measure: name }));
  const shown = { measure: name, value: Math.round(value * 100) / 100 };
  const found = { measured: value, evidence: momentsOf(name, conversation) };
  if (atLeast !== null && value < atLeast)
    return { verdict: 'no', reason: reason('BELOW_LIMIT', { ...shown, limit: atLeast }), ...found };
  if (atMost !== null && value > atMost)
    return { verdict: 'no', reason: reason('ABOVE_LIMIT', { ...shown, limit: atMost }), ...found };
  return { verdict: 'yes', reason: reason('WITHIN_LIMITS', shown), ...found };
}

/** `calledFor`: the customer's words that open the window, shown with an answer that failed them. */
type Opening = { readonly triggers: readonly Interval[]; readonly calledFor: readonly Evidence[] } | Obstacle;

/** What opens the window. Without its trigger a criterion has nothing to be judged by, and is N/A by its own rule. */
function openingOf(
  { criterion, trigger }: CompiledCriterion,
  hearing: Hearing,
  earlier: ReadonlyMap<string, Answer>,
): Opening {
  const { when } = criterion;
  if (when.kind === 'afterCustomer') {
    const voices = voicesOf('customer');
    const obstacle = unlessSaid(trigger, voices, 'CUSTOMER_DID_NOT_SAY', hearing);
    if (obstacle) return obstacle;
    const triggers = hearing.match(trigger, voices);
    return { triggers, calledFor: distinctEvidence(triggers) };
  }
  if (when.kind !== 'afterCriterion') return { triggers: [], calledFor: [] };
  const before = earlier.get(when.criterionId);
  const params = { criterion: when.criterionId };
  if (before?.verdict === 'yes') return { triggers: before.evidence.slice(0, 1), calledFor: [] };
  return before?.verdict === 'unclear'
    ? { verdict: 'unclear', reason: reason('TRIGGER_UNCLEAR', params) }
    : { verdict: 'na', reason: reason('TRIGGER_NOT_MET', params) };
}

/** One piece of evidence a turn: two phrases that meet in the same words are one question. */
function distinctEvidence(matches: readonly Match[]): readonly Evidence[] {
  const byTurn = new Map(matches.flatMap(({ evidence }) => evidence).map((one) => [one.utteranceId, one]));
  return [...byTurn.values()].slice(0, EVIDENCE_MAX);
}

function said({ criterion, phrases }: CompiledCriterion, hearing: Hearing, windows: readonly Interval[]): Found {
  const all = hearing.match(phrases, voicesOf(criterion.speaker));
  const inside = all.filter((match) => windows.some((window) => reaches(match, window)));
  const [best] = [...inside].sort((a, b) => Number(isUnknown(a)) - Number(isUnknown(b)) || b.similarity - a.similarity);
  if (best)
    return {
      verdict: 'yes',
      reason: reason(isUnknown(best) && criterion.speaker !== 'any' ? 'SAID_BY_UNKNOWN_SPEAKER' : 'SAID'),
      confidence: best.similarity,
      evidence: best.evidence,
    };
  const searched = searchedOf(criterion, hearing, windows);
  const doubt = absenceDoubt(criterion, hearing, windows);
  if (doubt) return { ...unclear(doubt), searched };
  const outside = all.slice(0, 1).flatMap((match) => match.evidence);
  return {
    verdict: 'no',
    reason: reason(outside.length > 0 ? 'SAID_OUTSIDE_WINDOW' : 'NOT_SAID'),
    evidence: outside,
    searched,
  };
}

function neverSaid({ criterion, phrases }: CompiledCriterion, hearing: Hearing, windows: readonly Interval[]): Found {
  const all = hearing
    .match(phrases, voicesOf(criterion.speaker))
    .filter((match) => windows.some((window) => reaches(match, window)));
  const certain = all.filter((match) => criterion.speaker === 'any' || !isUnknown(match));
  const [first] = certain;
  if (first) {
    const evidence = certain.slice(0, EVIDENCE_MAX).flatMap((match) => match.evidence);
    return { verdict: 'no', reason: reason('FORBIDDEN_SAID'), confidence: first.similarity, evidence };
  }
  const searched = searchedOf(criterion, hearing, windows);
  const doubtful = all.slice(0, EVIDENCE_MAX).flatMap((match) => match.evidence);
  const doubt = absenceDoubt(criterion, hearing, windows);
  if (doubt) return { ...unclear(doubt), evidence: doubtful, searched };
  return { verdict: 'yes', reason: reason('FORBIDDEN_NOT_SAID'), searched };
}

/** Why "it was not said" cannot be held: poor words there, or one channel in which it cannot be laid at anyone's door. */
function absenceDoubt(criterion: Criterion, hearing: Hearing, windows: readonly Interval[]): AnswerReason | null {
  const { conversation, languages } = hearing;
  if (!conversation.complete) return reason('RECORDING_BROKE_OFF');
  const whole = criterion.when.kind === 'anytime';
  const doubt = doubtOf(
    conversation,
    { speakers: voicesOf(criterion.speaker), windows },
    languages,
    whole && criterion.judging.kind === 'neverSays' ? 'some' : 'none',
  );
  if (doubt) return doubt;
  return criterion.speaker !== 'any' && !conversation.speakersSeparated ? reason('SPEAKER_UNKNOWN') : null;
}

function searchedOf(criterion: Criterion, { conversation }: Hearing, windows: readonly Interval[]): SearchedWindow {
  const speakers = voicesOf(criterion.speaker);
  return {
    speaker: criterion.speaker,
    startMs: Math.min(...windows.map((window) => window.startMs)),
    endMs: Math.max(...windows.map((window) => window.endMs)),
    utterances: turnsIn(conversation, { speakers, windows }).length,
  };
}

function isUnknown(match: Match): boolean {
  return match.speaker === 'unknown';
}

function reaches(match: Interval, window: Interval): boolean {
  return match.startMs <= window.endMs && match.endMs >= window.startMs;
}
