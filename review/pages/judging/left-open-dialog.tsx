import type { JSX } from 'preact';
import { criterionTitleOf } from '../call/scorecard.tsx';
import { Button } from '../parts/button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { say } from '../words.ts';
import { leftOpen } from './left-open.ts';
import { suggestedBy } from './sheet.ts';
import type { Desk } from './use-judging.ts';

/** Asks once before a scorecard with criteria left open is submitted, and says what becomes of them. */
export function LeftOpenDialog({
  open,
  desk,
  final,
  onClose,
  onSubmit,
}: {
  readonly open: boolean;
  readonly desk: Desk;
  readonly final: boolean;
  readonly onClose: () => void;
  readonly onSubmit: () => void;
}): JSX.Element {
  const left = open ? leftOpen(desk) : [];
  const title = criterionTitleOf(desk.task.scorecard);
  const taken = left.filter((id) => suggestedBy(desk.machineOf(id)) !== null);
  const unanswered = left.filter((id) => !taken.includes(id));
  return (
    <Dialog
      open={open}
      title={say('judging:left.title')}
      onClose={onClose}
      actions={
        <>
          <Button
            onClick={() => {
              desk.current.value = left[0] ?? desk.current.value;
              onClose();
            }}
          >
            {say('judging:left.back')}
          </Button>
          <Button kind="primary" onClick={onSubmit}>
            {say('judging:left.submit')}
          </Button>
        </>
      }
    >
      {taken.length > 0 && (
        <Named text={say('judging:left.taken', { count: taken.length })} ids={taken} title={title} />
      )}
      {unanswered.length > 0 && (
        <Named text={say('judging:left.unanswered', { count: unanswered.length })} ids={unanswered} title={title} />
      )}
      {final && <p class="soft small">{say('judging:left.final')}</p>}
    </Dialog>
  );
}

function Named({
  text,
  ids,
  title,
}: {
  readonly text: string;
  readonly ids: readonly string[];
  readonly title: (criterionId: string) => string;
}): JSX.Element {
  return (
    <div class="stack tight">
      <p>{text}</p>
      <ul class="small">
        {ids.map((id) => (
          <li key={id}>{title(id)}</li>
        ))}
      </ul>
    </div>
  );
}
