import { boardTemplate } from '../store/board-template.ts';
import { alertRules, ALERTS } from './alerts.ts';
import { executive } from './boards/executive.ts';
import { operators } from './boards/operators.ts';
import { pipeline } from './boards/pipeline.ts';
import { dashboardOf } from './foundation.ts';
import type { Board } from './panel.ts';

/** Where the review app listens when nothing else is said. */
export const REVIEW_ADDRESS = 'http://127.0.0.1:8080';

export const boardsWith = (reviewAddress: string): readonly Board[] =>
  [executive, operators, pipeline].map((board) => board(reviewAddress));

/** Every SQL that Grafana is told to ask, as it stands in the files. */
export function askedSql(boards: readonly Board[]): readonly string[] {
  const ofVariables = boards.flatMap(({ variables }) =>
    variables.flatMap((of) => (of.kind === 'query' ? [of.sql] : [])),
  );
  const ofPanels = boards.flatMap((board) =>
    panelsOf(board).flatMap(({ questions }) => questions.map(({ sql }) => sql)),
  );
  return [...new Set([...ofVariables, ...ofPanels, ...ALERTS.map(({ sql }) => sql)])];
}

export const panelsOf = ({ rows }: Board): Board['rows'][number]['panels'] => rows.flatMap(({ panels }) => panels);

/** The generated files by their path in this folder, the same for the same sources. */
export function generatedFiles(reviewAddress: string): ReadonlyMap<string, string> {
  const boards = boardsWith(reviewAddress);
  const templates = [...new Set(askedSql(boards).flatMap((sql) => boardTemplate(sql)))].sort();
  return new Map([
    ...boards.map((board) => [`dashboards/${board.uid}.json`, json(dashboardOf(board))] as const),
    // JSON is YAML. Grafana reads $ in these files as a variable of its environment: no SQL of an alert has one.
    ['provisioning/alerting/rules.yaml', `# Made by grafana/generate.ts.\n${json(alertRules(ALERTS))}`],
    ['board-queries.json', json(templates)],
  ]);
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
