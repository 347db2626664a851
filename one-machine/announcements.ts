import { idOfCall, type CallKey } from '../store/store.ts';

/** Calls announced for scoring, in order, each once however often it is announced before its turn. */
export type Announcements = {
  readonly announce: (key: CallKey) => void;
  /** Scores what is announced, one call after the other; resolves when nothing is left. Calling it twice is calling it once. */
  readonly drain: () => Promise<void>;
};

/** In memory, and lost with the process: queries/unscored.sql finds again what was announced here. */
export function announcements(score: (key: CallKey) => Promise<void>): Announcements {
  const waiting = new Map<string, CallKey>();
  let draining: Promise<void> | null = null;

  const drainAll = async (): Promise<void> => {
    for (const [id, key] of waiting) {
      waiting.delete(id);
      await score(key);
    }
  };
  return {
    announce: ({ project, callId }) => {
      waiting.set(idOfCall({ project, callId }), { project, callId });
    },
    drain: () => {
      draining ??= drainAll().finally(() => {
        draining = null;
      });
      return draining;
    },
  };
}
