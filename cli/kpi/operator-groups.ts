import {
  aht,
  occupancy,
  talkAndHold,
  timeByState,
  type AhtRow,
  type OccupancyRow,
  type TalkAndHoldRow,
  type TimeByStateRow,
} from '../../queries/operator-numbers.ts';
import { qualityPerOperator, type QualityRow } from '../../queries/quality-numbers.ts';
import { percentText, scoreText, secondsText, shareText } from '../text.ts';
import { asAsked, bounded, group, numbersTable, whoText, type Asked, type Group } from './group.ts';

/** The numbers of operators: handling, time, quality. */
export const OPERATOR_GROUPS: readonly Group[] = [
  group({ id: 'aht', key: 'aht', query: aht, ask: asAsked, text: ahtText }),
  group({ id: 'talk-and-hold', key: 'talkAndHold', query: talkAndHold, ask: asAsked, text: talkText }),
  group({ id: 'time-by-state', key: 'timeByState', query: timeByState, ask: bounded, text: timeText }),
  group({ id: 'occupancy', key: 'occupancy', query: occupancy, ask: bounded, text: occupancyText }),
  group({ id: 'quality', key: 'quality', query: qualityPerOperator, ask: asAsked, text: qualityText }),
];

const NONE = 'No answered calls in this period.';

function ahtText(rows: readonly AhtRow[], asked: Asked): string {
  const lines = rows.map((row) => [
    row.channel,
    row.basis === 'call' ? 'call' : 'leg',
    whoText(row.operatorId, asked),
    String(row.handled),
    ...[row.ahtMs, row.meanTalkMs, row.meanHoldMs, row.meanAcwMs].map(secondsText),
    String(row.acwKnown),
  ]);
  const titles = ['channel', 'by', 'operator', 'handled', 'AHT', 'talk', 'hold', 'ACW', 'ACW known'];
  return `Average handle time: talk + hold + ACW\n${numbersTable(titles, 3, lines, NONE)}`;
}

function talkText(rows: readonly TalkAndHoldRow[], asked: Asked): string {
  const lines = rows.map((row) => [
    row.channel,
    whoText(row.operatorId, asked),
    String(row.talkKnown),
    ...[row.meanTalkMs, row.medianTalkMs, row.p90TalkMs].map(secondsText),
    ...[row.holdKnown, row.heldLegs].map(String),
    secondsText(row.meanHoldMs),
    percentText(row.holdPercent),
  ]);
  const titles = [
    'channel',
    'operator',
    'n',
    'mean talk',
    'median',
    '90 %',
    'hold known',
    'held',
    'mean hold',
    'hold share',
  ];
  return `Talk and hold\n${numbersTable(titles, 2, lines, NONE)}`;
}

function timeText(rows: readonly TimeByStateRow[], asked: Asked): string {
  const lines = rows.map((row) => [
    whoText(row.operatorId, asked),
    ...[row.loggedInMs, row.talkMs, row.holdMs, row.acwMs, row.pauseMs, row.idleMs, row.outsideMs].map(hoursText),
    Object.entries(row.pauseMsByReason)
      .map(([reason, ms]) => `${reason === '' ? 'no reason' : reason} ${hoursText(ms)}`)
      .join(', '),
  ]);
  const titles = ['operator', 'logged in', 'talk', 'hold', 'ACW', 'pause', 'idle', 'outside', 'pauses by reason'];
  return `Time by state, h:mm\n${numbersTable(titles, 1, lines, 'Nobody was logged in in this period.')}`;
}

function occupancyText(rows: readonly OccupancyRow[], asked: Asked): string {
  const lines = rows.map((row) => [
    whoText(row.operatorId, asked),
    String(row.handledLegs),
    ...[row.handledMs, row.availableMs].map(hoursText),
    percentText(row.occupancyPercent),
  ]);
  const titles = ['operator', 'handled', 'handled for', 'available for', 'occupancy'];
  return `Occupancy\n${numbersTable(titles, 1, lines, 'Nobody was logged in in this period.')}`;
}

function qualityText(all: readonly QualityRow[], asked: Asked): string {
  const { operatorId } = asked.question;
  const rows = all.filter((row) => operatorId === '' || row.operatorId === operatorId);
  const lines = rows.map((row) => [
    asked.operator(row.operatorId),
    row.scorecardId,
    ...[row.n, row.unscoredCount].map(String),
    scoreText(row.meanScore),
    row.meanScoreLow === null || row.n < 2
      ? 'not enough calls'
      : `${scoreText(row.meanScoreLow)}–${scoreText(row.meanScoreHigh)}`,
    ...[row.autoFailShare, row.meanCoverage].map(shareText),
  ]);
  const titles = ['operator', 'scorecard', 'n', 'withheld', 'mean', '95 % interval', 'auto-fail', 'coverage'];
  const list = numbersTable(titles, 2, lines, 'No scored calls in this period.');
  return `Quality per operator, machine score, 0–100\n${list}`;
}

/** h:mm, as shifts are read; seconds only matter below a minute. */
function hoursText(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  return `${String(Math.floor(minutes / 60))}:${String(minutes % 60).padStart(2, '0')}`;
}
