import type { NumberId } from '../contract/numbers.ts';
import type { Finding, Period } from '../contract/overview.ts';

/** What the rules look at; null and 0 where the viewer may not see it or there is nothing. */
export type Facts = {
  readonly project: string;
  readonly queue: string;
  readonly period: Period;
  /** Where the period has no call: the last that is known, and its day. Null where it has some. */
  readonly noCalls: { readonly lastMs: number; readonly lastDay: string } | null;
  /** Null for viewers without queues. */
  readonly serviceLevel: { readonly percent: number | null; readonly target: number; readonly offered: number } | null;
  /** Queue entries of each hour of the day (0–23) by the wall clock, and those of them that were lost. */
  readonly hours: readonly { readonly hour: number; readonly offered: number; readonly lost: number }[];
  readonly notReached: { readonly customers: number; readonly oldestMs: number } | null;
  readonly quality: {
    readonly mean: number | null;
    readonly high: number | null;
    readonly target: number;
    readonly n: number;
    readonly autoFails: number;
  };
  readonly criteria: readonly {
    readonly scorecardId: string;
    readonly criterionId: string;
    readonly n: number;
    readonly failed: number;
  }[];
  readonly unscored: { readonly waiting: number; readonly oldestMs: number } | null;
  readonly remarksOpen: number;
  readonly reviewsWaiting: number;
  readonly nowMs: number;
  /** Whether the viewer may open calls. */
  readonly calls: boolean;
};

/** At most so many: what a person can begin with in the morning. */
const MOST = 3;
/** Fewer say nothing: with 20 a share of 0.33 is known to ± 0.2. */
const LEAST_N = 20;
/** An hour stands out when it has a fifth of all that was lost, lost a fifth of what it was offered, and ten at least. */
const HOUR_SHARE = 0.2;
const HOUR_LOST = 10;
/** A criterion that more than a third fail is a matter for all, not for one operator. */
const CRITERION_SHARE = 1 / 3;
/** The line scores within minutes; a call that has waited six hours waits for somebody. */
const UNSCORED_MS = 6 * 3_600_000;

/** What to look at first, the most pressing first; ALL_WELL where no rule finds anything. */
export function findingsOf(facts: Facts): readonly Finding[] {
  const found = RULES.flatMap((rule) => rule(facts) ?? []).slice(0, MOST);
  return found.length > 0 ? found : [{ code: 'ALL_WELL', params: {}, link: '' }];
}

/** Where nothing is known yet. */
export const NOTHING_KNOWN: readonly Finding[] = [{ code: 'NOTHING_KNOWN', params: {}, link: '' }];

type Rule = (facts: Facts) => Finding | null;

/** People wait first, then what a customer was done, then what is left lying, then what to teach. */
const RULES: readonly Rule[] = [
  noCalls,
  reviews,
  notReached,
  serviceLevel,
  criticalFailures,
  remarks,
  unscored,
  criterion,
  quality,
];

/** Numbers of nothing meet every target: that there are no calls is the first to know, for a feed may be dead. */
function noCalls({ noCalls: last, project, queue }: Facts): Finding | null {
  if (last === null) return null;
  const link = linkTo('/', { project, queue, period: { fromDay: last.lastDay, toDay: last.lastDay } }, {});
  return { code: 'NO_CALLS', params: { lastMs: last.lastMs }, link };
}

function reviews({ reviewsWaiting }: Facts): Finding | null {
  if (reviewsWaiting === 0) return null;
  return { code: 'REVIEWS_WAITING', params: { count: reviewsWaiting }, link: '/reviews' };
}

function notReached(facts: Facts): Finding | null {
  const { notReached: missed } = facts;
  if (missed === null || missed.customers === 0) return null;
  const params = { count: missed.customers, oldestMs: missed.oldestMs };
  return { code: 'MISSED_NOT_REACHED', params, link: numberLink(facts, 'missed-not-reached') };
}

