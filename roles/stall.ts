import type { EpochMs } from '../ingest/call.ts';
import type { PartitionLags } from '../ingest/kafka/kafka.ts';
import { sumOf, type Line, type Role } from './role.ts';

/** What waits in the live partitions that this process has; what others have is theirs to move. */
export function ownLag(
  { liveTopics, partitionsOf }: Pick<Role, 'liveTopics' | 'partitionsOf'>,
  lags: PartitionLags,
): number {
  return sumOf(
    liveTopics.flatMap((topic) => partitionsOf(topic).map((partition) => lags.get(topic)?.get(partition) ?? 0)),
  );
}

export type Look = {
  readonly line: Line;
  /** Messages that wait for this process. */
  readonly lag: number;
  readonly movedAt: EpochMs;
  readonly now: EpochMs;
};

/**
 * Whether a line has stalled: work has waited for `stallMs` without a break, and nothing was taken, finished or heard in
 * that time. To be asked at every look, for it remembers since when there has been work: a line that was idle for long
 * has not stalled when its first message comes.
 */
export function stallJudge(stallMs: number): (look: Look) => boolean {
  const waitingSince = new Map<Line, EpochMs>();
  return ({ line, lag, movedAt, now }) => {
    if (lag === 0) {
      waitingSince.delete(line);
      return false;
    }
    const since = waitingSince.get(line) ?? now;
    waitingSince.set(line, since);
    return now - Math.max(movedAt, since) > stallMs;
  };
}
