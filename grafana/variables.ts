import { REVIEW_URL } from './app-routes.ts';
import { variable } from './fillings.ts';
import type { BoardVariable } from './panel.ts';

export const project: BoardVariable = {
  kind: 'query',
  name: 'project',
  label: 'Project',
  description: 'A client, shop or campaign of projects.yaml.',
  sql: 'SELECT toString(project) AS value, name AS label FROM boards_project_rules ORDER BY label, value',
  withAll: false,
};

export const queue: BoardVariable = {
  kind: 'query',
  name: 'queue',
  label: 'Queue',
  description: 'Queues that calls of the period came to.',
  sql: `SELECT DISTINCT toString(queueEntries.queue) AS value FROM boards_calls ARRAY JOIN queueEntries
WHERE project = ${variable('project')} AND startedAt >= $__fromTime AND startedAt < $__toTime AND value != '' ORDER BY value`,
  withAll: true,
};

export const scorecard: BoardVariable = {
  kind: 'query',
  name: 'scorecard',
  label: 'Scorecard',
  description: 'Scores of different scorecards are never averaged: choose one.',
  sql: `SELECT toString(scorecardId) AS value FROM boards_evaluations WHERE project = ${variable('project')} AND run = ''
GROUP BY value ORDER BY count() DESC, value`,
  withAll: false,
};

export const team: BoardVariable = {
  kind: 'query',
  name: 'team',
  label: 'Team',
  description: 'Teams of operators.csv.',
  sql: `SELECT DISTINCT toString(team) AS value FROM boards_operators WHERE project = ${variable('project')} AND team != '' ORDER BY value`,
  withAll: true,
};

export const operator: BoardVariable = {
  kind: 'query',
  name: 'operator',
  label: 'Operator',
  description: 'Operators of the team who were judged, also those whom operators.csv does not name.',
  sql: `SELECT judged.operatorId AS value, if(people.name = '', judged.operatorId, people.name) AS label
FROM (SELECT DISTINCT operatorId FROM boards_evaluations WHERE project = ${variable('project')} AND operatorId != '') AS judged
LEFT JOIN (SELECT operatorId, name, team FROM boards_operators WHERE project = ${variable('project')}) AS people
    ON people.operatorId = judged.operatorId
WHERE ${variable('team')} IN ('', toString(people.team)) ORDER BY label, value`,
  withAll: true,
};

/** Where links of the rows lead; the installation's own address is given when the boards are generated. */
export const reviewUrl = (address: string): BoardVariable => ({ kind: 'constant', name: REVIEW_URL, value: address });
