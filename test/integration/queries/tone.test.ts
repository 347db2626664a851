import { describe, expect, it } from 'vitest';
import { tonePerOperator, toneFindings, TONE_FLOOR_CALLS, type TonePeriod } from '../../../queries/tone-numbers.ts';
import type { CallTone, OperatorTone, ToneFinding, ToneKind } from '../../../score/tone/tone.ts';
import type { OpenedStore } from '../../../store/open-store.ts';
import { callOf, evaluationOf, NOON, toneOf } from '../../harness/scored-calls.ts';
import { openTestStore } from '../../harness/store.ts';

const period: TonePeriod = {
  ...{ project: 'shop', operatorId: '', toneModel: 'words', fromMs: NOON, toMs: NOON + 86_400_000 },
};

function found(kind: ToneKind, operatorId = 'anna', of: Partial<ToneFinding> = {}): ToneFinding {
  const said = { utteranceId: 'u1', recordingId: 'r1', quote: 'Sorry', startMs: 1_000, endMs: 1_500 };
  return { kind, operatorId, ...said, wording: 'en.sorry', intensity: 0.6, method: 'words', confidence: null, ...of };
}

function operator(moodChange: number | null, of: Partial<OperatorTone> = {}): OperatorTone {
  const mood = { moodStart: moodChange === null ? null : 0, moodEnd: moodChange, moodChange, moodN: 2 };
  return { operatorId: 'anna', language: 'en', operatorUtterances: 10, customerUtterances: 6, ...mood, ...of };
}

async function told(tones: readonly CallTone[]): Promise<OpenedStore> {
  const store = await openTestStore();
  await store.insertCalls(tones.map(({ callId }) => callOf(callId)));
  await store.insertEvaluations(
    tones.flatMap(({ callId, operators }) =>
      operators.map(({ operatorId }) => evaluationOf(callId, 80, { operatorId })),
    ),
  );
  await store.insertTones(tones);
  return store;
}

describe('the tone of an operator', () => {
  it('is the share of calls with each kind by Wilson, findings per 100 utterances, and the mean change of mood by t', async () => {
    const store = await told([
      toneOf('c1', '1', { operators: [operator(1)], findings: [found('apology'), found('apology')] }),
      toneOf('c2', '1', { operators: [operator(0.5)], findings: [found('apology')] }),
      toneOf('c3', '1', { operators: [operator(null)], findings: [found('apology')] }),
      toneOf('c4', '1', { operators: [operator(0)], findings: [found('apology'), found('rudeness')] }),
      toneOf('c5', '1', { operators: [operator(null)] }),
    ]);
    const [row] = await store.run(tonePerOperator, { ...period, floor: TONE_FLOOR_CALLS });
    expect(row).toMatchObject({ operatorId: 'anna', calls: 5, enough: false, operatorUtterances: 50, moodCalls: 3 });
    const kinds = new Map(row?.kinds.map((one) => [one.kind, one]));
    // 4 of 5 by Wilson: 0.376–0.964; 5 findings in 50 utterances.
    expect(kinds.get('apology')).toMatchObject({ calls: 4, findings: 5, callShare: 0.8, per100Utterances: 10 });
    expect(kinds.get('apology')?.callShareLow).toBeCloseTo(0.376, 3);
    expect(kinds.get('apology')?.callShareHigh).toBeCloseTo(0.964, 3);
    // 0 of 5: 0–0.434.
    expect(kinds.get('thanks')).toMatchObject({ calls: 0, findings: 0, callShare: 0, callShareLow: 0 });
    expect(kinds.get('thanks')?.callShareHigh).toBeCloseTo(0.434, 3);
    expect(kinds.get('rudeness')).toMatchObject({ calls: 1, findings: 1, per100Utterances: 2 });
    // Mean of 1, 0.5 and 0; s = 0.5, t(0.975, 2) = 4.302653: half = 1.24207.
    expect(row?.meanMoodChange).toBeCloseTo(0.5, 9);
    expect(row?.meanMoodChangeLow).toBeCloseTo(0.5 - 1.24207, 4);
    expect(row?.meanMoodChangeHigh).toBeCloseTo(0.5 + 1.24207, 4);
  });

  it('is told of each operator on a call by their own words, and of nobody who was not heard apart', async () => {
    const both = [operator(null), operator(null, { operatorId: 'boris' })];
    const store = await told([
      toneOf('c1', '1', { operators: both, findings: [found('thanks', 'boris')] }),
      toneOf('mono', '1', { operators: [operator(null, { operatorUtterances: 0 })] }),
    ]);
    const rows = await store.run(tonePerOperator, { ...period, floor: 1 });
    expect(rows.map(({ operatorId, calls, enough }) => [operatorId, calls, enough])).toEqual([
      ['anna', 1, true],
      ['boris', 1, true],
    ]);
    expect(rows.map(({ kinds }) => kinds.find(({ kind }) => kind === 'thanks')?.calls)).toEqual([0, 1]);
    expect(rows[0]).toMatchObject({ moodCalls: 0, meanMoodChange: null, meanMoodChangeLow: null });
  });

  it('counts no other model, no merged call, and no call whose score does not count', async () => {
    const tone = { operators: [operator(1)], findings: [found('rudeness')] };
    const store = await told([toneOf('c1', '1', tone)]);
    await store.insertCalls([callOf('merged', { mergedInto: 'c1' }), callOf('withdrawn'), callOf('what-if')]);
    await store.insertEvaluations([
      evaluationOf('merged', 80),
      evaluationOf('withdrawn', 80, { withdrawn: true }),
      evaluationOf('what-if', 80, { run: 'trial' }),
    ]);
    await store.insertTones([
      ...['merged', 'withdrawn', 'what-if'].map((callId) => toneOf(callId, '1', tone)),
      toneOf('c1', '1', { ...tone, toneModel: 'another' }),
    ]);
    expect(await store.run(tonePerOperator, { ...period, floor: 1 })).toMatchObject([{ operatorId: 'anna', calls: 1 }]);
    expect(await store.run(toneFindings, { ...period, kind: '', limit: 10 })).toMatchObject([
      { callId: 'c1', total: 1 },
    ]);
  });
});

describe('findings of tone', () => {
  it('are listed with their calls, the strongest first, narrowed by kind and operator', async () => {
    const store = await told([
      toneOf('c1', '1', {
        operators: [operator(null)],
        findings: [found('apology'), found('rudeness', 'anna', { intensity: 1 })],
      }),
      toneOf('c2', '1', { operators: [operator(null, { operatorId: 'boris' })], findings: [found('thanks', 'boris')] }),
    ]);
    const list = async (of: { readonly kind?: ToneKind; readonly operatorId?: string }): Promise<readonly string[]> =>
      (await store.run(toneFindings, { ...period, kind: '', limit: 10, ...of })).map(
        (one) => `${one.callId} ${one.kind}`,
      );
    expect(await list({})).toEqual(['c1 rudeness', 'c1 apology', 'c2 thanks']);
    expect(await list({ kind: 'apology' })).toEqual(['c1 apology']);
    expect(await list({ operatorId: 'boris' })).toEqual(['c2 thanks']);
    const [first] = await store.run(toneFindings, { ...period, kind: '', limit: 1 });
    expect(first).toMatchObject({ total: 3, startedMs: NOON, quote: 'Sorry', startMs: 1_000, wording: 'en.sorry' });
  });
});
