import type { Query } from '../store/store.ts';

/** `worst` and `best`: by the lowest score that the viewer sees of a call. Calls without what is sorted by come last. */
export type CallSort = 'newest' | 'oldest' | 'worst' | 'best' | 'longest' | 'shortest';

/** Where a row stands in its order. `value`: what is sorted by; null where the row has none, and in the order of time. */
export type CallCursor = {
  readonly value: number | null;
  readonly startedMs: number;
  readonly project: string;
  readonly callId: string;
};

/** What puts a row into its order. */
export type Placed = {
  readonly project: string;
  readonly callId: string;
  readonly startedMs: number;
  readonly durationMs: number | null;
  readonly lowestScore: number | null;
};

/** Rows after a place, and up to another; null = from the start, to the end. A place itself is after nothing, and up to itself. */
export type Stretch = { readonly after: CallCursor | null; readonly upTo: CallCursor | null; readonly limit: number };

type Order = { readonly by: 'time' | 'lowestScore' | 'durationMs'; readonly direction: 'ASC' | 'DESC' };

const ORDERS: Readonly<Record<CallSort, Order>> = {
  newest: { by: 'time', direction: 'DESC' },
  oldest: { by: 'time', direction: 'ASC' },
  worst: { by: 'lowestScore', direction: 'ASC' },
  best: { by: 'lowestScore', direction: 'DESC' },
  longest: { by: 'durationMs', direction: 'DESC' },
  shortest: { by: 'durationMs', direction: 'ASC' },
};

export const isByScore = (sort: CallSort): boolean => ORDERS[sort].by === 'lowestScore';

export function cursorOf(sort: CallSort, row: Placed): CallCursor {
  const { by } = ORDERS[sort];
  return { value: by === 'time' ? null : row[by], startedMs: row.startedMs, project: row.project, callId: row.callId };
}

export type StretchParams = ReturnType<typeof stretchParams>;
/** The parameters of `inOrder` and `candidatesInOrder`. */
export function stretchParams({ after, upTo, limit }: Stretch): Readonly<Record<string, number | string | null>> {
  return {
    hasAfter: after === null ? 0 : 1,
    afterValue: after?.value ?? null,
    afterMs: after?.startedMs ?? 0,
    afterProject: after?.project ?? '',
    afterCallId: after?.callId ?? '',
    hasUpTo: upTo === null ? 0 : 1,
    upToMs: upTo?.startedMs ?? 0,
    upToProject: upTo?.project ?? '',
    upToCallId: upTo?.callId ?? '',
    limit,
  };
}

/** The rows of a query in an order, of a stretch of it. `upTo` is heeded in the order of time only. */
export function inOrder<Params, Row>(query: Query<Params, Row>, sort: CallSort): Query<Params & StretchParams, Row> {
  const { by, direction } = ORDERS[sort];
  const where = by === 'time' ? betweenTimes(direction) : afterValue(by, direction);
  const order =
    by === 'time'
      ? timeOrder('startedMs', direction)
      : `${by} ${direction} NULLS LAST, ${timeOrder('startedMs', 'DESC')}`;
  const sql = `SELECT * FROM (\n${query.sql}\n)\nWHERE ${where}\nORDER BY ${order}\nLIMIT {limit:UInt32}`;
  return { name: query.name, sql, parse: query.parse };
}

/** The same for call-candidates.sql, ordered by the column itself: only so does the engine read it in order. */
export function candidatesInOrder<Params, Row>(
  query: Query<Params, Row>,
  sort: 'newest' | 'oldest',
): Query<Params & StretchParams, Row> {
  const { direction } = ORDERS[sort];
  const sql = `${query.sql.trimEnd()}
    AND ${betweenTimes(direction)}\nORDER BY ${timeOrder('startedAt', direction)}\nLIMIT {limit:UInt32}`;
  return { name: query.name, sql, parse: query.parse };
}

const timeOrder = (time: string, direction: 'ASC' | 'DESC'): string =>
  `${time} ${direction}, project ${direction}, callId ${direction}`;

const PLACE = '(startedMs, project, callId)';
const AFTER = '({afterMs:Int64}, {afterProject:String}, {afterCallId:String})';
const UP_TO = '({upToMs:Int64}, {upToProject:String}, {upToCallId:String})';

function betweenTimes(direction: 'ASC' | 'DESC'): string {
  const [beyond, within] = direction === 'ASC' ? ['>', '<='] : ['<', '>='];
  return `({hasAfter:UInt8} = 0 OR ${PLACE} ${beyond} ${AFTER}) AND ({hasUpTo:UInt8} = 0 OR ${PLACE} ${within} ${UP_TO})`;
}

/** Equal values follow each other newest first; after the last value come the rows that have none. */
function afterValue(column: string, direction: 'ASC' | 'DESC'): string {
  const at = '{afterValue:Nullable(Float64)}';
  const beyond = `${column} ${direction === 'ASC' ? '>' : '<'} ${at}`;
  const newer = `${PLACE} < ${AFTER}`;
  return `({hasAfter:UInt8} = 0 OR if(${at} IS NULL, ${column} IS NULL AND ${newer},
    ${column} IS NULL OR ifNull(${beyond}, 0) OR (ifNull(${column} = ${at}, 0) AND ${newer})))`;
}
