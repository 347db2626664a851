import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { moment } from '../formats.ts';
import { Button } from '../parts/button.tsx';
import { announce } from '../parts/live.tsx';
import { refusedWords } from '../refused.ts';
import { say } from '../words.ts';
import type { DraftKeeper } from './draft-keeper.ts';
import type { Then } from './judging.tsx';
import { entryOf } from './sheet.ts';
import type { Desk } from './use-judging.ts';

/** How far one is, whether it is saved, and the way on. Stays in sight. */
export function SheetHead({
  desk,
  busy,
  hasNext,
  onSubmit,
}: {
  readonly desk: Desk;
  readonly busy: boolean;
  readonly hasNext: boolean;
  readonly onSubmit: (then: Then) => void;
}): JSX.Element {
  const { criteria, sheet, keeper, task } = desk;
  const answered = criteria.filter(({ criterionId }) => entryOf(sheet.value, criterionId).verdict !== null).length;
  const text = say(task.machine === null ? 'judging:progress.answered' : 'judging:progress.checked', {
    n: answered,
    of: criteria.length,
  });
  return (
    <header class="sheet-head">
      <div class="row">
        <div class="sheet-progress">
          <strong class="numbers">{text}</strong>
          <progress aria-label={text} value={answered} max={Math.max(1, criteria.length)} />
        </div>
        <div class="row">
          <Button
            kind={hasNext ? 'plain' : 'primary'}
            busy={busy}
            onClick={() => {
              onSubmit('result');
            }}
          >
            {say('judging:submit.stay')}
          </Button>
          {hasNext && (
            <Button
              kind="primary"
              busy={busy}
              onClick={() => {
                onSubmit('next');
              }}
            >
              {say('judging:submit.next')} <kbd aria-hidden="true">N</kbd>
            </Button>
          )}
        </div>
      </div>
      <SavedState keeper={keeper} zone={task.opened.call.timeZone} />
    </header>
  );
}

/** Whether the answers are safe, and where. Trouble is read out too; each of many saves is not. */
function SavedState({ keeper, zone }: { readonly keeper: DraftKeeper; readonly zone: string }): JSX.Element {
  const state = keeper.state.value;
  const text = savedWords(keeper, zone);
  const trouble = state === 'away' || state === 'refused';
  useEffect(() => {
    if (trouble) announce(text);
  }, [trouble]);
  return (
    <p class={`saved small ${trouble ? 'trouble' : 'soft'}`}>
      {trouble && <span aria-hidden="true">! </span>}
      {text}
      {trouble && (
        <Button small kind="quiet" onClick={() => void keeper.save()}>
          {say('shell:again')}
        </Button>
      )}
    </p>
  );
}

function savedWords({ state, savedMs, kept, error }: DraftKeeper, zone: string): string {
  const safe = say(kept.value ? 'judging:saved.kept' : 'judging:saved.notKept');
  switch (state.value) {
    case 'changed':
    case 'saving':
      return say('judging:saved.saving');
    case 'away':
      return say('judging:saved.away', { safe });
    case 'refused':
      return `${refusedWords(error.value)} ${safe}`;
    case 'saved':
      if (savedMs.value === null) return say('judging:saved.none');
      return say('judging:saved.at', { at: moment(savedMs.value, zone, 'clock') });
  }
}
