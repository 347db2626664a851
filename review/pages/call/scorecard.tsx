import type { ComponentChildren, JSX } from 'preact';
import type { Judgement } from '../../contract/judging.ts';
import type { ScorecardShown } from '../../contract/scorecards.ts';
import { say, titleOf } from '../words.ts';
import { AnswerLine } from './answer-line.tsx';
import { isFailed, placesOf } from './marks.ts';
import type { Keys } from './keys.ts';
import { playOrPause } from './play-stretch.tsx';
import type { Player } from './playback.ts';
import './scorecard.css';

/**
 * A scorecard with the answers of one judgement, section by section; evidence plays in `player` (see player.tsx).
 *   <ScorecardAnswers scorecard={…} judgement={…} player={player} />
 * `aside` puts something of the page's own under a criterion ("not right, here"; the answer of another rater). For other
 * layouts take AnswerLine or Why (answer-line.tsx), EvidenceButton or PlayStretch (play-stretch.tsx) alone.
 */
export function ScorecardAnswers({
  scorecard,
  judgement,
  player,
  keyed = false,
  aside,
}: {
  readonly scorecard: ScorecardShown;
  readonly judgement: Judgement;
  readonly player: Player;
  /** Shows the keys 1–9 beside what they play, where the page has `evidenceKeys` of this judgement. */
  readonly keyed?: boolean;
  readonly aside?: (criterionId: string) => ComponentChildren;
}): JSX.Element {
  const title = criterionTitleOf(scorecard);
  const failed = keyed ? failedOf(judgement) : [];
  return (
    <div class="scorecard">
      {scorecard.sections.map(({ sectionId, titles, criteria }) => (
        <section key={sectionId} class="scorecard-section">
          <h3>{titleOf(titles, sectionId)}</h3>
          <ul role="list">
            {criteria.map((criterion) => (
              <AnswerLine
                key={criterion.criterionId}
                criterion={criterion}
                answer={judgement.answers.find((one) => one.criterionId === criterion.criterionId) ?? null}
                player={player}
                comment={judgement.comments[criterion.criterionId] ?? ''}
                byPerson={judgement.evaluator !== 'machine'}
                hotkey={hotkeyOf(failed, criterion.criterionId)}
                criterionTitle={title}
              >
                {aside?.(criterion.criterionId)}
              </AnswerLine>
            ))}
          </ul>
        </section>
      ))}
      {(judgement.comments[''] ?? '') !== '' && (
        <section class="scorecard-section">
          <h3>{say('call:comment')}</h3>
          <p class="comment">{judgement.comments['']}</p>
        </section>
      )}
    </div>
  );
}

/** Titles of criteria in the reader's language, by id. */
export function criterionTitleOf(scorecard: ScorecardShown | null): (criterionId: string) => string {
  const criteria = scorecard?.sections.flatMap((section) => section.criteria) ?? [];
  const titles = new Map(criteria.map((criterion) => [criterion.criterionId, criterion.titles]));
  return (criterionId) => titleOf(titles.get(criterionId) ?? {}, criterionId);
}

/** The keys 1–9: each plays what proves the nth failed criterion, or where it was searched in vain. */
export function evidenceKeys(judgement: Judgement | undefined, player: Player): Keys {
  const failed = judgement === undefined ? [] : failedOf(judgement);
  return Object.fromEntries(
    failed.slice(0, 9).map((answer, nth) => [
      String(nth + 1),
      () => {
        const place = placesOf(answer)[0];
        if (place !== undefined) playOrPause(player, place);
      },
    ]),
  );
}

/** Failed criteria that something can be heard of. */
function failedOf({ answers }: Judgement): Judgement['answers'] {
  return answers.filter((answer) => isFailed(answer) && placesOf(answer).length > 0);
}

function hotkeyOf(failed: Judgement['answers'], criterionId: string): number {
  const nth = failed.findIndex((answer) => answer.criterionId === criterionId);
  return nth < 0 || nth > 8 ? 0 : nth + 1;
}
