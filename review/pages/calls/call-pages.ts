import { useCallback, useEffect, useState } from 'preact/hooks';
import type { CallPage, CallRow } from '../../contract/calls.ts';
import { ask } from '../api.ts';

type Query = Readonly<Record<string, string | undefined>>;
type Listed = { readonly key: string; readonly pages: readonly CallPage[] };

/** The list that was shown last: coming back to it shows it at once, where the reader was, and then asks anew. */
let last: Listed | null = null;

export type Listing = {
  readonly state: 'loading' | 'refused' | 'answered';
  readonly rows: readonly CallRow[];
  /** True until anything of this list is there. */
  readonly empty: boolean;
  readonly more: boolean;
  readonly error: unknown;
  readonly again: () => void;
};

/** The first pages of a list of calls, each asked for with the cursor of the one before. */
export function useCallPages(query: Query, wanted: number): Listing {
  const key = JSON.stringify(query);
  const [listed, setListed] = useState<Listed>(() => (last?.key === key ? last : { key, pages: [] }));
  const [error, setError] = useState<unknown>(null);
  const [loading, setLoading] = useState(true);
  const [turn, setTurn] = useState(0);
  const keep = useCallback((next: Listed) => {
    last = next;
    setListed(next);
  }, []);

  useEffect(() => {
    const given = new AbortController();
    const known = last?.key === key ? last.pages : [];
    // One page more keeps those that are there; anything else is asked for from the start.
    const kept = turn === 0 && known.length === wanted - 1 ? known : [];
    setLoading(true);
    setError(null);
    pagesFrom(query, kept, wanted, given.signal).then(
      (pages) => {
        if (given.signal.aborted) return;
        keep({ key, pages });
        setLoading(false);
      },
      (failure: unknown) => {
        if (given.signal.aborted) return;
        setError(failure);
        setLoading(false);
      },
    );
    return () => {
      given.abort();
    };
  }, [key, wanted, turn]);

  const again = useCallback(() => {
    setTurn((before) => before + 1);
  }, []);
  const pages = listed.pages.slice(0, Math.max(wanted, 1));
  return {
    state: loading ? 'loading' : error === null ? 'answered' : 'refused',
    rows: pages.flatMap(({ rows }) => rows),
    empty: pages.length === 0,
    more: (pages.at(-1)?.next ?? null) !== null,
    error,
    again,
  };
}

async function pagesFrom(
  query: Query,
  kept: readonly CallPage[],
  wanted: number,
  signal: AbortSignal,
): Promise<readonly CallPage[]> {
  const pages = [...kept];
  while (pages.length < wanted) {
    const cursor = pages.at(-1)?.next;
    if (pages.length > 0 && (cursor === null || cursor === undefined)) break;
    pages.push(await ask('calls', { query: { ...query, cursor: cursor ?? undefined } }, signal));
  }
  return pages;
}
