import { ExponentialBackoff, handleWhen, retry } from 'cockatiel';

export type RetryPolicy = {
  /** How often the work is tried in all, the first try included. */
  readonly attempts: number | 'forever';
  readonly firstDelayMs: number;
  readonly maxDelayMs: number;
  readonly retryIf: (error: unknown) => boolean;
  /** Called before each wait; `attempt` counts the tries made so far. */
  readonly onRetry?: (error: unknown, attempt: number, delayMs: number) => void;
};

/**
 * Does `work`, and again after a growing, jittered delay while `retryIf` says that trying may cure it. Gives what
 * `work` gives, or throws its last error; an abort ends a wait at once and throws the signal's reason.
 */
export async function withRetry<T>(
  work: (signal: AbortSignal) => Promise<T>,
  policy: RetryPolicy,
  signal: AbortSignal,
): Promise<T> {
  signal.throwIfAborted();
  const retries = retry(
    handleWhen((error) => !signal.aborted && policy.retryIf(error)),
    {
      maxAttempts: policy.attempts === 'forever' ? Number.POSITIVE_INFINITY : policy.attempts - 1,
      backoff: new ExponentialBackoff({ initialDelay: policy.firstDelayMs, maxDelay: policy.maxDelayMs }),
    },
  );
  const listener = retries.onRetry(({ delay, attempt, ...failure }) => {
    policy.onRetry?.('error' in failure ? failure.error : undefined, attempt, delay);
  });
  try {
    return await endedBy(
      signal,
      retries.execute(() => {
        signal.throwIfAborted();
        return work(signal);
      }, signal),
    );
  } finally {
    listener.dispose();
  }
}

/** The result of `work`, unless the signal comes first: a wait between tries must not hold up the end of the process. */
async function endedBy<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = (): void => {
    reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
  };
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
