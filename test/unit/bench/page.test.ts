import { expect, it } from 'vitest';
import { row } from '../../bench/page.ts';

it.each([
  [true, 'met'],
  [false, 'missed'],
  [null, 'reported'],
])('a figure whose bar is passed (%s) is told as %s, its bar beside it', (pass, verdict) => {
  const told = row({ id: 'P3', what: 'a / b', bar: '≤ 0.6', ratio: 0.9, spread: [0.8, 1], n: 5, pass, note: 'n' });
  expect(told).toMatch(
    new RegExp(`^\\| P3 \\| a / b \\| ≤ 0\\.6 \\| \\*\\*0\\.90\\*\\* \\| 0\\.80–1\\.00 \\| 5 \\| ${verdict} \\|`),
  );
});
