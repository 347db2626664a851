import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Call } from '../../../ingest/call.ts';
import type { CallSort } from '../../../queries/call-order.ts';
import { callCount } from '../../../queries/call-page.ts';
import type { Evaluation } from '../../../score/evaluation.ts';
import type { OpenedStore } from '../../../store/open-store.ts';
import { EVERY_CALL, idsOf, legOf, ofShop, SEES_ALL, saying, walk } from '../../harness/listed-calls.ts';
import { answerOf, callOf, evaluationOf, NOON } from '../../harness/scored-calls.ts';
import { openTestStore } from '../../harness/store.ts';

const SORTS: readonly CallSort[] = ['newest', 'oldest', 'worst', 'best', 'longest', 'shortest'];

/** Few values of each, so that ties are common. */
type Made = {
  readonly at: number;
  readonly lastsMs: number | null;
  readonly score: number | null;
  readonly version: number;
};
const made: fc.Arbitrary<Made> = fc.record({
  at: fc.integer({ min: 0, max: 3 }),
  lastsMs: fc.option(fc.constantFrom(1_000, 2_000), { nil: null }),
  score: fc.option(fc.constantFrom(0, 33.3, 100), { nil: null }),
  version: fc.integer({ min: 1, max: 3 }),
});

function callFor(callId: string, { at, lastsMs, version }: Made): Call {
  const startedAt = NOON + at;
  const endedAt = lastsMs === null ? null : startedAt + lastsMs;
  return callOf(callId, { startedAt, endedAt, version: String(version), legs: [legOf('anna')] });
}

/** The order as the pages promise it, of rows that were made by hand. */
function expectedOrder(rows: readonly (Made & { readonly callId: string })[], sort: CallSort): readonly string[] {
  const value = (row: Made): number | null =>
    sort === 'worst' || sort === 'best' ? row.score : sort === 'longest' || sort === 'shortest' ? row.lastsMs : row.at;
  const up = sort === 'oldest' || sort === 'worst' || sort === 'shortest' ? 1 : -1;
  const byPlace = (a: Made & { callId: string }, b: Made & { callId: string }): number =>
    a.at - b.at || (a.callId < b.callId ? -1 : 1);
  const compared = rows.toSorted((a, b) => {
    const [left, right] = [value(a), value(b)];
    if (left !== right) return left === null ? 1 : right === null ? -1 : (left - right) * up;
    return byPlace(a, b) * (sort === 'oldest' ? 1 : -1);
  });
  return idsOf(compared);
}

