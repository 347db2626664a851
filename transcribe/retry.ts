import { DelegateBackoff, handleWhen, retry } from 'cockatiel';
import { EtalonError } from '../errors.ts';

/** How often a retriable error is tried again, and how long the waits are: doubled each time, up to maxDelayMs. */
export type RetryPlan = { readonly retries: number; readonly firstDelayMs: number; readonly maxDelayMs: number };

export const DEFAULT_RETRIES: RetryPlan = { retries: 4, firstDelayMs: 500, maxDelayMs: 15_000 };

/**
 * Runs `work` again while it throws a retriable EtalonError. `askedDelayMs` is the wait that the other side asked for,
 * null when it named none; it is kept to up to maxDelayMs. Throws the last error, and the signal's reason once it aborts.
 */
export async function retrying<T>(
  plan: RetryPlan,
  signal: AbortSignal,
  askedDelayMs: (error: EtalonError) => number | null,
  work: () => Promise<T>,
): Promise<T> {
  const mayPass = (error: unknown): boolean => error instanceof EtalonError && error.retriable && !signal.aborted;
  const backoff = new DelegateBackoff<{ attempt: number; result: unknown }>(({ attempt, result }) => {
    const asked = errorOf(result);
    const doubled = plan.firstDelayMs * 2 ** (attempt - 1) * (0.5 + Math.random() / 2);
    return Math.min(plan.maxDelayMs, (asked === null ? null : askedDelayMs(asked)) ?? doubled);
  });
  const policy = retry(handleWhen(mayPass), { maxAttempts: plan.retries, backoff });
  return policy.execute(() => {
    signal.throwIfAborted();
    return work();
  });
}

function errorOf(result: unknown): EtalonError | null {
  if (typeof result !== 'object' || result === null || !('error' in result)) return null;
  return result.error instanceof EtalonError ? result.error : null;
}
