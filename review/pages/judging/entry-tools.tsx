import type { JSX } from 'preact';
import type { Evidence } from '../../../score/evaluation.ts';
import { EvidenceButton } from '../call/play-stretch.tsx';
import type { Player } from '../call/playback.ts';
import { duration } from '../formats.ts';
import { Button } from '../parts/button.tsx';
import { Field } from '../parts/field.tsx';
import { say } from '../words.ts';
import { entryOf, suggestedBy } from './sheet.ts';
import type { Desk } from './use-judging.ts';

/** What proves an answer, and what is said about it. To be changed for the current criterion, to be read for others. */
export function EntryTools({
  criterionId,
  desk,
  isCurrent,
}: {
  readonly criterionId: string;
  readonly desk: Desk;
  readonly isCurrent: boolean;
}): JSX.Element | null {
  const { verdict, comment, evidence } = entryOf(desk.sheet.value, criterionId);
  // What the machine rests on is in sight above already.
  const machines = desk.machineOf(criterionId)?.evidence ?? [];
  const own = evidence.filter(
    (one) => !machines.some((other) => other.utteranceId === one.utteranceId && other.startMs === one.startMs),
  );
  if (verdict === null)
    return comment === '' && own.length === 0 ? null : <p class="small soft">{say('judging:unanswered')}</p>;
  return (
    <>
      {own.length > 0 && (
        <ul role="list" class="proofs">
          {own.map((one) => (
            <li key={`${one.utteranceId} ${String(one.startMs)}`} class="own-proof">
              <EvidenceButton player={desk.player} evidence={one} />
              <Button
                small
                kind="quiet"
                label={say('judging:evidence.unmark')}
                onClick={() => {
                  desk.unmark(criterionId, one);
                }}
              >
                <span aria-hidden="true">✕</span>
              </Button>
            </li>
          ))}
        </ul>
      )}
      {isCurrent ? (
        <Editing criterionId={criterionId} desk={desk} evidence={own} />
      ) : (
        comment !== '' && <p class="comment">{comment}</p>
      )}
    </>
  );
}

function Editing({
  criterionId,
  desk,
  evidence,
}: {
  readonly criterionId: string;
  readonly desk: Desk;
  readonly evidence: readonly Evidence[];
}): JSX.Element {
  const { verdict, comment } = entryOf(desk.sheet.value, criterionId);
  const suggested = suggestedBy(desk.machineOf(criterionId));
  const overrules = suggested !== null && suggested !== verdict;
  const heard = desk.player.timeline.tracks.length > 0;
  return (
    <>
      <div class="row">
        {heard && <HereButton player={desk.player} onClick={desk.markHere} />}
        {evidence.length === 0 && (
          <span class="small soft">{say(heard ? 'judging:evidence.how' : 'judging:evidence.howText')}</span>
        )}
      </div>
      <Field
        label={say(overrules ? 'judging:comment.why' : 'judging:comment.one')}
        hint={overrules ? say('judging:comment.whyHint') : undefined}
        lines={2}
        value={comment}
        maxLength={5000}
        onInput={(text) => {
          desk.comment(criterionId, text);
        }}
      />
    </>
  );
}

/** Marks where the playhead stands. Alone it follows the clock. */
function HereButton({ player, onClick }: { readonly player: Player; readonly onClick: () => void }): JSX.Element {
  return (
    // A click leaves the focus alone, so that space goes on playing.
    <span
      onMouseDown={(event) => {
        event.preventDefault();
      }}
    >
      <Button small onClick={onClick}>
        <span class="numbers">{say('judging:evidence.here', { at: duration(player.position.value) })}</span>
      </Button>
    </span>
  );
}
