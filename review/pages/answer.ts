import { useCallback, useEffect, useState } from 'preact/hooks';
import type { RouteName } from '../rights.ts';
import type { Answers } from './answers.ts';
import { ask, type Asked } from './api.ts';

/**
 * An answer on its way. `answer` is kept while the same thing is asked for otherwise (another query) and after a refusal,
 * so that pages do not jump; null before the first, and for another thing (other params). `again` asks once more.
 */
export type Awaited<T> = {
  readonly state: 'loading' | 'refused' | 'answered';
  readonly answer: T | null;
  readonly error: unknown;
  readonly again: () => void;
  /** Puts in what a change answered, so that it need not be asked for. */
  readonly put: (answer: T) => void;
};

type Known<T> = {
  /** What is asked for, and how: the route with its params, and all that was asked. */
  readonly thing: string;
  readonly key: string;
  readonly answer: T | null;
  readonly error: unknown;
  readonly settled: boolean;
};

/** Asks a route and asks again whenever what is asked changes; null asks nothing. A question that is overtaken is aborted. */
export function useAnswer<R extends RouteName>(route: R, asked: Asked | null = {}): Awaited<Answers[R]> {
  const thing = asked === null ? '' : `${route} ${JSON.stringify(asked.params ?? {})}`;
  const key = asked === null ? '' : `${route} ${JSON.stringify(asked)}`;
  const [turn, setTurn] = useState(0);
  const [known, setKnown] = useState<Known<Answers[R]>>({ thing, key, answer: null, error: null, settled: false });

  useEffect(() => {
    if (asked === null) return;
    const given = new AbortController();
    setKnown(({ thing: last, answer }) => {
      return { thing, key, answer: last === thing ? answer : null, error: null, settled: false };
    });
    ask(route, asked, given.signal).then(
      (answer) => {
        if (!given.signal.aborted) setKnown({ thing, key, answer, error: null, settled: true });
      },
      (error: unknown) => {
        if (!given.signal.aborted) setKnown((before) => ({ ...before, key, error, settled: true }));
      },
    );
    return () => {
      given.abort();
    };
    // What is asked is compared by its key.
  }, [key, turn]);

  const again = useCallback(() => {
    setTurn((before) => before + 1);
  }, []);
  const put = useCallback((answer: Answers[R]) => {
    setKnown((before) => ({ ...before, answer, error: null, settled: true }));
  }, []);
  const current = known.key === key && known.settled;
  const state = !current ? 'loading' : known.error === null ? 'answered' : 'refused';
  return {
    state,
    answer: known.thing === thing ? known.answer : null,
    error: current ? known.error : null,
    again,
    put,
  };
}

/** Something sent on a click: whether it runs, and what refused it. `run` answers null when it was refused. */
export function useSending(): {
  readonly busy: boolean;
  readonly error: unknown;
  readonly run: <T>(act: () => Promise<T>) => Promise<T | null>;
  readonly forget: () => void;
} {
  const [state, setState] = useState<{ readonly busy: boolean; readonly error: unknown }>({ busy: false, error: null });
  const run = useCallback(async <T>(act: () => Promise<T>): Promise<T | null> => {
    setState({ busy: true, error: null });
    try {
      const done = await act();
      setState({ busy: false, error: null });
      return done;
    } catch (error) {
      setState({ busy: false, error });
      return null;
    }
  }, []);
  const forget = useCallback(() => {
    setState({ busy: false, error: null });
  }, []);
  return { ...state, run, forget };
}
