import { describe, expect, it } from 'vitest';
import { withRetry } from '../../retry.ts';

const policy = { attempts: 3, firstDelayMs: 1, maxDelayMs: 2, retryIf: () => true } as const;
const live = new AbortController().signal;

describe('withRetry', () => {
  it('gives the result of the try that succeeds', async () => {
    let tries = 0;
    const result = await withRetry(
      () => (++tries < 3 ? Promise.reject(new Error('away')) : Promise.resolve(tries)),
      policy,
      live,
    );
    expect(result).toBe(3);
  });

  it('throws the last error after the stated number of tries', async () => {
    let tries = 0;
    const work = (): Promise<never> => Promise.reject(new Error(`try ${++tries}`));
    await expect(withRetry(work, policy, live)).rejects.toThrow('try 3');
  });

  it('goes on for as long as it takes when nothing limits it', async () => {
    let tries = 0;
    const work = (): Promise<number> => (++tries < 200 ? Promise.reject(new Error('away')) : Promise.resolve(tries));
    expect(await withRetry(work, { ...policy, attempts: 'forever' }, live)).toBe(200);
  });

  it('does not repeat what a repetition cannot cure', async () => {
    let tries = 0;
    const work = (): Promise<never> => Promise.reject(new Error(`try ${++tries}`));
    await expect(withRetry(work, { ...policy, retryIf: () => false }, live)).rejects.toThrow('try 1');
  });

  it('ends a long wait at once when it is aborted', async () => {
    const stop = new AbortController();
    const work = (): Promise<never> => Promise.reject(new Error('away'));
    const waiting = withRetry(
      work,
      {
        attempts: 'forever',
        firstDelayMs: 60_000,
        maxDelayMs: 60_000,
        retryIf: () => true,
        onRetry: () => {
          stop.abort(new Error('stopping'));
        },
      },
      stop.signal,
    );
    await expect(waiting).rejects.toThrow('stopping');
  });

  it('tells of every wait which try failed and why', async () => {
    const told: [string, number][] = [];
    const work = (): Promise<never> => Promise.reject(new Error('away'));
    const onRetry = (error: unknown, attempt: number): void => {
      told.push([error instanceof Error ? error.message : '', attempt]);
    };
    await expect(withRetry(work, { ...policy, onRetry }, live)).rejects.toThrow('away');
    expect(told).toEqual([
      ['away', 1],
      ['away', 2],
    ]);
  });
});
