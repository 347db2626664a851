import { callsBegun, pipelineGauge, pipelineGrowth, pipelineLatest } from '../../queries/board-numbers.ts';
import { deadLetterCounts } from '../../queries/dead-letters.ts';
import { CALLS_LINK } from '../app-routes.ts';
import { from } from '../board-sql.ts';
import { figure, moment, PERIOD } from '../fillings.ts';
import { rows, series, type Board, type Panel } from '../panel.ts';
import { reviewUrl } from '../variables.ts';

const NO_FIGURES = 'No process has told anything in this period';
const HOUR_MS = '3600000';
const FIVE_MINUTES_MS = '300000';

const label = (name: string): string => `JSONExtractString(labels, '${name}')`;
const hourly = (name: string): string => from(pipelineGrowth, { ...figure(name), intervalMs: HOUR_MS });
const gauge = (name: string): string => from(pipelineGauge, { ...figure(name), intervalMs: FIVE_MINUTES_MS });
const growth = (name: string): string => from(pipelineGrowth, figure(name));
const TIME = `${moment('intervalStartMs')} AS time`;

const now: readonly Panel[] = [
  {
    ...{ id: 1, kind: 'stat', title: 'Oldest call without a score', unit: 's', decimals: 0, noValue: NO_FIGURES },
    ...{ width: 6, height: 5 },
    description:
      'Age of the call that has waited longest for its evaluation; 0 when none waits (etalon_oldest_unscored_call_seconds).',
    questions: [
      series(
        `SELECT ${TIME}, max(greatest) AS \`Oldest call without a score\` FROM ${gauge('etalon_oldest_unscored_call_seconds')} GROUP BY time ORDER BY time`,
      ),
    ],
    fields: { 'Oldest call without a score': { link: { title: 'All calls', url: CALLS_LINK } } },
  },
  {
    ...{ id: 2, kind: 'stat', title: 'Open dead letters', unit: 'none', decimals: 0, noValue: 'None' },
    ...{ width: 6, height: 5 },
    description:
      'Messages that could not be processed and were not sent again, or came back. `npm run etalon -- dead` lists them.',
    questions: [rows(`SELECT sum(letters) AS \`Open dead letters\` FROM ${from(deadLetterCounts, {})}`)],
  },
  {
    ...{ id: 3, kind: 'stat', title: 'Audio recognised', unit: 'h', decimals: 1, noValue: NO_FIGURES },
    ...{ width: 6, height: 5 },
    description: 'Hours of recordings that were heard in the period (etalon_audio_seconds_total).',
    questions: [
      rows(
        `SELECT sum(growth) / 3600 AS \`Audio recognised\` FROM ${growth('etalon_audio_seconds_total')} HAVING count() > 0`,
      ),
    ],
  },
  {
    ...{
      id: 4,
      kind: 'stat',
      title: 'Processes that tell',
      unit: 'none',
      decimals: 0,
      noValue: 'None: is anything running?',
    },
    ...{ width: 6, height: 5 },
    description:
      'Processes that told their figures within ten minutes before the end of the period, and how old the newest is.',
    questions: [
      rows(`SELECT uniqExact(process) AS \`Processes\`, (toUnixTimestamp64Milli(now64(3)) - max(atMs)) / 1000 AS \`Newest figure\`
FROM ${from(pipelineLatest, figure('etalon_build_info'))} HAVING count() > 0`),
    ],
    fields: { 'Newest figure': { unit: 's' } },
  },
];

