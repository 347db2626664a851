import type { RecordingWork } from '../../ingest/recordings/recording-work.ts';
import { idOfCall, type CallKey } from '../../store/store.ts';

/** How far the lines of this process are with the recordings that they hear now. */
export type HearingShares = {
  /** What the lines tell as they go: a part of their watcher. */
  readonly watcher: {
    readonly recordingStarted: (work: RecordingWork) => void;
    readonly progress: (work: RecordingWork, share: number) => void;
    readonly recordingEnded: (work: RecordingWork) => void;
  };
  /** 0–1 of a call's recording that is being heard; null when none is, or somebody else hears it. */
  readonly shareOf: (key: CallKey) => number | null;
};

export function hearingShares(): HearingShares {
  const shares = new Map<string, number>();
  return {
    watcher: {
      recordingStarted: (work) => {
        shares.set(idOfCall(work), 0);
      },
      progress: (work, share) => {
        shares.set(idOfCall(work), share);
      },
      recordingEnded: (work) => {
        shares.delete(idOfCall(work));
      },
    },
    shareOf: (key) => shares.get(idOfCall(key)) ?? null,
  };
}
