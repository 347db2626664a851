import type { Project } from '../ingest/project.ts';
import type { Store } from '../store/store.ts';
import { auditCalls } from './audit-calls.ts';
import { auditEvaluations, auditLetters } from './audit-evaluations.ts';
import { auditNumbers } from './audit-numbers.ts';
import { breach, type Breach } from './breach.ts';
import type { Truth } from './truth.ts';

export type { Breach } from './breach.ts';

/**
 * Compares what a store holds of the simulated projects with what really happened there: calls and their facts, every
 * number of queries/, evaluations, dead letters. No breach means: each call exactly once, and every KPI equal. The store
 * must have had time to take in and score all that was sent.
 */
export async function audit(
  store: Pick<Store, 'run' | 'readCalls'>,
  truth: Truth,
  projects: readonly Project[],
): Promise<readonly Breach[]> {
  const told = new Set([...truth.calls, ...truth.states].map(({ project }) => project));
  const known = new Map(projects.filter(({ id }) => told.has(id)).map((project) => [project.id, project]));
  const ids = [...known.keys()];
  const breaches: Breach[] = [...told]
    .filter((id) => !known.has(id))
    .map((id) => breach('project', id, 'configured', undefined));
  breaches.push(...(await auditCalls(store, truth, ids)));
  for (const project of known.values()) breaches.push(...(await auditNumbers(store, truth, project)));
  breaches.push(...(await auditEvaluations(store, truth, known)));
  breaches.push(...(await auditLetters(store, truth, ids)));
  return breaches;
}
