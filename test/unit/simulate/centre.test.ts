import { describe, expect, it } from 'vitest';
import { parseOperators } from '../../../ingest/operators.ts';
import { crewOf, crewOperators, simulatedProjects } from '../../../simulate/centre.ts';
import { AVERAGE_SKILL } from '../../../simulate/options.ts';
import { operatorsCsv } from '../../../simulate/operators-csv.ts';
import { randomStream } from '../../../simulate/random.ts';
import { shiftsOf } from '../../../simulate/shifts.ts';
import { OPERATORS, SHOP } from '../../harness/shop.ts';

const days = { startDay: '2026-03-02', days: 14 };

describe('the crew of a simulated project', () => {
  it('is made up where the project names nobody, and grows with the traffic', () => {
    const size = (callsPerDay: number): number =>
      crewOperators({ projects: simulatedProjects([SHOP], [], callsPerDay) }).length;
    expect(size(100)).toBeGreaterThan(5);
    expect(size(10_000)).toBeGreaterThan(10 * size(100));
  });

  it('is that of operators.csv where there is one, under the names that the telephone system has for them', () => {
    const [simulated] = simulatedProjects([SHOP], OPERATORS, 100);
    const crew = simulated && crewOf(simulated, days);
    expect(crew?.voice.map(({ operatorId, alias }) => [operatorId, alias])).toEqual([
      ['op-a', 'A'],
      ['op-b', 'B'],
      ['op-c', 'C'],
    ]);
    expect(simulated && crewOperators({ projects: [simulated] })).toEqual([]);
  });

  it('can be given to Etalon as operators.csv', () => {
    const made = crewOperators({ projects: simulatedProjects([SHOP], [], 500) });
    expect(parseOperators(operatorsCsv(made), 'operators.csv', [SHOP])).toEqual({ ok: true, value: made });
  });

  it('has somebody for every queue', () => {
    const [simulated] = simulatedProjects([SHOP], [], 5_000);
    const staffed = new Set((simulated && crewOf(simulated, days))?.voice.flatMap(({ queues }) => queues));
    expect([...staffed].sort()).toEqual(['orders', 'sales', 'support']);
  });

  it('works five days a week, some eight hours each, with lunch', () => {
    const member = { operatorId: 'op-a', alias: 'A', queues: ['sales'], nth: 4, skill: AVERAGE_SKILL };
    const shifts = shiftsOf(member, days, { timeZone: SHOP.timeZone, random: randomStream('shifts') });
    expect(shifts).toHaveLength(10);
    const hours = shifts.map(({ startMs, endMs }) => (endMs - startMs) / 3_600_000);
    expect(Math.min(...hours)).toBeGreaterThan(8);
    expect(Math.max(...hours)).toBeLessThan(10);
    expect(shifts.every(({ pauses }) => pauses.filter(({ reason }) => reason === 'lunch').length === 1)).toBe(true);
  });
});
