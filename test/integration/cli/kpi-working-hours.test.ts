import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { kpiCommand } from '../../../cli/kpi.ts';
import { readConfigured } from '../../../configured.ts';
import type { Call, QueueEntry } from '../../../ingest/call.ts';
import { callOf } from '../../harness/scored-calls.ts';
import { openTestStore } from '../../harness/store.ts';
import { writtenStream } from '../../harness/written-stream.ts';

const SECOND_MS = 1000;
const BRIDGED_MS = 60_000;
/** A Friday, the Monday that is a holiday, and the Tuesday after it. */
const [FRIDAY, HOLIDAY, TUESDAY] = ['2025-02-28', '2025-03-03', '2025-03-04'];
const HOURS = `
    workingHours:
      - weekdays: { mon: '09:00-18:00', tue: '09:00-18:00', fri: ['09:00-13:00', '14:00-18:00'] }
        holidays: { '${HOLIDAY}': closed }`;

/** By the wall clock of Sofia, in winter. */
const wall = (day: string, time: string): number => Date.parse(`${day}T${time}+02:00`);

/** A call of a customer of its own that waited so many seconds in a queue, and how that ended. */
function waited(
  startedAt: number,
  seconds: number,
  outcome: QueueEntry['outcome'] = 'answered',
  flowOut: QueueEntry['flowOut'] = null,
): Call {
  const waitMs = seconds * SECOND_MS;
  const leftAt = startedAt + waitMs;
  const entry = { queue: 'sales', nth: 1, enteredAt: startedAt, position: 1, waitMs, outcome, flowOut };
  const call = { startedAt, customerKey: String(startedAt), parentCallId: '', queueEntries: [entry] };
  const id = new Date(startedAt).toISOString();
  if (outcome !== 'answered') return callOf(id, { ...call, answeredAt: null, endedAt: leftAt });
  return callOf(id, { ...call, answeredAt: leftAt, endedAt: leftAt + BRIDGED_MS, legs: [legFrom(leftAt, 'sales')] });
}

function legFrom(answeredAt: number, queue: string | null): Call['legs'][number] {
  return {
    ...{ legId: 'l1', operatorId: 'anna', operatorAlias: 'SIP/101', queue, startedAt: answeredAt, answeredAt },
    ...{ endedAt: answeredAt + BRIDGED_MS, ringMs: null, talkMs: BRIDGED_MS, holdMs: 0, acwMs: null },
    outcome: 'completed',
  };
}

const EVENING = wall(FRIDAY, '20:00:00');

const WITHIN = [
  waited(wall(FRIDAY, '09:00:00'), 10),
  waited(wall(FRIDAY, '10:00:00'), 40),
  // Came before lunch, and was answered in it.
  waited(wall(FRIDAY, '12:59:50'), 30),
  waited(wall(FRIDAY, '15:00:00'), 3, 'abandoned'),
  waited(wall(FRIDAY, '16:00:00'), 50, 'abandoned'),
  waited(wall(TUESDAY, '10:00:00'), 25),
];
const OUTSIDE = [
  waited(wall(FRIDAY, '13:00:00'), 60, 'abandoned'),
  waited(wall(FRIDAY, '13:30:00'), 4),
  waited(wall(FRIDAY, '18:00:00'), 90, 'flow_out', 'timeout'),
  waited(EVENING, 30, 'abandoned'),
  waited(wall(HOLIDAY, '10:00:00'), 5),
  waited(wall(HOLIDAY, '11:00:00'), 45, 'abandoned'),
];
const CALLED_BACK = callOf('back', {
  ...{ direction: 'outbound', customerKey: String(EVENING), parentCallId: '', startedAt: wall(TUESDAY, '09:30:00') },
  ...{ answeredAt: wall(TUESDAY, '09:30:00'), legs: [legFrom(wall(TUESDAY, '09:30:00'), null)] },
});

const numbers = z.record(z.string(), z.array(z.record(z.string(), z.unknown())));

