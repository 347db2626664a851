import { describe, expect, it } from 'vitest';
import { audit, type Breach } from '../../../simulate/audit.ts';
import { below, randomStream } from '../../../simulate/random.ts';
import type { SentMessage } from '../../../simulate/sent-message.ts';
import { simulate } from '../../../simulate/simulate.ts';
import { readTruth, truthLines, type Truth } from '../../../simulate/truth.ts';
import { openTestStore } from '../../harness/store.ts';
import { DAY, PROJECTS, WEEK } from './centre.ts';
import { PLANTED } from './planted.ts';
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

  it('is the same when its truth was written to a file and read back', () => {
    const { truth } = simulate(WEEK);
    expect(readTruth(truthLines(truth))).toEqual(truth);
  });
});

describe('a simulated day', () => {
  it('is the same when every message comes twice and in no order', async () => {
    const { messages, truth } = simulate({ ...DAY, projects: WEEK.projects, faults: { ...DAY.faults, bad: 0 } });
    expect(await breachesOf(takeAll(shuffledTwice([...messages])), truth)).toEqual([]);
  });
});

describe('the auditor', () => {
  const day = simulate(DAY);
  const sent = [...day.messages];

  it('finds nothing where nothing is wrong', async () => {
    expect(await breachesOf(takeAll(sent), day.truth)).toEqual([]);
  });

  it.each(PLANTED)('finds $name', async ({ plant }) => {
    const { taken, breaches } = plant(sent, day.truth);
    expect(await breachesOf(taken, day.truth)).toEqual(
      expect.arrayContaining(breaches.map((one) => expect.objectContaining(one))),
    );
  });

  it('finds everything missing in an empty store', async () => {
    const store = await openTestStore();
    const breaches = await audit(store, day.truth, PROJECTS);
    const missing = breaches.filter(({ what }) => what === 'call').map(({ where }) => where);
    expect(missing.sort()).toEqual(day.truth.calls.map(({ project, callId }) => `${project}/${callId}`).sort());
  });
});
