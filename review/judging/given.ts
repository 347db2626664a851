import { z } from 'zod';
import type { Turn } from '../../score/conversation.ts';
import type { Evidence } from '../../score/evaluation.ts';
import type { Given, GivenAnswer } from '../../score/person-evaluation.ts';
import type { Scorecard } from '../../score/scorecard.ts';
import type { Draft, DraftSave, DraftSubmit } from '../contract/judging.ts';
import { Refused } from '../refused.ts';
import type { StoredDraft } from '../../store/app/drafts.ts';

const LONGEST_COMMENT = 5_000;
/** On a call's timeline, ms: players tell fractions, and no call lasts so long (24 days). */
export const moment = z.number().min(0).max(2_147_483_647);
const evidence = z.object({
  utteranceId: z.string().max(200),
  recordingId: z.string().max(200),
  speaker: z.enum(['operator', 'customer', 'unknown']),
  quote: z.string().max(20_000),
  startMs: moment,
  endMs: moment,
});
const given = z.object({
  answers: z
    .array(
      z.object({
        criterionId: z.string().max(200),
        verdict: z.enum(['yes', 'no', 'na']),
        comment: z.string().max(LONGEST_COMMENT),
        evidence: z.array(evidence).max(20),
      }),
    )
    .max(200),
  comment: z.string().max(LONGEST_COMMENT),
});

const saved = given.extend({ basedOn: z.number().int().min(0) });
/** Body of a save. */
export const draftSave: z.ZodType<DraftSave> = saved;
/** Body of a submission. */
export const draftSubmit: z.ZodType<DraftSubmit> = saved.extend({ scorecardHash: z.string().max(200) });

/** A stored draft as the pages take it; null is one that nothing was saved of yet. */
export function draftOf(stored: StoredDraft | null): Draft {
  if (stored === null) return { revision: 0, savedMs: null, answers: [], comment: '' };
  const { answers, comment } = given.parse(JSON.parse(stored.body));
  return { revision: stored.revision, savedMs: stored.savedMs, answers, comment };
}

/** A draft as it is opened: without answers to criteria that the scorecard has no more, which nobody could send. */
export function draftOn(stored: StoredDraft | null, { criteria }: Pick<Scorecard, 'criteria'>): Draft {
  const draft = draftOf(stored);
  const known = new Set(criteria.map(({ id }) => id));
  return { ...draft, answers: draft.answers.filter(({ criterionId }) => known.has(criterionId)) };
}

/** Answers belong to the text that was read: one of the same id may ask something else by now. Throws SCORECARD_CHANGED. */
export function checkScorecard({ hash }: { readonly hash: string }, filledIn: string): void {
  if (hash !== filledIn) throw new Refused('SCORECARD_CHANGED');
}

/**
 * What a person gave, checked against the scorecard and the call: answers to its criteria, each once, and evidence that is
 * really there. Words are quoted by us: a quote that the turn does not hold becomes the whole turn. Throws REQUEST_INVALID.
 */
export function checkedGiven(
  { answers, comment }: Given,
  scorecard: Pick<Scorecard, 'criteria'>,
  turns: readonly Turn[],
): Given {
  const known = new Set(scorecard.criteria.map(({ id }) => id));
  const seen = new Set<string>();
  for (const { criterionId } of answers) {
    if (!known.has(criterionId) || seen.has(criterionId)) throw new Refused('REQUEST_INVALID', { field: criterionId });
    seen.add(criterionId);
  }
  return { answers: answers.map((answer) => withTrueEvidence(answer, turns)), comment };
}

function withTrueEvidence(answer: GivenAnswer, turns: readonly Turn[]): GivenAnswer {
  return { ...answer, evidence: answer.evidence.map((one) => trueEvidence(one, turns)) };
}

function trueEvidence(claimed: Evidence, turns: readonly Turn[]): Evidence {
  const { utteranceId, recordingId, quote } = claimed;
  const startMs = Math.round(Math.min(claimed.startMs, claimed.endMs));
  const endMs = Math.round(Math.max(claimed.startMs, claimed.endMs));
  // "Here": a moment without words.
  if (utteranceId === '') return { utteranceId, recordingId: '', speaker: 'unknown', quote: '', startMs, endMs };
  const turn = turns.find((one) => one.utteranceId === utteranceId && one.recordingId === recordingId);
  if (turn === undefined) throw new Refused('REQUEST_INVALID', { field: 'evidence' });
  const isWhole = quote === '' || !turn.text.includes(quote);
  return {
    ...{ utteranceId, recordingId, speaker: turn.speaker, quote: isWhole ? turn.text : quote },
    startMs: isWhole ? turn.startMs : clamped(startMs, turn),
    endMs: isWhole ? turn.endMs : clamped(endMs, turn),
  };
}

function clamped(atMs: number, { startMs, endMs }: Turn): number {
  return Math.min(endMs, Math.max(startMs, atMs));
}
