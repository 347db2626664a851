import { missedCalls, missedNotReached, type MissedCountsRow, type MissedRow } from '../../queries/call-numbers.ts';
import {
  abandonRate,
  reconciliation,
  serviceLevel,
  waiting,
  type AbandonRow,
  type ReconciliationRow,
  type ServiceLevelRow,
  type WaitingRow,
} from '../../queries/queue-numbers.ts';
import { abandonRateWithinHours, serviceLevelWithinHours, waitingWithinHours } from '../../queries/within-hours.ts';
import { momentText, percentText, secondsText } from '../text.ts';
import { asAsked, bounded, group, numbersTable, type Asked, type Group } from './group.ts';

/** The numbers of the queues: what was offered, answered, lost, missed, and whether it adds up. */
export const QUEUE_GROUPS: readonly Group[] = [
  group({ id: 'service-level', key: 'serviceLevel', query: serviceLevel, ask: asAsked, text: serviceLevelText }),
  group({ id: 'asa', key: 'waiting', query: waiting, ask: asAsked, text: waitingText }),
  group({ id: 'abandon-rate', key: 'abandonRate', query: abandonRate, ask: asAsked, text: abandonText }),
  group({ id: 'reconciliation', key: 'reconciliation', query: reconciliation, ask: asAsked, text: reconciliationText }),
  group({ id: 'missed-calls', key: 'missedCalls', query: missedCalls, ask: bounded, text: missedCallsText }),
  group({ id: 'missed-not-reached', key: 'missedNotReached', query: missedNotReached, ask: bounded, text: missedText }),
];

/** The same of what arrived in working time, for projects that have working hours. */
export const QUEUE_GROUPS_WITHIN_HOURS: readonly Group[] = [
  group({
    ...{ id: 'service-level', key: 'serviceLevelWithinHours', query: serviceLevelWithinHours, ask: asAsked },
    text: (rows, asked) => `Within working hours:\n${serviceLevelTable(rows, asked)}`,
  }),
  group({
    ...{ id: 'asa', key: 'waitingWithinHours', query: waitingWithinHours, ask: asAsked },
    text: (rows) => `Within working hours: ${waitingText(rows)}`,
  }),
  group({
    ...{ id: 'abandon-rate', key: 'abandonRateWithinHours', query: abandonRateWithinHours, ask: asAsked },
    text: (rows) => `Within working hours: ${abandonText(rows)}`,
  }),
];

function serviceLevelText(rows: readonly ServiceLevelRow[], asked: Asked): string {
  const { variant, targetPercent, thresholdSeconds } = asked.project.serviceLevel;
  const target = `target ${String(targetPercent)} % in ${String(thresholdSeconds)} s`;
  return `Service level "${variant}", ${target}\n${serviceLevelTable(rows, asked)}`;
}

function serviceLevelTable(rows: readonly ServiceLevelRow[], { project }: Asked): string {
  return numbersTable(
    ['queue', 'from', 'offered', 'answered', 'in time', 'abandoned', 'flow-outs', 'service level'],
    2,
    rows.map((row) => [
      row.queue,
      row.intervalStartMs === 0 ? 'all' : momentText(row.intervalStartMs, project.timeZone),
      ...[row.offered, row.answered, row.answeredWithin, row.abandoned, row.flowOuts].map(String),
      percentText(row.percent[project.serviceLevel.variant]),
    ]),
    'No queue entries in this period.',
  );
}

function waitingText(rows: readonly WaitingRow[]): string {
  return rows
    .map(({ asaMs, answeredMedianMs, answeredP90Ms, answered }) => {
      const spread = `median ${secondsText(answeredMedianMs)}, 90 % within ${secondsText(answeredP90Ms)}`;
      return `ASA ${secondsText(asaMs)} (${spread}, n = ${String(answered)})`;
    })
    .join('\n');
}

function abandonText(rows: readonly AbandonRow[]): string {
  return rows
    .map(({ abandonedPercent, offered, abandonedLessShortPercent, lostPercent }) => {
      const all = `Abandoned ${percentText(abandonedPercent)} of ${String(offered)} offered`;
      const others = `without short abandons ${percentText(abandonedLessShortPercent)}`;
      return `${all}; ${others}; lost in any way ${percentText(lostPercent)}`;
    })
    .join('\n');
}

function reconciliationText(rows: readonly ReconciliationRow[]): string {
  if (rows.length === 0) return 'Offered = answered + abandoned + flow-outs: it adds up.';
  const named = rows.map(({ callId, problem }) => `${callId} (${problem})`);
  return `Queue entries that do not add up: ${named.join(', ')}`;
}

function missedCallsText(rows: readonly MissedCountsRow[]): string {
  const counts = rows.map((row) => [
    row.outsideHours ? 'outside hours' : 'within hours',
    row.kind,
    ...[row.missedCalls, excludedOf(row), row.hidden, row.open, row.attempted].map(String),
    ...[row.recoveredByCallback, row.recoveredByCustomer].map(String),
    percentText(row.recoveredPercent),
  ]);
  const titles = [
    'when',
    'kind',
    'missed',
    'excluded',
    'hidden',
    'open',
    'tried',
    'called back',
    'called again',
    'recovered',
  ];
  return `Missed calls\n${numbersTable(titles, 2, counts, 'No missed calls in this period.')}`;
}

function excludedOf(row: MissedCountsRow): number {
  return row.excludedShort + row.excludedInternal + row.excludedSpam + row.excludedWrongNumber;
}

/** As many as fit a screen; --json has all. */
const ROWS_SHOWN = 20;

function missedText(rows: readonly MissedRow[], { project }: Asked): string {
  const work = rows
    .slice(0, ROWS_SHOWN)
    .map((row) => [
      row.callIds.join(', '),
      row.queue,
      row.outsideHours ? `${row.kind}, outside hours` : row.kind,
      row.state,
      momentText(row.firstMissedMs, project.timeZone),
      momentText(row.lastMissedMs, project.timeZone),
      String(row.missedCalls),
      String(row.attemptIds.length),
    ]);
  const titles = ['calls', 'queue', 'kind', 'state', 'first', 'last', 'missed', 'tried'];
  const more = rows.length > ROWS_SHOWN ? `\nThe ${String(ROWS_SHOWN)} that wait longest; --json has all.` : '';
  const list = numbersTable(titles, 6, work, 'Nobody waits to be called back.');
  return `Missed and not yet reached: ${String(rows.length)}\n${list}${more}`;
}
