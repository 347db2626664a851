import { effect } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { Draft, DraftSave, DraftSaved } from '../../contract/judging.ts';
import { AwayError, reachable, RefusedError } from '../api.ts';
import { DraftKeeper, type SaveOutcome } from './draft-keeper.ts';
import { shelfOf } from './shelf.ts';

export type SaveDraft = (body: DraftSave) => Promise<DraftSaved>;

/** Keeps the draft of a call while its page is open; `place` tells it from every other one in this browser. */
export function useDraft(draft: Draft, place: readonly string[], save: SaveDraft): DraftKeeper {
  const keeper = useMemo(
    () => new DraftKeeper({ draft, shelf: shelfOf(place), send: (body) => outcomeOf(save, body) }),
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
export function useNoDraft(isSubmitted: boolean, place: readonly string[]): void {
  useEffect(() => {
    if (isSubmitted) shelfOf(place).clear();
  }, [isSubmitted, place.join(' ')]);
}

async function outcomeOf(save: SaveDraft, body: DraftSave): Promise<SaveOutcome> {
  try {
    return { kind: 'saved', draft: (await save(body)).draft };
  } catch (error) {
    if (error instanceof AwayError) return { kind: 'away' };
    const newer = newerDraft(error);
    return newer === null ? { kind: 'refused', error } : { kind: 'newer', newer };
  }
}

/** The draft that a save or a submission met; null for every other error. */
export function newerDraft(error: unknown): Draft | null {
  if (!(error instanceof RefusedError) || error.refusal.code !== 'NEWER_DRAFT') return null;
  return error.refusal.newer ?? null;
}
