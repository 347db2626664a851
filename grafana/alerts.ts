import { pipelineGauge, pipelineLatest } from '../queries/board-numbers.ts';
import { missedNotReached } from '../queries/call-numbers.ts';
import { deadLetterCounts } from '../queries/dead-letters.ts';
import { serviceLevel } from '../queries/queue-numbers.ts';
import { from } from './board-sql.ts';
import { DATA_SOURCE } from './foundation.ts';
import { figureNow, lastHours, NOW_MS } from './fillings.ts';
import { percentOf } from './service-level.ts';

export type Alert = {
  readonly uid: string;
  readonly title: string;
  readonly summary: string;
  /** One number a row; a column of text beside it becomes a label. No macro and no variable: a rule has neither. */
  readonly sql: string;
  /** Fires above it. */
  readonly above: number;
  /** How long it must hold. */
  readonly holds: string;
  readonly board: string;
  readonly panelId: number;
};

/** One hour of fewer entries is chance. */
const FEWEST_ENTRIES = 20;
const CALL_BACK_HOURS = 2;
const OLDEST_UNSCORED_SECONDS = 6 * 3_600;
const LAG_MESSAGES = 1_000;
const SILENT_SECONDS = 600;

export const ALERTS: readonly Alert[] = [
  {
    ...{ uid: 'etalon-service-level', title: 'Service level below target', above: 0, holds: '10m' },
    summary: `In the last hour the service level of the project was below its target, with ${String(FEWEST_ENTRIES)} calls or more.`,
    sql: `SELECT toString(levels.project) AS project, rules.serviceLevelTargetPercent - ${percentOf('rules.serviceLevelVariant')} AS below
FROM ${from(serviceLevel, lastHours(1))} AS levels
INNER JOIN boards_project_rules AS rules ON rules.project = levels.project
WHERE offered >= ${String(FEWEST_ENTRIES)} AND below IS NOT NULL`,
    ...{ board: 'etalon-executive', panelId: 23 },
  },
  {
    ...{ uid: 'etalon-missed-not-reached', title: 'Missed calls not reached', above: 0, holds: '5m' },
    summary: `Customers of the project who called in vain more than ${String(CALL_BACK_HOURS)} hours ago have not been reached.`,
    sql: `SELECT toString(project) AS project, count() AS customers FROM ${from(missedNotReached, lastHours(24))}
WHERE lastMissedMs < ${NOW_MS} - ${String(CALL_BACK_HOURS * 3_600_000)} GROUP BY project`,
    ...{ board: 'etalon-executive', panelId: 31 },
  },
  {
    ...{
      uid: 'etalon-oldest-unscored',
      title: 'A call waits long for its score',
      above: OLDEST_UNSCORED_SECONDS,
      holds: '10m',
    },
    summary: `A call has waited for its evaluation for more than ${String(OLDEST_UNSCORED_SECONDS / 3_600)} hours.`,
    sql: `SELECT max(value) AS seconds FROM ${from(pipelineLatest, figureNow('etalon_oldest_unscored_call_seconds'))} HAVING count() > 0`,
    ...{ board: 'etalon-pipeline', panelId: 1 },
  },
  {
    ...{ uid: 'etalon-dead-letters', title: 'Dead letters', above: 0, holds: '0s' },
    summary: 'Messages could not be processed. The label says at which stage and why; docs/errors.md says what to do.',
    sql: `SELECT toString(stage) AS stage, toString(code) AS code, sum(letters) AS open FROM ${from(deadLetterCounts, {})} GROUP BY stage, code`,
    ...{ board: 'etalon-pipeline', panelId: 21 },
  },
  {
    ...{ uid: 'etalon-lag', title: 'A line lags behind', above: LAG_MESSAGES, holds: '15m' },
    summary: `More than ${String(LAG_MESSAGES)} messages of a topic wait for a line.`,
    sql: `SELECT JSONExtractString(labels, 'line') AS line, JSONExtractString(labels, 'topic') AS topic, max(value) AS messages
FROM ${from(pipelineLatest, figureNow('etalon_lag_messages'))} GROUP BY line, topic`,
    ...{ board: 'etalon-pipeline', panelId: 12 },
  },
  {
    ...{ uid: 'etalon-silent', title: 'No process tells its figures', above: SILENT_SECONDS, holds: '5m' },
    summary: 'For ten minutes no process has written its figures, though one did within the last day.',
    sql: `SELECT (${NOW_MS} - max(intervalStartMs)) / 1000 AS seconds FROM ${from(pipelineGauge, {
      ...figureNow('etalon_build_info'),
      ...{ fromMs: `${NOW_MS} - 86400000`, intervalMs: '60000' },
    })} HAVING count() > 0`,
    ...{ board: 'etalon-pipeline', panelId: 4 },
  },
];

/** The rules as a file of Grafana's provisioning. Nobody is told until a contact point is set up: that is the company's. */
export function alertRules(alerts: readonly Alert[]): unknown {
  const group = { orgId: 1, name: 'etalon', folder: 'Etalon', interval: '1m', rules: alerts.map(ruleOf) };
  return { apiVersion: 1, groups: [group] };
}

function ruleOf({ uid, title, summary, sql, above, holds, board, panelId }: Alert): unknown {
  const target = { refId: 'A', datasource: DATA_SOURCE, editorType: 'sql', queryType: 'table', format: 1, rawSql: sql };
  const threshold = { evaluator: { type: 'gt', params: [above] } };
  return {
    ...{ uid, title, condition: 'C', for: holds, noDataState: 'OK', execErrState: 'Error' },
    data: [
      { refId: 'A', relativeTimeRange: { from: 3_600, to: 0 }, datasourceUid: DATA_SOURCE.uid, model: target },
      expression({ refId: 'B', type: 'reduce', expression: 'A', reducer: 'last' }),
      expression({ refId: 'C', type: 'threshold', expression: 'B', conditions: [threshold] }),
    ],
    labels: { product: 'etalon' },
    annotations: { summary, __dashboardUid__: board, __panelId__: String(panelId) },
  };
}

function expression(model: { readonly refId: string } & Readonly<Record<string, unknown>>): unknown {
  return { refId: model.refId, relativeTimeRange: { from: 0, to: 0 }, datasourceUid: '__expr__', model };
}
