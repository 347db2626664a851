import type { SERVICE_LEVEL_VARIANTS } from '../ingest/project.ts';
import type { Attribution } from '../queries/queue-numbers.ts';
import type { TruthCall, TruthEntry } from './truth.ts';

/**
 * The numbers of the queues as docs/metrics.md defines them, counted from the truth one entry at a time. Nothing here is
 * shared with the fold or the SQL: what agrees was found in two ways.
 */

export type QueueQuestion = {
  readonly project: string;
  /** '' for all. */
  readonly queue: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly thresholdMs: number;
  readonly shortMs: number;
};

export type ServiceLevelQuestion = QueueQuestion & {
  readonly attribution: Attribution;
  /** 0 for the whole period. */
  readonly intervalMs: number;
  readonly byQueue: boolean;
};

type Counts = {
  offered: number;
  answered: number;
  answeredWithin: number;
  abandoned: number;
  abandonedShort: number;
  abandonedWithin: number;
  flowOuts: number;
  readonly flowOutsByKind: Record<string, number>;
  /** Answered or abandoned within T, or still waiting when T had passed, whatever came then. */
  reachedThreshold: number;
};

type Variant = (typeof SERVICE_LEVEL_VARIANTS)[number];

export type ExpectedServiceLevel = Readonly<Counts> & {
  readonly queue: string;
  readonly intervalStartMs: number;
  readonly waiting: 0;
  readonly percent: Readonly<Record<Variant, number | null>>;
};

/** Every variant of the service level, a row an interval (and queue) in which anything happened; by queue, then time. */
export function expectedServiceLevel(
  calls: readonly TruthCall[],
  asked: ServiceLevelQuestion,
): readonly ExpectedServiceLevel[] {
  const rows = new Map<string, { readonly queue: string; readonly intervalStartMs: number; readonly counts: Counts }>();
  const countsAt = (entry: TruthEntry, atMs: number): Counts | null => {
    if (atMs < asked.fromMs || atMs >= asked.toMs) return null;
    const nth = asked.intervalMs === 0 ? 0 : Math.floor((atMs - asked.fromMs) / asked.intervalMs);
    const place = { queue: asked.byQueue ? entry.queue : '', intervalStartMs: asked.fromMs + nth * asked.intervalMs };
    const key = JSON.stringify(place);
    const row = rows.get(key) ?? { ...place, counts: noCounts() };
    rows.set(key, row);
    return row.counts;
  };
  for (const entry of entriesOf(calls, asked)) {
    const arrived = countsAt(entry, entry.enteredAt);
    if (arrived !== null) arrived.offered++;
    const outcomeMs = asked.attribution === 'event' ? entry.enteredAt + entry.waitMs : entry.enteredAt;
    const left = countsAt(entry, outcomeMs);
    if (left !== null) countOutcome(left, entry, asked);
  }
  return [...rows.values()]
    .map(({ counts, ...place }) => ({ ...place, ...counts, waiting: 0 as const, percent: percentsOf(counts) }))
    .sort((a, b) => (a.queue === b.queue ? a.intervalStartMs - b.intervalStartMs : a.queue < b.queue ? -1 : 1));
}

function noCounts(): Counts {
  return {
    offered: 0,
    answered: 0,
    answeredWithin: 0,
    abandoned: 0,
    abandonedShort: 0,
    abandonedWithin: 0,
    flowOuts: 0,
    flowOutsByKind: {},
    reachedThreshold: 0,
  };
}

function countOutcome(counts: Counts, { outcome, waitMs, flowOut }: TruthEntry, asked: QueueQuestion): void {
  const within = waitMs <= asked.thresholdMs;
  if (outcome === 'answered') {
    counts.answered++;
    if (within) counts.answeredWithin++;
  } else if (outcome === 'abandoned') {
    counts.abandoned++;
    if (within) counts.abandonedWithin++;
    if (waitMs <= asked.shortMs) counts.abandonedShort++;
  } else {
    counts.flowOuts++;
    const kind = flowOut ?? '';
    counts.flowOutsByKind[kind] = (counts.flowOutsByKind[kind] ?? 0) + 1;
  }
  if (!within || outcome !== 'flow_out') counts.reachedThreshold++;
}

