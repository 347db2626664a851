import PQueue from 'p-queue';

/** A recording that could not be heard for want of something that may come back is tried again after 1 s, 2 s, 4 s … */
const FIRST_RETRY_MS = 1_000;
const MAX_RETRY_MS = 5 * 60_000;

/** The recordings in hand: heard side by side in `slots`, tried again with growing delays, never twice at once. */
export type SpeechSlots<Work> = {
  /** Takes the work unless it is in hand, must wait for its next try, or enough is waiting; the next look offers it again. */
  readonly offer: (id: string, work: Work) => void;
  /** Gives back what has not begun and resolves when what has begun is done. */
  readonly finish: () => Promise<void>;
};

/** `hear` answers whether the work is done; false = try again later. It must not throw. */
export function speechSlots<Work>(slots: number, hear: (work: Work) => Promise<boolean>): SpeechSlots<Work> {
  const queue = new PQueue({ concurrency: slots });
  const running = new Set<string>();
  const retries = new Map<string, { readonly tries: number; readonly notBefore: number }>();

  const hearOne = async (id: string, work: Work): Promise<void> => {
    const done = await hear(work);
    running.delete(id);
    if (done) {
      retries.delete(id);
      return;
    }
    const tries = retries.get(id)?.tries ?? 0;
    const notBefore = performance.now() + Math.min(MAX_RETRY_MS, FIRST_RETRY_MS * 2 ** tries);
    retries.set(id, { tries: tries + 1, notBefore });
  };
  return {
    offer: (id, work) => {
      const mustWait = (retries.get(id)?.notBefore ?? 0) > performance.now();
      // Two waiting for each slot keep the slots busy between two looks at the inbox.
      if (running.has(id) || mustWait || queue.size >= 2 * slots) return;
      running.add(id);
      void queue.add(() => hearOne(id, work));
    },
    finish: async () => {
      queue.clear();
      await queue.onIdle();
    },
  };
}
