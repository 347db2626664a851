import type { ComponentChildren, JSX } from 'preact';
import type { Answer } from '../../../score/evaluation.ts';
import { describeReason } from '../../../score/reasons.ts';
import type { CriterionShown } from '../../contract/scorecards.ts';
import { number } from '../formats.ts';
import { Chip } from '../parts/chip.tsx';
import { HelpTip } from '../parts/help-tip.tsx';
import { Verdict } from '../parts/verdict.tsx';
import { language, say, titleOf } from '../words.ts';
import { toneOf } from './marks.ts';
import { EvidenceButton, SearchedButton } from './play-stretch.tsx';
import type { Player } from './playback.ts';

/** One criterion with its answer: verdict, reason, what proves it. `answer` null: not judged by this rater. */
export function AnswerLine({
  criterion,
  answer,
  player,
  comment = '',
  byPerson = false,
  hotkey = 0,
  criterionTitle,
  children,
}: {
  readonly criterion: CriterionShown;
  readonly answer: Answer | null;
  readonly player: Player;
  readonly comment?: string;
  /** Whether a person answered, and not the machine. */
  readonly byPerson?: boolean;
  /** The key 1–9 that plays its evidence; 0 for none. */
  readonly hotkey?: number;
  readonly criterionTitle: (criterionId: string) => string;
  /** Whatever a page adds: buttons, another rater's answer. */
  readonly children?: ComponentChildren;
}): JSX.Element {
  const title = titleOf(criterion.titles, criterion.criterionId);
  const help = titleOf(criterion.help);
  return (
    <li class={`answer ${answer === null ? '' : toneOf(answer)} ${answer?.verdict ?? ''}`}>
      <div class="verdict-place">
        {answer === null ? (
          <span class="soft">–</span>
        ) : (
          <Verdict verdict={answer.verdict} share={answer.share} byPerson={byPerson} />
        )}
      </div>
      <div class="stack tight">
        <p class="criterion">
          {title}
          {help !== '' && <HelpTip term={title}>{help}</HelpTip>} <Worth criterion={criterion} />
          {hotkey > 0 && <kbd title={say('call:keys.nth', { nth: hotkey })}>{hotkey}</kbd>}
        </p>
        {answer !== null && <Why answer={answer} player={player} criterionTitle={criterionTitle} />}
        {comment !== '' && <p class="comment">{comment}</p>}
        {children}
      </div>
    </li>
  );
}

/** Why, and what proves it: the reason in a sentence, quotes and searched windows as buttons. */
export function Why({
  answer,
  player,
  criterionTitle,
}: {
  readonly answer: Answer;
  readonly player: Player;
  readonly criterionTitle: (criterionId: string) => string;
}): JSX.Element {
  const { reason, method, evidence, searched, measured } = answer;
  return (
    <>
      {method !== 'human' && (
        <p class="small soft">{describeReason(withTitle(reason, criterionTitle), language.value)}</p>
      )}
      {(evidence.length > 0 || (searched !== null && measured === null)) && (
        <ul role="list" class="proofs">
          {evidence.map((one) => (
            <li key={`${one.utteranceId} ${String(one.startMs)}`}>
              <EvidenceButton player={player} evidence={one} />
            </li>
          ))}
          {searched !== null && (
            <li>
              <SearchedButton player={player} searched={searched} />
            </li>
          )}
        </ul>
      )}
    </>
  );
}

/** A reason that names another criterion names it by its title. */
function withTitle(reason: Answer['reason'], criterionTitle: (criterionId: string) => string): Answer['reason'] {
  const { criterion } = reason.params;
  if (typeof criterion !== 'string') return reason;
  return { ...reason, params: { ...reason.params, criterion: criterionTitle(criterion) } };
}

/** What a criterion brings: its weight, or the points it adds or takes. */
export function Worth({ criterion: { worth, weight, critical } }: { readonly criterion: CriterionShown }): JSX.Element {
  const points = number(weight, weight % 1 === 0 ? 0 : 1);
  return (
    <span class="worth">
      {critical && <Chip tone="fail">{say('call:worth.critical')}</Chip>}
      <span class="small soft">{say(`call:worth.${worth}`, { points })}</span>
    </span>
  );
}
