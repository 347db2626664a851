import { describe, reasonOf } from '../errors.ts';
import type { OpenedReview } from '../open-review.ts';
import type { RunOptions } from './command-line.ts';
import { scoreLine } from './call-card.ts';
import { reasonText } from './failure.ts';
import { namesOf, type OpenedLineWithPages, type OpenLine, type Streams } from './opened.ts';
import { openProgress, type Progress } from './progress.ts';
import { reviewText } from './review.ts';
import { untilStopped, watchOn } from './watch.ts';

/** The pages; without them the line goes on: calls are taken in whether somebody looks or not. */
async function pagesOver(line: OpenedLineWithPages, progress: Progress): Promise<OpenedReview | null> {
  try {
    return await line.openReview(1);
  } catch (error) {
    const reason = reasonOf(error);
    progress.print(`! The pages are not served. ${reasonText(reason, describe(reason))}`);
    return null;
  }
}

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
    const review = options.once ? null : await pagesOver(line, progress);
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
