import type { Project } from '../ingest/project.ts';
import { acwRuleOf, occupancy } from '../queries/operator-numbers.ts';
import { abandonRate, reconciliation, serviceLevel, waiting } from '../queries/queue-numbers.ts';
import type { Store } from '../store/store.ts';
import { callMix, operatorSums } from './audit-queries.ts';
import { breach, comparedRows, type Breach } from './breach.ts';
import { expectedCallMix, expectedOccupancy, expectedOperatorSums, mixKey, type Period } from './expected-operators.ts';
import {
  expectedAbandonRate,
  expectedServiceLevel,
  expectedWaiting,
  type QueueQuestion,
  type ServiceLevelQuestion,
} from './expected-queues.ts';
import { DAY_MS, MINUTE_MS } from './local-time.ts';
import { wrapUpsOf } from './operator-time.ts';
import type { Truth } from './truth.ts';

const HALF_HOUR_MS = 30 * MINUTE_MS;

type Reader = Pick<Store, 'run'>;

/**
 * Every number of queries/ that the truth can tell, in all its variants, over the whole time and its parts.
 * @param parts for which operators are asked about by themselves; left out: every day.
 */
export async function auditNumbers(
  store: Reader,
  truth: Truth,
  project: Project,
  parts?: readonly Period[],
): Promise<readonly Breach[]> {
  const own = truth.calls.filter((call) => call.project === project.id);
  const known = { ...truth, calls: own, states: truth.states.filter((state) => state.project === project.id) };
  const period = { project: project.id, fromMs: truth.fromMs, toMs: truth.toMs };
  const thresholdMs = project.serviceLevel.thresholdSeconds * 1000;
  const shortMs = project.serviceLevel.shortAbandonSeconds * 1000;
  const queues = new Set(own.flatMap(({ entries }) => entries.map(({ queue }) => queue)));
  const breaches: Breach[] = [];
  for (const queue of ['', ...queues]) {
    const asked = { ...period, queue, thresholdMs, shortMs };
    breaches.push(...(await auditQueue(store, known, asked)));
  }
  for (const attribution of ['cohort', 'event'] as const)
    for (const intervalMs of [0, HALF_HOUR_MS])
      for (const byQueue of [false, true]) {
        const asked = { ...period, queue: '', thresholdMs, shortMs, attribution, intervalMs, byQueue };
        breaches.push(...(await auditServiceLevel(store, known, asked)));
      }
  for (const some of [period, ...(parts ?? daysOf(period))])
    breaches.push(...(await auditOccupancy(store, known, some, project)));
  return [...breaches, ...(await auditTotals(store, known, period))];
}

async function auditQueue(store: Reader, { calls }: Truth, asked: QueueQuestion): Promise<readonly Breach[]> {
  const { project, queue, fromMs, toMs, shortMs } = asked;
  const period = { project, queue, fromMs, toMs };
  const where = queue === '' ? project : `${project}/${queue}`;
  const once = (): string => '';
  return [
    ...comparedRows('waiting', where, {
      expected: [expectedWaiting(calls, asked)],
      found: await store.run(waiting, period),
      about: once,
    }),
    ...comparedRows('abandon rate', where, {
      expected: [expectedAbandonRate(calls, asked)],
      found: await store.run(abandonRate, { ...period, shortMs }),
      about: once,
    }),
    ...(await auditServiceLevel(store, { calls }, { ...asked, attribution: 'cohort', intervalMs: 0, byQueue: false })),
  ];
}

async function auditServiceLevel(
  store: Reader,
  { calls }: Pick<Truth, 'calls'>,
  asked: ServiceLevelQuestion,
): Promise<readonly Breach[]> {
  const { byQueue, ...rest } = asked;
  const kind = `${asked.attribution}, ${asked.intervalMs === 0 ? 'whole' : 'half hours'}`;
  return comparedRows(
    `service level (${kind})`,
    asked.queue === '' ? asked.project : `${asked.project}/${asked.queue}`,
    {
      expected: expectedServiceLevel(calls, asked),
      found: await store.run(serviceLevel, { ...rest, byQueue: byQueue ? 1 : 0 }),
      about: ({ queue, intervalStartMs }) => `${queue} ${new Date(intervalStartMs).toISOString()}`.trim(),
    },
  );
}

async function auditOccupancy(
  store: Reader,
  { calls, states }: Truth,
  period: Period,
  project: Project,
): Promise<readonly Breach[]> {
  const asked = { ...period, ...acwRuleOf(project) };
  return comparedRows('occupancy', `${period.project} ${new Date(period.fromMs).toISOString()}`, {
    expected: expectedOccupancy(calls, states, { ...asked, wrapUps: wrapUpsOf(project) }),
    found: await store.run(occupancy, { ...asked, operatorId: '' }),
    about: ({ operatorId }) => operatorId,
  });
}

async function auditTotals(
  store: Reader,
  { calls }: Truth,
  { project, fromMs, toMs }: Period,
): Promise<readonly Breach[]> {
  const problems = await store.run(reconciliation, { project, queue: '', fromMs, toMs });
  return [
    ...problems.map(({ callId, problem }) => breach('reconciliation', `${project}/${callId}`, undefined, problem)),
    ...comparedRows('call mix', project, {
      expected: expectedCallMix(calls, project),
      found: await store.run(callMix, { project }),
      about: mixKey,
    }),
    ...comparedRows('operator sums', project, {
      expected: expectedOperatorSums(calls, project),
      found: await store.run(operatorSums, { project }),
      about: ({ operatorId }) => operatorId,
    }),
  ];
}

/** Days cut calls and shifts in two: what lies on the border must be clipped. */
function daysOf({ project, fromMs, toMs }: Period): readonly Period[] {
  const days = Math.ceil((toMs - fromMs) / DAY_MS);
  return Array.from({ length: days }, (_, day) => {
    return { project, fromMs: fromMs + day * DAY_MS, toMs: Math.min(toMs, fromMs + (day + 1) * DAY_MS) };
  });
}
