import type { TruthCall } from '../truth.ts';
import { byStart, isReachedBy } from './expected-calls.ts';

/** Calls in vain and what became of them, by what happened; definitions in docs/metrics.md. All calls are of one project. */

export type MissedQuestion = {
  readonly shortMs: number;
  readonly windowMs: number;
  readonly isOpen: (at: number) => boolean;
};

type Fate = 'short' | 'open' | 'attempted' | 'recovered_by_callback' | 'recovered_by_customer';

type Missed = {
  readonly call: TruthCall;
  readonly kind: string;
  readonly fate: Fate;
  /** Tried in vain, in order of time. */
  readonly attempts: readonly TruthCall[];
  readonly reachedAfterMs: number | null;
};

function missedCalls(calls: readonly TruthCall[], { shortMs }: MissedQuestion): readonly Missed[] {
  const ordered = calls.toSorted(byStart);
  const byCustomer = Map.groupBy(ordered, ({ customer }) => customer);
  const byParent = Map.groupBy(ordered, ({ parentCallId }) => parentCallId);
  return ordered
    .filter((call) => call.direction === 'inbound' && !isReachedBy(call, ''))
    .map((call) => {
      const last = call.entries.toSorted((a, b) => a.enteredAt - b.enteredAt).at(-1);
      const kind = last?.flowOut ?? last?.outcome ?? 'no_answer';
      const waitedMs = call.entries.reduce((sum, { waitMs }) => sum + waitMs, 0);
      const own = call.customer === '' ? [] : (byCustomer.get(call.customer) ?? []);
      const later = [...new Set([...own, ...(byParent.get(call.callId) ?? [])])]
        .filter((one) => one.startedAt > call.startedAt && (one.direction === 'outbound' || isReachedBy(one, '')))
        .sort(byStart);
      const reachedNth = later.findIndex((one) => isReachedBy(one, ''));
      const reached = later[reachedNth];
      const attempts = reached === undefined ? later : later.slice(0, reachedNth);
      const short = kind === 'abandoned' && waitedMs <= shortMs;
      return {
        ...{ call, kind, attempts },
        fate: short ? 'short' : fateOf(reached, attempts),
        reachedAfterMs: reached === undefined ? null : reached.startedAt - call.startedAt,
      };
    });
}

function fateOf(reached: TruthCall | undefined, attempts: readonly TruthCall[]): Fate {
  if (reached !== undefined)
    return reached.direction === 'outbound' ? 'recovered_by_callback' : 'recovered_by_customer';
  return attempts.length > 0 ? 'attempted' : 'open';
}

export type ExpectedUnreached = {
  readonly firstMissedMs: number;
  readonly lastMissedMs: number;
  readonly missedCalls: number;
  readonly state: string;
  readonly attemptIds: readonly string[];
  readonly lastAttemptMs: number | null;
  readonly queue: string;
  readonly kind: string;
  readonly outsideHours: boolean;
  readonly callIds: readonly string[];
};

/** The work list: a row a customer and window. */
export function expectedUnreached(calls: readonly TruthCall[], asked: MissedQuestion): readonly ExpectedUnreached[] {
  const unreached = missedCalls(calls, asked).filter(
    ({ call, fate }) => call.customer !== '' && (fate === 'open' || fate === 'attempted'),
  );
  return [...Map.groupBy(unreached, ({ call }) => call.customer).values()].flatMap((own) =>
    windowsOf(own, asked.windowMs).map((row) => unreachedRow(row, asked)),
  );
}

function windowsOf(missed: readonly Missed[], windowMs: number): readonly (readonly Missed[])[] {
  const windows: Missed[][] = [];
  for (const one of missed) {
    const current = windows.at(-1);
    const before = current?.at(-1);
    if (current !== undefined && before !== undefined && one.call.startedAt - before.call.startedAt <= windowMs)
      current.push(one);
    else windows.push([one]);
  }
  return windows;
}

function unreachedRow(row: readonly Missed[], { isOpen }: MissedQuestion): ExpectedUnreached {
  const [first, last] = [row[0], row.at(-1)];
  const attempts = [...new Set(row.flatMap((one) => one.attempts))].sort(byStart);
  return {
    firstMissedMs: first?.call.startedAt ?? 0,
    lastMissedMs: last?.call.startedAt ?? 0,
    missedCalls: row.length,
    state: last?.fate ?? '',
    attemptIds: attempts.map(({ callId }) => callId),
    lastAttemptMs: attempts.at(-1)?.startedAt ?? null,
    queue: last?.call.entries.toSorted((a, b) => a.enteredAt - b.enteredAt).at(-1)?.queue ?? '',
    kind: last?.kind ?? '',
    outsideHours: row.every(({ call }) => !isOpen(call.startedAt)),
    callIds: row.map(({ call }) => call.callId),
  };
}

export type ExpectedMissed = {
  readonly outsideHours: boolean;
  readonly kind: string;
  readonly missedCalls: number;
  readonly excludedShort: number;
  readonly hidden: number;
  readonly open: number;
  readonly attempted: number;
  readonly recoveredByCallback: number;
  readonly recoveredByCustomer: number;
  readonly recoveredWithinWindow: number;
};

/** By kind, within and outside working hours. */
export function expectedMissed(calls: readonly TruthCall[], asked: MissedQuestion): readonly ExpectedMissed[] {
  const byKind = Map.groupBy(missedCalls(calls, asked), ({ call, kind }) => {
    return JSON.stringify([!asked.isOpen(call.startedAt), kind]);
  });
  return [...byKind.values()].flatMap((own) => {
    const [first] = own;
    if (first === undefined) return [];
    const count = (fits: (one: Missed) => boolean): number => own.filter(fits).length;
    const isHidden = ({ call, fate }: Missed): boolean => call.customer === '' && fate === 'open';
    return [
      {
        outsideHours: !asked.isOpen(first.call.startedAt),
        kind: first.kind,
        missedCalls: own.length,
        excludedShort: count(({ fate }) => fate === 'short'),
        hidden: count(isHidden),
        open: count((one) => one.fate === 'open' && !isHidden(one)),
        attempted: count(({ fate }) => fate === 'attempted'),
        recoveredByCallback: count(({ fate }) => fate === 'recovered_by_callback'),
        recoveredByCustomer: count(({ fate }) => fate === 'recovered_by_customer'),
        recoveredWithinWindow: count(
          ({ fate, reachedAfterMs }) => fate.startsWith('recovered') && (reachedAfterMs ?? Infinity) <= asked.windowMs,
        ),
      },
    ];
  });
}
