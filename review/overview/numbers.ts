import { EtalonError } from '../../errors.ts';
import type { Interval } from '../../ingest/working-hours.ts';
import { questionsOf } from '../../queries/question.ts';
import type { ShownNumber } from '../contract/numbers.ts';
import { AHT, OCCUPANCY, QUALITY } from './operator-numbers.ts';
import { ABANDON_RATE, ASA, LOST, MISSED, MISSED_NOT_REACHED, SERVICE_LEVEL, TARGET_CALLS } from './queue-numbers.ts';
import type { Asking, NumberShown, NumbersAsked, Reading } from './reading.ts';
import { blindOf, operatorIdOf, operatorIdsOf, type NumbersViewer } from './viewer.ts';

const OF_QUEUES: readonly NumberShown[] = [SERVICE_LEVEL, ASA, ABANDON_RATE, LOST, MISSED, MISSED_NOT_REACHED];
const OF_OPERATORS: readonly NumberShown[] = [AHT, OCCUPANCY, TARGET_CALLS, QUALITY];

/** The numbers that somebody may see, in the order in which they are shown. */
export function numbersFor({ queues }: NumbersViewer): readonly NumberShown[] {
  return queues ? [...OF_QUEUES, ...OF_OPERATORS] : OF_OPERATORS;
}

/** @throws EtalonError KPI_UNKNOWN also for one that the viewer may not see. */
export function numberFor(viewer: NumbersViewer, id: string): NumberShown {
  const found = numbersFor(viewer).find((number) => number.id === id);
  if (found !== undefined) return found;
  const known = numbersFor(viewer).map((number) => number.id);
  throw new EtalonError('KPI_UNKNOWN', { kpi: id, known: known.join(', ') });
}

/** The parameters of every number of a period, of what the viewer may see. */
export async function askingOf(asked: NumbersAsked, period: Interval, nowMs: number): Promise<Asking> {
  const { store, project, queue, viewer } = asked;
  const wish = { queue, operatorId: operatorIdOf(viewer), by: 'total', attribution: 'cohort', ...period } as const;
  const { question, bounded } = await questionsOf(store, project, wish, nowMs);
  const own = { operatorIds: operatorIdsOf(viewer), ...blindOf(viewer, project.id) };
  const judged = { ...question, ...own, toMs: Math.min(question.toMs, viewer.blindFromMs) };
  return { ...asked, question: { ...question, ...own }, bounded: { ...bounded, ...own }, judged };
}

/** A number as the overview shows it, beside the one of the time before. */
export function shownOf(
  number: NumberShown,
  { project }: NumbersAsked,
  { value, n, params }: Reading,
  previous: Reading | null,
): ShownNumber {
  return {
    ...{ id: number.id, variant: number.variantOf(project), unit: number.unit },
    ...{ value, n, previous: previous?.value ?? null },
    ...{ target: number.targetOf(project), better: number.better, params },
  };
}
