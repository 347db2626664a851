import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

/** What CI goes through each time; `npm run soak -- schedules` goes on from there. */
const SCHEDULES = 2_000;
const KEPT = 'test/simulation/failing-seeds.json';

function simulate(...args: readonly string[]): { readonly code: number | null; readonly said: string } {
  const done = spawnSync(process.execPath, ['test/simulation/run.ts', ...args], { encoding: 'utf8' });
  return { code: done.status, said: `${done.stdout.slice(-4_000)}${done.stderr.slice(-2_000)}` };
}

describe('simulated schedules of the three lines, with crashes, duplicates and reordering at every effect', () => {
  it(`break no invariant: ${String(SCHEDULES)} seeds`, () => {
    const { code, said } = simulate('--from', '1', '--count', String(SCHEDULES));
    expect(said).toContain('0 breaches');
    expect(code).toBe(0);
  });

  it('that once broke one do so no more', () => {
    const seeds = existsSync(KEPT) ? z.array(z.number().int()).parse(JSON.parse(readFileSync(KEPT, 'utf8'))) : [];
    for (const seed of seeds) expect(simulate('--seed', String(seed))).toMatchObject({ code: 0 });
  });
});
