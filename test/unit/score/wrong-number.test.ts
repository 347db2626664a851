import { describe, expect, it } from 'vitest';
import { answerTo, judged, transcript, type Line } from './conversations.ts';

/** What is said before the goodbye, and what may be said in between. */
const MISTAKEN: readonly Line[] = [
  ['O', 1, 5, 'Good morning, Amber House, my name is Clara. How can I help you?'],
  ['C', 6, 10, 'Hello, is that the dentist on Willow Street?'],
  ['O', 11, 16, 'No, this is a shop for lamps. I think you have the wrong number.'],
  ['C', 17, 19, 'Oh, so I have. I am sorry.'],
];
const CHATTED: readonly Line[] = [
  ['O', 20, 30, 'I know that dentist, my sister goes there. You wait for months to be seen, do you not?'],
  ['C', 31, 44, 'You do, and my tooth has been hurting since Monday. I have been calling everybody this morning.'],
  ['O', 45, 60, 'Salt water helps with that. And it has been raining for a week now, all of it together.'],
];

function goodbyeUntil(endSeconds: number): Line {
  return ['O', endSeconds - 3, endSeconds, 'No problem at all, goodbye.'];
}

describe('a wrong number', () => {
  it.each([
    ['ended at once', 'yes', [...MISTAKEN, goodbyeUntil(24)], 24],
    ['ended at the fortieth second', 'yes', [...MISTAKEN, goodbyeUntil(40)], 40],
    ['ended a millisecond after it', 'no', [...MISTAKEN, goodbyeUntil(40.001)], 40.001],
    ['whose line is left open after the goodbye', 'no', [...MISTAKEN, goodbyeUntil(24)], 58],
    ['over which one talks on about other things', 'no', [...MISTAKEN, ...CHATTED, goodbyeUntil(64)], 64],
  ] as const)('%s is fast: %s', (_, fast, lines, seconds) => {
    const evaluation = judged([transcript(lines, 'en', { durationMs: seconds * 1000 })]);
    expect(answerTo(evaluation, 'wrong_number_fast').verdict).toBe(fast);
  });

  it('that drags on costs what the criterion weighs, and no more', () => {
    const [short, long] = [24, 64].map((end) => judged([transcript([...MISTAKEN, goodbyeUntil(end)], 'en')]));
    const lostIn = (evaluation: typeof short): readonly string[] =>
      (evaluation?.answers ?? []).filter(({ verdict }) => verdict === 'no').map(({ criterionId }) => criterionId);
    expect([lostIn(short), short?.score]).toEqual([[], 100]);
    expect([lostIn(long), long?.score]).toEqual([['wrong_number_fast'], (100 * 14) / 24]);
  });
});
