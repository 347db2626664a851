import type { Operator } from '../../ingest/operator.ts';
import { serviceLevelByDay } from '../../queries/by-day.ts';
import { callsByWeekdayHour, knownPeriod } from '../../queries/call-numbers.ts';
import { unscoredAge, type Judging } from '../../queries/calls-to-score.ts';
import { failedCriteria } from '../../queries/quality-numbers.ts';
import { serviceLevel } from '../../queries/queue-numbers.ts';
import type { DayFigures, Overview, Period, WeekdayHour } from '../contract/overview.ts';
import { askedOnce } from './asked-once.ts';
import { findingsOf, NOTHING_KNOWN, type Facts } from './findings.ts';
import { askingOf, numbersFor, shownOf } from './numbers.ts';
import { intervalOf } from './opened-number.ts';
import { operatorsOf, qualityOf, teamsOf } from './people.ts';
import { dayOf, daysOf, periodOf, type AskedDays } from './period.ts';
import type { Asking, NumbersAsked, NumberShown, Reading } from './reading.ts';

/** What an overview is asked of, beside the numbers. */
export type OverviewAsked = NumbersAsked & {
  readonly period: AskedDays;
  /** People of the installation, of whom those of the project are taken. */
  readonly operators: readonly Operator[];
  /** What judges which calls, as configured.ts says; null leaves out whether calls wait for a score. */
  readonly judging: Judging | null;
  /** Remarks of operators that the viewer is to answer, and calls that wait for the viewer's own review. */
  readonly remarksOpen: number;
  readonly reviewsWaiting: number;
  readonly nowMs: number;
};

/**
 * What to look at first, then the numbers of a project over a period, of what the viewer may see.
 * @throws EtalonError PERIOD_INVALID.
 */
export async function overviewOf(given: OverviewAsked): Promise<Overview> {
  const asked = { ...given, store: askedOnce(given.store) };
  const { store, project, queue, nowMs } = asked;
  const [row] = await store.run(knownPeriod, { project: project.id });
  const known = intervalOf(row);
  const period = periodOf(asked.period, project.timeZone, known, nowMs);
  const asking = await askingOf(asked, period, nowMs);
  const [numbers, days, weekdayHours, quality, criteria, lost, unscored] = await Promise.all([
    numbersOf(asked, asking, period),
    daysFor(asking, period),
    weekdayHoursOf(asking),
    qualityOf(asking),
    store.run(failedCriteria, asking.judged),
    hoursOf(asking),
    unscoredOf(asked),
  ]);
  const scorecardId = String(numbers.find(({ shown }) => shown.id === 'quality')?.shown.params['scorecardId'] ?? '');
  const people = { operators: asked.operators.filter((one) => one.project === project.id), scorecardId };
  const [operators, teams] = await Promise.all([operatorsOf(asking, people), teamsOf(asking, people)]);
  // An operator's own week may be empty, and the last call that is known is not theirs.
  const isEmpty = asked.viewer.queues && weekdayHours.every(({ calls }) => calls === 0);
  const noCalls =
    known !== null && isEmpty ? { lastMs: known.toMs, lastDay: dayOf(known.toMs, project.timeZone) } : null;
  const facts = { ...factsOf(asked, period, numbers), noCalls, criteria, hours: lost, unscored };
  return {
    ...{ project: project.id, queue, period, days, weekdayHours, quality, operators, teams },
    findings: known === null ? NOTHING_KNOWN : findingsOf(facts),
    numbers: numbers.map(({ shown }) => shown),
  };
}

type Read = { readonly shown: Overview['numbers'][number]; readonly reading: Reading };

async function numbersOf(
  asked: NumbersAsked & { readonly nowMs: number },
  asking: Asking,
  period: Period,
): Promise<readonly Read[]> {
  const before = await askingOf(asked, { fromMs: period.previousFromMs, toMs: period.previousToMs }, asked.nowMs);
  const read = async (number: NumberShown): Promise<Read> => {
    const [reading, previous] = await Promise.all([number.read(asking), number.compared ? number.read(before) : null]);
    return { reading, shown: shownOf(number, asked, reading, previous) };
  };
  return Promise.all(numbersFor(asked.viewer).map(read));
}

