import { describe, expect, it } from 'vitest';
import { daysOf, periodOf } from '../../../review/overview/period.ts';

const ZONE = 'Europe/Sofia';
const NOW = Date.parse('2026-03-10T11:00:00+02:00');
const DEFAULT = { from: '', to: '' };
const at = (text: string): number => Date.parse(text);
const known = (to: string): { fromMs: number; toMs: number } => ({ fromMs: at('2025-01-01T00:00:00Z'), toMs: at(to) });
const daysBetween = (from: string, to: string): readonly string[] => {
  const { fromDay, toDay } = periodOf({ from, to }, ZONE, null, NOW);
  return [fromDay, toDay];
};

describe('the period of the overview', () => {
  it('is the last seven whole days when nothing is asked: today is not whole', () => {
    const period = periodOf(DEFAULT, ZONE, known('2026-03-10T10:59:00+02:00'), NOW);
    expect(period).toEqual({
      ...{ fromDay: '2026-03-03', toDay: '2026-03-09' },
      ...{ fromMs: at('2026-03-03T00:00:00+02:00'), toMs: at('2026-03-10T00:00:00+02:00') },
      ...{ previousFromMs: at('2026-02-24T00:00:00+02:00'), previousToMs: at('2026-03-03T00:00:00+02:00') },
    });
  });

  it('is of today where nothing earlier is known', () => {
    const begun = { fromMs: at('2026-03-10T09:00:00+02:00'), toMs: NOW };
    const { fromDay, toDay } = periodOf(DEFAULT, ZONE, begun, NOW);
    expect([fromDay, toDay]).toEqual(['2026-03-04', '2026-03-10']);
  });

  it('ends with the last day that is known where that is long ago', () => {
    const { fromDay, toDay } = periodOf(DEFAULT, ZONE, known('2025-12-07T20:15:00+02:00'), NOW);
    expect([fromDay, toDay]).toEqual(['2025-12-01', '2025-12-07']);
    // Somebody logged out after midnight: that is no day.
    expect(periodOf(DEFAULT, ZONE, known('2025-12-08T00:10:00+02:00'), NOW).toDay).toBe('2025-12-07');
  });

  it('has whole days by the clock of the zone, also when clocks change', () => {
    const { fromMs, toMs } = periodOf({ from: '2026-03-29', to: '2026-03-29' }, ZONE, null, NOW);
    expect((toMs - fromMs) / 3_600_000).toBe(23);
  });

  it('goes back a week from its end when only that is asked', () => {
    expect(daysBetween('', '2026-02-10')).toEqual(['2026-02-04', '2026-02-10']);
  });

  it('is refused when it is none', () => {
    const refused = [
      ['2026-02-10', '2026-02-09'],
      ['yesterday', ''],
      ['', '2026-02-30'],
      ['2010-01-01', '2026-01-01'],
      ["2026-01-01' OR 1", '2026-01-02'],
    ] as const;
    for (const [from, to] of refused) expect(() => daysBetween(from, to)).toThrow('This is no period');
  });

  it('names each of its days once', () => {
    const period = periodOf({ from: '2026-02-27', to: '2026-03-01' }, ZONE, null, NOW);
    expect(daysOf(period)).toEqual(['2026-02-27', '2026-02-28', '2026-03-01']);
  });
});
