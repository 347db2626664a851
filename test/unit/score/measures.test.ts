import { describe, expect, it } from 'vitest';
import type { ConversationMeasures } from '../../../score/evaluation.ts';
import { conversationsOf } from '../../../score/conversation.ts';
import { interruptions, measuresOf } from '../../../score/measures.ts';
import { call, transcript, type Line } from './conversations.ts';

function measured(lines: readonly Line[], extra = {}, of = call()): ConversationMeasures {
  const [conversation] = conversationsOf(of, [transcript(lines, 'en', extra)]);
  if (!conversation) throw new Error('no conversation');
  return measuresOf(conversation);
}

const TEN_WORDS = 'one two three four five six seven eight nine ten';

describe('measures of a spoken conversation', () => {
  const measures = measured(
    [
      ['O', 2, 8, TEN_WORDS],
      ['C', 7, 10, 'three words here'],
      ['O', 16, 20, TEN_WORDS],
      ['C', 40, 41, 'bye'],
    ],
    { durationMs: 45_000 },
  );

  it('agree with the numbers worked out by hand', () => {
    expect(measures).toEqual({
      durationMs: 45_000,
      operatorTalkMs: 10_000,
      customerTalkMs: 4000,
      operatorTalkShare: 10 / 14,
      silenceMs: 45_000 - 13_000,
      longestSilenceMs: 20_000,
      deadAirCount: 2,
      talkOverMs: 1000,
      operatorInterruptions: 0,
      operatorWordsPerMinute: 120,
      customerWordsPerMinute: null,
      firstResponseMs: 2000,
      longestResponseMs: null,
    });
  });

  it('tell the pace of the words that were heard: a window whose words are lost slows nobody down', () => {
    const heard = transcript(
      [
        ['O', 0, 10, TEN_WORDS],
        ['O', 12, 22, ''],
      ],
      'en',
    );
    const utterances = heard.utterances.map((own, nth) =>
      nth === 0 ? own : { ...own, doubts: ['timed_out' as const] },
    );
    const [conversation] = conversationsOf(call(), [{ ...heard, utterances }]);
    if (!conversation) throw new Error('no conversation');
    expect(measuresOf(conversation)).toMatchObject({ operatorTalkMs: 20_000, operatorWordsPerMinute: 60 });
  });

  it('in one channel leave out whatever needs to know who speaks', () => {
    const mono = measured([['?', 0, 3, 'hello']], { speakersSeparated: false, durationMs: 9000 });
    expect(mono).toMatchObject({ silenceMs: 6000, longestSilenceMs: 0, operatorTalkShare: null, talkOverMs: null });
  });
});

describe('an interruption', () => {
  const talk = (...bounds: readonly (readonly [number, number])[]) =>
    bounds.map(([startMs, endMs]) => ({ startMs, endMs }));

  it.each([
    ['cutting in and taking the turn', [[4000, 7000]], 1],
    ['a word thrown in while the other goes on', [[2000, 2600]], 0],
    ['the ordinary seam between two turns', [[4750, 7000]], 0],
    ['starting together', [[400, 7000]], 0],
    ['cutting in but giving way', [[4000, 5900]], 0],
    [
      'cutting in with a breath in between',
      [
        [4000, 4900],
        [5100, 6200],
      ],
      1,
    ],
  ] as const)('%s', (_, cut, expected) => {
    expect(interruptions(talk(...cut), talk([0, 5000]))).toHaveLength(expected);
  });
});

describe('waits in written talk', () => {
  it('run from the first unanswered message, and a last thank-you opens none', () => {
    const lines: readonly Line[] = [
      ['C', 0, 0, 'hello'],
      ['C', 20, 20, 'anyone?'],
      ['O', 30, 30, 'hello'],
      ['C', 40, 40, 'price?'],
      ['O', 100, 100, 'ten'],
      ['C', 110, 110, 'thanks'],
    ];
    expect(measured(lines, {}, call({ channel: 'chat' }))).toMatchObject({
      firstResponseMs: 30_000,
      longestResponseMs: 60_000,
      silenceMs: null,
    });
  });
});
