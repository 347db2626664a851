import { z } from 'zod';
import type { Channel, Direction } from '../ingest/call.ts';
import type { CallKey, Query } from '../store/store.ts';
import { candidatesInOrder, inOrder, type CallSort, type StretchParams } from './call-order.ts';
import { flag, number, sqlFile, withoutBlocks } from './sql-file.ts';

/** '' and null mean no filter. */
export type CallFilters = {
  /** Calls of these only; none means no call. */
  readonly projects: readonly string[];
  /** Epoch ms by the start of the call: from inclusive, to exclusive. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Calls on which one of these had a leg or was evaluated; null means anybody's, an empty list nobody's. */
  readonly operators: readonly OperatorOf[] | null;
  /** With a list of operators: also calls on which nobody known was, as missed calls and unknown telephones. */
  readonly unowned: boolean;
  readonly queue: string;
  readonly direction: Direction | '';
  readonly channel: Channel | '';
  /** 0–100, inclusive. One evaluation of an asked operator must meet these and failedCriterion together. */
  readonly minScore: number | null;
  readonly maxScore: number | null;
  /** Id of a criterion that was answered no. */
  readonly failedCriterion: string;
  /** What an utterance of the call contains, as it is written, whatever the case; also a part of a word, so that the
   * beginning of a word finds its forms. */
  readonly words: string;
  /** True: only calls of which no asked operator has a score that the viewer sees. */
  readonly withoutScore: boolean;
};

/** What a viewer may see of the evaluations of calls. */
export type CallViewer = {
  /** Whose evaluations; null means everybody's, an empty list nobody's. */
  readonly visible: readonly OperatorOf[] | null;
  /** With a list: also evaluations of nobody known. */
  readonly unowned: boolean;
  /** Calls and operators that the viewer must not see judged yet: as if there were no evaluation. Some hundreds at most. */
  readonly blind: readonly BlindCall[];
  /** No call that began at this moment or later is seen judged; Number.MAX_SAFE_INTEGER: all are. */
  readonly blindFromMs: number;
};
/** An operator's id says who it is within a project only. */
export type OperatorOf = { readonly project: string; readonly operatorId: string };
export type BlindCall = CallKey & OperatorOf;

const countingEvaluation = z.object({
  operatorId: z.string(),
  scorecardId: z.string(),
  scorecardVersion: number,
  source: z.enum(['machine', 'supervisor', 'dispute', 'agreed']),
  /** 0–100; null where too little could be judged. */
  score: number.nullable(),
  autoFail: z.boolean(),
  provisional: z.boolean(),
  /** 0–1. */
  coverage: number.nullable(),
  /** Criteria that were judged, of those that were applicable. */
  judged: number,
  applicable: number,
  failedCriteria: z.array(z.string()),
});
export type CountingEvaluation = z.infer<typeof countingEvaluation>;

const place = {
  project: z.string(),
  callId: z.string(),
  startedMs: number,
  durationMs: number.nullable(),
  lowestScore: number.nullable(),
};

const listRow = z.object({
  ...place,
  endedMs: number.nullable(),
  direction: z.enum(['inbound', 'outbound', 'internal']),
  channel: z.enum(['voice', 'chat', 'email', 'messenger']),
  language: z.string(),
  disposition: z.string(),
  queues: z.array(z.string()),
  /** Ids of those who had a leg. */
  operators: z.array(z.string()),
  /** All known waits together; null where none is known. */
  waitMs: number.nullable(),
  hasRecording: flag,
  marks: z.array(z.enum(['WITHOUT_CDR', 'DOUBTFUL_TIME', 'UNKNOWN_OPERATOR', 'IMPOSSIBLE_TIMES'])),
  /** The ones that count and that the viewer may see, by operator and scorecard. */
  evaluations: z.array(countingEvaluation),
});
/** A call as lists show it. */
export type CallListRow = z.infer<typeof listRow>;

const keyRow = z.object(place);
const candidateRow = z.object({ project: z.string(), callId: z.string(), startedMs: number });
export type CallCandidate = z.infer<typeof candidateRow>;

/** Which evaluations are read: `listed` all that the viewer may see, `judged` those that filters or the order ask for. */
export type Reading = { readonly keys: readonly CallKey[] | null; readonly judged: boolean; readonly listed: boolean };
export type ListParams = ReturnType<typeof listParams>;

