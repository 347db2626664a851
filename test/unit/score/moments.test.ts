import { describe, expect, it } from 'vitest';
import { describeReason } from '../../../score/reasons.ts';
import { answerTo, judged, transcript, type Line } from './conversations.ts';

const INTERRUPTED: readonly Line[] = [
  ['O', 0, 3, 'Hello, Amber House.'],
  ['C', 4, 10, 'I ordered a lamp last week and when I opened'],
  ['O', 9, 13, 'Which lamp was it?'],
  ['C', 14, 20, 'The green one with the long'],
  ['O', 19, 23, 'Yes, that one is in stock.'],
  ['C', 24, 30, 'But the glass is broken and I would'],
  ['O', 29, 33, 'You should have checked the box.'],
  ['C', 52, 54, 'Goodbye.'],
];
const evaluation = judged([transcript(INTERRUPTED, 'en')]);

describe('a measured answer can be heard', () => {
  it('each interruption where the operator cuts in, with the words', () => {
    const { verdict, evidence } = answerTo(evaluation, 'interruptions');
    expect(verdict).toBe('no');
    expect(evidence.map(({ startMs, speaker, quote }) => [startMs, speaker, quote])).toEqual([
      [9_000, 'operator', 'Which lamp was it?'],
      [19_000, 'operator', 'Yes, that one is in stock.'],
      [29_000, 'operator', 'You should have checked the box.'],
    ]);
  });

  it('the longest silence, after the words before it', () => {
    const { verdict, evidence } = answerTo(evaluation, 'dead_air');
    expect(verdict).toBe('no');
    expect(evidence).toMatchObject([{ startMs: 33_000, endMs: 52_000, quote: 'You should have checked the box.' }]);
  });

  it('in words and units that people read', () => {
    expect(describeReason(answerTo(evaluation, 'interruptions').reason)).toBe(
      'Interruptions by the operator: 3, above 2.',
    );
    expect(describeReason(answerTo(evaluation, 'dead_air').reason)).toBe('Longest silence: 19 s, above 15 s.');
  });
});

describe('an objection that gets no answer', () => {
  it('is shown by the customer’s own words beside the window that was searched', () => {
    const lines: readonly Line[] = [
      ['O', 0, 3, 'Hello, Amber House.'],
      ['C', 4, 8, 'Why is it cheaper elsewhere?'],
      ['O', 9, 12, 'That is our price.'],
    ];
    const answer = answerTo(judged([transcript(lines, 'en')]), 'objection_price');
    expect(answer).toMatchObject({ verdict: 'no', searched: { speaker: 'operator' } });
    expect(answer.evidence).toMatchObject([{ speaker: 'customer', utteranceId: 'u2' }]);
    expect(answer.evidence[0]?.quote).toContain('cheaper');
  });
});
