import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Leg } from '../../../../ingest/call.ts';
import { withoutOverlaps } from '../../../../ingest/fold/asterisk-parties.ts';
import { withHiddenTransfers } from '../../../../ingest/fold/hidden-transfers.ts';

const GRAIN_MS = 1000;

type Talk = { readonly operatorId: string; readonly fromMs: number; readonly toMs: number };

function leg({ operatorId, fromMs, toMs }: Talk, index: number, source: string): Leg {
  return {
    legId: `${source}:${index}`,
    operatorId,
    operatorAlias: operatorId,
    queue: null,
    startedAt: fromMs,
    answeredAt: fromMs,
    endedAt: toMs,
    ringMs: null,
    talkMs: toMs - fromMs,
    holdMs: null,
    acwMs: null,
    outcome: 'completed',
  };
}

/** Talks one after another, each of some whole seconds, with pauses between some of them. */
const talks = fc
  .array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.integer({ min: 0, max: 30 }), fc.integer({ min: 5, max: 60 })), {
    maxLength: 5,
  })
  .map((told) => {
    let at = 0;
    return told.map(([operatorId, pause, length]): Talk => {
      const fromMs = at + pause * 1000;
      at = fromMs + length * 1000;
      return { operatorId, fromMs, toMs: at };
    });
  });

function overlapMs(legs: readonly Pick<Leg, 'answeredAt' | 'endedAt'>[]): number {
  const pairs = legs.flatMap((one, index) => legs.slice(index + 1).map((other) => [one, other] as const));
  return pairs.reduce((most, [one, other]) => {
    const from = Math.max(one.answeredAt ?? 0, other.answeredAt ?? 0);
    return Math.max(most, Math.min(one.endedAt ?? 0, other.endedAt ?? 0) - from);
  }, 0);
}

describe('legs put right by what channels show', () => {
  it('never credit a second of the customer twice, whatever log and rows say', () => {
    fc.assert(
      fc.property(talks, talks, (logged, shown) => {
        const legs = withHiddenTransfers(
          logged.map((talk, index) => leg(talk, index, 'log')),
          shown.map((talk, index) => leg(talk, index, 'rows')),
          new Set(),
        );
        expect(overlapMs(legs)).toBeLessThanOrEqual(GRAIN_MS);
        for (const { talkMs, answeredAt, endedAt } of legs) expect(talkMs).toBe((endedAt ?? 0) - (answeredAt ?? 0));
      }),
    );
  });

  it('stay as the log has them where the rows agree', () => {
    fc.assert(
      fc.property(talks, (told) => {
        const logged = told.map((talk, index) => leg(talk, index, 'log'));
        expect(
          withHiddenTransfers(
            logged,
            told.map((talk, index) => leg(talk, index, 'rows')),
            new Set(),
          ),
        ).toEqual(logged);
      }),
    );
  });

  it('count no waiting as talk where rows name the telephone of a queue member and bill from the menu on', () => {
    const logged = [leg({ operatorId: 'op-a', fromMs: 20_000, toMs: 100_000 }, 0, 'log')];
    const phone = leg({ operatorId: 'provisional:SIP/101', fromMs: 0, toMs: 100_500 }, 0, 'rows');
    for (const queueRows of [new Set<string>(), new Set([phone.legId])])
      expect(withHiddenTransfers(logged, [phone], queueRows)).toEqual(logged);
    const rang = logged.map((one) => ({ ...one, answeredAt: null, talkMs: null, outcome: 'no_answer' as const }));
    expect(withHiddenTransfers(rang, [phone], new Set([phone.legId]))).toEqual(rang);
  });

  it('show a transfer of such a member from where it was made', () => {
    const logged = [leg({ operatorId: 'op-a', fromMs: 20_000, toMs: 100_000 }, 0, 'log')];
    const shown = [
      leg({ operatorId: 'provisional:SIP/101', fromMs: 0, toMs: 60_000 }, 0, 'rows'),
      leg({ operatorId: 'provisional:SIP/102', fromMs: 60_000, toMs: 100_000 }, 1, 'rows'),
    ];
    const legs = withHiddenTransfers(logged, shown, new Set(['rows:0']));
    expect(
      legs.map(({ operatorId, answeredAt, endedAt, talkMs }) => [operatorId, answeredAt, endedAt, talkMs]),
    ).toEqual([
      ['op-a', 20_000, 60_000, 40_000],
      ['provisional:SIP/102', 60_000, 100_000, 40_000],
    ]);
  });

  it('come from talks of which no two overlap, however the rows do', () => {
    const any = fc.array(
      fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.integer({ min: 0, max: 100 }), fc.integer({ min: 1, max: 100 })),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(any, (told) => {
        const shown = told.map(([operatorId, from, length], index) => {
          const [answeredAt, endedAt] = [from * 1000, (from + length) * 1000];
          return {
            id: String(index),
            operatorId,
            alias: operatorId,
            startedAt: answeredAt,
            answeredAt,
            endedAt,
            holdMs: null,
          };
        });
        expect(overlapMs(withoutOverlaps(shown))).toBe(0);
      }),
    );
  });
});
