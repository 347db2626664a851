import type { JSX } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import type { Answer } from '../../../score/evaluation.ts';
import type { CriterionShown } from '../../contract/scorecards.ts';
import { Why, Worth } from '../call/answer-line.tsx';
import { criterionTitleOf } from '../call/scorecard.tsx';
import { Chip } from '../parts/chip.tsx';
import { HelpTip } from '../parts/help-tip.tsx';
import { Verdict } from '../parts/verdict.tsx';
import { say, titleOf } from '../words.ts';
import { EntryTools } from './entry-tools.tsx';
import { entryOf, suggestedBy, VERDICTS, type Entry } from './sheet.ts';
import type { Desk } from './use-judging.ts';

const SIGNS = { yes: '✓', no: '✗', na: '–' } as const;

/** One criterion to answer. The current one shows how to prove the answer and to comment on it. */
export function CriterionEntry({
  criterion,
  desk,
}: {
  readonly criterion: CriterionShown;
  readonly desk: Desk;
}): JSX.Element {
  const { criterionId } = criterion;
  const id = useId();
  const place = useRef<HTMLDivElement>(null);
  const isCurrent = desk.current.value === criterionId;
  useFollowed(place, isCurrent);
  const entry = entryOf(desk.sheet.value, criterionId);
  const machine = desk.machineOf(criterionId);
  const title = titleOf(criterion.titles, criterionId);
  const help = titleOf(criterion.help);
  const here = (): void => {
    desk.current.value = criterionId;
  };
  return (
    <li class={`entry ${isCurrent ? 'current' : ''} ${entry.verdict ?? 'open'}`}>
      <div
        ref={place}
        class="stack tight"
        role="group"
        tabIndex={-1}
        aria-labelledby={id}
        aria-current={isCurrent ? 'step' : undefined}
        onClick={here}
        onFocusCapture={here}
      >
        <p class="criterion">
          <span id={id}>{title}</span>
          {help !== '' && <HelpTip term={title}>{help}</HelpTip>} <Worth criterion={criterion} />
        </p>
        {machine !== null && <MachineLine answer={machine} desk={desk} />}
        <div class="row answers">
          {VERDICTS.map((verdict, nth) => (
            <button
              key={verdict}
              type="button"
              class={`answer-button ${verdict} ${entry.verdict === null && suggestedBy(machine) === verdict ? 'suggested' : ''}`}
              aria-pressed={entry.verdict === verdict}
              // A click leaves the focus alone, so that space goes on playing.
              onMouseDown={(event) => {
                event.preventDefault();
              }}
              onClick={() => {
                desk.answer(criterionId, verdict);
              }}
            >
              <span aria-hidden="true">{SIGNS[verdict]}</span> {say(`shell:verdict.${verdict}`)}
              {isCurrent && <kbd aria-hidden="true">{nth + 1}</kbd>}
            </button>
          ))}
          {machine !== null && <Agreement entry={entry} answer={machine} desk={desk} keyed={isCurrent} />}
        </div>
        <EntryTools criterionId={criterionId} desk={desk} isCurrent={isCurrent} />
      </div>
    </li>
  );
}

/** Keys move from criterion to criterion: the page and the focus go along. */
function useFollowed(place: { readonly current: HTMLElement | null }, isCurrent: boolean): void {
  const first = useRef(true);
  useEffect(() => {
    const isFirst = first.current;
    first.current = false;
    if (isFirst || !isCurrent || place.current?.contains(document.activeElement) === true) return;
    place.current?.focus({ preventScroll: true });
    place.current?.scrollIntoView({ block: 'nearest' });
  }, [isCurrent]);
}

function MachineLine({ answer, desk }: { readonly answer: Answer; readonly desk: Desk }): JSX.Element {
  return (
    <div class="machine-line">
      <span class="small">
        <span class="soft">{say('judging:machine')}:</span> <Verdict verdict={answer.verdict} share={answer.share} />
      </span>
      <Why answer={answer} player={desk.player} criterionTitle={criterionTitleOf(desk.task.scorecard)} />
    </div>
  );
}

/** The way to take the machine's answer over; then what was made of it. */
function Agreement({
  entry,
  answer,
  desk,
  keyed,
}: {
  readonly entry: Entry;
  readonly answer: Answer;
  readonly desk: Desk;
  readonly keyed: boolean;
}): JSX.Element | null {
  const suggested = suggestedBy(answer);
  if (entry.verdict !== null && suggested !== null)
    return entry.verdict === suggested ? (
      <Chip tone="accent">{say('judging:agreed')}</Chip>
    ) : (
      <Chip tone="unclear">{say('judging:overruled')}</Chip>
    );
  if (suggested === null) return null;
  return (
    <button
      type="button"
      class="answer-button agree"
      onMouseDown={(event) => {
        event.preventDefault();
      }}
      onClick={() => {
        desk.agree(answer.criterionId);
      }}
    >
      {say('judging:agree')}
      {keyed && <kbd aria-hidden="true">A</kbd>}
    </button>
  );
}
