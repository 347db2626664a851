import type { Query, Store } from '../../store/store.ts';

/**
 * A store that asks the same question once: several numbers of one answer rest on the same rows. Made for one request, and
 * forgotten with it.
 */
export function askedOnce(store: Pick<Store, 'run'>): Pick<Store, 'run'> {
  const asked = new Map<unknown, Map<string, Promise<unknown>>>();
  return {
    run: async <Params extends Readonly<Record<string, unknown>>, Row>(
      query: Query<Params, Row>,
      params: Params,
    ): Promise<readonly Row[]> => {
      const known = asked.get(query) ?? new Map<string, Promise<unknown>>();
      asked.set(query, known);
      const key = JSON.stringify(params);
      const rows = known.get(key) ?? store.run(query, params);
      known.set(key, rows);
      return rows as Promise<readonly Row[]>;
    },
  };
}
