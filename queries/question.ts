import type { Project } from '../ingest/project.ts';
import { startOfDay } from '../ingest/time.ts';
import { workingIntervals, type Interval } from '../ingest/working-hours.ts';
import type { Store } from '../store/store.ts';
import { knownPeriod, workingTimeOf, type MissedParams, type WeekdayHourParams } from './call-numbers.ts';
import { acwRuleOf, type AcwRule } from './operator-numbers.ts';
import { MACHINE_JUDGED, type QualityParams } from './quality-numbers.ts';
import type { ServiceLevelParams } from './queue-numbers.ts';

/** What is asked of the numbers of a project, before it is known what the project holds. */
export type Wish = Interval & {
  readonly queue: string;
  readonly operatorId: string;
  readonly by: 'total' | 'interval';
  readonly attribution: 'cohort' | 'event';
};

const HALF_HOUR_MS = 30 * 60_000;
const DAY_MS = 86_400_000;
/** As long as a customer is taken for the same one with the same matter: repeated calls, rows of missed ones. */
const WINDOW_MS = 7 * DAY_MS;

/** The parameters of every number at once; a query takes those that it names. */
export type Question = ServiceLevelParams &
  MissedParams &
  WeekdayHourParams &
  AcwRule &
  QualityParams & { readonly targetMs: number };

/** Of the period as asked, and of as much of it as the project tells of: for numbers that count the hours of the period. */
export type Questions = { readonly question: Question; readonly bounded: Question };

/** The parameters of every number of a project, by its rules and its working hours. */
export async function questionsOf(
  store: Pick<Store, 'run'>,
  project: Project,
  wish: Wish,
  nowMs: number,
): Promise<Questions> {
  const { queue, operatorId, fromMs, toMs, attribution } = wish;
  const bounds = await boundsOf(store, project, wish, nowMs);
  const hours = workingIntervals(project.workingHours, project.timeZone, bounds);
  const question: Question = {
    ...MACHINE_JUDGED,
    grain: 'operator',
    project: project.id,
    ...{ queue, operatorId, fromMs, toMs, attribution },
    byQueue: 1,
    intervalMs: wish.by === 'interval' ? HALF_HOUR_MS : 0,
    thresholdMs: project.serviceLevel.thresholdSeconds * 1000,
    shortMs: project.serviceLevel.shortAbandonSeconds * 1000,
    ...acwRuleOf(project),
    targetMs: project.targetCallSeconds * 1000,
    windowMs: WINDOW_MS,
    asOfMs: nowMs,
    timeZone: project.timeZone,
    direction: '',
    channel: '',
    ...workingTimeOf(hours),
  };
  return { question, bounded: { ...question, ...bounds } };
}

/** Whole days of the project's zone from the first to the last that is known, within what was asked, and not beyond now. */
async function boundsOf(
  store: Pick<Store, 'run'>,
  { id, timeZone }: Project,
  { fromMs, toMs }: Interval,
  nowMs: number,
): Promise<Interval> {
  const [known] = await store.run(knownPeriod, { project: id });
  const firstMs = known?.firstMs ?? nowMs;
  const lastMs = known?.lastMs ?? nowMs;
  const from = Math.max(fromMs, startOfDay(dayOf(firstMs, timeZone), timeZone) ?? firstMs);
  const to = Math.min(toMs, nowMs, startOfDay(dayOf(lastMs, timeZone), timeZone, 1) ?? lastMs);
  return { fromMs: from, toMs: Math.max(from + 1, to) };
}

function dayOf(at: number, timeZone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(at);
}
