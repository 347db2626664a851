import { describe, expect, it } from 'vitest';
import { accountOfLogin } from '../../../store/app/accounts.ts';
import { readAssignments } from '../../../store/app/assignments.ts';
import { CALLS, callBy, machineOn, openWorld, WHO, type ReviewWorld } from '../../harness/review-world.ts';
import { NOON } from '../../harness/scored-calls.ts';

const HOUR = 3_600_000;

/** Forty calls of an operator of Sofia's team, of which she has seen nothing yet. */
async function scoredWorld(): Promise<ReviewWorld> {
  const world = await openWorld();
  const calls = Array.from({ length: 40 }, (_, nth) => ({ ...CALLS.own, callId: `call-${String(nth)}` }));
  await world.store.insertCalls(
    calls.map((one, nth) => ({ ...callBy(one), startedAt: NOON + nth * HOUR, endedAt: NOON + (nth + 1) * HOUR })),
  );
  await world.store.insertEvaluations(calls.map((one) => machineOn(one, 50)));
  return world;
}

/** How the checks that are drawn for Sofia are to be made. */
async function modesDrawn({ ask, deps }: ReviewWorld): Promise<readonly string[]> {
  expect((await ask(WHO.supervisor, 'GET', '/api/checks')).status).toBe(200);
  const accountId = accountOfLogin(deps.db, WHO.supervisor)?.accountId ?? '';
  return readAssignments(deps.db, accountId, 'check', 1_000).open.map(({ mode }) => mode);
}

describe('the blind share of checks', () => {
  it('is drawn of calls whose score the supervisor has not seen', async () => {
    const modes = await modesDrawn(await scoredWorld());
    expect(modes).toHaveLength(10);
    expect(modes).toContain('blind');
  });

  it.each(['/api/calls', '/api/calls.csv'])('leaves out what %s has shown with a score', async (path) => {
    const world = await scoredWorld();
    const answer = await world.ask(WHO.supervisor, 'GET', path);
    expect(await answer.text()).toContain('call-39');
    expect(new Set(await modesDrawn(world))).toEqual(new Set(['verify']));
  });

  it('is left alone by lists of somebody else', async () => {
    const world = await scoredWorld();
    await world.ask(WHO.administrator, 'GET', '/api/calls');
    expect(await modesDrawn(world)).toContain('blind');
  });
});
