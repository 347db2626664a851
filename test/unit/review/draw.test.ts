import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { modeOf, pickChecks } from '../../../review/checks/pick-checks.ts';
import { chanceOf, drawFrom, weekOf, type Candidate, type DrawRule } from '../../../review/reviews/draw.ts';

const MONDAY = Date.UTC(2026, 2, 2);
const HOUR = 3_600_000;
const RULE: DrawRule = { secret: 's', accountId: 'a', perWeek: 3, usualPerWeek: 60, drawn: new Map() };

const calls = (count: number, everyMs = HOUR, operatorId = 'anna'): readonly Candidate[] =>
  Array.from({ length: count }, (_, nth) => ({
    ...{ project: 'shop', operatorId, callId: `${operatorId}-${String(nth)}`, startedMs: MONDAY + nth * everyMs },
  }));

describe('the draw for self-review', () => {
  it('takes about the wanted share of all calls, whenever in the week they came', () => {
    const drawn = drawFrom(calls(6_000, 60_000), { ...RULE, perWeek: 300, usualPerWeek: 6_000 });
    expect(drawn.length).toBeGreaterThan(240);
    expect(drawn.length).toBeLessThan(360);
    const half = drawn.filter(({ startedMs }) => startedMs < MONDAY + 3_000 * 60_000).length;
    expect(half / drawn.length).toBeGreaterThan(0.4);
    expect(half / drawn.length).toBeLessThan(0.6);
  });

  it('takes the same whether it is made once or call by call', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 150 }), fc.integer({ min: 1, max: 10 }), (count, parts) => {
        const all = calls(count);
        const drawn = new Map<string, number>();
        const bit = Math.ceil(count / parts) || 1;
        const steps: Candidate[] = [];
        for (let from = 0; from < count; from += bit) {
          const some = drawFrom(all.slice(from, from + bit), { ...RULE, drawn });
          for (const one of some) drawn.set(weekOf(one.startedMs), (drawn.get(weekOf(one.startedMs)) ?? 0) + 1);
          steps.push(...some);
        }
        expect(steps).toEqual(drawFrom(all, RULE));
      }),
    );
  });

  it('takes all of few calls, and no more than twice what is wanted in one week', () => {
    expect(drawFrom(calls(2), { ...RULE, usualPerWeek: 2 })).toHaveLength(2);
    expect(drawFrom(calls(100), { ...RULE, usualPerWeek: 1 })).toHaveLength(6);
    expect(drawFrom(calls(10), { ...RULE, usualPerWeek: 1, drawn: new Map([['2026-03-02', 5]]) })).toHaveLength(1);
  });

  it('cannot be foretold without the secret, and differs from person to person', () => {
    const [call] = calls(1);
    if (call === undefined) throw new Error('no call');
    const chances = ['s', 't'].flatMap((secret) => ['a', 'b'].map((id) => chanceOf(secret, id, call, 'review')));
    expect(new Set(chances).size).toBe(4);
    expect(chanceOf('s', 'a', call, 'review')).toBe(chances[0]);
  });

  it('counts weeks from Monday', () => {
    expect(weekOf(MONDAY)).toBe('2026-03-02');
    expect(weekOf(MONDAY - 1)).toBe('2026-02-23');
    expect(weekOf(MONDAY + 7 * 24 * HOUR - 1)).toBe('2026-03-02');
  });
});

describe('the calls that a supervisor checks', () => {
  const RULE_OF_CHECKS = { secret: 's', accountId: 'helena' };

  it('are of every operator by turns, those first who were checked least', () => {
    const candidates = [...calls(50, HOUR, 'anna'), ...calls(50, HOUR, 'boris'), ...calls(1, HOUR, 'cyril')];
    const picked = pickChecks(candidates, new Map([['anna', 9]]), 5, RULE_OF_CHECKS);
    expect(picked.map(({ operatorId }) => operatorId).toSorted()).toEqual([
      'boris',
      'boris',
      'boris',
      'boris',
      'cyril',
    ]);
  });

  it('are blind for about one in five, and never when the score was seen', () => {
    const modes = calls(2_000).map((call) => modeOf(call, false, RULE_OF_CHECKS));
    const blind = modes.filter((mode) => mode === 'blind').length;
    expect(blind).toBeGreaterThan(320);
    expect(blind).toBeLessThan(480);
    expect(calls(200).every((call) => modeOf(call, true, RULE_OF_CHECKS) === 'verify')).toBe(true);
  });
});
