import type { Answer, Verdict } from './evaluation.ts';

/** "7 of 9 the same". */
export type SameAnswers = { readonly same: number; readonly of: number };

const JUDGED: readonly Verdict[] = ['yes', 'no', 'na'];

/**
 * How many answers two evaluations have in common, of the criteria that both judged with yes, no or "does not apply". What
 * one of them left open says nothing about agreement.
 */
export function sameAnswers(one: readonly Answer[], other: readonly Answer[]): SameAnswers {
  const others = new Map(other.map(({ criterionId, verdict }) => [criterionId, verdict]));
  const both = one
    .map(({ criterionId, verdict }) => [verdict, others.get(criterionId)] as const)
    .filter(([mine, theirs]) => JUDGED.includes(mine) && theirs !== undefined && JUDGED.includes(theirs));
  return { same: both.filter(([mine, theirs]) => mine === theirs).length, of: both.length };
}
