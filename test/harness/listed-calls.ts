import type { Leg, QueueEntry } from '../../ingest/call.ts';
import type { Transcript } from '../../ingest/transcript.ts';
import type { CallFilters, CallListRow, CallViewer, OperatorOf } from '../../queries/call-list.ts';
import { callPage, type Asked, type CallPage } from '../../queries/call-page.ts';
import type { CallCursor, CallSort } from '../../queries/call-order.ts';
import { NOON, transcriptOf } from './scored-calls.ts';

/** No filter: every call of the shop, on any day near noon of the second of March 2026. */
export const EVERY_CALL: CallFilters = {
  projects: ['shop'],
  fromMs: NOON - 86_400_000,
  toMs: NOON + 86_400_000,
  operators: null,
  unowned: false,
  queue: '',
  direction: '',
  channel: '',
  minScore: null,
  maxScore: null,
  failedCriterion: '',
  words: '',
  withoutScore: false,
};

/** Somebody who may see everything. */
export const SEES_ALL: CallViewer = { visible: null, unowned: true, blind: [], blindFromMs: Number.MAX_SAFE_INTEGER };

/** Operators of the shop. */
export const ofShop = (...operatorIds: readonly string[]): readonly OperatorOf[] =>
  operatorIds.map((operatorId) => ({ project: 'shop', operatorId }));

export function legOf(operatorId: string, of: Partial<Leg> = {}): Leg {
  const times = { startedAt: NOON, answeredAt: NOON, endedAt: NOON + 1_000 };
  const lengths = { ringMs: null, talkMs: 1_000, holdMs: null, acwMs: null };
  return {
    ...{ legId: operatorId, operatorId, operatorAlias: `SIP/${operatorId}`, queue: null, outcome: 'completed' },
    ...times,
    ...lengths,
    ...of,
  };
}

export function entryOf(queue: string, waitMs: number | null, of: Partial<QueueEntry> = {}): QueueEntry {
  return { queue, nth: 1, enteredAt: NOON, position: null, waitMs, outcome: 'answered', flowOut: null, ...of };
}

/** A transcript in which one utterance says `text`. */
export function saying(callId: string, text: string): Transcript {
  const spoken = transcriptOf(callId);
  return { ...spoken, utterances: spoken.utterances.slice(0, 1).map((utterance) => ({ ...utterance, text })) };
}

/** The whole walk in pages of a size: the rows of each page. */
export async function walk(
  store: Asked,
  filters: CallFilters,
  viewer: CallViewer,
  sort: CallSort,
  limit: number,
  onPage: (page: CallPage) => Promise<void> = () => Promise.resolve(),
): Promise<readonly CallListRow[]> {
  const rows: CallListRow[] = [];
  let after: CallCursor | null = null;
  do {
    const page: CallPage = await callPage(store, filters, viewer, { sort, after, limit });
    rows.push(...page.rows);
    after = page.next;
    await onPage(page);
  } while (after !== null);
  return rows;
}

export const idsOf = (rows: readonly { readonly callId: string }[]): readonly string[] =>
  rows.map(({ callId }) => callId);
