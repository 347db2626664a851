import type { ComponentChildren, JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { Answer } from '../../../score/evaluation.ts';
import type { Judgement } from '../../contract/judging.ts';
import type { CriterionShown, ScorecardShown } from '../../contract/scorecards.ts';
import { Why, Worth } from '../call/answer-line.tsx';
import type { Player } from '../call/playback.ts';
import { criterionTitleOf } from '../call/scorecard.tsx';
import { HelpTip } from '../parts/help-tip.tsx';
import { Verdict } from '../parts/verdict.tsx';
import { say, titleOf } from '../words.ts';
import { groupsOf, type Agreement } from './groups.ts';

/** Whose judgement it is, in the words of the reader. */
export type Voice = { readonly head: string; readonly judgement: Judgement };

/**
 * Judgements of one call criterion by criterion, each with what proves it: those answered differently first. `own` is
 * compared with the first of `others`. `aside` puts something of the page's own under a criterion.
 */
export function Compare({
  scorecard,
  own,
  others,
  player,
  aside,
}: {
  readonly scorecard: ScorecardShown;
  readonly own: Voice;
  readonly others: readonly Voice[];
  readonly player: Player;
  readonly aside?: (criterionId: string) => ComponentChildren;
}): JSX.Element {
  const [mine, theirs] = [own.judgement.answers, others[0]?.judgement.answers];
  const groups = useMemo(() => groupsOf(scorecard, mine, theirs ?? []), [scorecard, mine, theirs]);
  return (
    <div class="scorecard compared">
      {groups.map(({ agreement, criteria }) => (
        <section key={agreement} class="scorecard-section">
          <h2>
            {say(`judging:compare.${agreement}`)} <span class="soft numbers">{criteria.length}</span>
            {agreement === 'open' && (
              <HelpTip term={say('judging:compare.open')}>{say('judging:compare.openHelp')}</HelpTip>
            )}
          </h2>
          <ul role="list">
            {criteria.map((criterion) => (
              <Line
                key={criterion.criterionId}
                criterion={criterion}
                agreement={agreement}
                voices={[own, ...others]}
                player={player}
                titleOfCriterion={criterionTitleOf(scorecard)}
              >
                {aside?.(criterion.criterionId)}
              </Line>
            ))}
          </ul>
        </section>
      ))}
      <OnTheWhole voices={[own, ...others]} />
    </div>
  );
}

function Line({
  criterion,
  agreement,
  voices,
  player,
  titleOfCriterion,
  children,
}: {
  readonly criterion: CriterionShown;
  readonly agreement: Agreement;
  readonly voices: readonly Voice[];
  readonly player: Player;
  readonly titleOfCriterion: (criterionId: string) => string;
  readonly children: ComponentChildren;
}): JSX.Element {
  const { criterionId } = criterion;
  const title = titleOf(criterion.titles, criterionId);
  const help = titleOf(criterion.help);
  return (
    <li class={`compared-line ${agreement}`}>
      <h3 class="criterion">
        {title}
        {help !== '' && <HelpTip term={title}>{help}</HelpTip>} <Worth criterion={criterion} />
      </h3>
      <dl class="voices">
        {voices.map(({ head, judgement }) => (
          <div key={head}>
            <dt>{head}</dt>
            <dd>
              <Answered
                answer={judgement.answers.find((one) => one.criterionId === criterionId)}
                comment={judgement.comments[criterionId] ?? ''}
                byPerson={judgement.evaluator !== 'machine'}
                player={player}
                titleOfCriterion={titleOfCriterion}
              />
            </dd>
          </div>
        ))}
      </dl>
      {children}
    </li>
  );
}

function Answered({
  answer,
  comment,
  byPerson,
  player,
  titleOfCriterion,
}: {
  readonly answer: Answer | undefined;
  readonly comment: string;
  readonly byPerson: boolean;
  readonly player: Player;
  readonly titleOfCriterion: (criterionId: string) => string;
}): JSX.Element {
  return (
    <>
      {answer === undefined ? (
        <span class="soft">–</span>
      ) : (
        <Verdict verdict={answer.verdict} share={answer.share} byPerson={byPerson} />
      )}
      {answer !== undefined && <Why answer={answer} player={player} criterionTitle={titleOfCriterion} />}
      {comment !== '' && <p class="comment">{comment}</p>}
    </>
  );
}

/** What was said about the whole call. */
function OnTheWhole({ voices }: { readonly voices: readonly Voice[] }): JSX.Element | null {
  const said = voices.filter(({ judgement }) => (judgement.comments[''] ?? '') !== '');
  if (said.length === 0) return null;
  return (
    <section class="scorecard-section">
      <h2>{say('judging:comment.all')}</h2>
      <dl class="voices whole">
        {said.map(({ head, judgement }) => (
          <div key={head}>
            <dt>{head}</dt>
            <dd>
              <p class="comment">{judgement.comments['']}</p>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
