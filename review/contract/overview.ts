import type { ShownNumber } from './numbers.ts';

/** GET /api/overview?project=&queue=&from=&to= (from and to: days of the project, YYYY-MM-DD, both inclusive). */
export type Overview = {
  readonly project: string;
  readonly queue: string;
  readonly period: Period;
  /** At most three, the most pressing first. */
  readonly findings: readonly Finding[];
  readonly numbers: readonly ShownNumber[];
  /** A row for each day, for small trend lines. */
  readonly days: readonly DayFigures[];
  readonly weekdayHours: readonly WeekdayHour[];
  readonly quality: readonly QualityFigure[];
  /** Of each operator the viewer may see by name; empty for roles that see numbers only. */
  readonly operators: readonly OperatorFigures[];
  /** For roles that see numbers only: teams of five people at least. */
  readonly teams: readonly TeamFigures[];
};
/** `previous*`: as long, right before. */
export type Period = {
  readonly fromMs: number;
  readonly toMs: number;
  readonly fromDay: string;
  readonly toDay: string;
  readonly previousFromMs: number;
  readonly previousToMs: number;
};
/** What to look at today, and why: `findings.<code>` of the words; `link` is a page of the app. */
export type Finding = {
  readonly code:
    | 'SERVICE_LEVEL_LOW'
    | 'HOUR_LOSES_MOST'
    | 'MISSED_NOT_REACHED'
    | 'QUALITY_LOW'
    | 'CRITERION_FAILS'
    | 'CRITICAL_FAILURES'
    | 'REMARKS_OPEN'
    | 'REVIEWS_WAITING'
    | 'UNSCORED_OLD'
    | 'NO_CALLS'
    | 'NOTHING_KNOWN'
    | 'ALL_WELL';
  readonly params: Readonly<Record<string, string | number>>;
  readonly link: string;
};
export type DayFigures = {
  readonly day: string;
  readonly offered: number;
  readonly serviceLevelPercent: number | null;
  readonly abandoned: number;
};
/** 1 is Monday. */
export type WeekdayHour = {
  readonly weekday: number;
  readonly hour: number;
  readonly calls: number;
  readonly answered: number;
  readonly callsPerHour: number | null;
};
/** Sources are never mixed: each has a figure of its own. `low` and `high`: 95 % interval; null when n is too small. */
export type QualityFigure = {
  readonly source: 'machine' | 'supervisor';
  readonly scorecardId: string;
  readonly n: number;
  readonly mean: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly withheld: number;
  readonly autoFails: number;
};
export type OperatorFigures = {
  readonly operatorId: string;
  readonly name: string;
  readonly team: string;
  readonly answered: number;
  readonly ahtMs: number | null;
  readonly machine: Omit<QualityFigure, 'source' | 'scorecardId'>;
  readonly supervisor: Omit<QualityFigure, 'source' | 'scorecardId'>;
};
export type TeamFigures = Omit<OperatorFigures, 'operatorId' | 'name'> & { readonly people: number };
