import { describe, expect, it } from 'vitest';
import { toneCard, toneLines } from '../../../cli/tone-text.ts';
import { customerMoods, moodTrend } from '../../../score/tone/customer-mood.ts';
import { operatorFindings } from '../../../score/tone/operator-findings.ts';
import type { CallTone } from '../../../score/tone/tone.ts';
import { toneOf } from '../../harness/scored-calls.ts';
import { LEXICONS, toneConversation, type Line } from '../../harness/tone.ts';

const LINES: readonly Line[] = [
  ['operator', 'Good morning.'],
  ['customer', 'Well, I am angry about it.'],
  ['operator', 'Sorry. But that is not my problem, madam.'],
  ['customer', 'Number four.'],
  ['customer', 'All right, I am happy now.'],
];
const said = new Map(LINES.map(([, text], nth) => [`u${String(nth + 1)}`, text]));

function tone(): CallTone {
  const conversation = toneConversation('en', LINES);
  const moods = customerMoods(conversation, LEXICONS);
  const { start, end, change, n } = moodTrend(conversation, moods);
  const counts = { operatorId: 'anna', language: 'en', operatorUtterances: 2, customerUtterances: 3 };
  const operators = [{ ...counts, moodStart: start, moodEnd: end, moodChange: change, moodN: n }];
  return toneOf('c1', '1', { operators, findings: operatorFindings(conversation, LEXICONS), moods });
}

describe('the tone of a call, as it is printed', () => {
  it('counts each kind and quotes what is grave in its sentence', () => {
    expect(toneCard(tone(), 'anna', said)).toEqual([
      "    tone, from words: politeness 1, apology 1, rudeness 1 · customer's mood −0.9 → +0.7 (n = 2)",
      '      0:04 rudeness: “But [that is not my problem], madam.” [en.not-my-problem]',
    ]);
  });

  it('quotes everything in full, the customer beside the operator', () => {
    expect(toneLines(tone(), 'anna', said).slice(1)).toEqual([
      '      0:00 politeness: “Good morning” [en.welcome-greeting]',
      '      0:04 apology: “Sorry” [en.sorry]',
      '      0:04 rudeness: “But [that is not my problem], madam.” [en.not-my-problem]',
      '      0:02 customer −0.9: “Well, I am [angry] about it.” [en.angry]',
      '      0:08 customer +0.7: “All right, I am [happy] now.” [en.happy]',
    ]);
  });

  it('says so when nobody knows which words are the operator’s, and nothing where there is no tone', () => {
    const [operator] = tone().operators;
    const mono = operator === undefined ? [] : [{ ...operator, operatorUtterances: 0, moodStart: null, moodEnd: null }];
    expect(toneCard(toneOf('c1', '1', { operators: mono }), 'anna', said)).toEqual([
      "    tone, from words: the operator was not heard apart · customer's mood not spoken of",
    ]);
    expect(toneCard(null, 'anna', said)).toEqual([]);
  });
});
