import { serviceLevelByDay } from '../../queries/by-day.ts';
import { knownPeriod, missedCalls, missedNotReached } from '../../queries/call-numbers.ts';
import { definitionOf } from '../../queries/definitions.ts';
import { callsBehind } from '../../queries/kpi-calls.ts';
import { judgedCalls, qualityPerOperator } from '../../queries/quality-numbers.ts';
import { abandonRate, serviceLevel } from '../../queries/queue-numbers.ts';
import { CALL_LINK, CALLS_LINK } from '../app-routes.ts';
import { from, type Filling } from '../board-sql.ts';
import { dayOf, EVERY_PROJECT, moment, PERIOD, PERIOD_BEFORE, rule, variable } from '../fillings.ts';
import { headline } from '../headline.ts';
import { rows, series, type Board, type Panel } from '../panel.ts';
import { percentOf } from '../service-level.ts';
import { project, queue, reviewUrl, scorecard } from '../variables.ts';

/** A smaller team is a few people, and its figure nearly theirs. */
const FEWEST_PEOPLE = 5;
const NO_CALLS = 'No calls in this period';
const NO_SCORES = 'Nothing judged in this period';

const SERVICE_LEVEL = percentOf(rule('serviceLevelVariant'));
const serviceLevelOf = (filling: Filling): string =>
  `SELECT ${SERVICE_LEVEL} AS value, offered AS n FROM ${from(serviceLevel, filling)}`;

const abandonedOf = (filling: Filling): string =>
  `SELECT abandonedPercent AS value, offered AS n FROM ${from(abandonRate, filling)}`;

const notReachedOf = (filling: Filling): string => `SELECT
    (SELECT count() FROM ${from(missedNotReached, filling)}) AS value,
    (SELECT sum(missedCalls) FROM ${from(missedCalls, filling)}) AS n`;

const qualityOf = (filling: Filling): string =>
  `SELECT meanScore AS value, n FROM ${from(qualityPerOperator, filling)}`;
const criticalOf = (filling: Filling): string =>
  `SELECT 100 * autoFailShare AS value, n FROM ${from(qualityPerOperator, filling)}`;

/** A number of calls by the local day on which they began, by its own numerator and denominator. */
function percentByDay(query: typeof abandonRate, id: string): string {
  const definition = definitionOf(id);
  const variant = definition?.variants[0];
  const behind = definition && variant ? callsBehind(query, definition, variant) : null;
  if (behind === null) throw new RangeError(`${id} has no calls behind it`);
  return `SELECT ${dayOf('begun.startedMs')} AS time, 100 * sum(numerator) / nullIf(sum(denominator), 0) AS value
FROM ${from(behind, PERIOD)} AS counted
INNER JOIN (SELECT callId, toUnixTimestamp64Milli(startedAt) AS startedMs FROM boards_calls WHERE project = ${variable('project')}) AS begun
    ON begun.callId = counted.callId
GROUP BY time ORDER BY time`;
}

const judgedByDay = (value: string): string =>
  `SELECT ${dayOf('startedMs')} AS time, ${value} AS value, countIf(score IS NOT NULL) AS n
FROM ${from(judgedCalls, PERIOD)} GROUP BY time ORDER BY time`;

