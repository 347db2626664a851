import { describe, expect, it } from 'vitest';
import { compared, comparedRows } from '../../../simulate/breach.ts';

describe('a comparison', () => {
  it('lets numbers differ by what another order of summing makes', () => {
    expect(compared('mean', 'shop', 0.1 + 0.2, 0.3)).toEqual([]);
    expect(compared('mean', 'shop', 98_500, 98_500.001)).toHaveLength(1);
  });

  it('tells 0, no data and nothing apart', () => {
    expect(compared('share', 'shop', null, 0)).toEqual([
      { what: 'share', where: 'shop', expected: 'null', found: '0' },
    ]);
    expect(compared('share', 'shop', null, undefined)[0]?.found).toBe('nothing');
    expect(compared('kinds', 'shop', { key: 1 }, {})).toHaveLength(1);
  });

  it('names the column and the row in which two tables differ', () => {
    const about = ({ queue }: { readonly queue: string }): string => queue;
    const sales = { queue: 'sales', offered: 10, answered: 4 };
    const breaches = comparedRows('service level', 'shop', {
      expected: [sales, { ...sales, queue: 'support' }],
      found: [{ ...sales, answered: 5 }, sales, { ...sales, queue: 'orders' }],
      about,
    });
    expect(breaches.map(({ what, where, expected, found }) => [what, where, expected, found])).toEqual([
      ['service level: rows', 'shop sales', '1', '2'],
      ['service level: answered', 'shop sales', '4', '5'],
      ['service level', 'shop support', '{"queue":"support","offered":10,"answered":4}', 'nothing'],
      ['service level', 'shop orders', 'nothing', '{"queue":"orders","offered":10,"answered":4}'],
    ]);
  });
});
