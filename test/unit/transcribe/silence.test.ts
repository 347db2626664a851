import { describe, expect, it } from 'vitest';
import { Timeline, withoutSilence, type Stretch } from '../../../transcribe/silence.ts';

const LOUD = Int16Array.of(0, 16_000, -16_000, 0);
/** What a G.711 line holds while nobody speaks. */
const HUM = Int16Array.of(8, -8, 0, 8);

/** `.` is a silent block, `#` a loud one, of four samples each. */
const blocks = (drawn: string): Int16Array[] => drawn.split('').map((sign) => (sign === '#' ? LOUD : HUM));
/** The blocks that are heard, and in brackets the samples left out before them. */
const heard = (drawn: string): string =>
  [...withoutSilence(blocks(drawn))]
    .map(({ samples, leftOut }) => `${leftOut > 0 ? `(${leftOut})` : ''}${samples === LOUD ? '#' : '.'}`)
    .join('');

describe('long silences are left out', () => {
  it.each([
    ['##', '##'],
    ['#.#', '#.#'],
    ['#..#', '#..#'],
    ['#...#', '#.(4).#'],
    ['#......#', '#.(16).#'],
    ['....#', '(12).#'],
    ['#....', '#.'],
    ['......', ''],
    ['', ''],
  ])('%s is heard as %s', (drawn, as) => {
    expect(heard(drawn)).toBe(as);
  });

  it('a voice so quiet that it is nearly a hum is heard', () => {
    const whisper = Int16Array.of(0, 17, 0, 0);
    expect([...withoutSilence([HUM, HUM, whisper, HUM, HUM])].some(({ samples }) => samples === whisper)).toBe(true);
  });
});

describe('what was heard has its place in the recording', () => {
  const timeline = (drawn: string): Timeline => {
    const line = new Timeline();
    for (const stretch of withoutSilence(blocks(drawn))) line.add(stretch);
    return line;
  };

  it('without a silence it stays where it is', () => {
    expect(timeline('###').place(2, 9)).toEqual({ start: 2, end: 9 });
  });

  it('behind a silence it comes later by what was left out, time after time', () => {
    // Heard: # . (16 left out) . # . (8 left out) . #
    const line = timeline('#......#....#');
    expect(line.place(0, 4)).toEqual({ start: 0, end: 4 });
    expect(line.place(12, 16)).toEqual({ start: 28, end: 32 });
    expect(line.place(24, 28)).toEqual({ start: 48, end: 52 });
  });

  it('ends before what was left out behind it', () => {
    expect(timeline('#......#').place(4, 8)).toEqual({ start: 4, end: 8 });
  });

  it('counts hours', () => {
    const line = new Timeline();
    const stretch: Stretch = { samples: LOUD, leftOut: 4 * 3_600 * 16_000 };
    line.add(stretch);
    expect(line.place(1, 3)).toEqual({ start: 230_400_001, end: 230_400_003 });
  });
});
