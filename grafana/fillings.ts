import type { Filling } from './board-sql.ts';

/** Always in this form: `$name` would break on a name with an apostrophe. */
export const variable = (name: string): string => `\${${name}:singlequote}`;

/** The period of the board, epoch ms; from inclusive, to exclusive. */
export const FROM_MS = 'toUnixTimestamp64Milli($__fromTime_ms)';
export const TO_MS = 'toUnixTimestamp64Milli($__toTime_ms)';
export const NOW_MS = 'toUnixTimestamp64Milli(now64(3))';
/** The period of the same length before it. */
const BEFORE_MS = `2 * ${FROM_MS} - ${TO_MS}`;

/** A customer's missed calls within it are one row of work, as on the command line and in the review app. */
const WINDOW_MS = String(7 * 86_400_000);

/** A column of project_rules for the project of the board; before a project was taken in, what its type has for nothing. */
export const rule = (column: string): string =>
  `(SELECT any(${column}) FROM boards_project_rules WHERE project = ${variable('project')})`;

/** The same for whichever project the row is of. */
const ruleOfEach = (column: string): string =>
  `(SELECT mapFromArrays(groupArray(toString(project)), groupArray(${column})) FROM boards_project_rules)[toString(project)]`;

/** The zone of the board's project: days are its days. */
export const TIME_ZONE = `assumeNotNull((SELECT if(any(timeZone) = '', 'UTC', toString(any(timeZone))) FROM boards_project_rules
    WHERE project = ${variable('project')}))`;

/** The first moment of the local day of a moment in epoch ms. */
export const dayOf = (ms: string): string => `toStartOfDay(fromUnixTimestamp64Milli(${ms}, 'UTC'), ${TIME_ZONE})`;

/** Time as the boards show it. */
export const moment = (ms: string): string => `fromUnixTimestamp64Milli(${ms}, 'UTC')`;

/** Open at every hour: no board tells apart what came outside working hours. */
const ANY_HOUR = { workFromMs: '[toInt64(-9000000000000000)]', workToMs: '[toInt64(9000000000000000)]' };

/** Operators of a number of quality: one, those of a team, or all. '' is nobody, and keeps a team of none from meaning all. */
const CHOSEN_OPERATORS = `if(${variable('operator')} != '', [${variable('operator')}], if(${variable('team')} != '',
    (SELECT arrayPushFront(groupArray(operatorId), '') FROM boards_operators
        WHERE project = ${variable('project')} AND team = ${variable('team')}), []))`;
const NOTHING_HIDDEN = {
  blindCallIds: "CAST([], 'Array(String)')",
  blindOperatorIds: "CAST([], 'Array(String)')",
};

const RULES: Filling = {
  thresholdMs: rule('thresholdMs'),
  shortMs: rule('shortMs'),
  timeZone: TIME_ZONE,
};

/** Every parameter of the numbers, for the project and queue of the board and its period. */
export const PERIOD: Filling = {
  ...{ project: variable('project'), queue: variable('queue'), fromMs: FROM_MS, toMs: TO_MS },
  ...{ ...RULES, ...ANY_HOUR, ...NOTHING_HIDDEN },
  ...{ attribution: "'cohort'", intervalMs: '0', byQueue: '0', windowMs: WINDOW_MS },
  // What was known at the end of the period: then one period can be held against another.
  asOfMs: `least(${TO_MS}, ${NOW_MS})`,
  ...{
    evaluator: "'machine'",
    scorecardId: variable('scorecard'),
    operatorIds: "CAST([], 'Array(String)')",
    grain: "'all'",
  },
};

export const PERIOD_BEFORE: Filling = { ...PERIOD, fromMs: BEFORE_MS, toMs: FROM_MS, asOfMs: FROM_MS };

/** Of the operators that are chosen on the board, in any queue. */
export const CHOSEN: Filling = { ...PERIOD, queue: "''", operatorIds: CHOSEN_OPERATORS };

/** All projects side by side, each by its own rules. */
export const EVERY_PROJECT: Filling = {
  ...PERIOD,
  ...{ project: "''", queue: "''", thresholdMs: ruleOfEach('thresholdMs'), shortMs: ruleOfEach('shortMs') },
};

/** The last hours, without macros or variables: an alert rule has neither. */
export const lastHours = (hours: number): Filling => ({
  ...EVERY_PROJECT,
  ...{ fromMs: `${NOW_MS} - ${String(hours * 3_600_000)}`, toMs: NOW_MS, asOfMs: NOW_MS },
});

/** A figure of /metrics: as it stood at the end of the period, and over it. */
export const figure = (name: string): Filling => ({
  ...{ name: `'${name}'`, fromMs: FROM_MS, toMs: TO_MS, intervalMs: '0' },
  ...{ asOfMs: `least(${TO_MS}, ${NOW_MS})`, withinMs: '600000' },
});

/** Of what /metrics told lately, without macros, for alerts. */
export const figureNow = (name: string): Filling => ({ ...figure(name), asOfMs: NOW_MS, toMs: NOW_MS });
