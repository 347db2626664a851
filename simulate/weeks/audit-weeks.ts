import type { Project } from '../../ingest/project.ts';
import { callsByWeekdayHour, directionMix, outgoing, targetCalls } from '../../queries/call-numbers.ts';
import { acwRuleOf, aht, occupancy, talkAndHold, timeByState } from '../../queries/operator-numbers.ts';
import type { Store } from '../../store/store.ts';
import { comparedRows, type Breach } from '../breach.ts';
import { expectedOccupancy, type Period } from '../expected-operators.ts';
import { dayAfter, momentOf } from '../local-time.ts';
import { expectedTime, wrapUpsOf, type ExpectedTime } from '../operator-time.ts';
import type { Truth } from '../truth.ts';
import { auditCustomers, auditWithinHours } from './audit-hours.ts';
import { expectedDirectionMix, expectedOutgoing, expectedTargetCalls, expectedWeekdayHours } from './expected-calls.ts';
import { expectedAht, expectedTalk } from './expected-handling.ts';
import { WEEKS } from './weeks.ts';

type Reader = Pick<Store, 'run'>;
/** What is asked of whom: everything of these is of one project. */
type Asked = {
  readonly truth: Truth;
  readonly project: Project;
  readonly period: Period;
  /** '' for everybody. */
  readonly operatorId: string;
};

/** Of each site one, asked about by themselves. */
const ASKED_ALONE = ['sim-nina', 'sim-maxim'];

/** The day of 25 hours and the busiest one, by the wall clock of the project: what lies on their borders is clipped. */
export function specialDays({ id, timeZone }: Project): readonly Period[] {
  return [WEEKS.clocksChange, WEEKS.blackFriday.day].map((day) => ({
    project: id,
    fromMs: momentOf(day, 0, timeZone),
    toMs: momentOf(dayAfter(day, 1), 0, timeZone),
  }));
}

/** The numbers of operators, calls and customers over the weeks and over some days, compared with what is true. */
export async function auditWeeks(
  store: Reader,
  truth: Truth,
  project: Project,
  of: { readonly weeks: number; readonly days: readonly Period[] },
): Promise<readonly Breach[]> {
  const breaches: Breach[] = [];
  const whole = { project: project.id, fromMs: truth.fromMs, toMs: truth.toMs };
  for (const asked of [
    ...[whole, ...of.days].map((period) => ({ truth, project, period, operatorId: '' })),
    ...ASKED_ALONE.map((operatorId) => ({ truth, project, period: whole, operatorId })),
  ])
    breaches.push(...(await auditHandling(store, asked)), ...(await auditCallCounts(store, asked)));
  return [
    ...breaches,
    ...(await auditHours(store, truth, project, of.weeks)),
    ...(await auditCustomers(store, truth, project)),
    ...(await auditWithinHours(store, truth, project)),
  ];
}

async function auditHandling(
  store: Reader,
  { truth: { calls, states }, project, period, operatorId }: Asked,
): Promise<readonly Breach[]> {
  const question = { ...period, ...acwRuleOf(project), operatorId, queue: '' };
  const asked = { ...question, wrapUps: wrapUpsOf(project) };
  const where = placeOf(period, operatorId);
  const isAsked = whoIs(operatorId);
  const legs = calls.flatMap((call) => call.legs);
  return [
    ...comparedRows('aht', where, {
      expected: expectedAht(calls, states, asked).filter(isAsked),
      found: await store.run(aht, question),
      about: (row) => `${row.basis} ${row.channel} ${row.operatorId}`,
    }),
    ...comparedRows('talk and hold', where, {
      expected: expectedTalk(calls, period).filter(isAsked),
      found: await store.run(talkAndHold, question),
      about: (row) => `${row.channel} ${row.operatorId}`,
    }),
    ...comparedRows('time by state', where, {
      expected: expectedTime(legs, states, asked).filter(isAsked).map(stateTimes),
      found: await store.run(timeByState, question),
      about: (row) => row.operatorId,
    }),
    ...comparedRows('occupancy', where, {
      expected: expectedOccupancy(calls, states, asked).filter(isAsked),
      found: await store.run(occupancy, question),
      about: (row) => row.operatorId,
    }),
  ];
}

/** Without the legs, of which time by state says nothing. */
function stateTimes(time: ExpectedTime): Omit<ExpectedTime, 'handledLegs'> {
  const { operatorId, loggedInMs, talkMs, holdMs, acwMs, pauseMs, idleMs, outsideMs, pauseMsByReason } = time;
  return { operatorId, loggedInMs, talkMs, holdMs, acwMs, pauseMs, idleMs, outsideMs, pauseMsByReason };
}

async function auditCallCounts(
  store: Reader,
  { truth: { calls }, project, period, operatorId }: Asked,
): Promise<readonly Breach[]> {
  const targetMs = project.targetCallSeconds * 1000;
  const asked = { ...period, operatorId, targetMs };
  const where = placeOf(period, operatorId);
  const isAsked = whoIs(operatorId);
  const theirs = calls.filter(({ legs }) => operatorId === '' || legs.some((leg) => leg.operatorId === operatorId));
  return [
    ...comparedRows('direction mix', where, {
      expected: expectedDirectionMix(theirs, period),
      found: await store.run(directionMix, asked),
      about: ({ channel }) => channel,
    }),
    ...comparedRows('outgoing', where, {
      expected: expectedOutgoing(calls, period).filter(isAsked),
      found: await store.run(outgoing, asked),
      about: (row) => row.operatorId,
    }),
    ...comparedRows('target calls', where, {
      expected: expectedTargetCalls(calls, asked).filter(isAsked),
      found: await store.run(targetCalls, asked),
      about: (row) => `${row.direction} ${row.operatorId}`,
    }),
  ];
}

/** Whole weeks, so that each hour of the week comes as often as there are weeks, and the doubled one once more. */
async function auditHours(
  store: Reader,
  { calls }: Truth,
  project: Project,
  weeks: number,
): Promise<readonly Breach[]> {
  const { timeZone, id } = project;
  const { startDay } = WEEKS;
  const days = 7 * weeks;
  return comparedRows('calls by weekday and hour', id, {
    expected: expectedWeekdayHours(calls, { startDay, days, timeZone }),
    found: await store.run(callsByWeekdayHour, {
      ...{ project: id, queue: '', operatorId: '', direction: '', channel: '', timeZone },
      fromMs: momentOf(startDay, 0, timeZone),
      toMs: momentOf(dayAfter(startDay, days), 0, timeZone),
    }),
    about: ({ weekday, hour }) => `${String(weekday)} ${String(hour)}`,
  });
}

/** Of everybody all rows; of one operator theirs, of which none is for all. */
function whoIs(operatorId: string): (row: { readonly operatorId: string }) => boolean {
  return (row) => operatorId === '' || row.operatorId === operatorId;
}

function placeOf({ fromMs }: Period, operatorId: string): string {
  return `${new Date(fromMs).toISOString().slice(0, 10)} ${operatorId}`.trim();
}
