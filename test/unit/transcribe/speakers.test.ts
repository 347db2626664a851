import { describe, expect, it } from 'vitest';
import { assignSpeakers, differenceOf, isSameSound } from '../../../transcribe/speakers.ts';

const RULE = { inbound: 1, outbound: 0, internal: 0 } as const;

function voice(hertz: number, volume: number): Int16Array {
  return Int16Array.from({ length: 4_096 }, (_, i) =>
    Math.round(volume * Math.sin((2 * Math.PI * hertz * i) / 16_000)),
  );
}

describe('who speaks on which channel', () => {
  it('the project says which channel is the operator, by direction', () => {
    expect(assignSpeakers(RULE, 'inbound', 2, false)).toEqual({
      kind: 'assigned',
      separated: true,
      voices: [
        { channel: 1, speaker: 'operator' },
        { channel: 0, speaker: 'customer' },
      ],
    });
    expect(assignSpeakers(RULE, 'outbound', 2, false)).toMatchObject({
      voices: [
        { channel: 0, speaker: 'operator' },
        { channel: 1, speaker: 'customer' },
      ],
    });
  });

  it.each([
    ['one channel', 1, false],
    ['two channels of one sound', 2, true],
  ])('%s is everyone at once, and nobody is guessed', (_, channels, sameSound) => {
    expect(assignSpeakers(RULE, 'inbound', channels, sameSound)).toEqual({
      kind: 'assigned',
      separated: false,
      voices: [{ channel: 0, speaker: 'unknown' }],
    });
  });

  it('more than two channels are refused', () => {
    expect(assignSpeakers(RULE, 'inbound', 3, false)).toEqual({
      kind: 'refused',
      reason: { code: 'AUDIO_SPEAKERS_UNASSIGNED', params: { channels: 3 } },
    });
  });
});

describe('one voice stored twice', () => {
  it('is known though a lossy codec left a trace', () => {
    const left = voice(440, 8_000);
    const right = left.map((sample, i) => sample + ((i * 31) % 5) - 2);
    expect(isSameSound(differenceOf(left, right))).toBe(true);
  });

  it('is not seen in two voices, nor in one that leaks into the other channel', () => {
    expect(isSameSound(differenceOf(voice(440, 8_000), voice(300, 8_000)))).toBe(false);
    expect(isSameSound(differenceOf(voice(440, 8_000), voice(440, 800)))).toBe(false);
  });

  it('is not seen in silence', () => {
    expect(isSameSound(differenceOf(new Int16Array(4_096), new Int16Array(4_096)))).toBe(false);
  });
});
