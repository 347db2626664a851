import { knownPeriod } from '../queries/call-numbers.ts';
import { knownQueues } from '../queries/people-calls.ts';
import type { Store } from '../store/store.ts';

/** What a project's calls tell of it: asked of the store seldom, for a new queue may be a minute late in a filter. */
export type ProjectFacts = {
  readonly queues: readonly string[];
  readonly known: { readonly fromMs: number; readonly toMs: number } | null;
};

const FRESH_MS = 60_000;

export function projectFacts({
  store,
  now,
}: {
  readonly store: Pick<Store, 'run'>;
  readonly now: () => number;
}): (project: string) => Promise<ProjectFacts> {
  const kept = new Map<string, { readonly facts: Promise<ProjectFacts>; readonly untilMs: number }>();
  const ask = async (project: string): Promise<ProjectFacts> => {
    const [[period], queues] = await Promise.all([
      store.run(knownPeriod, { project }),
      store.run(knownQueues, { project }),
    ]);
    const { firstMs, lastMs } = period ?? { firstMs: null, lastMs: null };
    return {
      queues: queues.map(({ queue }) => queue),
      known: firstMs === null || lastMs === null ? null : { fromMs: firstMs, toMs: lastMs },
    };
  };
  return (project) => {
    const last = kept.get(project);
    if (last !== undefined && now() < last.untilMs) return last.facts;
    const facts = ask(project);
    kept.set(project, { facts, untilMs: now() + FRESH_MS });
    // What failed is asked again by the next one.
    facts.catch(() => kept.delete(project));
    return facts;
  };
}