function percentsOf(counts: Readonly<Counts>): Readonly<Record<Variant, number | null>> {
  const { offered, answered, answeredWithin, abandoned, abandonedShort, abandonedWithin, flowOuts } = counts;
  const reached = counts.reachedThreshold;
  return {
    offered: percent(answeredWithin, offered),
    offered_less_short: percent(answeredWithin, offered - abandonedShort),
    answered_only: percent(answeredWithin, answered),
    genesys: percent(answeredWithin, answered + abandoned),
    genesys_less_short: percent(answeredWithin, answered + abandoned - abandonedShort),
    genesys_less_short_with_flow_outs: percent(answeredWithin, answered + abandoned + flowOuts - abandonedShort),
    icmi_positive: percent(answeredWithin + abandonedWithin, answered + abandoned),
    bright: percent(answeredWithin, answered + (abandoned - abandonedWithin)),
    cisco_ignore: percent(answeredWithin, reached - abandonedWithin),
    cisco_negative: percent(answeredWithin, reached),
    cisco_positive: percent(answeredWithin + abandonedWithin, reached),
  };
}

export type ExpectedWaiting = {
  readonly answered: number;
  readonly asaMs: number | null;
  readonly answeredMedianMs: number | null;
  readonly answeredP90Ms: number | null;
  readonly waited: number;
  readonly meanWaitMs: number | null;
  readonly waitUnknown: 0;
};

/** ASA, median and 90th percentile of the answered, and the mean wait of all; by arrival. */
export function expectedWaiting(calls: readonly TruthCall[], asked: QueueQuestion): ExpectedWaiting {
  const entries = arrivedWithin(calls, asked);
  const answered = entries.filter(({ outcome }) => outcome === 'answered').map(({ waitMs }) => waitMs);
  const all = entries.map(({ waitMs }) => waitMs);
  return {
    answered: answered.length,
    asaMs: mean(answered),
    answeredMedianMs: percentile(answered, 0.5),
    answeredP90Ms: percentile(answered, 0.9),
    waited: all.length,
    meanWaitMs: mean(all),
    waitUnknown: 0,
  };
}

export type ExpectedAbandonRate = {
  readonly offered: number;
  readonly abandoned: number;
  readonly abandonedShort: number;
  readonly flowOuts: number;
  readonly abandonedPercent: number | null;
  readonly abandonedLessShortPercent: number | null;
  readonly lostPercent: number | null;
};

/** Customers whom the queues lost; by arrival. */
export function expectedAbandonRate(calls: readonly TruthCall[], asked: QueueQuestion): ExpectedAbandonRate {
  const counts = noCounts();
  for (const entry of arrivedWithin(calls, asked)) {
    counts.offered++;
    countOutcome(counts, entry, asked);
  }
  const { offered, abandoned, abandonedShort, flowOuts } = counts;
  return {
    offered,
    abandoned,
    abandonedShort,
    flowOuts,
    abandonedPercent: percent(abandoned, offered),
    abandonedLessShortPercent: percent(abandoned - abandonedShort, offered - abandonedShort),
    lostPercent: percent(abandoned + flowOuts, offered),
  };
}

function arrivedWithin(calls: readonly TruthCall[], asked: QueueQuestion): readonly TruthEntry[] {
  return entriesOf(calls, asked).filter(({ enteredAt }) => enteredAt >= asked.fromMs && enteredAt < asked.toMs);
}

function entriesOf(calls: readonly TruthCall[], { project, queue }: QueueQuestion): readonly TruthEntry[] {
  return calls
    .filter((call) => call.project === project)
    .flatMap(({ entries }) => entries)
    .filter((entry) => queue === '' || entry.queue === queue);
}

export function percent(part: number, whole: number): number | null {
  return whole === 0 ? null : (100 * part) / whole;
}

export function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Interpolated between the two nearest; the smallest value is the 0th, the greatest the 100th. */
export function percentile(values: readonly number[], share: number): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const place = share * (sorted.length - 1);
  const [lower, upper] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
  if (lower === undefined || upper === undefined) return null;
  return lower + (upper - lower) * (place - Math.floor(place));
}
