import type { RunOptions } from './command-line.ts';
import { scoreLine } from './call-card.ts';
import { namesOf, type OpenLine, type Streams } from './opened.ts';
import { openProgress } from './progress.ts';
import { reviewText } from './review.ts';
import { untilStopped, watchOn } from './watch.ts';

/** `run`: takes in the inbox and goes on watching it, with the pages over it; a line for each call that was scored. */
export async function runCommand(options: RunOptions, open: OpenLine, { out }: Streams): Promise<number> {
  const progress = openProgress(out);
  const stop = untilStopped(progress.print);
  const names: { current: ReturnType<typeof namesOf> | null } = { current: null };
  const watcher = watchOn(progress, ({ call, evaluations }) => {
    for (const evaluation of evaluations) {
      const who = names.current?.operator(evaluation.operatorId) ?? evaluation.operatorId;
      progress.print(`${call.project}/${call.callId} · ${who} · score ${scoreLine(evaluation)}`);
    }
  });
  const line = await open(options, watcher, stop.hard);
  names.current = namesOf(line.configured);
  try {
    if (!options.once) progress.print('Watching the inbox. Ctrl-C ends.');
    const review = options.once ? null : await line.openReview(1);
    try {
      if (review !== null) progress.print(reviewText(review));
      await line.run({ once: options.once, signal: stop.soft });
    } finally {
      await review?.close();
    }
    return 0;
  } finally {
    progress.close();
    await line.close();
  }
}