/** Below the target, with the hour that loses most where one stands out. */
function serviceLevel(facts: Facts): Finding | null {
  const { serviceLevel: level } = facts;
  if (level === null || level.percent === null || level.offered < LEAST_N) return null;
  if (level.percent >= level.target) return null;
  const params = { percent: level.percent, target: level.target, offered: level.offered };
  const link = numberLink(facts, 'service-level');
  const worst = hourLosingMost(facts);
  if (worst === null) return { code: 'SERVICE_LEVEL_LOW', params, link };
  const { hour, lost, offered: hourOffered } = worst;
  return { code: 'HOUR_LOSES_MOST', params: { ...params, hour, count: lost, hourOffered }, link };
}

function hourLosingMost({ hours }: Facts): Facts['hours'][number] | null {
  const lost = hours.reduce((sum, hour) => sum + hour.lost, 0);
  const [worst] = hours.toSorted((a, b) => b.lost - a.lost || a.hour - b.hour);
  if (worst === undefined || worst.lost < HOUR_LOST) return null;
  return worst.lost >= HOUR_SHARE * lost && worst.lost >= HOUR_SHARE * worst.offered ? worst : null;
}

function criticalFailures(facts: Facts): Finding | null {
  const { autoFails, n } = facts.quality;
  if (autoFails === 0) return null;
  const link = facts.calls ? callsLink(facts, { maxScore: '0' }) : numberLink(facts, 'quality');
  return { code: 'CRITICAL_FAILURES', params: { count: autoFails, n }, link };
}

function remarks({ remarksOpen }: Facts): Finding | null {
  return remarksOpen === 0 ? null : { code: 'REMARKS_OPEN', params: { count: remarksOpen }, link: '/remarks' };
}

function unscored(facts: Facts): Finding | null {
  const { unscored: waiting, nowMs } = facts;
  if (waiting === null || waiting.waiting === 0 || nowMs - waiting.oldestMs < UNSCORED_MS) return null;
  const link = facts.calls ? callsLink(facts, { sort: 'oldest' }) : '';
  return { code: 'UNSCORED_OLD', params: { count: waiting.waiting, oldestMs: waiting.oldestMs }, link };
}

/** The criterion with the greatest share among those that are failed too often. */
function criterion(facts: Facts): Finding | null {
  const often = facts.criteria.filter(({ n, failed }) => n >= LEAST_N && failed > CRITERION_SHARE * n);
  const [worst] = often.toSorted((a, b) => b.failed / b.n - a.failed / a.n || b.n - a.n);
  if (worst === undefined) return null;
  const { scorecardId, criterionId, n, failed } = worst;
  const link = facts.calls ? callsLink(facts, { failed: criterionId }) : numberLink(facts, 'quality');
  return { code: 'CRITERION_FAILS', params: { scorecardId, criterionId, count: failed, n }, link };
}

/** Only when the whole interval lies below the target: a mean of few calls may be below by chance. */
function quality(facts: Facts): Finding | null {
  const { mean, high, target, n } = facts.quality;
  if (mean === null || high === null || n < LEAST_N || high >= target) return null;
  return { code: 'QUALITY_LOW', params: { mean, target, n }, link: numberLink(facts, 'quality') };
}

type Where = Pick<Facts, 'project' | 'queue'> & { readonly period: Pick<Period, 'fromDay' | 'toDay'> };

function numberLink(where: Where, number: NumberId): string {
  return linkTo('/', where, { number });
}

function callsLink(where: Where, filters: Readonly<Record<string, string>>): string {
  return linkTo('/calls', where, filters);
}

function linkTo(path: string, { project, queue, period }: Where, more: Readonly<Record<string, string>>): string {
  const days = { from: period.fromDay, to: period.toDay };
  const query = new URLSearchParams({ project, ...(queue === '' ? {} : { queue }), ...days, ...more });
  return `${path}?${query.toString()}`;
}
