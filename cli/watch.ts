import { describe } from '../errors.ts';
import type { Watcher } from '../one-machine/one-machine.ts';
import { reasonText } from './failure.ts';
import type { Progress } from './progress.ts';

/** Shows on a terminal what the lines do; `onScored` says how a scored call is printed. */
export function watchOn(progress: Progress, onScored: Watcher['scored']): Watcher {
  return {
    notice: (path, reason) => {
      // Most sentences begin with the file they speak of.
      const place = 'file' in reason.params ? '' : `${path}: `;
      progress.print(`! ${place}${reasonText(reason, describe(reason))}`);
    },
    recordingStarted: ({ uri, project, callId }) => {
      progress.start(uri, `hearing ${project}/${callId}`);
    },
    progress: ({ uri }, share) => {
      progress.share(uri, share);
    },
    recordingEnded: ({ uri }) => {
      progress.end(uri);
    },
    scored: onScored,
  };
}

/** `soft`: take nothing new and finish what is in hand. `hard`: leave it; it is done again at the next start. */
export type Stop = { readonly soft: AbortSignal; readonly hard: AbortSignal };

/** What is in hand after a request to stop may take this long; a service manager kills after 90 s. */
const FINISH_MS = 60_000;

/** Listens to SIGINT and SIGTERM: the first stops softly, a second one, or `finishMs`, hard. */
export function untilStopped(say: (text: string) => void, finishMs: number = FINISH_MS): Stop {
  const soft = new AbortController();
  const hard = new AbortController();
  const onSignal = (): void => {
    if (soft.signal.aborted) {
      hard.abort();
      return;
    }
    say('Stopping: the work in hand is finished first. Ctrl-C again leaves it for the next start; nothing is lost.');
    soft.abort();
    setTimeout(() => {
      hard.abort();
    }, finishMs).unref();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return { soft: soft.signal, hard: hard.signal };
}
