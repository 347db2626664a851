import { useSignal, type ReadonlySignal, type Signal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import type { Answer, Evidence } from '../../../score/evaluation.ts';
import type { CallOpened, SpanTimes, TurnShown } from '../../contract/call.ts';
import type { Draft, Judgement } from '../../contract/judging.ts';
import type { CriterionShown, ScorecardShown } from '../../contract/scorecards.ts';
import { placesOf } from '../call/marks.ts';
import { playOrPause } from '../call/play-stretch.tsx';
import type { Player } from '../call/playback.ts';
import { usePlayer } from '../call/player.tsx';
import type { DraftKeeper } from './draft-keeper.ts';
import {
  entryOf,
  suggestedBy,
  withEntry,
  withMoment,
  withoutEvidence,
  withTurn,
  withVerdict,
  type GivenVerdict,
  type Sheet,
} from './sheet.ts';
import { useDraft, type SaveDraft } from './use-draft.ts';

/** What a person is to judge. */
export type Task = {
  readonly opened: CallOpened;
  readonly scorecard: ScorecardShown;
  readonly draft: Draft;
  /** The machine's answers, where they are in sight from the beginning; null for blind scoring. */
  readonly machine: Judgement | null;
};

/** A scorecard on the desk: what is on it, where the reader is, and all that can be done with it. */
export type Desk = {
  readonly task: Task;
  readonly player: Player;
  readonly keeper: DraftKeeper;
  readonly criteria: readonly CriterionShown[];
  /** The criterion that the keys answer; '' for an empty scorecard. */
  readonly current: Signal<string>;
  readonly sheet: ReadonlySignal<Sheet>;
  readonly machineOf: (criterionId: string) => Answer | null;
  readonly answer: (criterionId: string, verdict: GivenVerdict) => void;
  /** Takes the machine's answer over, where there is one to take. */
  readonly agree: (criterionId: string) => void;
  readonly clear: (criterionId: string) => void;
  readonly comment: (criterionId: string, text: string) => void;
  readonly commentOnAll: (text: string) => void;
  readonly markTurn: (turn: TurnShown) => void;
  readonly markHere: () => void;
  readonly unmark: (criterionId: string, evidence: Evidence) => void;
  /** To the criterion before or after. */
  readonly move: (by: 1 | -1) => void;
  /** Plays what proves the answer to the current criterion; the next of it when asked again. */
  readonly hear: () => void;
};

/** `place` tells this draft from every other one that this browser keeps; `onSubmitted` as of `useDraft`. */
export function useJudging(task: Task, place: readonly string[], save: SaveDraft, onSubmitted: () => void): Desk {
  const player = usePlayer(task.opened);
  const keeper = useDraft(task.draft, place, save, onSubmitted);
  const criteria = useMemo(() => task.scorecard.sections.flatMap((section) => section.criteria), [task.scorecard]);
  const current = useSignal(firstOpen(criteria, keeper.sheet.peek()));
  return useMemo(
    () => deskOf({ task, player, keeper, criteria, current }),
    [task.machine, task.opened, player, keeper, criteria],
  );
}

/** Where somebody who comes back goes on. */
function firstOpen(criteria: readonly CriterionShown[], sheet: Sheet): string {
  const open = criteria.find(({ criterionId }) => entryOf(sheet, criterionId).verdict === null) ?? criteria[0];
  return open?.criterionId ?? '';
}

type Parts = Pick<Desk, 'task' | 'player' | 'keeper' | 'criteria' | 'current'>;

function deskOf({ task, player, keeper, criteria, current }: Parts): Desk {
  const { sheet, change } = keeper;
  const machineOf = (criterionId: string): Answer | null =>
    task.machine?.answers.find((answer) => answer.criterionId === criterionId) ?? null;
  const edit = (by: (sheet: Sheet, criterionId: string) => Sheet, criterionId = current.peek()): void => {
    if (criterionId !== '') change(by(sheet.peek(), criterionId));
  };
  const answer = (criterionId: string, verdict: GivenVerdict): void => {
    current.value = criterionId;
    edit((now, id) => withVerdict(now, id, verdict, machineOf(id)), criterionId);
  };
  const isAnswered = (): boolean => entryOf(sheet.peek(), current.peek()).verdict !== null;
  return {
    ...{ task, player, keeper, criteria, current, sheet, machineOf, answer },
    agree: (criterionId) => {
      const suggested = suggestedBy(machineOf(criterionId));
      if (suggested !== null) answer(criterionId, suggested);
    },
    clear: (criterionId) => {
      edit((now, id) => withEntry(now, id, { verdict: null }), criterionId);
    },
    comment: (criterionId, comment) => {
      edit((now, id) => withEntry(now, id, { comment }), criterionId);
    },
    commentOnAll: (comment) => {
      change({ ...sheet.peek(), comment });
    },
    markTurn: (turn) => {
      if (isAnswered()) edit((now, id) => withTurn(now, id, turn));
    },
    markHere: () => {
      const { tracks, lengthMs } = player.timeline;
      if (isAnswered() && tracks.length > 0) edit((now, id) => withMoment(now, id, player.position.peek(), lengthMs));
    },
    unmark: (criterionId, evidence) => {
      edit((now, id) => withoutEvidence(now, id, evidence), criterionId);
    },
    move: (by) => {
      const at = criteria.findIndex(({ criterionId }) => criterionId === current.peek());
      current.value = criteria[at + by]?.criterionId ?? current.peek();
    },
    hear: () => {
      const next = nextPlace(
        placesHeard(entryOf(sheet.peek(), current.peek()).evidence, machineOf(current.peek())),
        player,
      );
      if (next !== null) playOrPause(player, next);
    },
  };
}

/** What the person marked; else what the machine rests on. */
function placesHeard(own: readonly Evidence[], machine: Answer | null): readonly SpanTimes[] {
  if (own.length > 0) return own;
  return machine === null ? [] : placesOf(machine);
}

function nextPlace(places: readonly SpanTimes[], { stretch }: Player): SpanTimes | null {
  const at = places.findIndex(
    ({ startMs, endMs }) => stretch.peek()?.startMs === startMs && stretch.peek()?.endMs === endMs,
  );
  return places[(at + 1) % Math.max(1, places.length)] ?? null;
}
