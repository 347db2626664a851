import type { Judging } from '../queries/calls-to-score.ts';
import type { Handler } from './asked.ts';
import type { OpenAudio } from './audio/open-audio.ts';
import { callHandlers } from './calls/call-handlers.ts';
import { listHandlers } from './calls/list-handlers.ts';
import { checkHandlers } from './checks/check-handlers.ts';
import type { ReviewDeps } from './deps.ts';
import { meOf } from './me.ts';
import { overviewHandlers } from './overview/overview-handlers.ts';
import { peopleHandlers } from './people/people-handlers.ts';
import { signInHandlers } from './people/sign-in.ts';
import { remarkHandlers } from './remarks/remark-handlers.ts';
import { reviewHandlers } from './reviews/review-handlers.ts';
import type { RouteName } from './rights.ts';
import { scorecardHandlers } from './scorecards/scorecard-handlers.ts';
import { uploadHandlers, type Uploads } from './uploads/upload-handlers.ts';

export type HandlerParts = {
  readonly deps: ReviewDeps;
  readonly openAudio: OpenAudio;
  /** null = this installation takes none. */
  readonly uploads: Uploads | null;
  /** What judges which calls, to tell of those that wait. */
  readonly judging: Judging;
};

/** What answers each route of rights.ts. */
export function handlersOf({ deps, openAudio, uploads, judging }: HandlerParts): Readonly<Record<RouteName, Handler>> {
  return {
    ...signInHandlers(deps, (account) => meOf(deps, account, uploads !== null)),
    ...overviewHandlers(deps, judging),
    ...listHandlers(deps),
    ...callHandlers(deps, openAudio),
    ...uploadHandlers(deps, uploads),
    ...reviewHandlers(deps),
    ...remarkHandlers(deps),
    ...checkHandlers(deps),
    ...scorecardHandlers(deps),
    ...peopleHandlers(deps),
  };
}
