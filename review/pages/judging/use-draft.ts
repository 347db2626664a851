import { effect } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { Draft, DraftSave, DraftSaved } from '../../contract/judging.ts';
import { AwayError, reachable, RefusedError } from '../api.ts';
import { DraftKeeper, type SaveOutcome } from './draft-keeper.ts';
import { shelfOf } from './shelf.ts';

export type SaveDraft = (body: DraftSave) => Promise<DraftSaved>;

/**
 * Keeps the draft of a call while its page is open; `place` tells it from every other one in this browser. `onSubmitted`:
 * a save found it submitted, from elsewhere.
 */
export function useDraft(
  draft: Draft,
  place: readonly string[],
  save: SaveDraft,
  onSubmitted: () => void,
): DraftKeeper {
  const keeper = useMemo(
    () => new DraftKeeper({ draft, shelf: shelfOf(place), send: (body) => outcomeOf(save, body, onSubmitted) }),
    [place.join(' ')],
  );
  useEffect(() => {
    const stop = effect(() => {
      if (reachable.value && keeper.state.peek() === 'away') void keeper.save();
    });
    return () => {
      stop();
      keeper.close();
    };
  }, [keeper]);
  return keeper;
}

/** Lays aside what this browser kept of a judgement that is submitted by now, from wherever. */
export function useNoDraft(isOver: boolean, place: readonly string[]): void {
  useEffect(() => {
    if (isOver) shelfOf(place).clear();
  }, [isOver, place.join(' ')]);
}

async function outcomeOf(save: SaveDraft, body: DraftSave, onSubmitted: () => void): Promise<SaveOutcome> {
  try {
    return { kind: 'saved', draft: (await save(body)).draft };
  } catch (error) {
    if (error instanceof AwayError) return { kind: 'away' };
    if (isSubmitted(error)) {
      onSubmitted();
      return { kind: 'submitted' };
    }
    const newer = newerDraft(error);
    return newer === null ? { kind: 'refused', error } : { kind: 'newer', newer };
  }
}

/** Whether a save or a submission was refused because it is submitted already. */
export function isSubmitted(error: unknown): boolean {
  return error instanceof RefusedError && error.refusal.code === 'ALREADY_SUBMITTED';
}

/** The draft that a save or a submission met; null for every other error. */
export function newerDraft(error: unknown): Draft | null {
  if (!(error instanceof RefusedError) || error.refusal.code !== 'NEWER_DRAFT') return null;
  return error.refusal.newer ?? null;
}
