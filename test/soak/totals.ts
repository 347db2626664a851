import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';

const total = z.object({
  /** Schedules, kills or rebalances that passed. */
  done: z.number().int().nonnegative(),
  rounds: z.number().int().nonnegative(),
  /** Rounds that failed, by where they began, which is their seed. */
  breaches: z.array(z.string()),
});
const totals = z.object({ schedules: total, kills: total, rebalances: total });
export type Totals = z.infer<typeof totals>;

/** What earlier soaks have added up to; nothing when there were none. */
export function readTotals(file: string): Totals {
  if (existsSync(file)) return totals.parse(JSON.parse(readFileSync(file, 'utf8')));
  const none = (): Totals[keyof Totals] => ({ done: 0, rounds: 0, breaches: [] });
  return { schedules: none(), kills: none(), rebalances: none() };
}
