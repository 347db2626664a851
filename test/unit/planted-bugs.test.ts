import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PLANTED_BUGS } from '../simulation/planted-bugs.ts';

describe('the bugs that test/fault/planted-bugs.test.ts plants', () => {
  it.each(PLANTED_BUGS.map((bug) => [bug.name, bug] as const))('a line that %s: have their place', (_, bug) => {
    expect(readFileSync(bug.file, 'utf8').split(bug.text), `${bug.file} holds the text once`).toHaveLength(2);
    expect(bug.instead).not.toBe(bug.text);
  });
});
