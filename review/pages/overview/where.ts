import type { Me, ProjectChoice } from '../../contract/me.ts';
import type { NumberId, ShownNumber } from '../../contract/numbers.ts';
import type { Overview } from '../../contract/overview.ts';
import { dayName, dayOf } from '../formats.ts';
import { withQuery, type Query } from '../route.ts';
import { hasWords, say, titleOf, type Params } from '../words.ts';

/** What the overview's address asks for. */
export type Wanted = {
  readonly project: ProjectChoice;
  readonly queue: string;
  readonly from: string;
  readonly to: string;
};

/** The project of the address, else the first of the reader's; null where they have none. */
export function wantedOf({ projects }: Me, query: Query): Wanted | null {
  const project = projects.find(({ id }) => id === query['project']) ?? projects[0];
  if (project === undefined) return null;
  return { project, queue: query['queue'] ?? '', from: query['from'] ?? '', to: query['to'] ?? '' };
}

export function queryOf({ project, queue, from, to }: Wanted): Query {
  return { project: project.id, queue, from, to };
}

/** The overview with a number opened. */
export function numberHref(query: Query, id: NumberId, variant = ''): string {
  return withQuery('/', { ...query, number: id, variant });
}

/** The calls of the period, with filters of the list. */
export function callsHref({ project, queue, period }: Overview, filters: Query = {}): string {
  return withQuery('/calls', { project, queue, from: period.fromDay, to: period.toDay, ...filters });
}

/** "2 – 8 Mar 2026"; a single day once. */
export function periodWords({ period }: Pick<Overview, 'period'>): string {
  const [from, to] = [dayName(period.fromDay), dayName(period.toDay)];
  return from === to ? from : say('overview:period', { from, to });
}

/** The period before, as its days. */
export function previousWords({ period }: Pick<Overview, 'period'>, timeZone: string): string {
  const [from, to] = [period.previousFromMs, period.previousToMs - 1].map((at) => dayName(dayOf(at, timeZone)));
  return from === to ? (from ?? '') : say('overview:period', { from: from ?? '', to: to ?? '' });
}

export function scorecardTitle({ scorecards }: ProjectChoice, scorecardId: string): string {
  const found = scorecards.find((one) => one.scorecardId === scorecardId);
  return found === undefined ? scorecardId : titleOf(found.titles, scorecardId);
}

export function criterionTitle({ scorecards }: ProjectChoice, scorecardId: string, criterionId: string): string {
  const found = scorecards
    .find((one) => one.scorecardId === scorecardId)
    ?.criteria.find((one) => one.criterionId === criterionId);
  return found === undefined ? criterionId : titleOf(found.titles, criterionId);
}

/** Parameters of a number for its words: T in seconds, the scorecard's title. */
export function paramsOf({ params }: ShownNumber, project: ProjectChoice): Params {
  const { scorecardId } = params;
  return scorecardId === undefined ? params : { ...params, scorecard: scorecardTitle(project, String(scorecardId)) };
}

/** The words of a key, or what a newer server named. */
export function sayOr(key: string, otherwise: string, params: Params = {}): string {
  return hasWords(key) ? say(key, params) : otherwise;
}
