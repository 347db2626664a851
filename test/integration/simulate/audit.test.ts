import { describe, expect, it } from 'vitest';
import { audit, type Breach } from '../../../simulate/audit.ts';
import { below, randomStream } from '../../../simulate/random.ts';
import type { SentMessage } from '../../../simulate/sent-message.ts';
import { simulate } from '../../../simulate/simulate.ts';
import type { Truth, TruthCall } from '../../../simulate/truth.ts';
import { openTestStore } from '../../harness/store.ts';
import { DAY, PROJECTS, WEEK } from './centre.ts';
import { FAULTS, type Day, type Fault, type Planted } from './planted.ts';
import { storeTaken, takeAll, type Taken } from './take.ts';

async function breachesOf(taken: Taken, truth: Truth): Promise<readonly Breach[]> {
  const store = await openTestStore();
  await storeTaken(store, taken);
  return audit(store, truth, PROJECTS);
}

/** Every message once more, and all of them in no order. */
function shuffledTwice(messages: readonly SentMessage[]): readonly SentMessage[] {
  const random = randomStream('shuffled');
  const all = [...messages, ...messages];
  for (let last = all.length - 1; last > 0; last--) {
    const other = below(random, last + 1);
    const [a, b] = [all[last], all[other]];
    if (a !== undefined && b !== undefined) [all[last], all[other]] = [b, a];
  }
  return all;
}

describe('a simulated week', () => {
  it('is told by the store as it happened', async () => {
    const { messages, truth } = simulate(WEEK);
    expect(await breachesOf(takeAll(messages), truth)).toEqual([]);
  });
});

describe('a simulated day', () => {
  it('is the same when every message comes twice and in no order', async () => {
    const { messages, truth } = simulate({ ...DAY, projects: WEEK.projects, faults: { ...DAY.faults, bad: 0 } });
    expect(await breachesOf(takeAll(shuffledTwice([...messages])), truth)).toEqual([]);
  });
});

describe('the auditor', () => {
  const { messages, truth } = simulate(DAY);
  const sent = [...messages];

  it('finds nothing where nothing is wrong', async () => {
    expect(await breachesOf(takeAll(sent), truth)).toEqual([]);
  });

  it.each(FAULTS.map((faults) => ({ names: faults.map(({ name }) => name).join(', '), faults })))(
    'finds $names',
    async ({ faults }) => {
      const { taken, breaches } = plantAll(faults, dayWith(sent, truth), takeAll(sent));
      const found = await breachesOf(taken, truth);
      expect(breaches.filter((one) => !found.some((other) => speaksOf(other, one)))).toEqual([]);
    },
  );

  it('finds everything missing in an empty store', async () => {
    const breaches = await audit(await openTestStore(), truth, PROJECTS);
    const missing = breaches.filter(({ what }) => what === 'call').map(({ where }) => where);
    expect(missing.sort()).toEqual(truth.calls.map(({ project, callId }) => `${project}/${callId}`).sort());
  });
});

function plantAll(faults: readonly Fault[], day: Day, taken: Taken): Planted {
  const first: Planted = { taken, breaches: [] };
  return faults.reduce((so, { plant }) => {
    const planted = plant(so.taken, day);
    return { taken: planted.taken, breaches: [...so.breaches, ...planted.breaches] };
  }, first);
}

function dayWith(sent: readonly SentMessage[], truth: Truth): Day {
  const picked = new Set<TruthCall>();
  return {
    truth,
    uncorrected: takeAll(sent.filter(({ value }) => typeof value !== 'string' || !value.includes('"revision":1'))),
    subject: (fits) => {
      const found = truth.calls.find((call) => !picked.has(call) && fits(call));
      if (found === undefined) throw new Error('the day has too few such calls');
      picked.add(found);
      return found;
    },
  };
}

function speaksOf(found: Breach, expected: Partial<Breach>): boolean {
  const told = new Map<string, string>(Object.entries(found));
  return Object.entries(expected).every(([name, value]) => told.get(name) === value);
}
