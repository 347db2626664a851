import { describe, expect, it } from 'vitest';
import { DEFAULT_GUARDS, decodeDeadlineMs } from '../../../transcribe/audio-guards.ts';
import { bestCandidate } from '../../../transcribe/language.ts';
import { withPunctuation } from '../../../transcribe/punctuation.ts';
import { createSlots } from '../../../transcribe/slots.ts';
import { optionsOf } from '../../../transcribe/transcript-options.ts';
import { DEFAULT_TURNS } from '../../../transcribe/turns.ts';
import { identifyAudio } from '../../../transcribe/identify-audio.ts';
import { wavHeader } from '../../../transcribe/wav.ts';

describe('the language of a call', () => {
  it.each([
    ['ru', 'ru'],
    ['be', 'ru'],
    ['mk', 'bg'],
    ['ja', 'uk'],
    ['', 'uk'],
  ])('heard %s among uk, ru, bg is %s', (heard, language) => {
    expect(bestCandidate(heard, ['uk', 'ru', 'bg'])).toBe(language);
  });
});

describe('timed words get the spelling of the text', () => {
  const word = (text: string): Parameters<typeof withPunctuation>[0][number] => ({
    text,
    startMs: 0,
    endMs: 0,
    confidence: null,
  });

  it('with punctuation and capitals', () => {
    const words = withPunctuation(['good', 'morning', 'amber', 'house'].map(word), 'Good morning, Amber House!');
    expect(words.map(({ text }) => text)).toEqual(['Good', 'morning,', 'Amber', 'House!']);
  });

  it('and stay as they are where the text says something else', () => {
    const words = withPunctuation(['twenty', 'euros', 'please'].map(word), '20 euros, please.');
    expect(words.map(({ text }) => text)).toEqual(['twenty', 'euros,', 'please.']);
  });
});

describe('how long decoding may take', () => {
  it('grows with the sound that a file may hold, and ends with the longest that is taken', () => {
    const guards = { ...DEFAULT_GUARDS, maxDurationMs: 3_600_000, decodeDeadline: { baseMs: 60_000, share: 0.05 } };
    // 500 bytes a second at least: 30 KB are a minute, 1.8 MB an hour, and more is no more.
    expect([0, 30_000, 1_800_000, 4_000_000_000].map((bytes) => decodeDeadlineMs(guards, bytes))).toEqual([
      60_000, 63_000, 240_000, 240_000,
    ]);
  });
});

describe('what was asked of an engine', () => {
  const asked = {
    engine: { options: { maxTokens: 120 } },
    detector: { detector: 'silero' },
    turns: DEFAULT_TURNS,
    language: 'en',
    candidates: ['en', 'ru'],
    prompt: '',
    declared: '',
  };

  it('is sorted JSON, so that equal questions have equal hashes', () => {
    const { options, optionsHash } = optionsOf(asked, 0);
    expect(Object.keys(JSON.parse(options) as object)).toEqual(Object.keys(JSON.parse(options) as object).sort());
    expect(optionsOf({ ...asked, engine: { options: { maxTokens: 120 } } }, 0).optionsHash).toBe(optionsHash);
  });

  it('is another question when language, words to prefer or engine options differ, not when the channels change places', () => {
    const { optionsHash } = optionsOf(asked, 0);
    expect(optionsOf({ ...asked, language: 'ru' }, 0).optionsHash).not.toBe(optionsHash);
    expect(optionsOf({ ...asked, prompt: 'Amber House' }, 0).optionsHash).not.toBe(optionsHash);
    expect(optionsOf({ ...asked, declared: 'pcm_alaw/8000/1' }, 0).optionsHash).not.toBe(optionsHash);
    expect(optionsOf({ ...asked, engine: { options: { maxTokens: 60 } } }, 0).optionsHash).not.toBe(optionsHash);
    expect(optionsOf(asked, 1)).toMatchObject({ optionsHash });
    expect(optionsOf(asked, 1).options).not.toBe(optionsOf(asked, 0).options);
  });
});

describe('slots', () => {
  it('serve one at a time, first come first served, also after a failure', async () => {
    const slots = createSlots(['only']);
    const order: string[] = [];
    const work =
      (name: string, fails = false) =>
      async (): Promise<void> => {
        order.push(`${name} begins`);
        await Promise.resolve();
        order.push(`${name} ends`);
        if (fails) throw new Error(name);
      };
    const done = await Promise.allSettled([slots.use(work('a')), slots.use(work('b', true)), slots.use(work('c'))]);
    expect(order).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
    expect(done.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });
});

describe('samples as a WAV', () => {
  it('are told as what they are', () => {
    const wav = Buffer.concat([wavHeader(3_200, 16_000), new Uint8Array(3_200)]);
    const found = identifyAudio({ size: wav.length, read: (offset, length) => wav.subarray(offset, offset + length) });
    expect(found).toMatchObject({ format: { codec: 'pcm_s16le', sampleRate: 16_000, channels: 1, truncated: false } });
    expect(wav).toHaveLength(44 + 3_200);
  });
});
