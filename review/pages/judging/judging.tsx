import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useCallback, useMemo } from 'preact/hooks';
import type { DraftSave, DraftSubmit } from '../../contract/judging.ts';
import { useSending } from '../answer.ts';
import { KeyHelp } from '../call/key-help.tsx';
import type { Mark } from '../call/marks.ts';
import { PlayerPanel } from '../call/player.tsx';
import { criterionTitleOf } from '../call/scorecard.tsx';
import { SideBySide } from '../call/side-by-side.tsx';
import { Transcript } from '../call/transcript.tsx';
import { NoSound, OneChannel } from '../call/heard-by.tsx';
import { Refused } from '../parts/refused.tsx';
import { say } from '../words.ts';
import { CriteriaSheet } from './criteria-sheet.tsx';
import { judgingKeysListed, useJudgingKeys } from './judging-keys.ts';
import './judging.css';
import { leftOpen } from './left-open.ts';
import { LeftOpenDialog } from './left-open-dialog.tsx';
import { SheetHead } from './sheet-head.tsx';
import { entryOf, isMarked, suggestedBy, withSuggestions, type Sheet } from './sheet.ts';
import { TwoDraftsNotice } from './two-drafts.tsx';
import { newerDraft, type SaveDraft } from './use-draft.ts';
import { useJudging, type Desk, type Task } from './use-judging.ts';

/** Where a submission leads: to what came out of it, or to the next call. */
export type Then = 'result' | 'next';

/**
 * A call to hear and to judge: player, transcript, the scorecard to fill in. Drafts save themselves. `submit` sends the
 * answers for good and shows what follows; what it throws is shown here. `onElsewhere` asks for the call again, for it may
 * have been submitted in another window: then the page shows what came of it.
 */
export function Judging({
  task,
  place,
  save,
  submit,
  onElsewhere,
  hasNext = false,
  final = false,
}: {
  readonly task: Task;
  readonly place: readonly string[];
  readonly save: SaveDraft;
  readonly submit: (body: DraftSubmit, then: Then) => Promise<void>;
  readonly onElsewhere: () => void;
  /** Whether one goes on to a next call from here. */
  readonly hasNext?: boolean;
  /** Whether what is submitted cannot be corrected. */
  readonly final?: boolean;
}): JSX.Element {
  const desk = useJudging(task, place, save, onElsewhere);
  const { player, keeper } = desk;
  const { busy, error, run } = useSending();
  /** Where to, once what is left open has been spoken of. */
  const asking = useSignal<Then | null>(null);
  const send = async (then: Then): Promise<void> => {
    asking.value = null;
    await run(() => submitted(desk, (body) => submit({ ...body, scorecardHash: task.scorecard.hash }, then)));
  };
  const onSubmit = useCallback(
    (then: Then): void => {
      if (keeper.twoDrafts.peek() !== null) return;
      if (leftOpen(desk).length > 0) asking.value = then;
      else void send(then);
    },
    [desk],
  );
  useJudgingKeys(
    desk,
    useMemo(
      () =>
        hasNext
          ? () => {
              onSubmit('next');
            }
          : null,
      [hasNext, onSubmit],
    ),
  );
  const heard = player.timeline.tracks.length > 0;
  return (
    <div class="call heard">
      <NoSound opened={task.opened} />
      <PlayerPanel opened={task.opened} player={player} marks={marksNow(desk)} />
      <SideBySide>
        <div class="stack">
          <OneChannel opened={task.opened} />
          <Words desk={desk} />
          <KeyHelp heard={heard} more={judgingKeysListed(desk, hasNext)} />
        </div>
        <div class="stack">
          {keeper.twoDrafts.value !== null ? (
            <TwoDraftsNotice two={keeper.twoDrafts.value} desk={desk} />
          ) : (
            <>
              <SheetHead desk={desk} busy={busy} hasNext={hasNext} onSubmit={onSubmit} />
              <Refused error={error} />
              <CriteriaSheet desk={desk} />
            </>
          )}
        </div>
      </SideBySide>
      <LeftOpenDialog
        open={asking.value !== null}
        desk={desk}
        final={final}
        onClose={() => (asking.value = null)}
        onSubmit={() => {
          if (asking.value !== null) void send(asking.value);
        }}
      />
    </div>
  );
}

/** Submits, once more when what it met was our own draft; when it was another, a person chooses first. */
async function submitted({ keeper, task }: Desk, submit: (body: DraftSave) => Promise<void>): Promise<void> {
  const filled = (sheet: Sheet): Sheet => withSuggestions(sheet, task.machine?.answers ?? []);
  try {
    await keeper.submit(submit, filled);
  } catch (error) {
    const newer = newerDraft(error);
    if (newer === null) throw error;
    if (keeper.met(newer)) await keeper.submit(submit, filled);
  }
}

/** The transcript, in which turns are marked as evidence of the current criterion. */
function Words({ desk }: { readonly desk: Desk }): JSX.Element {
  const { task, player, current, sheet } = desk;
  const title = useMemo(() => criterionTitleOf(task.scorecard), [task.scorecard]);
  const { verdict, evidence } = entryOf(sheet.value, current.value);
  const choosing = {
    label: say('judging:evidence.mark', { criterion: title(current.value) }),
    chosen: (turn: Parameters<Desk['markTurn']>[0]) => isMarked(evidence, turn),
    onToggle: desk.markTurn,
  };
  return (
    <Transcript
      opened={task.opened}
      player={player}
      marks={marksNow(desk)}
      {...(verdict === null ? {} : { choosing })}
    />
  );
}

/** What proves the answer to the current criterion: the person's own marks, else what the machine rests on. */
function marksNow(desk: Desk): readonly Mark[] {
  const criterionId = desk.current.value;
  const { verdict, evidence } = entryOf(desk.sheet.value, criterionId);
  const machine = desk.machineOf(criterionId);
  const shown = verdict ?? suggestedBy(machine) ?? 'unclear';
  const proofs = verdict === null ? (machine?.evidence ?? []) : evidence;
  return proofs.map(({ utteranceId, startMs, endMs }) => ({
    ...{ utteranceId, startMs, endMs, criterionId, verdict: shown },
    tone: shown === 'yes' ? 'pass' : shown === 'no' ? 'fail' : 'unclear',
  }));
}
