import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Call } from '../../../ingest/call.ts';
import type { Evaluation } from '../../../score/evaluation.ts';
import { anyCall, anyEvaluation, anySourceEvent, anyTranscript } from '../../harness/records.ts';
import { openTestStore } from '../../harness/store.ts';

const sample = <T>(of: fc.Arbitrary<T>): T => {
  const [value] = fc.sample(of, { numRuns: 1, seed: 7 });
  if (value === undefined) throw new Error('no sample');
  return value;
};
const key = { project: 'shop', callId: 'c1' };
const call = (version: string, disposition: string): Call => ({ ...sample(anyCall), ...key, version, disposition });

describe('a row', () => {
  it('is never hidden by one with an older version, whichever comes last', async () => {
    const store = await openTestStore();
    await store.insertCalls([call('18446744073709551615', 'newest')]);
    await store.insertCalls([call('2', 'older'), call('10', 'old')]);
    expect(await store.readCalls([key])).toEqual([call('18446744073709551615', 'newest')]);
  });

  it('is read back by the next read, each time it is replaced', async () => {
    const store = await openTestStore();
    for (const version of ['9', '10', '100']) {
      await store.insertCalls([call(version, `v${version}`)]);
      expect((await store.readCalls([key]))[0]?.disposition).toBe(`v${version}`);
    }
  });

  it('counts once when the same content is inserted many times', async () => {
    const store = await openTestStore();
    const events = ['e1', 'e2', 'e3'].map((eventId, seq) => ({
      ...sample(anySourceEvent),
      ...key,
      eventId,
      source: 'record' as const,
      at: 1_772_434_800_000,
      seq,
    }));
    for (let times = 0; times < 3; times++) await store.insertSourceEvents([...events, ...events]);
    expect(await store.readSourceEvents([key, { project: 'shop', callId: 'other' }])).toEqual(events);
  });

  it('keeps its start time out of its identity: a corrected time replaces the call', async () => {
    const store = await openTestStore();
    const moved = { ...call('2', 'moved'), startedAt: Date.UTC(2026, 2, 3) };
    await store.insertCalls([{ ...call('1', ''), startedAt: Date.UTC(2026, 1, 1) }, moved]);
    expect(await store.readCalls([key])).toEqual([moved]);
  });
});

describe('an evaluation', () => {
  const evaluation = (of: Partial<Evaluation>): Evaluation => ({
    ...sample(anyEvaluation),
    ...key,
    operatorId: 'anna',
    evaluator: 'machine',
    rater: '',
    run: '',
    ...of,
  });

  it('of a newer revision of the call counts, however late the older one is inserted', async () => {
    const store = await openTestStore();
    await store.insertEvaluations([evaluation({ revision: '20', score: 80 })]);
    await store.insertEvaluations([evaluation({ revision: '9', score: 10 })]);
    expect((await store.readEvaluations([key], '')).map(({ score }) => score)).toEqual([80]);
  });

  it('of a what-if run or of a person is not the current one of the machine', async () => {
    const store = await openTestStore();
    const current = evaluation({ revision: '1', score: 50 });
    await store.insertEvaluations([
      current,
      evaluation({ revision: '2', run: 'what-if', score: 99 }),
      evaluation({ revision: '2', evaluator: 'supervisor', rater: 'vera', score: 70 }),
    ]);
    expect(await store.readEvaluations([key], '')).toEqual([current]);
  });
});

describe('a transcript', () => {
  it('is found by its audio for whichever call it was heard, and only for the same engine, model and options', async () => {
    const store = await openTestStore();
    const of = { project: 'shop', audioSha256: 'abc', engine: 'whisper', model: 'base', optionsHash: 'o1' };
    const heard = { ...sample(anyTranscript), ...of, callId: 'elsewhere', version: '1' };
    await store.insertTranscripts([heard, { ...heard, engine: 'openai' }]);
    expect(await store.findTranscript(of)).toEqual(heard);
    expect(await store.findTranscript({ ...of, model: 'large' })).toBeNull();
    expect(await store.findTranscript({ ...of, project: 'other' })).toBeNull();
  });
});

describe('an insert', () => {
  it('refuses a value that the column would wrap, naming the column and not the value', async () => {
    const store = await openTestStore();
    const wrong = store.insertCalls([{ ...call('1', ''), startedAt: Date.UTC(2500, 0) }]);
    await expect(wrong).rejects.toMatchObject({ code: 'STORE_ROW_INVALID', params: { what: 'calls.startedAt' } });
    expect(await store.readCalls([key])).toEqual([]);
  });

  it('of thousands of rows is one block', async () => {
    const store = await openTestStore();
    const customers = Array.from({ length: 9_000 }, (_, i) => ({
      project: 'shop',
      customerKey: `k${i}`,
      address: `a${i}`,
    }));
    await store.insertCustomers(customers);
    const sql =
      "SELECT rows FROM system.parts WHERE database = currentDatabase() AND table = 'customers' AND min_block_number = max_block_number";
    expect(await store.run({ name: 'parts', sql, parse: (row) => row }, {})).toEqual([{ rows: '9000' }]);
  });
});
