import {
  callers,
  callsByWeekdayHour,
  directionMix,
  outgoing,
  targetCalls,
  type CallersRow,
  type DirectionMixRow,
  type OutgoingRow,
  type TargetCallsRow,
  type WeekdayHourRow,
} from '../../queries/call-numbers.ts';
import { percentText, secondsText } from '../text.ts';
import { asAsked, bounded, group, numbersTable, whoText, type Asked, type Group } from './group.ts';

/** The numbers of calls and customers: directions, attempts, real conversations, times of the week. */
export const CALL_GROUPS: readonly Group[] = [
  group({ id: 'direction-mix', key: 'directionMix', query: directionMix, ask: asAsked, text: mixText }),
  group({ id: 'outgoing', key: 'outgoing', query: outgoing, ask: asAsked, text: outgoingText }),
  group({ id: 'target-calls', key: 'targetCalls', query: targetCalls, ask: asAsked, text: targetText }),
  group({ id: 'callers', key: 'callers', query: callers, ask: asAsked, text: callersText }),
  group({
    id: 'calls-by-weekday-hour',
    key: 'callsByWeekdayHour',
    query: callsByWeekdayHour,
    ask: bounded,
    text: weekText,
  }),
];

const NONE = 'No calls in this period.';

function mixText(rows: readonly DirectionMixRow[]): string {
  const lines = rows.map((row) => [
    row.channel,
    ...[row.inbound, row.outbound, row.internal].map(String),
    row.inboundPerOutbound === null ? '–' : `${row.inboundPerOutbound.toFixed(2)} : 1`,
  ]);
  const titles = ['channel', 'inbound', 'outbound', 'internal', 'inbound : outbound'];
  return `Inbound : outbound\n${numbersTable(titles, 1, lines, NONE)}`;
}

function outgoingText(rows: readonly OutgoingRow[], asked: Asked): string {
  const lines = rows.map((row) => [
    whoText(row.operatorId, asked),
    ...[row.attempts, row.connectedCalls].map(String),
    percentText(row.connectedPercent),
    String(row.callbacks),
    secondsText(row.meanTalkMs),
  ]);
  const titles = ['operator', 'attempts', 'connected', 'share', 'callbacks', 'mean talk'];
  return `Outgoing calls\n${numbersTable(titles, 1, lines, NONE)}`;
}

function targetText(rows: readonly TargetCallsRow[], asked: Asked): string {
  const lines = rows.map((row) => [
    row.direction,
    whoText(row.operatorId, asked),
    ...[row.answered, row.targetCalls].map(String),
    percentText(row.targetPercent),
  ]);
  const titles = ['direction', 'operator', 'answered', 'target calls', 'share'];
  const least = String(asked.project.targetCallSeconds);
  return `Target calls: answered, and ${least} s of talk\n${numbersTable(titles, 2, lines, NONE)}`;
}

function callersText(rows: readonly CallersRow[]): string {
  return rows
    .map(({ calls, hidden, firstCalls, repeatedCalls, repeatedPercent }) => {
      const known = `first ${String(firstCalls)}, repeated within 7 days ${String(repeatedCalls)}`;
      return `Inbound calls ${String(calls)}: ${known} (${percentText(repeatedPercent)}), number hidden ${String(hidden)}`;
    })
    .join('\n');
}

const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** Calls an hour: a row a day of the week, a column an hour from the first in which anybody calls to the last. */
function weekText(rows: readonly WeekdayHourRow[], { project }: Asked): string {
  const busy = rows.filter(({ calls }) => calls > 0).map(({ hour }) => hour);
  if (busy.length === 0) return `Calls by weekday and hour\n${NONE}`;
  const [first, last] = [Math.min(...busy), Math.max(...busy)];
  const hours = Array.from({ length: last - first + 1 }, (_, nth) => first + nth);
  const rateAt = (weekday: number, hour: number): string => {
    const rate = rows.find((row) => row.weekday === weekday && row.hour === hour)?.callsPerHour ?? null;
    return rate === null ? '–' : rate === 0 ? '' : rate.toFixed(1);
  };
  const lines = DAYS.map((day, index) => [day, ...hours.map((hour) => rateAt(index + 1, hour))]);
  const grid = numbersTable(['', ...hours.map(String)], 1, lines, '');
  return `Calls an hour by weekday and hour, clock of ${project.timeZone}\n${grid}`;
}