/** A row a day, also of days without a call. */
async function daysFor({ store, project, viewer, question }: Asking, period: Period): Promise<readonly DayFigures[]> {
  if (!viewer.queues) return [];
  const { timeZone, serviceLevel: rules } = project;
  const rows = await store.run(serviceLevelByDay, { ...question, byQueue: 0, timeZone });
  const byDay = new Map(rows.map((row) => [dayOf(row.intervalStartMs, timeZone), row]));
  return daysOf(period).map((day) => {
    const row = byDay.get(day);
    const serviceLevelPercent = row?.percent[rules.variant] ?? null;
    return { day, offered: row?.offered ?? 0, serviceLevelPercent, abandoned: row?.abandoned ?? 0 };
  });
}

async function weekdayHoursOf({ store, bounded }: Asking): Promise<readonly WeekdayHour[]> {
  const rows = await store.run(callsByWeekdayHour, bounded);
  return rows.map(({ weekday, hour, calls, answered, callsPerHour }) => ({
    ...{ weekday, hour, calls, answered, callsPerHour },
  }));
}

const HALF_HOUR_MS = 1_800_000;

/** What the queues were offered and lost by hour of the day; half hours, for some zones are half an hour off. */
async function hoursOf({ store, project, viewer, question }: Asking): Promise<Facts['hours']> {
  if (!viewer.queues) return [];
  const rows = await store.run(serviceLevel, { ...question, byQueue: 0, intervalMs: HALF_HOUR_MS });
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone: project.timeZone, hour: '2-digit', hourCycle: 'h23' });
  const byHour = Map.groupBy(rows, ({ intervalStartMs }) => Number(clock.format(intervalStartMs)));
  return [...byHour].map(([hour, own]) => ({
    hour,
    offered: own.reduce((sum, row) => sum + row.offered, 0),
    lost: own.reduce((sum, row) => sum + row.abandoned - row.abandonedShort + row.flowOuts, 0),
  }));
}

/** How many calls of the project wait for their score, whenever they were made. */
async function unscoredOf({ store, project, judging, viewer }: OverviewAsked): Promise<Facts['unscored']> {
  if (judging === null || !viewer.queues) return null;
  const rules = judging.ruleProjects.map((id, nth) => ({ id, nth })).filter(({ id }) => id === project.id);
  const own = <T>(of: readonly T[]): readonly T[] => rules.flatMap(({ nth }) => of.slice(nth, nth + 1));
  const [row] = await store.run(unscoredAge, {
    ...judging,
    ruleProjects: own(judging.ruleProjects),
    ruleDirections: own(judging.ruleDirections),
    ruleChannels: own(judging.ruleChannels),
    ruleQueues: own(judging.ruleQueues),
    sinceMs: 0,
  });
  return row ?? null;
}

function factsOf(
  asked: OverviewAsked,
  period: Period,
  numbers: readonly Read[],
): Omit<Facts, 'noCalls' | 'criteria' | 'hours' | 'unscored'> {
  const find = (id: string): Read | undefined => numbers.find(({ shown }) => shown.id === id);
  const [level, missed, quality] = [find('service-level'), find('missed-not-reached'), find('quality')];
  const part = (name: string): number | null => quality?.reading.parts.find((one) => one.name === name)?.value ?? null;
  const { project, queue, viewer, remarksOpen, reviewsWaiting, nowMs } = asked;
  return {
    ...{ project: project.id, queue, period, remarksOpen, reviewsWaiting, nowMs, calls: viewer.calls },
    serviceLevel:
      level === undefined
        ? null
        : { percent: level.shown.value, target: project.serviceLevel.targetPercent, offered: level.shown.n },
    notReached:
      missed === undefined
        ? null
        : { customers: missed.shown.value ?? 0, oldestMs: Number(missed.reading.params['oldestMs'] ?? 0) },
    quality: {
      ...{ mean: quality?.shown.value ?? null, high: part('high'), target: project.qualityTarget },
      ...{ n: quality?.shown.n ?? 0, autoFails: part('autoFails') ?? 0 },
    },
  };
}
