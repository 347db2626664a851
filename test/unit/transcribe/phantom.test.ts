import { describe, expect, it } from 'vitest';
import type { Heard } from '../../../transcribe/engine.ts';
import { withoutPhantoms } from '../../../transcribe/phantom.ts';
import type { Sound } from '../../../transcribe/phantom.ts';

/** A window of 2 s that holds `text`, one word every 100 ms. */
function heard(text: string, startMs = 0): Heard {
  const words = text.split(' ').map((word, nth) => ({
    text: word,
    startMs: startMs + nth * 100,
    endMs: startMs + nth * 100 + 90,
    confidence: null,
  }));
  return { window: { startMs, endMs: startMs + 2_000 }, text, words: text === '' ? [] : words, timedOut: false };
}

const clean = (texts: readonly string[], speechMs = 2_000): Sound[] =>
  withoutPhantoms(
    texts.map((text, nth) => heard(text, nth * 6_000)),
    () => speechMs,
  );
const one = (text: string): Sound => {
  const [sound] = clean([text]);
  if (sound === undefined) throw new Error('the window is gone');
  return sound;
};

describe('text that no one said is dropped', () => {
  it.each([
    ['[MUSIC]'],
    ['[Music playing]'],
    ['(laughs)'],
    ['*sighs*'],
    ['♪ ♪'],
    ['♪'],
    ['...'],
    ['Субтитры создавал кто-то'],
    ['Thanks for watching!'],
    ['Napisy stworzone przez społeczność'],
  ])('%s', (text) => {
    expect(one(text)).toMatchObject({ text: '', words: [] });
  });

  it('a remark within speech goes, the speech stays', () => {
    const sound = one('Please hold on. [music playing] Thank you (laughs) for waiting.');
    expect(sound.text).toBe('Please hold on. Thank you for waiting.');
    expect(sound.words.map((word) => word.text).join(' ')).toBe('Please hold on. Thank you for waiting.');
  });

  it('the same short text turn after turn is dropped', () => {
    const sounds = clean(['Next slide.', 'Next slide.', 'Next slide.', 'Good morning.'], 600);
    expect(sounds.map((sound) => sound.text)).toEqual(['', '', '', 'Good morning.']);
  });

  it('a phrase that loops within a turn is kept once', () => {
    const sound = one('I see. And then and then and then and then and then we go.');
    expect(sound.text).toBe('I see. And then we go.');
    expect(sound.doubts).toEqual(['repeated']);
  });
});

describe('what people do say is kept', () => {
  it.each([
    ['Thank you.'],
    ['Да, да, да, хорошо.'],
    ['No, no, no, no, that is not what I said.'],
    ['Thank you for watching the door, I will be right back with the parcel and then we go on.'],
  ])('%s', (text) => {
    expect(one(text).text).toBe(text);
  });

  it('a customer who says yes again and again is marked, not dropped', () => {
    const sounds = clean(['Yes.', 'Yes.', 'Yes.'], 400);
    expect(sounds.map((sound) => sound.text)).toEqual(['Yes.', 'Yes.', 'Yes.']);
    expect(sounds.map((sound) => sound.doubts)).toEqual([
      ['short', 'repeated'],
      ['short', 'repeated'],
      ['short', 'repeated'],
    ]);
  });

  it('a turn with less than a second of speech is marked as short', () => {
    expect(clean(['All right.'], 999)[0]?.doubts).toEqual(['short']);
    expect(clean(['All right.'], 1_000)[0]?.doubts).toEqual([]);
  });

  it('a window that timed out keeps its mark', () => {
    const [sound] = withoutPhantoms([{ ...heard(''), timedOut: true }], () => 2_000);
    expect(sound).toMatchObject({ text: '', timedOut: true, doubts: ['timed_out'] });
  });
});
