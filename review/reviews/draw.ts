import { createHmac } from 'node:crypto';

/** A part of a call that could be drawn. */
export type Candidate = {
  readonly project: string;
  readonly callId: string;
  readonly operatorId: string;
  readonly startedMs: number;
};

/**
 * A number of [0, 1) that belongs to a person and a part of a call, as good as random to everybody without `secret`, and
 * always the same: whether a call is drawn does not depend on when somebody looks.
 */
export function chanceOf(
  secret: string,
  accountId: string,
  part: Omit<Candidate, 'startedMs'>,
  purpose: string,
): number {
  const { project, callId, operatorId } = part;
  const digest = createHmac('sha256', secret)
    .update(JSON.stringify([purpose, accountId, project, callId, operatorId]))
    .digest();
  return digest.readUIntBE(0, 6) / 2 ** 48;
}

/** What the draw of a person goes by. */
export type DrawRule = {
  readonly secret: string;
  readonly accountId: string;
  /** How many calls a week are wanted. */
  readonly perWeek: number;
  /** How many the person has in a usual week. */
  readonly usualPerWeek: number;
  /** How many were drawn already, by the week of their start. */
  readonly drawn: ReadonlyMap<string, number>;
};

/**
 * The calls of `candidates` to be reviewed: each with the same chance, whenever in the week it came, so that the draw is
 * of all the work and not of Monday's. In a week of more calls than usual no more than twice what is wanted are drawn.
 */
export function drawFrom<C extends Candidate>(candidates: readonly C[], rule: DrawRule): readonly C[] {
  const share = rule.usualPerWeek === 0 ? 1 : Math.min(1, rule.perWeek / rule.usualPerWeek);
  const counts = new Map(rule.drawn);
  return candidates.filter((candidate) => {
    const week = weekOf(candidate.startedMs);
    const count = counts.get(week) ?? 0;
    if (count >= 2 * rule.perWeek || chanceOf(rule.secret, rule.accountId, candidate, 'review') >= share) return false;
    counts.set(week, count + 1);
    return true;
  });
}

const DAY_MS = 86_400_000;

/** The Monday of the moment's week (UTC), as a day: what a quota of a week is counted by. */
export function weekOf(atMs: number): string {
  const day = new Date(atMs);
  const sinceMonday = (day.getUTCDay() + 6) % 7;
  return new Date(day.getTime() - sinceMonday * DAY_MS).toISOString().slice(0, 10);
}
