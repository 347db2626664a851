import { EtalonError } from '../../errors.ts';
import type { Judging } from '../../queries/calls-to-score.ts';
import { readAssignments } from '../../store/app/assignments.ts';
import type { Asked, Handler } from '../asked.ts';
import type { ReviewDeps } from '../deps.ts';
import { stillGiven } from '../judging/row-facts.ts';
import { Refused } from '../refused.ts';
import { remarksToAnswer } from '../remarks/remark-handlers.ts';
import { REVIEWS_SHOWN } from '../reviews/review-handlers.ts';
import type { RouteName } from '../rights.ts';
import type { Viewer } from '../viewer.ts';
import { openedNumberOf } from './opened-number.ts';
import { overviewOf } from './overview.ts';
import type { AskedDays } from './period.ts';
import type { NumbersAsked } from './reading.ts';
import type { NumbersViewer } from './viewer.ts';

/** The overview and its numbers opened. `judging`: what judges which calls; null: whether calls wait for a score is not told. */
export function overviewHandlers(
  deps: ReviewDeps,
  judging: Judging | null,
): Pick<Record<RouteName, Handler>, 'overview' | 'number'> {
  return {
    overview: async (asked) => {
      const viewer = asked.viewer();
      const numbers = numbersAsked(deps, asked);
      const reviewsWaiting = await reviewsFor(deps, viewer);
      return readable(() =>
        overviewOf({
          ...numbers,
          ...{ period: daysAsked(asked), operators: deps.known.operators, judging, nowMs: deps.now() },
          remarksOpen: remarksToAnswer(deps, viewer).filter(({ project }) => project === numbers.project.id).length,
          reviewsWaiting,
        }),
      );
    },
    number: async (asked) => {
      const variant = asked.query.get('variant') ?? '';
      const id = asked.params['id'] ?? '';
      const numbers = numbersAsked(deps, asked);
      return readable(() => openedNumberOf({ ...numbers, id, variant, period: daysAsked(asked), nowMs: deps.now() }));
    },
  };
}

function daysAsked({ query }: Asked): AskedDays {
  return { from: query.get('from') ?? '', to: query.get('to') ?? '' };
}

function numbersAsked({ store, known }: ReviewDeps, asked: Asked): NumbersAsked {
  const viewer = asked.viewer();
  const wanted = asked.query.get('project') ?? '';
  const id = wanted === '' ? viewer.projects[0] : viewer.projects.find((project) => project === wanted);
  const project = known.projects.get(id ?? '');
  if (project === undefined) throw new Refused('NOT_FOUND');
  return { store, project, queue: asked.query.get('queue') ?? '', viewer: numbersViewerOf(viewer, project.id) };
}

/** What somebody may see of the numbers of a project, by how far the route reaches for them. */
export function numbersViewerOf(viewer: Viewer, project: string): NumbersViewer {
  const { reach, operators, blind, blindFromMs, seesUnowned } = viewer;
  const namesPeople = reach !== 'project';
  return {
    operators: operators === null || !namesPeople ? 'all' : [...(operators.get(project) ?? [])],
    names: namesPeople,
    queues: reach !== 'own',
    calls: namesPeople,
    unowned: seesUnowned,
    ...{ blind, blindFromMs },
  };
}

async function reviewsFor(deps: ReviewDeps, { account }: Viewer): Promise<number> {
  if (account.role !== 'operator') return 0;
  return (await stillGiven(deps, readAssignments(deps.db, account.accountId, 'review', REVIEWS_SHOWN).open)).length;
}

async function readable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof EtalonError && error.code === 'PERIOD_INVALID')
      throw new Refused('FILTER_INVALID', { field: 'period' });
    if (error instanceof EtalonError && error.code === 'KPI_UNKNOWN') throw new Refused('NOT_FOUND');
    throw error;
  }
}
