import { describe, expect, it } from 'vitest';
import { parameterText, setsOf } from '../../../store/sets.ts';

describe('what goes before a statement', () => {
  it('is one statement for all names, and none where there are no names', () => {
    const sets = setsOf([
      ['async_insert', '0'],
      ['param_name', "O'Neil \\ sons"],
    ]);
    expect(sets).toBe("SET async_insert = '0', param_name = 'O\\'Neil \\\\ sons'; ");
    expect(setsOf([])).toBe('');
  });

  it('writes a text by the rules of TSV, where a quote is a letter as any other', () => {
    expect(parameterText("O'Neil")).toBe("O'Neil");
    expect(parameterText('one\ttwo\nthree\\n\0')).toBe('one\\ttwo\\nthree\\\\n\\0');
    expect(parameterText('')).toBe('');
  });

  it('writes lists with their texts in quotes, from which none breaks out', () => {
    expect(parameterText(["a'); DROP TABLE calls; --", 'b\\', 'c\nd'])).toBe(
      "['a\\'); DROP TABLE calls; --','b\\\\','c\\nd']",
    );
    expect(parameterText([1, -2.5, null, [3]])).toBe('[1,-2.5,NULL,[3]]');
    expect(parameterText([])).toBe('[]');
  });

  it('tells nothing, yes and no, and numbers', () => {
    expect([null, true, false, 0, 1e21, 9_007_199_254_740_993n].map(parameterText)).toEqual([
      ...['\\N', '1', '0', '0', '1e+21', '9007199254740993'],
    ]);
  });

  it('refuses what no parameter is', () => {
    expect(() => parameterText({ a: 1 })).toThrow(RangeError);
    expect(() => parameterText(undefined)).toThrow(RangeError);
  });
});
