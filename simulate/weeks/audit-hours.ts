import type { Project } from '../../ingest/project.ts';
import { workingIntervals } from '../../ingest/working-hours.ts';
import { callers, missedCalls, missedNotReached, workingTimeOf, type WorkingTime } from '../../queries/call-numbers.ts';
import { abandonRateWithinHours, serviceLevelWithinHours, waitingWithinHours } from '../../queries/within-hours.ts';
import type { Store } from '../../store/store.ts';
import { comparedRows, type Breach } from '../breach.ts';
import { expectedAbandonRate, expectedServiceLevel, expectedWaiting } from '../expected-queues.ts';
import { DAY_MS, HOUR_MS, momentOf, wallClock } from '../local-time.ts';
import type { Truth } from '../truth.ts';
import { expectedCallers } from './expected-calls.ts';
import { expectedMissed, expectedUnreached } from './expected-missed.ts';
import { WEEKS } from './weeks.ts';

type Reader = Pick<Store, 'run'>;

/** Whether the shop is open, read off the wall clock: nothing here is shared with the intervals of a project. */
export function openAt({ timeZone }: Pick<Project, 'timeZone'>): (at: number) => boolean {
  const clock = wallClock(timeZone);
  return (at) => {
    const wall = clock.iso(at);
    const minutes = Number(wall.slice(11, 13)) * 60 + Number(wall.slice(14, 16));
    const { fromMinutes, toMinutes } = wall.startsWith(WEEKS.holiday.day) ? WEEKS.holiday : WEEKS.open;
    return minutes >= fromMinutes && minutes < toMinutes;
  };
}

/** The moments at which the list of those who wait to be called back is looked at. */
export function listMoments({ toMs }: Pick<Truth, 'toMs'>, { timeZone }: Pick<Project, 'timeZone'>): readonly number[] {
  return [momentOf(WEEKS.listed.day, WEEKS.listed.minutes, timeZone), toMs];
}

/** Missed calls and the list of them, as known at two moments: who is reached between them is off the list. */
export async function auditCustomers(store: Reader, truth: Truth, project: Project): Promise<readonly Breach[]> {
  const { calls, fromMs, toMs } = truth;
  const { id } = project;
  const shortMs = project.serviceLevel.shortAbandonSeconds * 1000;
  const question = { shortMs, windowMs: DAY_MS, isOpen: openAt(project) };
  const breaches: Breach[] = [];
  for (const asOfMs of listMoments(truth, project)) {
    const known = calls.filter(({ startedAt }) => startedAt < asOfMs);
    const period = { project: id, queue: '', fromMs, toMs, asOfMs };
    const asked = { ...period, shortMs, windowMs: DAY_MS, ...workingTime(truth, project) };
    const where = `${id} ${new Date(asOfMs).toISOString()}`;
    breaches.push(
      ...comparedRows('missed and not reached', where, {
        expected: expectedUnreached(known, question),
        found: await store.run(missedNotReached, asked),
        about: ({ callIds }) => callIds.join(' '),
      }),
      ...comparedRows('missed calls', where, {
        expected: expectedMissed(known, question),
        found: await store.run(missedCalls, asked),
        about: ({ kind, outsideHours }) => `${kind} ${outsideHours ? 'outside' : 'within'} hours`,
      }),
    );
  }
  return [
    ...breaches,
    ...comparedRows('callers', id, {
      expected: [expectedCallers(calls, 7 * DAY_MS)],
      found: await store.run(callers, { project: id, fromMs, toMs, windowMs: 7 * DAY_MS }),
      about: () => '',
    }),
  ];
}

/** The numbers of the queues, of entries that arrived while the shop was open. */
export async function auditWithinHours(store: Reader, truth: Truth, project: Project): Promise<readonly Breach[]> {
  const isOpen = openAt(project);
  const calls = truth.calls.map((call) => ({
    ...call,
    entries: call.entries.filter(({ enteredAt }) => isOpen(enteredAt)),
  }));
  const { thresholdSeconds, shortAbandonSeconds } = project.serviceLevel;
  const limits = { thresholdMs: thresholdSeconds * 1000, shortMs: shortAbandonSeconds * 1000 };
  const period = { project: project.id, fromMs: truth.fromMs, toMs: truth.toMs };
  const hours = workingTime(truth, project);
  const breaches: Breach[] = [];
  for (const queue of ['', 'sales']) {
    const asked = { ...period, ...limits, queue };
    const where = `${project.id} ${queue}`.trim();
    breaches.push(
      ...comparedRows('waiting within hours', where, {
        expected: [expectedWaiting(calls, asked)],
        found: await store.run(waitingWithinHours, { ...period, queue, ...hours }),
        about: () => '',
      }),
      ...comparedRows('abandon rate within hours', where, {
        expected: [expectedAbandonRate(calls, asked)],
        found: await store.run(abandonRateWithinHours, { ...period, queue, shortMs: limits.shortMs, ...hours }),
        about: () => '',
      }),
    );
    for (const attribution of ['cohort', 'event'] as const) {
      const level = { ...asked, attribution, intervalMs: HOUR_MS };
      breaches.push(
        ...comparedRows(`service level within hours (${attribution})`, where, {
          expected: expectedServiceLevel(calls, { ...level, byQueue: true }),
          found: await store.run(serviceLevelWithinHours, { ...level, byQueue: 1, ...hours }),
          about: (row) => `${row.queue} ${new Date(row.intervalStartMs).toISOString()}`,
        }),
      );
    }
  }
  return breaches;
}

/** As the project has it in projects.yaml. */
function workingTime(truth: Pick<Truth, 'fromMs' | 'toMs'>, { workingHours, timeZone }: Project): WorkingTime {
  return workingTimeOf(workingIntervals(workingHours, timeZone, truth));
}
