import { describe, expect, it } from 'vitest';
import { drawReviews } from '../../../review/reviews/draw-reviews.ts';
import { accountOfLogin, type Account } from '../../../store/app/accounts.ts';
import { readAssignments } from '../../../store/app/assignments.ts';
import { CALLS, callBy, machineOn, NOW, openWorld, WHO, type ReviewWorld } from '../../harness/review-world.ts';
import { NOON } from '../../harness/scored-calls.ts';

const MINUTE = 60_000;

/** Draws for Anna at a moment, and answers which of her calls wait for her then. */
async function drawnAt({ deps }: ReviewWorld, at: number): Promise<readonly string[]> {
  const account: Account | null = accountOfLogin(deps.db, WHO.operator);
  if (account === null) throw new Error('no Anna');
  await drawReviews({ ...deps, now: () => at }, account);
  return readAssignments(deps.db, account.accountId, 'review', 1_000).open.map(({ callId }) => callId);
}

const call = (nth: number) => ({ ...CALLS.own, callId: `call-${String(nth).padStart(2, '0')}` });

describe('the draw of a call', () => {
  it('that is taken in and scored long after it began is made at the next occasion', async () => {
    const world = await openWorld();
    await world.store.insertCalls([callBy(CALLS.own)]);
    expect(await drawnAt(world, NOW)).toEqual([]);
    await world.store.insertEvaluations([machineOn(CALLS.own, 50)]);
    // The last draw is not old enough.
    expect(await drawnAt(world, NOW + MINUTE)).toEqual([]);
    expect(await drawnAt(world, NOW + 20 * MINUTE)).toEqual([CALLS.own.callId]);
  });

  it('that was passed over is made once: nobody is given later what they have seen meanwhile', async () => {
    const world = await openWorld();
    const calls = Array.from({ length: 40 }, (_, nth) => call(nth));
    await world.store.insertCalls(
      calls.map((one, nth) => ({ ...callBy(one), startedAt: NOON + nth * MINUTE, endedAt: NOON + (nth + 1) * MINUTE })),
    );
    await world.store.insertEvaluations(calls.map((one) => machineOn(one, 50)));
    const first = await drawnAt(world, NOW);
    expect(first.length).toBeGreaterThan(0);
    expect(first.length).toBeLessThan(40);
    expect(await drawnAt(world, NOW + 20 * MINUTE)).toEqual(first);
    expect(await drawnAt(world, NOW + 40 * MINUTE)).toEqual(first);
  });
});
