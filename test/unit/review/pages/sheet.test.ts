import { describe, expect, it } from 'vitest';
import type { TurnShown } from '../../../../review/contract/call.ts';
import type { CriterionShown } from '../../../../review/contract/scorecards.ts';
import { groupsOf } from '../../../../review/pages/judging/groups.ts';
import {
  entryOf,
  givenOf,
  isSame,
  MOST_EVIDENCE,
  sheetOf,
  suggestedBy,
  withEntry,
  withMoment,
  withoutEvidence,
  withSuggestions,
  withTurn,
  withVerdict,
  type Sheet,
} from '../../../../review/pages/judging/sheet.ts';
import type { Answer, Evidence } from '../../../../score/evaluation.ts';

const EMPTY: Sheet = { entries: {}, comment: '' };

const turn = (utteranceId: string, startMs: number): TurnShown => ({
  ...{ utteranceId, recordingId: 'r1', speaker: 'operator', operatorId: 'emma-reed', language: 'en' },
  ...{ startMs, endMs: startMs + 1_000, text: `words of ${utteranceId}`, words: [], doubts: [] },
});

const proof = (utteranceId: string, startMs: number): Evidence => ({
  ...{ utteranceId, recordingId: 'r1', speaker: 'operator', quote: 'Good morning', startMs, endMs: startMs + 500 },
});

const machine = (criterionId: string, verdict: Answer['verdict'], evidence: readonly Evidence[] = []): Answer => ({
  ...{
    sectionId: 's',
    criterionId,
    verdict,
    share: null,
    weight: 1,
    critical: false,
    method: 'rule',
    confidence: null,
  },
  ...{ reason: { code: 'SAID', params: {} }, evidence, searched: null, measured: null },
});

describe('a sheet that is filled in', () => {
  it('sends the entries that are answers, and keeps a comment that has none yet', () => {
    const sheet = withEntry(withVerdict(EMPTY, 'greeting', 'yes', null), 'name', { comment: 'later' });
    expect(givenOf(sheet).answers).toEqual([{ criterionId: 'greeting', verdict: 'yes', comment: '', evidence: [] }]);
    expect(entryOf(sheet, 'name').comment).toBe('later');
  });

  it('reads a draft back as it was sent', () => {
    const sheet = withTurn(
      withVerdict({ ...EMPTY, comment: 'fine' }, 'greeting', 'no', null),
      'greeting',
      turn('u1', 0),
    );
    const draft = { ...givenOf(sheet), revision: 1, savedMs: 5 };
    expect(isSame(sheetOf(draft), sheet)).toBe(true);
    expect(sheetOf(draft)).toEqual(sheet);
  });

  it('is the same in whatever order it was answered, and another one with another comment', () => {
    const one = withVerdict(withVerdict(EMPTY, 'a', 'yes', null), 'b', 'no', null);
    const other = withVerdict(withVerdict(EMPTY, 'b', 'no', null), 'a', 'yes', null);
    expect(isSame(one, other)).toBe(true);
    expect(isSame(one, withEntry(other, 'a', { comment: 'x' }))).toBe(false);
    expect(isSame(one, { ...other, comment: 'x' })).toBe(false);
    expect(isSame(one, withVerdict(other, 'a', 'na', null))).toBe(false);
  });

  it('takes an entry without anything in it for none', () => {
    expect(isSame(EMPTY, withEntry(EMPTY, 'a', { comment: '' }))).toBe(true);
  });

  it('marks turns by their time, and takes a mark away when its turn is pressed again', () => {
    const marked = [turn('u2', 5_000), turn('u1', 1_000)].reduce((sheet, one) => withTurn(sheet, 'a', one), EMPTY);
    expect(entryOf(marked, 'a').evidence.map(({ utteranceId }) => utteranceId)).toEqual(['u1', 'u2']);
    expect(entryOf(withTurn(marked, 'a', turn('u1', 1_000)), 'a').evidence).toHaveLength(1);
  });

  it('marks a moment with a few seconds around it that lie within the call, and only once', () => {
    const sheet = withMoment(withMoment(EMPTY, 'a', 1_000.4, 3_500), 'a', 1_000.4, 3_500);
    const [moment] = entryOf(sheet, 'a').evidence;
    expect(moment).toMatchObject({ utteranceId: '', startMs: 0, endMs: 3_500 });
    expect(entryOf(sheet, 'a').evidence).toHaveLength(1);
    if (moment !== undefined) expect(entryOf(withoutEvidence(sheet, 'a', moment), 'a').evidence).toEqual([]);
  });

  it('takes no more evidence than the server does', () => {
    const many = Array.from({ length: MOST_EVIDENCE + 1 }, (_, nth) => turn(`u${String(nth)}`, nth * 1_000));
    const sheet = many.reduce((before, one) => withTurn(before, 'a', one), EMPTY);
    expect(entryOf(sheet, 'a').evidence).toHaveLength(MOST_EVIDENCE);
  });
});

describe('a sheet beside the answers of the machine', () => {
  const said = machine('greeting', 'yes', [proof('u1', 0)]);

  it('takes the evidence over with the answer, and lays it down with another answer', () => {
    const agreed = withVerdict(EMPTY, 'greeting', 'yes', said);
    expect(entryOf(agreed, 'greeting').evidence).toEqual(said.evidence);
    const own = withTurn(agreed, 'greeting', turn('u7', 9_000));
    const overruled = withVerdict(own, 'greeting', 'no', said);
    expect(entryOf(overruled, 'greeting').evidence.map(({ utteranceId }) => utteranceId)).toEqual(['u7']);
  });

  it('has nothing to take over where the machine left a criterion open', () => {
    expect(suggestedBy(machine('a', 'unclear'))).toBeNull();
    expect(suggestedBy(machine('a', 'points'))).toBeNull();
    expect(suggestedBy(null)).toBeNull();
    expect(suggestedBy(machine('a', 'na'))).toBe('na');
  });

  it('fills in what was not looked at, and leaves what a person answered', () => {
    const answers = [said, machine('name', 'no'), machine('tone', 'unclear')];
    const filled = withSuggestions(withVerdict(EMPTY, 'name', 'yes', answers[1] ?? null), answers);
    expect(givenOf(filled).answers.map(({ criterionId, verdict }) => [criterionId, verdict])).toEqual([
      ['name', 'yes'],
      ['greeting', 'yes'],
    ]);
  });
});

describe('two judgements side by side', () => {
  const criterion = (criterionId: string): CriterionShown => ({
    ...{ criterionId, titles: {}, help: {}, weight: 1, worth: 'weight', critical: false },
    ...{ kind: 'says', speaker: 'operator' },
  });
  const scorecard = { sections: [{ sectionId: 's', titles: {}, criteria: ['a', 'b', 'c', 'd'].map(criterion) }] };

  it('puts differences first, and what one of the two left open last', () => {
    const own = [machine('a', 'yes'), machine('b', 'yes'), machine('c', 'unclear'), machine('d', 'na')];
    const other = [machine('a', 'yes'), machine('b', 'no'), machine('c', 'no'), machine('d', 'yes')];
    const groups = groupsOf(scorecard, own, other).map(({ agreement, criteria }) => [
      agreement,
      criteria.map(({ criterionId }) => criterionId).join(),
    ]);
    expect(groups).toEqual([
      ['different', 'b,d'],
      ['same', 'a'],
      ['open', 'c'],
    ]);
  });

  it('compares nothing with nobody', () => {
    expect(groupsOf(scorecard, [machine('a', 'yes')], []).map(({ agreement }) => agreement)).toEqual(['open']);
  });
});