const headlines: readonly Panel[] = [
  headline({
    ...{ id: 1, title: 'Service level', unit: 'percent', decimals: 1, changeUnit: 'suffix: points', noValue: NO_CALLS },
    description:
      'Share of the calls offered to the queues that were answered within the target time, by the variant that projects.yaml names. docs/metrics.md, "Service level".',
    counted: 'Queue entries',
    period: serviceLevelOf(PERIOD),
    periodBefore: serviceLevelOf(PERIOD_BEFORE),
    days: `SELECT ${moment('intervalStartMs')} AS time, ${SERVICE_LEVEL} AS value FROM ${from(serviceLevelByDay, PERIOD)}`,
    target: rule('serviceLevelTargetPercent'),
  }),
  headline({
    ...{ id: 2, title: 'Abandoned', unit: 'percent', decimals: 1, changeUnit: 'suffix: points', noValue: NO_CALLS },
    description: 'Customers who hung up in a queue / offered. projects.yaml has no target for it.',
    counted: 'Offered',
    period: abandonedOf(PERIOD),
    periodBefore: abandonedOf(PERIOD_BEFORE),
    days: percentByDay(abandonRate, 'abandon-rate'),
    target: null,
  }),
  headline({
    ...{ id: 3, title: 'Customers not reached', unit: 'none', decimals: 0, changeUnit: 'none', noValue: NO_CALLS },
    description:
      'Customers who called in vain and have not been reached since, as known at the end of the period; hidden numbers cannot be called back and are left out. The target is nobody.',
    counted: 'Missed calls',
    period: notReachedOf(PERIOD),
    periodBefore: notReachedOf(PERIOD_BEFORE),
    days: `SELECT ${dayOf('firstMissedMs')} AS time, count() AS value FROM ${from(missedNotReached, PERIOD)} GROUP BY time`,
    target: '0',
  }),
  headline({
    ...{ id: 4, title: 'Quality', unit: 'none', decimals: 1, changeUnit: 'suffix: points', noValue: NO_SCORES },
    description:
      'Mean score of the conversations that the machine judged by the chosen scorecard, 0–100. Scores of people are never mixed in.',
    counted: 'Conversations',
    period: qualityOf(PERIOD),
    periodBefore: qualityOf(PERIOD_BEFORE),
    days: judgedByDay('avg(score)'),
    target: rule('qualityTarget'),
  }),
  headline({
    ...{
      id: 5,
      title: 'Critical points failed',
      unit: 'percent',
      decimals: 1,
      changeUnit: 'suffix: points',
      noValue: NO_SCORES,
    },
    description:
      'Share of the judged conversations in which a critical point of the scorecard was failed. The target is none.',
    counted: 'Judged',
    period: criticalOf(PERIOD),
    periodBefore: criticalOf(PERIOD_BEFORE),
    days: judgedByDay('100 * countIf(autoFail AND score IS NOT NULL) / nullIf(countIf(score IS NOT NULL), 0)'),
    target: '0',
  }),
];

const trends: readonly Panel[] = [
  {
    ...{ id: 11, kind: 'lines', title: 'Service level by day', unit: 'percent', decimals: 1, noValue: NO_CALLS },
    ...{ width: 8, height: 8 },
    description: 'The service level of each local day, and its target.',
    questions: [
      series(`SELECT ${moment('intervalStartMs')} AS time, ${SERVICE_LEVEL} AS \`Service level\`, ${rule('serviceLevelTargetPercent')} AS \`Target\`
FROM ${from(serviceLevelByDay, PERIOD)} ORDER BY time`),
    ],
  },
  {
    ...{ id: 12, kind: 'bars', title: 'What became of the calls', unit: 'none', decimals: 0, noValue: NO_CALLS },
    ...{ width: 8, height: 8 },
    description:
      'Queue entries of each local day: answered, abandoned, and gone elsewhere (timeout, key, voicemail …).',
    questions: [
      series(`SELECT ${moment('intervalStartMs')} AS time, answered AS \`Answered\`, abandoned AS \`Abandoned\`, flowOuts AS \`Gone elsewhere\`
FROM ${from(serviceLevelByDay, PERIOD)} ORDER BY time`),
    ],
  },
  {
    ...{ id: 13, kind: 'lines', title: 'Quality by day', unit: 'none', decimals: 1, noValue: NO_SCORES },
    ...{ width: 8, height: 8 },
    description: 'Mean machine score of the conversations of each local day, and the target of the project.',
    questions: [
      series(
        `SELECT time, value AS \`Quality\`, ${rule('qualityTarget')} AS \`Target\` FROM (\n${judgedByDay('avg(score)')}\n) ORDER BY time`,
      ),
    ],
  },
];