/** What `etalon kpi --json` writes of the three days, for a project with these lines of projects.yaml. */
async function kpiOf(name: string | undefined, lines: string): Promise<z.infer<typeof numbers>> {
  const folder = mkdtempSync(join(tmpdir(), 'etalon-hours-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const shop = `projects:\n  - id: shop\n    name: Shop\n    timeZone: Europe/Sofia\n    languages: [bg]${lines}\n`;
  writeFileSync(join(folder, 'projects.yaml'), shop);
  const store = await openTestStore();
  await store.insertCalls([...WITHIN, ...OUTSIDE, CALLED_BACK]);
  const { stream, text } = writtenStream();
  const period = { project: 'shop', from: FRIDAY, to: TUESDAY, by: 'total', attribution: 'cohort' } as const;
  const options = { config: folder, data: folder, ...period, calls: false, json: true };
  // Closed by the command, and by the test as every test's store.
  const open = () =>
    Promise.resolve({ configured: readConfigured(folder), store: { ...store, close: () => Promise.resolve() } });
  expect(await kpiCommand(name, options, open, { out: stream, err: stream })).toBe(0);
  return numbers.parse(JSON.parse(text()));
}

describe('the numbers of a project with working hours, a lunch break and a holiday', () => {
  it('count who came in working time a second time, and all the others only in the numbers of all hours', async () => {
    const kpi = await kpiOf(undefined, HOURS);

    expect(kpi['serviceLevel']).toMatchObject([
      {
        queue: 'sales',
        offered: 12,
        answered: 6,
        answeredWithin: 3,
        abandoned: 5,
        flowOuts: 1,
        percent: { offered: 25 },
      },
    ]);
    expect(kpi['serviceLevelWithinHours']).toMatchObject([
      { queue: 'sales', offered: 6, answered: 4, answeredWithin: 1, abandoned: 2, flowOuts: 0 },
    ]);
    expect(kpi['serviceLevelWithinHours']?.[0]?.['percent']).toMatchObject({
      answered_only: 25,
      offered_less_short: 20,
    });

    // (10 + 40 + 30 + 4 + 5 + 25) / 6, and without 4 and 5.
    expect(kpi['waiting']).toMatchObject([{ answered: 6, asaMs: 19_000, waited: 12 }]);
    expect(kpi['waitingWithinHours']).toMatchObject([{ answered: 4, asaMs: 26_250, waited: 6 }]);

    expect(kpi['abandonRate']).toMatchObject([{ offered: 12, abandoned: 5, abandonedShort: 1, lostPercent: 50 }]);
    expect(kpi['abandonRateWithinHours']).toMatchObject([
      { offered: 6, abandoned: 2, abandonedShort: 1, abandonedLessShortPercent: 20 },
    ]);
  });

  it('tell missed calls in working time from those at lunch, in the evening and on the holiday', async () => {
    const { missedCalls } = await kpiOf('missed-calls', HOURS);
    expect(missedCalls).toMatchObject([
      { outsideHours: false, kind: 'abandoned', missedCalls: 2, excludedShort: 1, open: 1 },
      { outsideHours: true, kind: 'abandoned', missedCalls: 3, excludedShort: 0, open: 2, recoveredByCallback: 1 },
      { outsideHours: true, kind: 'timeout', missedCalls: 1, open: 1 },
    ]);
    const { missedNotReached } = await kpiOf('missed-not-reached', HOURS);
    expect(missedNotReached?.map(({ firstMissedMs, outsideHours }) => [firstMissedMs, outsideHours])).toEqual([
      [wall(FRIDAY, '13:00:00'), true],
      [wall(FRIDAY, '16:00:00'), false],
      [wall(FRIDAY, '18:00:00'), true],
      [wall(HOLIDAY, '11:00:00'), true],
    ]);
  });

  it('are those of all hours alone where no hours are set, and every missed call came in working time', async () => {
    const kpi = await kpiOf(undefined, '');
    expect(Object.keys(kpi).filter((key) => key.endsWith('WithinHours'))).toEqual([]);
    expect(kpi['missedCalls']?.map(({ outsideHours, missedCalls }) => [outsideHours, missedCalls])).toEqual([
      [false, 5],
      [false, 1],
    ]);
  });
});
