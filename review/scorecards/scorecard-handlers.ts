import { z } from 'zod';
import { LANGUAGES } from '../../ingest/project.ts';
import type { Asked, Handler } from '../asked.ts';
import type { ScorecardOpened, Scorecards, Tried } from '../contract/scorecards.ts';
import type { ReviewDeps } from '../deps.ts';
import type { KnownScorecard } from '../known.ts';
import { Refused } from '../refused.ts';
import type { RouteName } from '../rights.ts';
import type { Viewer } from '../viewer.ts';
import { scorecardOpened, scorecardShown } from './scorecard-shown.ts';
import { SENTENCE_MAX, trySentence } from './try-sentence.ts';

const tried = z.object({
  project: z.string(),
  criterionId: z.string().max(200),
  language: z.enum(LANGUAGES),
  sentence: z.string().trim().min(1).max(SENTENCE_MAX),
});

/** The scorecards by which a viewer's projects are judged, readable, and to be tried. */
export function scorecardHandlers(
  deps: ReviewDeps,
): Pick<Record<RouteName, Handler>, 'scorecards' | 'scorecard' | 'scorecard.try'> {
  const { known } = deps;
  return {
    scorecards: (asked): Promise<Scorecards> => {
      const viewer = asked.viewer();
      const seen = [...known.scorecards.values()].filter((one) => projectsOf(deps, viewer, one).length > 0);
      return Promise.resolve({
        rows: seen.map((one) => {
          const { sections, ...shown } = scorecardShown(one.scorecard, one.hash);
          const criteria = sections.reduce((sum, section) => sum + section.criteria.length, 0);
          return { ...shown, criteria, projects: projectsOf(deps, viewer, one).map(({ id }) => id) };
        }),
      });
    },
    scorecard: (asked): Promise<ScorecardOpened> => {
      const { viewer, scorecard } = openedScorecard(deps, asked);
      return Promise.resolve(scorecardOpened(scorecard, projectsOf(deps, viewer, scorecard)));
    },
    'scorecard.try': async (asked): Promise<Tried> => {
      const { viewer, scorecard } = openedScorecard(deps, asked);
      const { project: id, ...of } = await asked.body(tried);
      const project = projectsOf(deps, viewer, scorecard).find((one) => one.id === id);
      if (project === undefined) throw new Refused('NOT_FOUND');
      return trySentence({ read: scorecard, project, ...of });
    },
  };
}

/** Scorecards of projects that are not the viewer's are not there. */
function openedScorecard(
  deps: ReviewDeps,
  asked: Asked,
): { readonly viewer: Viewer; readonly scorecard: KnownScorecard } {
  const viewer = asked.viewer();
  const scorecard = deps.known.scorecards.get(asked.params['scorecardId'] ?? '');
  if (scorecard === undefined || projectsOf(deps, viewer, scorecard).length === 0) throw new Refused('NOT_FOUND');
  return { viewer, scorecard };
}

function projectsOf({ known }: ReviewDeps, { projects }: Viewer, { scorecard }: KnownScorecard) {
  return projects
    .flatMap((id) => known.projects.get(id) ?? [])
    .filter((project) => project.scorecards.some((rule) => rule.scorecard === scorecard.id));
}