/** The parameters of the part matching-calls. */
export function listParams(filters: CallFilters, viewer: CallViewer, { keys, judged, listed }: Reading): Params {
  const { projects, operators, queue, direction, channel, minScore, maxScore, failedCriterion } = filters;
  return {
    ...{ projects, queue, direction, channel, minScore, maxScore, failedCriterion },
    ...{ fromMs: withinYears(filters.fromMs), toMs: withinYears(filters.toMs) },
    ...{ words: patternOf(filters.words), withoutScore: filters.withoutScore ? 1 : 0 },
    ...{ anyOperator: operators === null ? 1 : 0, unowned: filters.unowned && operators !== null ? 1 : 0 },
    operatorProjects: operators?.map(({ project }) => project) ?? [],
    operatorIds: operators?.map(({ operatorId }) => operatorId) ?? [],
    ...{ allVisible: viewer.visible === null ? 1 : 0, visibleUnowned: viewer.unowned ? 1 : 0 },
    visibleProjects: viewer.visible?.map(({ project }) => project) ?? [],
    visibleOperators: viewer.visible?.map(({ operatorId }) => operatorId) ?? [],
    blindFromMs: viewer.blindFromMs,
    blindProjects: viewer.blind.map(({ project }) => project),
    blindCallIds: viewer.blind.map(({ callId }) => callId),
    blindOperatorIds: viewer.blind.map(({ operatorId }) => operatorId),
    keyed: keys === null ? 0 : 1,
    keyProjects: keys?.map(({ project }) => project) ?? [],
    keyCallIds: keys?.map(({ callId }) => callId) ?? [],
    ...{ judged: judged ? 1 : 0, listed: listed ? 1 : 0 },
  };
}

type Params = Readonly<Record<string, number | string | null | readonly string[]>>;

/** What LIKE finds within an utterance: they are joined by ends of lines, which nobody says. '' for no words. */
function patternOf(words: string): string {
  const said = words.trim().toLowerCase().replaceAll(/\s+/g, ' ');
  return said === '' ? '' : `%${said.replaceAll(/[\\%_]/g, '\\$&')}%`;
}

/** The years of DateTime64(3): what lies outside would wrap. */
function withinYears(ms: number): number {
  return Math.min(Math.max(Math.trunc(ms), Date.UTC(1900, 0, 1)), Date.UTC(2299, 11, 31));
}

const list: Query<ListParams, CallListRow> = sqlFile('call-list', listRow);
const keys: Query<ListParams, z.infer<typeof keyRow>> = sqlFile('call-keys', keyRow);
const candidates: Query<ListParams & { readonly deep: 0 | 1 }, CallCandidate> = sqlFile(
  'call-candidates',
  candidateRow,
);

/** Calls as lists show them. */
export const callList = (sort: CallSort): Query<ListParams & StretchParams, CallListRow> => inOrder(list, sort);
/** The same calls, only with what puts them in order. */
export const callKeys = (sort: CallSort): Query<ListParams & StretchParams, z.infer<typeof keyRow>> =>
  inOrder(keys, sort);
/** A superset of the same calls, in the order of time. */
export const callCandidates = (
  sort: 'newest' | 'oldest',
): Query<ListParams & StretchParams & { readonly deep: 0 | 1 }, CallCandidate> => candidatesInOrder(candidates, sort);

/** How many calls meet the filters; one row. */
export const countCalls: Query<ListParams, { readonly calls: number }> = sqlFile(
  'call-count',
  z.object({ calls: number }),
);

/** The customer's other calls, newest first. */
export const customerContacts: Query<
  CallKey & { readonly projects: readonly string[]; readonly limit: number },
  CallKey
> = sqlFile('customer-contacts', z.object({ project: z.string(), callId: z.string() }));

/** The query with only those blocks that its parameters ask for. */
export function asAsked<Of extends { readonly sql: string }>(query: Of, params: ListParams): Of {
  const unused = {
    operators: params['anyOperator'] === 1,
    unowned: params['unowned'] === 0,
    words: params['words'] === '',
    visible: params['allVisible'] === 1,
    blind: Array.isArray(params['blindCallIds']) && params['blindCallIds'].length === 0,
    unkeyed: params['keyed'] === 1,
    deep: params['deep'] === 0,
  };
  return withoutBlocks(
    query,
    Object.entries(unused).flatMap(([name, isUnused]) => (isUnused ? [name] : [])),
  );
}
