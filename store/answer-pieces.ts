import { Readable } from 'node:stream';
import type { TakeTurn } from './turns.ts';

/** What the engine gives, one piece after another. */
export type Chunks = AsyncIterable<{ raw(): Uint8Array }>;

/**
 * The pieces of an answer, each in a turn; the query begins in the first. One that is left is ended and read to its end:
 * the engine's own way to cancel waits for the query, and the whole process with it.
 */
export async function* inTurns(
  start: () => Chunks,
  turn: TakeTurn,
  end: () => Promise<void>,
): AsyncGenerator<Uint8Array> {
  let chunks: AsyncIterator<{ raw(): Uint8Array }> | null = null;
  const next = (): Promise<IteratorResult<{ raw(): Uint8Array }>> =>
    (chunks ??= start()[Symbol.asyncIterator]()).next();
  // Nothing has begun, the engine said that it was all, or it threw.
  let ended = true;
  try {
    for (;;) {
      const step = await turn(() => {
        ended = true;
        return next();
      });
      if (step.done === true) return;
      ended = false;
      yield step.value.raw();
    }
  } finally {
    if (!ended) {
      await end();
      await drained(next);
    }
  }
}

async function drained(next: () => Promise<{ readonly done?: boolean }>): Promise<void> {
  try {
    while ((await next()).done !== true);
  } catch {
    // That is its end: the query was cancelled.
  }
}

/** Waits for the first piece, so that a query that fails is answered with its error. */
export async function begun(pieces: AsyncGenerator<Uint8Array>): Promise<Readable> {
  const first = await pieces.next();
  async function* all(): AsyncGenerator<Uint8Array> {
    if (first.done !== true) yield first.value;
    yield* pieces;
  }
  return Readable.from(all(), { objectMode: false });
}