const flow: readonly Panel[] = [
  {
    ...{ id: 11, kind: 'bars', title: 'Calls an hour', unit: 'none', decimals: 0, noValue: 'No calls in this period' },
    ...{ width: 12, height: 8 },
    description: 'Calls of all projects by the hour in which they began, by direction.',
    questions: [
      series(`SELECT ${TIME}, direction, sum(calls) AS calls FROM ${from(callsBegun, { ...PERIOD, project: "''", intervalMs: HOUR_MS })}
GROUP BY time, direction ORDER BY time, direction`),
    ],
  },
  {
    ...{ id: 12, kind: 'lines', title: 'Lag', unit: 'none', decimals: 0, noValue: NO_FIGURES },
    ...{ width: 12, height: 8 },
    description:
      'Messages that a line has not committed yet, by line and topic (etalon_lag_messages). Only where Kafka is read.',
    questions: [
      series(`SELECT ${TIME}, concat(${label('line')}, ' · ', ${label('topic')}) AS line, max(greatest) AS lag
FROM ${gauge('etalon_lag_messages')} GROUP BY time, line ORDER BY time, line`),
    ],
  },
  {
    ...{ id: 13, kind: 'bars', title: 'Audio recognised an hour', unit: 'h', decimals: 2, noValue: NO_FIGURES },
    ...{ width: 12, height: 8 },
    description: 'Hours of recordings heard in each hour (etalon_audio_seconds_total).',
    questions: [
      series(
        `SELECT ${TIME}, sum(growth) / 3600 AS \`Audio\` FROM ${hourly('etalon_audio_seconds_total')} GROUP BY time ORDER BY time`,
      ),
    ],
  },
  {
    ...{
      id: 14,
      kind: 'lines',
      title: 'Oldest call without a score, over time',
      unit: 's',
      decimals: 0,
      noValue: NO_FIGURES,
    },
    ...{ width: 12, height: 8 },
    description:
      'How long the call that has waited longest for its evaluation had waited (etalon_oldest_unscored_call_seconds).',
    questions: [
      series(
        `SELECT ${TIME}, max(greatest) AS \`Oldest\` FROM ${gauge('etalon_oldest_unscored_call_seconds')} GROUP BY time ORDER BY time`,
      ),
    ],
  },
];

const failures: readonly Panel[] = [
  {
    ...{
      id: 21,
      kind: 'table',
      title: 'Open dead letters by stage and reason',
      unit: 'none',
      decimals: 0,
      noValue: 'None',
    },
    ...{ width: 12, height: 9 },
    description: 'What could not be processed, where and why; docs/errors.md explains each code.',
    questions: [
      rows(
        `SELECT toString(project) AS \`Project\`, toString(stage) AS \`Stage\`, toString(code) AS \`Reason\`, letters AS \`Letters\` FROM ${from(deadLetterCounts, {})} ORDER BY letters DESC, project, stage, code`,
      ),
    ],
  },
  {
    ...{ id: 22, kind: 'bars', title: 'Messages refused an hour', unit: 'none', decimals: 0, noValue: NO_FIGURES },
    ...{ width: 12, height: 9 },
    description: 'Messages that became dead letters, by line and reason (etalon_dead_letters_total).',
    questions: [
      series(`SELECT ${TIME}, concat(${label('stage')}, ' · ', ${label('code')}) AS reason, sum(growth) AS letters
FROM ${hourly('etalon_dead_letters_total')} GROUP BY time, reason ORDER BY time, reason`),
    ],
  },
  {
    ...{ id: 23, kind: 'bars', title: 'Tried again an hour', unit: 'none', decimals: 0, noValue: NO_FIGURES },
    ...{ width: 12, height: 8 },
    description:
      'How often the store, the broker, a recording or the recogniser was not there and was tried again (etalon_retries_total).',
    questions: [
      series(
        `SELECT ${TIME}, ${label('what')} AS what, sum(growth) AS tries FROM ${hourly('etalon_retries_total')} GROUP BY time, what ORDER BY time, what`,
      ),
    ],
  },
  {
    ...{ id: 24, kind: 'table', title: 'Lines that stand still', unit: 'none', decimals: 0, noValue: 'None' },
    ...{ width: 12, height: 8 },
    description:
      'Lines that have work and move nothing (etalon_stalled); such a process ends by itself and is to be started again.',
    questions: [
      rows(`SELECT toString(process) AS \`Process\`, ${label('line')} AS \`Line\`, ${moment('atMs')} AS \`Told at\` FROM ${from(pipelineLatest, figure('etalon_stalled'))}
WHERE value = 1 ORDER BY \`Process\`, \`Line\``),
    ],
    fields: { 'Told at': { unit: 'dateTimeAsLocal' } },
  },
];

export const pipeline = (reviewAddress: string): Board => ({
  uid: 'etalon-pipeline',
  title: 'Pipeline health',
  description: 'Does everything flow, and what did not get through?',
  from: 'now-24h',
  variables: [reviewUrl(reviewAddress)],
  rows: [
    { id: 101, title: 'Now', panels: now },
    { id: 102, title: 'Flow', panels: flow },
    { id: 103, title: 'What did not get through', panels: failures },
  ],
});
