import { describe, expect, it } from 'vitest';
import { operatorFindings } from '../../../../score/tone/operator-findings.ts';
import { findingsIn, LEXICONS, toneConversation } from '../../../harness/tone.ts';

const kinds = (language: string, text: string): readonly string[] => findingsIn(language, text).map(({ kind }) => kind);

describe('what an operator says', () => {
  it('is found with its wording, quoted verbatim, with the time of its words', () => {
    const text = 'Ох… ИЗВИНИТЕ за ожидание!';
    expect(findingsIn('ru', text)).toEqual([
      {
        kind: 'apology',
        utteranceId: 'u1',
        recordingId: 'r1',
        operatorId: 'anna',
        quote: 'ИЗВИНИТЕ за ожидание',
        startMs: Math.round((1_500 * 4) / text.length),
        endMs: Math.round((1_500 * 24) / text.length),
        wording: 'ru.sorry',
        intensity: 0.6,
        method: 'words',
        confidence: null,
      },
    ]);
  });

  it.each([
    ['ru', 'подождите я вам уже говорила', 'impatience'],
    ['uk', 'це не мої проблеми', 'rudeness'],
    ['bg', 'напълно ви разбирам', 'empathy'],
    ['pl', 'przepraszam najmocniej', 'apology'],
    ['en', 'thanks for holding', 'thanks'],
  ])('is found without case and punctuation, in %s: %s', (language, text, kind) => {
    expect(kinds(language, text)).toContain(kind);
  });

  it('is no rudeness where it is denied, or quoted from another', () => {
    expect(kinds('ru', 'вас никто не обманывает')).toEqual([]);
    expect(kinds('ru', 'вы сказали, что я дурак')).toEqual([]);
    expect(kinds('pl', 'pan powiedział, że jestem idiotą')).toEqual([]);
    expect(kinds('ru', 'вы что, дурак?')).toEqual(['rudeness']);
  });

  it('accuses nobody under a condition or by a mere question, and by half before a contrast; praise stays whole', () => {
    expect(kinds('uk', 'якщо це ваші проблеми')).toEqual([]);
    expect(kinds('en', 'Unless you are lying, we will refund it.')).toEqual([]);
    expect(kinds('en', 'You broke it yourself.')).toEqual(['rudeness']);
    expect(kinds('en', 'You broke it yourself?')).toEqual([]);
    expect(kinds('en', 'Are you deaf?')).toEqual(['rudeness']);
    expect(findingsIn('en', 'That is not my job, but I will look.')).toMatchObject([{ intensity: 0.4 }]);
    expect(findingsIn('en', 'I will look, but that is not my job.')).toMatchObject([{ intensity: 0.8 }]);
    expect(findingsIn('en', 'Thank you, but we are closed.')).toMatchObject([{ kind: 'thanks', intensity: 0.5 }]);
  });

  it('is only mildly polite where thanks refuse', () => {
    expect(findingsIn('ru', 'Нет, спасибо.')).toMatchObject([{ kind: 'politeness', intensity: 0.25 }]);
    expect(findingsIn('pl', 'nie dziękuję')).toMatchObject([]);
  });

  it('is comfort, not rudeness, when the fault is not the customer’s', () => {
    expect(kinds('en', 'It is not your fault.')).toEqual([]);
    expect(kinds('en', 'It is your own fault.')).toEqual(['rudeness']);
  });

  it('is stronger with a word of intensity, and never above 1', () => {
    expect(findingsIn('en', 'We are very grateful')[0]?.intensity).toBeGreaterThan(0.7);
    expect(findingsIn('uk', 'щиро вдячні')[0]?.intensity).toBeLessThanOrEqual(1);
  });

  it('is laid at nobody’s door when nobody knows who spoke, nor is what the customer says', () => {
    const conversation = toneConversation('en', [
      ['unknown', 'Shut up.'],
      ['customer', 'Shut up.'],
    ]);
    expect(operatorFindings(conversation, LEXICONS)).toEqual([]);
  });
});
