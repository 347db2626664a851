import type { CallKey, Query, Store } from '../store/store.ts';
import {
  asAsked,
  callCandidates,
  callKeys,
  callList,
  countCalls,
  customerContacts,
  listParams,
  type CallCandidate,
  type CallFilters,
  type CallListRow,
  type CallViewer,
  type ListParams,
} from './call-list.ts';
import { cursorOf, isByScore, stretchParams, type CallCursor, type CallSort, type Stretch } from './call-order.ts';

/** `after`: the cursor that the page before gave; null for the first page. `limit`: 1 to 200. */
export type PageAsked = { readonly sort: CallSort; readonly after: CallCursor | null; readonly limit: number };
/** `next` is null when there is nothing after these rows. */
export type CallPage = { readonly rows: readonly CallListRow[]; readonly next: CallCursor | null };
/** What one asks of a store. */
export type Asked = Pick<Store, 'run'>;

export const MAX_PAGE_ROWS = 200;
/** Candidates of a step where a filter may drop most of them: enough for a page if one in eight passes. */
const STEP_KEYS = 400;
/** Candidates above the rows that are wanted: replaced versions of a call, and calls that were merged. */
const SPARE_KEYS = 20;

/**
 * A page of the calls that meet the filters. By time it costs what it shows: candidates come in the order of time and are
 * looked at in steps until the page is full. By score or length the period is looked through. Walked by time, calls that
 * come meanwhile move nothing and no call comes twice; by score or length a call whose value changes may.
 */
export async function callPage(
  store: Asked,
  filters: CallFilters,
  viewer: CallViewer,
  { sort, after, limit }: PageAsked,
): Promise<CallPage> {
  const wanted = Math.min(Math.max(Math.trunc(limit), 1), MAX_PAGE_ROWS);
  const stretch = { after, upTo: null, limit: wanted + 1 };
  const rows =
    sort === 'newest' || sort === 'oldest'
      ? await rowsByTime(store, filters, viewer, sort, stretch)
      : await rowsThroughPeriod(store, filters, viewer, sort, stretch);
  const shown = rows.slice(0, wanted);
  const last = shown.at(-1);
  return { rows: shown, next: rows.length > wanted && last !== undefined ? cursorOf(sort, last) : null };
}

/** How many calls meet the filters: as many as the pages show. */
export async function callCount(store: Asked, filters: CallFilters, viewer: CallViewer): Promise<number> {
  const judged = asksForScores(filters);
  const [row] = await ask(store, countCalls, listParams(filters, viewer, { keys: null, judged, listed: false }));
  return row?.calls ?? 0;
}

/** Calls by key as lists show them, newest first: those of them that meet the filters. 400 keys at most. */
export async function callsByKey(
  store: Asked,
  keys: readonly CallKey[],
  filters: CallFilters,
  viewer: CallViewer,
): Promise<readonly CallListRow[]> {
  return rowsOfKeys(store, filters, viewer, 'newest', keys, { after: null, upTo: null, limit: keys.length });
}

/** The customer's other calls that meet the filters, newest first. */
export async function otherContacts(
  store: Asked,
  call: CallKey,
  filters: CallFilters,
  viewer: CallViewer,
  limit: number,
): Promise<readonly CallListRow[]> {
  const { project, callId } = call;
  const keys = await store.run(customerContacts, { project, callId, projects: filters.projects, limit: STEP_KEYS });
  return (await callsByKey(store, keys, filters, viewer)).slice(0, limit);
}

async function rowsByTime(
  store: Asked,
  filters: CallFilters,
  viewer: CallViewer,
  sort: 'newest' | 'oldest',
  { after, limit }: Stretch,
): Promise<readonly CallListRow[]> {
  const rows: CallListRow[] = [];
  let from = after;
  for (let step = 0; ; step++) {
    // 1. A filter by score or words drops what cannot meet it only from the second step on: it reads a whole table.
    const deep = step > 0 && (asksForScores(filters) || filters.words.trim() !== '');
    const missing = limit - rows.length;
    if (step > 0 && filters.withoutScore)
      return [
        ...rows,
        ...(await rowsThroughPeriod(store, filters, viewer, sort, { after: from, upTo: null, limit: missing })),
      ];
    const size = asksForScores(filters) || filters.words.trim() !== '' ? STEP_KEYS : missing + SPARE_KEYS;
    const candidates = await candidatesOf(store, filters, viewer, sort, { after: from, upTo: null, limit: size }, deep);
    // 2. The rows that count, up to where the candidates reach: a call that stands further on comes with its own place.
    const last = candidates.at(-1);
    if (last === undefined) return rows;
    const upTo = { ...last, value: null };
    rows.push(...(await rowsOfKeys(store, filters, viewer, sort, candidates, { after: from, upTo, limit: missing })));
    if (rows.length >= limit || candidates.length < size) return rows;
    from = upTo;
  }
}

async function candidatesOf(
  store: Asked,
  filters: CallFilters,
  viewer: CallViewer,
  sort: 'newest' | 'oldest',
  stretch: Stretch,
  deep: boolean,
): Promise<readonly CallCandidate[]> {
  const params = listParams(periodOf(filters, sort, stretch), viewer, { keys: null, judged: false, listed: false });
  return ask(store, callCandidates(sort), { ...params, ...stretchParams(stretch), deep: deep ? 1 : 0 });
}

/** The period without what lies before the cursor: the engine finds a beginning by a moment alone. */
function periodOf(filters: CallFilters, sort: 'newest' | 'oldest', { after }: Stretch): CallFilters {
  if (after === null) return filters;
  return sort === 'newest'
    ? { ...filters, toMs: Math.min(filters.toMs, after.startedMs + 1) }
    : { ...filters, fromMs: Math.max(filters.fromMs, after.startedMs) };
}

async function rowsThroughPeriod(
  store: Asked,
  filters: CallFilters,
  viewer: CallViewer,
  sort: CallSort,
  stretch: Stretch,
): Promise<readonly CallListRow[]> {
  const judged = isByScore(sort) || asksForScores(filters);
  const params = listParams(filters, viewer, { keys: null, judged, listed: false });
  const keys = await ask(store, callKeys(sort), { ...params, ...stretchParams(stretch) });
  return rowsOfKeys(store, filters, viewer, sort, keys, { ...stretch, upTo: null });
}

async function rowsOfKeys(
  store: Asked,
  filters: CallFilters,
  viewer: CallViewer,
  sort: CallSort,
  keys: readonly CallKey[],
  stretch: Stretch,
): Promise<readonly CallListRow[]> {
  if (keys.length === 0) return [];
  const params = listParams(filters, viewer, { keys, judged: true, listed: true });
  return ask(store, callList(sort), { ...params, ...stretchParams(stretch) });
}

function asksForScores({ minScore, maxScore, failedCriterion, withoutScore }: CallFilters): boolean {
  return minScore !== null || maxScore !== null || failedCriterion !== '' || withoutScore;
}

function ask<P extends ListParams, Row>(store: Asked, query: Query<P, Row>, params: P): Promise<readonly Row[]> {
  return store.run(asAsked(query, params), params);
}
