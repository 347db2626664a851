import type { Project } from '../../ingest/project.ts';
import {
  callers,
  callsByWeekdayHour,
  directionMix,
  missedCalls,
  missedNotReached,
  outgoing,
  targetCalls,
} from '../../queries/call-numbers.ts';
import { aht, talkAndHold, timeByState } from '../../queries/operator-numbers.ts';
import type { Store } from '../../store/store.ts';
import { comparedRows, type Breach } from '../breach.ts';
import type { Period } from '../expected-operators.ts';
import { DAY_MS, dayAfter, momentOf } from '../local-time.ts';
import { expectedTime, type ExpectedTime } from '../operator-time.ts';
import type { Truth } from '../truth.ts';
import {
  expectedCallers,
  expectedDirectionMix,
  expectedOutgoing,
  expectedTargetCalls,
  expectedWeekdayHours,
} from './expected-calls.ts';
import { expectedAht, expectedTalk } from './expected-handling.ts';
import { expectedMissed, expectedUnreached } from './expected-missed.ts';
import { WEEKS } from './weeks.ts';

type Reader = Pick<Store, 'run'>;
/** What is asked of whom: everything of these is of one project. */
type Asked = { readonly truth: Truth; readonly project: Project; readonly period: Period };

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
  for (const period of [{ project: project.id, fromMs: truth.fromMs, toMs: truth.toMs }, ...of.days]) {
    const asked = { truth, project, period };
    breaches.push(...(await auditHandling(store, asked)), ...(await auditCallCounts(store, asked)));
  }
  return [
    ...breaches,
    ...(await auditHours(store, truth, project, of.weeks)),
    ...(await auditCustomers(store, truth, project)),
  ];
}

async function auditHandling(
  store: Reader,
  { truth: { calls, states }, project, period }: Asked,
): Promise<readonly Breach[]> {
  const rule = { acwReasons: project.acwReasons, acwWithinMs: project.acwWithinSeconds * 1000 };
  const asked = { ...period, ...rule, operatorId: '', queue: '' };
  const where = placeOf(period);
  const legs = calls.flatMap((call) => call.legs);
  return [
    ...comparedRows('aht', where, {
      expected: expectedAht(calls, states, asked),
      found: await store.run(aht, asked),
      about: ({ basis, channel, operatorId }) => `${basis} ${channel} ${operatorId}`,
    }),
    ...comparedRows('talk and hold', where, {
      expected: expectedTalk(calls, period),
      found: await store.run(talkAndHold, asked),
      about: ({ channel, operatorId }) => `${channel} ${operatorId}`,
    }),
    ...comparedRows('time by state', where, {
      expected: expectedTime(legs, states, asked).map(stateTimes),
      found: await store.run(timeByState, asked),
      about: ({ operatorId }) => operatorId,
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
  { truth: { calls }, project, period }: Asked,
): Promise<readonly Breach[]> {
  const targetMs = project.targetCallSeconds * 1000;
  const asked = { ...period, operatorId: '', targetMs };
  const where = placeOf(period);
  return [
    ...comparedRows('direction mix', where, {
      expected: expectedDirectionMix(calls, period),
      found: await store.run(directionMix, asked),
      about: ({ channel }) => channel,
    }),
    ...comparedRows('outgoing', where, {
      expected: expectedOutgoing(calls, period),
      found: await store.run(outgoing, asked),
      about: ({ operatorId }) => operatorId,
    }),
    ...comparedRows('target calls', where, {
      expected: expectedTargetCalls(calls, asked),
      found: await store.run(targetCalls, asked),
      about: ({ direction, operatorId }) => `${direction} ${operatorId}`,
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
      ...{ project: id, operatorId: '', direction: '', channel: '', timeZone },
      fromMs: momentOf(startDay, 0, timeZone),
      toMs: momentOf(dayAfter(startDay, days), 0, timeZone),
    }),
    about: ({ weekday, hour }) => `${String(weekday)} ${String(hour)}`,
  });
}

const OPEN = { fromMinutes: 9 * 60, toMinutes: 21 * 60 };

async function auditCustomers(
  store: Reader,
  { calls, fromMs, toMs }: Truth,
  { id, timeZone, serviceLevel }: Project,
): Promise<readonly Breach[]> {
  const days = Array.from({ length: WEEKS.days }, (_, nth) => dayAfter(WEEKS.startDay, nth));
  const workFromMs = days.map((day) => momentOf(day, OPEN.fromMinutes, timeZone));
  const workToMs = days.map((day) => momentOf(day, OPEN.toMinutes, timeZone));
  const shortMs = serviceLevel.shortAbandonSeconds * 1000;
  const isOpen = (at: number): boolean => workFromMs.some((from, nth) => at >= from && at < (workToMs[nth] ?? 0));
  const asked = { project: id, queue: '', fromMs, toMs, asOfMs: toMs, shortMs, windowMs: DAY_MS, workFromMs, workToMs };
  const question = { shortMs, windowMs: DAY_MS, isOpen };
  return [
    ...comparedRows('missed and not reached', id, {
      expected: expectedUnreached(calls, question),
      found: await store.run(missedNotReached, asked),
      about: ({ callIds }) => callIds.join(' '),
    }),
    ...comparedRows('missed calls', id, {
      expected: expectedMissed(calls, question),
      found: await store.run(missedCalls, asked),
      about: ({ kind, outsideHours }) => `${kind} ${outsideHours ? 'outside' : 'within'} hours`,
    }),
    ...comparedRows('callers', id, {
      expected: [expectedCallers(calls, 7 * DAY_MS)],
      found: await store.run(callers, { project: id, fromMs, toMs, windowMs: 7 * DAY_MS }),
      about: () => '',
    }),
  ];
}

function placeOf({ fromMs }: Period): string {
  return new Date(fromMs).toISOString().slice(0, 10);
}
