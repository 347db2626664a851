import type { Answer, Evidence } from '../../../score/evaluation.ts';
import type { GivenAnswer } from '../../../score/person-evaluation.ts';
import type { SpanTimes, TurnShown } from '../../contract/call.ts';
import type { Draft, DraftSave } from '../../contract/judging.ts';

export type GivenVerdict = GivenAnswer['verdict'];
/** In the order of the keys 1, 2 and 3. */
export const VERDICTS: readonly GivenVerdict[] = ['yes', 'no', 'na'];

/** What a person has put down for a criterion. Without a verdict it is not an answer yet, and only this browser keeps it. */
export type Entry = {
  readonly verdict: GivenVerdict | null;
  readonly comment: string;
  readonly evidence: readonly Evidence[];
};
/** A scorecard being filled in: entries by criterion, and a comment on the whole. */
export type Sheet = { readonly entries: Readonly<Record<string, Entry>>; readonly comment: string };

const NOTHING: Entry = { verdict: null, comment: '', evidence: [] };

export function entryOf(sheet: Sheet, criterionId: string): Entry {
  return sheet.entries[criterionId] ?? NOTHING;
}

export function sheetOf({ answers, comment }: Pick<Draft, 'answers' | 'comment'>): Sheet {
  return { entries: Object.fromEntries(answers.map(({ criterionId, ...entry }) => [criterionId, entry])), comment };
}

/** What is sent: the entries that are answers. */
export function givenOf({ entries, comment }: Sheet): Omit<DraftSave, 'basedOn'> {
  const answers = Object.entries(entries).flatMap(([criterionId, { verdict, ...rest }]) =>
    verdict === null ? [] : [{ criterionId, verdict, ...rest }],
  );
  return { answers, comment };
}

/** Whether two sheets say the same, in whatever order it was written. */
export function isSame(one: Sheet, other: Sheet): boolean {
  return JSON.stringify(ordered(one)) === JSON.stringify(ordered(other));
}

function ordered({ entries, comment }: Sheet): unknown {
  const written = Object.entries(entries).filter(([, entry]) => !isEmpty(entry));
  return [
    comment,
    written
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([id, { verdict, comment: of, evidence }]) => [
        ...[id, verdict, of],
        evidence.map(({ utteranceId, recordingId, startMs, endMs }) => [utteranceId, recordingId, startMs, endMs]),
      ]),
  ];
}

function isEmpty({ verdict, comment, evidence }: Entry): boolean {
  return verdict === null && comment === '' && evidence.length === 0;
}

export function withEntry(sheet: Sheet, criterionId: string, change: Partial<Entry>): Sheet {
  return { ...sheet, entries: { ...sheet.entries, [criterionId]: { ...entryOf(sheet, criterionId), ...change } } };
}

/**
 * An answer given. `machine`: what the machine answered, where it is in sight: who agrees takes its evidence over, who
 * overrules lays it down.
 */
export function withVerdict(sheet: Sheet, criterionId: string, verdict: GivenVerdict, machine: Answer | null): Sheet {
  const machines = (machine?.evidence ?? []).slice(0, MOST_EVIDENCE);
  const own = entryOf(sheet, criterionId).evidence.filter((one) => !machines.some((other) => isAt(one, other)));
  const evidence = verdict === machine?.verdict ? [...machines, ...own] : own;
  return withEntry(sheet, criterionId, { verdict, evidence: evidence.slice(0, MOST_EVIDENCE) });
}

/** The server takes no more for an answer. */
export const MOST_EVIDENCE = 20;

/** Marks a turn, or takes the mark away. */
export function withTurn(sheet: Sheet, criterionId: string, turn: TurnShown): Sheet {
  const { evidence } = entryOf(sheet, criterionId);
  if (isMarked(evidence, turn))
    return withEntry(sheet, criterionId, { evidence: evidence.filter((one) => !isOf(one, turn)) });
  const { utteranceId, recordingId, speaker, startMs, endMs, text } = turn;
  return withEvidence(sheet, criterionId, { utteranceId, recordingId, speaker, startMs, endMs, quote: text });
}

/** Marks a moment without words: a few seconds around it, so that there is something to hear. */
export function withMoment(sheet: Sheet, criterionId: string, atMs: number, lengthMs: number): Sheet {
  const startMs = Math.max(0, Math.round(atMs - AROUND_MS));
  const endMs = Math.min(Math.round(atMs + AROUND_MS), Math.round(lengthMs));
  const { evidence } = entryOf(sheet, criterionId);
  const moment: Evidence = { utteranceId: '', recordingId: '', speaker: 'unknown', quote: '', startMs, endMs };
  return evidence.some((one) => isAt(one, moment)) ? sheet : withEvidence(sheet, criterionId, moment);
}
const AROUND_MS = 3_000;

export function withoutEvidence(sheet: Sheet, criterionId: string, gone: Evidence): Sheet {
  const { evidence } = entryOf(sheet, criterionId);
  return withEntry(sheet, criterionId, { evidence: evidence.filter((one) => !isAt(one, gone)) });
}

export function isMarked(evidence: readonly Evidence[], turn: TurnShown): boolean {
  return evidence.some((one) => isOf(one, turn));
}

function withEvidence(sheet: Sheet, criterionId: string, one: Evidence): Sheet {
  const { evidence } = entryOf(sheet, criterionId);
  if (evidence.length >= MOST_EVIDENCE) return sheet;
  const byTime = [...evidence, one].toSorted((a, b) => a.startMs - b.startMs);
  return withEntry(sheet, criterionId, { evidence: byTime });
}

function isOf({ utteranceId, recordingId }: Evidence, turn: TurnShown): boolean {
  return utteranceId === turn.utteranceId && recordingId === turn.recordingId;
}

function isAt(one: Evidence, other: Pick<Evidence, 'utteranceId'> & SpanTimes): boolean {
  return one.utteranceId === other.utteranceId && one.startMs === other.startMs && one.endMs === other.endMs;
}

/** The machine's answer where a person can take it over as it is; null where it left the criterion open. */
export function suggestedBy(machine: Answer | null): GivenVerdict | null {
  return VERDICTS.find((verdict) => verdict === machine?.verdict) ?? null;
}

/** Everything not looked at yet answered as the machine answered it. */
export function withSuggestions(sheet: Sheet, machine: readonly Answer[]): Sheet {
  return machine.reduce((filled, answer) => {
    const suggested = suggestedBy(answer);
    const isOpen = entryOf(filled, answer.criterionId).verdict === null;
    return suggested !== null && isOpen ? withVerdict(filled, answer.criterionId, suggested, answer) : filled;
  }, sheet);
}