const places: readonly Panel[] = [
  {
    ...{ id: 21, kind: 'table', title: 'Queues, worst first', unit: 'percent', decimals: 1, noValue: NO_CALLS },
    ...{ width: 8, height: 8 },
    description: 'Service level of each queue over the period, with what was offered to it and abandoned in it.',
    questions: [
      rows(`SELECT queue AS \`Queue\`, ${SERVICE_LEVEL} AS \`Service level\`, offered AS \`Offered\`, abandoned AS \`Abandoned\`
FROM ${from(serviceLevel, { ...PERIOD, byQueue: '1' })} ORDER BY \`Service level\` NULLS LAST, \`Offered\` DESC, \`Queue\``),
    ],
    fields: { Offered: { unit: 'none', decimals: 0 }, Abandoned: { unit: 'none', decimals: 0 } },
  },
  {
    ...{
      id: 22,
      kind: 'table',
      title: 'Teams, worst first',
      unit: 'none',
      decimals: 1,
      noValue: 'No team of five or more was judged',
    },
    ...{ width: 8, height: 8 },
    description: `Mean machine score of each team with its 95 % interval. Teams in which fewer than ${String(FEWEST_PEOPLE)} operators were judged are not shown: their figure would be nearly one person's.`,
    questions: [
      rows(`SELECT if(team = '', 'without a team', team) AS \`Team\`, meanScore AS \`Quality\`, meanScoreLow AS \`Low\`, meanScoreHigh AS \`High\`, n AS \`Conversations\`, people AS \`Operators\`
FROM ${from(qualityPerOperator, { ...PERIOD, grain: "'team'" })} WHERE people >= ${String(FEWEST_PEOPLE)} ORDER BY meanScore NULLS LAST, team`),
    ],
    fields: { Conversations: { decimals: 0 }, Operators: { decimals: 0 } },
  },
  {
    ...{ id: 23, kind: 'table', title: 'Projects, worst first', unit: 'percent', decimals: 1, noValue: NO_CALLS },
    ...{ width: 8, height: 8 },
    description:
      'Service level of every project by its own variant and target time, furthest below its own target first.',
    questions: [
      rows(`SELECT rules.name AS \`Project\`, ${percentOf('rules.serviceLevelVariant')} AS \`Service level\`, rules.serviceLevelTargetPercent AS \`Target\`, offered AS \`Offered\`
FROM ${from(serviceLevel, EVERY_PROJECT)} AS levels
INNER JOIN boards_project_rules AS rules ON rules.project = levels.project
ORDER BY \`Service level\` - \`Target\` NULLS LAST, \`Project\``),
    ],
    fields: { Offered: { unit: 'none', decimals: 0 } },
  },
];

const toDo: readonly Panel[] = [
  {
    ...{ id: 31, kind: 'table', title: 'Call these customers back', unit: 'none', noValue: 'Everybody was reached' },
    ...{ width: 12, height: 10 },
    description:
      'Customers who called in vain and have not been reached since, longest waiting first. The row opens their last call.',
    questions: [
      rows(`SELECT ${moment('firstMissedMs')} AS \`Waiting since\`, queue AS \`Queue\`, missedCalls AS \`Missed calls\`, kind AS \`How it ended\`, state AS \`State\`, callIds[-1] AS \`Call\`, toString(project) AS project
FROM ${from(missedNotReached, PERIOD)} ORDER BY firstMissedMs LIMIT 100`),
    ],
    fields: {
      Call: { link: { title: 'Open the call', url: CALL_LINK } },
      project: { hidden: true },
      'Waiting since': { unit: 'dateTimeAsLocal' },
    },
  },
  {
    ...{ id: 32, kind: 'table', title: 'Look into these conversations', unit: 'none', decimals: 0, noValue: NO_SCORES },
    ...{ width: 12, height: 10 },
    description:
      'The lowest machine scores of the period, failed critical points first. The row opens the call; who spoke is shown there.',
    questions: [
      rows(`SELECT ${moment('startedMs')} AS \`When\`, score AS \`Score\`, if(autoFail, 'yes', 'no') AS \`Critical point failed\`, arrayStringConcat(failedCriteria, ', ') AS \`Points failed\`, callId AS \`Call\`, ${variable('project')} AS project
FROM ${from(judgedCalls, PERIOD)} WHERE score IS NOT NULL ORDER BY autoFail DESC, score, startedMs DESC LIMIT 50`),
    ],
    fields: {
      Call: { link: { title: 'Open the call', url: CALL_LINK } },
      project: { hidden: true },
      When: { unit: 'dateTimeAsLocal' },
    },
  },
  {
    ...{ id: 33, kind: 'stat', title: 'Newest call known', unit: 'dateTimeFromNow', noValue: 'No call yet' },
    ...{ width: 6, height: 4 },
    description:
      'When the last call or state of an operator that Etalon knows of ended: figures after it are not there yet.',
    questions: [
      rows(`SELECT lastMs AS \`Newest call known\` FROM ${from(knownPeriod, PERIOD)} WHERE lastMs IS NOT NULL`),
    ],
    fields: { 'Newest call known': { link: { title: 'All calls', url: CALLS_LINK } } },
  },
];

export const executive = (reviewAddress: string): Board => ({
  uid: 'etalon-executive',
  title: 'Executive',
  description: 'Is the centre on target, where is it not, and what is to be done about it?',
  from: 'now-7d',
  variables: [project, queue, scorecard, reviewUrl(reviewAddress)],
  rows: [
    { id: 101, title: 'On target?', panels: headlines },
    { id: 102, title: 'Where it goes', panels: trends },
    { id: 103, title: 'Where it is worst', panels: places },
    { id: 104, title: 'To do', panels: toDo },
  ],
});