describe('a walk through the pages', () => {
  it('gives each call once and in order, whatever the size of a page and how often calls were corrected', async () => {
    const store = await openTestStore();
    let runs = 0;
    const each = fc.uniqueArray(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), made), {
      selector: ([callId, { version }]) => `${callId}${String(version)}`,
      maxLength: 14,
    });
    await fc.assert(
      fc.asyncProperty(
        each,
        fc.constantFrom(...SORTS),
        fc.integer({ min: 1, max: 4 }),
        async (versions, sort, limit) => {
          // A project of its own in one store: a new store costs a second.
          const project = `shop${String(++runs)}`;
          for (const [callId, of] of versions) {
            await store.insertCalls([{ ...callFor(callId, of), project }]);
            await store.insertEvaluations([evaluationOf(callId, of.score, { project, revision: String(of.version) })]);
          }
          const newest = new Map<string, Made & { readonly callId: string }>();
          for (const [callId, of] of versions)
            if ((newest.get(callId)?.version ?? 0) < of.version) newest.set(callId, { ...of, callId });
          const filters = { ...EVERY_CALL, projects: [project] };
          const walked = idsOf(await walk(store, filters, SEES_ALL, sort, limit));
          expect(walked).toEqual(expectedOrder([...newest.values()], sort));
          expect(await callCount(store, filters, SEES_ALL)).toBe(newest.size);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('by time is not moved by calls that come meanwhile', async () => {
    const store = await openTestStore();
    const ids = ['a', 'b', 'c', 'd', 'e'];
    await store.insertCalls(ids.map((callId, nth) => callOf(callId, { startedAt: NOON - nth })));
    let came = 0;
    const rows = await walk(store, EVERY_CALL, SEES_ALL, 'newest', 2, async () => {
      await store.insertCalls([callOf(`new${String(came)}`, { startedAt: NOON + ++came })]);
    });
    expect(idsOf(rows)).toEqual(ids);
  });

  it('goes on beyond the candidates of a first step, by filters that few calls meet', async () => {
    const store = await openTestStore();
    const { calls, evaluations } = manyCalls();
    await store.insertCalls(calls);
    await store.insertEvaluations(evaluations);
    await store.insertTranscripts(calls.map(({ callId, legs }) => saying(callId, saidBy(legs[0]?.operatorId))));
    const rare = { ...EVERY_CALL, maxScore: 10 };
    for (const filters of [
      rare,
      { ...EVERY_CALL, failedCriterion: 'close' },
      { ...EVERY_CALL, operators: ofShop('rare') },
      { ...EVERY_CALL, words: 'Доставк' },
    ])
      for (const limit of [1, 3, 50])
        expect(idsOf(await walk(store, filters, SEES_ALL, 'newest', limit))).toEqual([
          'call0999',
          'call0700',
          'call0450',
        ]);
    expect(idsOf(await walk(store, { ...EVERY_CALL, withoutScore: true }, SEES_ALL, 'oldest', 1))).toEqual([
      'call0001',
      'call0600',
    ]);
    expect(await walk(store, EVERY_CALL, SEES_ALL, 'newest', 200)).toHaveLength(1_000);
  });
});

const saidBy = (operatorId: string | undefined): string =>
  operatorId === 'rare' ? 'Без доставки, 100%' : 'Добрый день';

/** A thousand calls, call0000 the newest; three of them are bad and of a rare operator, two have no score. */
function manyCalls(): { readonly calls: readonly Call[]; readonly evaluations: readonly Evaluation[] } {
  const bad = [999, 700, 450].toSorted((a, b) => a - b);
  const unscored = [600, 1];
  const numbers = Array.from({ length: 1_000 }, (_, nth) => nth);
  const idOf = (nth: number): string => `call${String(nth).padStart(4, '0')}`;
  return {
    calls: numbers.map((nth) =>
      callOf(idOf(nth), { startedAt: NOON + nth, legs: [legOf(bad.includes(nth) ? 'rare' : 'anna')] }),
    ),
    evaluations: numbers
      .filter((nth) => !unscored.includes(nth))
      .map((nth) => {
        const isBad = bad.includes(nth);
        return evaluationOf(idOf(nth), isBad ? 5 : 90, {
          operatorId: isBad ? 'rare' : 'anna',
          answers: [answerOf('close', isBad ? 'no' : 'yes')],
        });
      }),
  };
}

describe('a call whose start was corrected', () => {
  const early = callOf('moved', { startedAt: NOON - 3_600_000, version: '1', legs: [legOf('anna')] });
  const late = callOf('moved', { startedAt: NOON + 10, version: '2', legs: [legOf('boris')] });
  const others = ['a', 'b', 'c'].map((callId, nth) => callOf(callId, { startedAt: NOON + nth, legs: [legOf('anna')] }));

  it.each([
    ['in their order', [early, late]],
    ['the correction first', [late, early]],
    ['the correction twice', [late, early, late]],
  ])('stands once, where it really began: versions that came %s', async (_, versions) => {
    const store = await openTestStore();
    await store.insertCalls(others);
    for (const version of versions) await store.insertCalls([version]);
    for (const limit of [1, 2, 10]) {
      expect(idsOf(await walk(store, EVERY_CALL, SEES_ALL, 'newest', limit))).toEqual(['moved', 'c', 'b', 'a']);
      expect(idsOf(await walk(store, EVERY_CALL, SEES_ALL, 'oldest', limit))).toEqual(['a', 'b', 'c', 'moved']);
    }
    const before = { ...EVERY_CALL, toMs: NOON };
    expect([await walk(store, before, SEES_ALL, 'newest', 10), await callCount(store, before, SEES_ALL)]).toEqual([
      [],
      0,
    ]);
    expect(idsOf(await walk(store, { ...EVERY_CALL, operators: ofShop('anna') }, SEES_ALL, 'newest', 2))).toEqual([
      'c',
      'b',
      'a',
    ]);
  });

  it('is no longer there once it was merged into another', async () => {
    const store: OpenedStore = await openTestStore();
    await store.insertCalls([...others, early]);
    await store.insertCalls([{ ...early, version: '2', mergedInto: 'a' }]);
    expect(idsOf(await walk(store, EVERY_CALL, SEES_ALL, 'newest', 1))).toEqual(['c', 'b', 'a']);
  });
});
