import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';

const total = z.object({
  /** Schedules, kills, rebalances or damaged recordings that passed. */
  done: z.number().int().nonnegative(),
  rounds: z.number().int().nonnegative(),
  /** Rounds that failed, by where they began, which is their seed. */
  breaches: z.array(z.string()),
});
const none = (): z.infer<typeof total> => ({ done: 0, rounds: 0, breaches: [] });
const totals = z.object({
  schedules: total.default(none),
  kills: total.default(none),
  rebalances: total.default(none),
  fuzz: total.default(none),
});
export type Totals = z.infer<typeof totals>;

/** What earlier soaks have added up to; nothing when there were none. */
export function readTotals(file: string): Totals {
  return totals.parse(existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {});
}

/** What is still to be done of each kind that was asked for, a line each; none when every bar was reached. */
export function shortOf(totals: Totals, bars: Readonly<Partial<Record<keyof Totals, number>>>): readonly string[] {
  return (Object.keys(totals) as (keyof Totals)[]).flatMap((kind) => {
    const [{ done }, bar] = [totals[kind], bars[kind] ?? 0];
    return done < bar
      ? [`${kind}: the bar was not reached: ${String(done)} of ${String(bar)}; run it again to go on from there`]
      : [];
  });
}
