import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectOf, readConfigured } from '../../../../configured.ts';
import { workingIntervals } from '../../../../ingest/working-hours.ts';
import { wallClock } from '../../../../simulate/local-time.ts';
import { listMoments, openAt } from '../../../../simulate/weeks/audit-hours.ts';
import { CREW } from '../../../../simulate/weeks/crew.ts';
import { expectedUnreached } from '../../../../simulate/weeks/expected-missed.ts';
import { CAMPAIGN, SIMULATED, simulatedWeeks, WEEKS } from '../../../../simulate/weeks/weeks.ts';

const configured = readConfigured(join(import.meta.dirname, '../../../../samples'));
const project = projectOf(configured, SIMULATED);
const { messages, truth } = simulatedWeeks(project, configured.operators);
const sent = [...messages];
const clock = wallClock(project.timeZone);
const dayOf = (at: number): string => clock.iso(at).slice(0, 10);
const entries = truth.calls.flatMap((call) => call.entries);
const entriesOn = (day: string) => entries.filter(({ enteredAt }) => dayOf(enteredAt) === day);

describe('the eight simulated weeks', () => {
  it('are the same each time', () => {
    const again = simulatedWeeks(project, configured.operators);
    expect(again.truth).toEqual(truth);
    expect([...again.messages]).toEqual(sent);
  });

  it('are marked as simulated wherever a record, an operator or a project is named', () => {
    const records = sent.filter(({ topic }) => topic === 'cdr').map(({ value }) => String(value));
    expect(records.every((text) => text.includes(`"campaign":"${CAMPAIGN}"`))).toBe(true);
    expect(sent.every(({ headers }) => headers['project'] === SIMULATED)).toBe(true);
    expect(project.name).toContain('simulated');
    // Who supervises them supervises the sample calls too, and takes no call of theirs.
    const people = configured.operators.filter((one) => one.project === SIMULATED && one.role === 'operator');
    expect(people.map(({ operatorId }) => operatorId)).toEqual(CREW.map(({ operatorId }) => operatorId));
    expect(people.every(({ name }) => name.includes('(simulated)'))).toBe(true);
  });

  it('have as many calls as a small shop, from two telephone systems', () => {
    expect(truth.calls.length).toBeGreaterThan(6_000);
    expect(truth.calls.length).toBeLessThan(9_000);
    expect(new Set(sent.map(({ topic }) => topic))).toEqual(
      new Set(['cdr', 'queueEvents', 'operatorStates', 'messages']),
    );
  });

  it('have calls in both hours that are called three in the night in which clocks are put back', () => {
    const atThree = truth.calls
      .map(({ startedAt }) => clock.iso(startedAt))
      .filter((wall) => {
        return wall.startsWith(`${WEEKS.clocksChange}T03`);
      });
    expect(new Set(atThree.map((wall) => wall.slice(-6)))).toEqual(new Set(['+03:00', '+02:00']));
  });

  it('have a Black Friday with three to six times the calls of a Friday, longer waits and more abandons', () => {
    const [black, friday] = [entriesOn(WEEKS.blackFriday.day), entriesOn('2025-11-21')];
    expect(black.length / friday.length).toBeGreaterThan(3);
    expect(black.length / friday.length).toBeLessThan(6);
    const waitOf = (of: typeof entries): number => of.reduce((sum, { waitMs }) => sum + waitMs, 0) / of.length;
    const lostOf = (of: typeof entries): number =>
      of.filter(({ outcome }) => outcome !== 'answered').length / of.length;
    expect(waitOf(black)).toBeGreaterThan(1.5 * waitOf(friday));
    expect(lostOf(black)).toBeGreaterThan(1.5 * lostOf(friday));
  });

  it('have a day on which the trunk of one site fails and the other goes on', () => {
    const during = truth.calls.filter(({ startedAt }) => {
      const minutes = Number(clock.iso(startedAt).slice(11, 13)) * 60 + Number(clock.iso(startedAt).slice(14, 16));
      const { day, fromMinutes, toMinutes } = WEEKS.outage;
      return dayOf(startedAt) === day && minutes >= fromMinutes && minutes < toMinutes;
    });
    expect(during.length).toBeGreaterThan(5);
    expect(during.filter(({ callId }) => !callId.startsWith('c-'))).toEqual([]);
  });

  it('are open at the hours that the project names, and somebody calls in the hours that only the holiday closes', () => {
    const isOpen = openAt(project);
    const intervals = workingIntervals(project.workingHours, project.timeZone, truth);
    const isWorking = (at: number): boolean => intervals.some(({ fromMs, toMs }) => at >= fromMs && at < toMs);
    expect(entries.filter(({ enteredAt }) => isOpen(enteredAt) !== isWorking(enteredAt))).toEqual([]);
    expect(entries.filter(({ enteredAt }) => !isOpen(enteredAt)).length).toBeGreaterThan(50);
    const closed = entriesOn(WEEKS.holiday.day).filter(({ enteredAt }) => {
      const hour = Number(clock.iso(enteredAt).slice(11, 13));
      return !isOpen(enteredAt) && hour >= 9 && hour < 21;
    });
    expect(closed.length).toBeGreaterThan(10);
  });

  it('have customers who wait to be called back on a Monday at noon, most of whom are reached by the end', () => {
    const question = { shortMs: 5_000, windowMs: 86_400_000, isOpen: openAt(project) };
    const [atNoon = [], atEnd = []] = listMoments(truth, project).map((asOfMs) => {
      const known = truth.calls.filter(({ startedAt }) => startedAt < asOfMs);
      return expectedUnreached(known, question).flatMap(({ callIds }) => callIds);
    });
    const gone = atNoon.filter((callId) => !atEnd.includes(callId));
    expect(gone.length).toBeGreaterThan(5);
    expect(atEnd.length).toBeGreaterThan(5);
  });

  it('have everything that happens to calls', () => {
    const outcomes = new Set(entries.map((entry) => entry.flowOut ?? entry.outcome));
    expect([...outcomes].sort()).toEqual(['abandoned', 'answered', 'empty', 'key', 'timeout']);
    const { calls } = truth;
    expect(new Set(calls.map(({ language }) => language))).toEqual(new Set(['en', 'ru']));
    expect(calls.some(({ customer }) => customer === '')).toBe(true);
    expect(calls.some(({ parentCallId }) => parentCallId !== '')).toBe(true);
    const legOutcomes = new Set(calls.flatMap(({ legs }) => legs.map(({ outcome }) => outcome)));
    expect([...legOutcomes].sort()).toEqual(['cancelled', 'completed', 'no_answer', 'transferred']);
    const log = sent.filter(({ topic }) => topic === 'queueEvents').map(({ value }) => String(value));
    for (const event of ['RINGCANCELED', 'RINGNOANSWER', 'BLINDTRANSFER', 'ATTENDEDTRANSFER'])
      expect(
        log.some((line) => line.includes(`|${event}|`)),
        event,
      ).toBe(true);
    expect(calls.filter(({ judged }) => judged).length / WEEKS.days).toBeGreaterThan(4);
  });

  it('are handled faster by the quick and slower by the slow', () => {
    const talkOf = (operatorId: string): number => {
      const talks = truth.calls.flatMap(({ legs }) => {
        return legs.flatMap((leg) => (leg.operatorId === operatorId ? (leg.talkMs ?? []) : []));
      });
      return talks.reduce((sum, ms) => sum + ms, 0) / talks.length;
    };
    expect(talkOf('sim-roman')).toBeLessThan(0.7 * talkOf('sim-simon'));
  });
});
