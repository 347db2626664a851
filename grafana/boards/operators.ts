import { judgedCalls, qualityPerOperator, scriptAdherence } from '../../queries/quality-numbers.ts';
import { TONE_FLOOR_CALLS } from '../../queries/tone-numbers.ts';
import { CALL_LINK } from '../app-routes.ts';
import { from } from '../board-sql.ts';
import { CHOSEN, moment, variable } from '../fillings.ts';
import { rows, type Board, type FieldStyle, type Panel } from '../panel.ts';
import { operator, project, reviewUrl, scorecard, team } from '../variables.ts';

const NO_SCORES = 'Nothing judged in this period';
/** Below it the interval says more than the number, and nobody is ranked. */
const FLOOR = String(TONE_FLOOR_CALLS);
const ENOUGH = `if(n < ${FLOOR}, 'not enough calls', '') AS \`Note\``;

const WHO = `if(operatorName = '', operatorId, operatorName) AS \`Operator\``;
const TEAM = `if(team = '', 'without a team', team) AS \`Team\``;
const MET = '100 * metShare AS `Met`, 100 * metShareLow AS `Low`, 100 * metShareHigh AS `High`, n AS `Conversations`';
const SCORE = 'meanScore AS `Quality`, meanScoreLow AS `Low`, meanScoreHigh AS `High`, n AS `Conversations`';
const COUNT: FieldStyle = { unit: 'none', decimals: 0 };
/** How the columns that count something are drawn. */
const counts = (...names: readonly string[]): Readonly<Record<string, FieldStyle>> =>
  Object.fromEntries(['Conversations', ...names].map((name) => [name, COUNT]));

const adherence = (grain: 'all' | 'team' | 'operator'): string =>
  from(scriptAdherence, { ...CHOSEN, grain: `'${grain}'` });
const quality = (grain: 'team' | 'operator'): string => from(qualityPerOperator, { ...CHOSEN, grain: `'${grain}'` });

const script: readonly Panel[] = [
  {
    ...{ id: 1, kind: 'table', title: 'Sections of the script', unit: 'percent', decimals: 1, noValue: NO_SCORES },
    ...{ width: 10, height: 9, fields: counts() },
    description:
      "Conversations in which every judged point of the section was met in full / conversations in which one was judged, with Wilson's 95 % interval; the script as a whole first.",
    questions: [
      rows(`SELECT if(sectionId = '', 'the whole script', sectionId) AS \`Section\`, ${MET}
FROM ${adherence('all')} WHERE criterionId = '' ORDER BY sectionId != '', metShare NULLS LAST, sectionId`),
    ],
  },
  {
    ...{
      id: 2,
      kind: 'table',
      title: 'Points of the script, worst first',
      unit: 'percent',
      decimals: 1,
      noValue: NO_SCORES,
    },
    ...{ width: 14, height: 9, fields: counts('Unclear') },
    description:
      "Answers yes (points by their part) / answers that were judged, with Wilson's 95 % interval. What was unclear is counted beside and in neither.",
    questions: [
      rows(`SELECT sectionId AS \`Section\`, criterionId AS \`Point\`, ${MET}, unclear AS \`Unclear\`
FROM ${adherence('all')} WHERE criterionId != '' ORDER BY metShare NULLS LAST, n DESC, criterionId`),
    ],
  },
];

const teams: readonly Panel[] = [
  {
    ...{ id: 11, kind: 'table', title: 'Quality of teams', unit: 'none', decimals: 1, noValue: NO_SCORES },
    ...{ width: 10, height: 8, fields: counts('Operators') },
    description: "Mean machine score of the conversations of each team with its 95 % interval (Student's t).",
    questions: [
      rows(`SELECT ${TEAM}, ${SCORE}, people AS \`Operators\`, ${ENOUGH} FROM ${quality('team')} ORDER BY \`Team\``),
    ],
  },
  {
    ...{ id: 12, kind: 'table', title: 'Script of teams', unit: 'percent', decimals: 1, noValue: NO_SCORES },
    ...{ width: 14, height: 8, fields: counts('Operators') },
    description: 'Script adherence of each team by section, and of the whole script; as above.',
    questions: [
      rows(`SELECT ${TEAM}, if(sectionId = '', 'the whole script', sectionId) AS \`Section\`, ${MET}, people AS \`Operators\`, ${ENOUGH}
FROM ${adherence('team')} WHERE criterionId = '' ORDER BY \`Team\`, sectionId`),
    ],
  },
];

const people: readonly Panel[] = [
  {
    ...{ id: 21, kind: 'table', title: 'Quality of operators', unit: 'none', decimals: 1, noValue: NO_SCORES },
    ...{ width: 12, height: 11, fields: { ...counts(), 'Critical points failed': { unit: 'percent' } } },
    description: `Mean machine score of each operator with its 95 % interval, and the share of conversations with a failed critical point. By name, not by rank: below ${FLOOR} conversations chance decides who stands first.`,
    questions: [
      rows(`SELECT ${WHO}, ${SCORE}, 100 * autoFailShare AS \`Critical points failed\`, ${ENOUGH}
FROM ${quality('operator')} ORDER BY \`Operator\`, operatorId`),
    ],
  },
  {
    ...{ id: 22, kind: 'table', title: 'Script of operators', unit: 'percent', decimals: 1, noValue: NO_SCORES },
    ...{ width: 12, height: 11, fields: counts() },
    description:
      'Script adherence of each operator by point, with n and interval. Choose an operator above to see one alone.',
    questions: [
      rows(`SELECT ${WHO}, sectionId AS \`Section\`, criterionId AS \`Point\`, ${MET}, ${ENOUGH}
FROM ${adherence('operator')} WHERE criterionId != '' ORDER BY \`Operator\`, operatorId, sectionId, criterionId`),
    ],
  },
];

const calls: readonly Panel[] = [
  {
    ...{
      id: 31,
      kind: 'table',
      title: 'Conversations, lowest score first',
      unit: 'none',
      decimals: 0,
      noValue: NO_SCORES,
    },
    ...{ width: 24, height: 10 },
    description: 'The conversations behind the figures; the row opens the call with its evidence.',
    questions: [
      rows(`SELECT ${moment('startedMs')} AS \`When\`, ${WHO}, score AS \`Score\`, if(autoFail, 'yes', 'no') AS \`Critical point failed\`, arrayStringConcat(failedCriteria, ', ') AS \`Points failed\`, callId AS \`Call\`, ${variable('project')} AS project
FROM ${from(judgedCalls, CHOSEN)} LIMIT 200`),
    ],
    fields: {
      Call: { link: { title: 'Open the call', url: CALL_LINK } },
      project: { hidden: true },
      When: { unit: 'dateTimeAsLocal' },
    },
  },
];

export const operators = (reviewAddress: string): Board => ({
  uid: 'etalon-operators',
  title: "Operators' quality",
  description: 'Which points of the script are kept, by whom, and how sure is that?',
  from: 'now-30d',
  variables: [project, scorecard, team, operator, reviewUrl(reviewAddress)],
  rows: [
    { id: 101, title: 'Script', panels: script },
    { id: 102, title: 'Teams', panels: teams },
    { id: 103, title: 'Operators', panels: people },
    { id: 104, title: 'Conversations', panels: calls },
  ],
});
