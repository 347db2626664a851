import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import * as common from '@grafana/grafana-foundation-sdk/common';
import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import * as stat from '@grafana/grafana-foundation-sdk/stat';
import * as table from '@grafana/grafana-foundation-sdk/table';
import * as timeseries from '@grafana/grafana-foundation-sdk/timeseries';
import type { Board, BoardVariable, FieldStyle, Panel, Question } from './panel.ts';

/** Must never change: Grafana does not start when a provisioned data source changes its uid. */
export const DATA_SOURCE = { type: 'grafana-clickhouse-datasource', uid: 'clickhouse' } as const;
const PLUGIN_VERSION = '4.20.0';
const REFRESH = '5m';

/** A board as Grafana takes it from a file: classic v1, schema 42. Ids are those of the panels, never counted. */
export function dashboardOf(board: Board): unknown {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- provisioning from files takes v1 only
  const builder = new dashboard.DashboardBuilder(board.title)
    .uid(board.uid)
    .description(board.description)
    .tags(['etalon'])
    .readonly()
    .timezone('browser')
    .weekStart('monday')
    .refresh(REFRESH)
    .time({ from: board.from, to: 'now' })
    .tooltip(dashboard.DashboardCursorSync.Crosshair)
    .link(otherBoards())
    .variables(board.variables.map(variableOf));
  for (const row of board.rows) {
    builder.withRow(new dashboard.RowBuilder(row.title).id(row.id));
    for (const panel of row.panels) builder.withPanel(panelOf(panel));
  }
  return builder.build();
}

function otherBoards(): Builder<dashboard.DashboardLink> {
  return new dashboard.DashboardLinkBuilder('Boards')
    .type(dashboard.DashboardLinkType.Dashboards)
    .tags(['etalon'])
    .asDropdown(true)
    .includeVars(true)
    .keepTime(true);
}

/**
 * Grafana puts the value for "All" into the SQL as it stands, unformatted, while a chosen one comes in quotes: two quotes
 * are the empty string that the queries take for all.
 */
const ALL = "''";

function variableOf(variable: BoardVariable): Builder<dashboard.VariableModel> {
  if (variable.kind === 'constant') {
    // The SDK cannot hide a constant.
    const constant = new dashboard.ConstantVariableBuilder(variable.name).value(variable.value).allowCustomValue(false);
    return { build: () => ({ ...constant.build(), hide: dashboard.VariableHide.HideVariable }) };
  }
  const query = new dashboard.QueryVariableBuilder(variable.name)
    .label(variable.label)
    .description(variable.description)
    .datasource(DATA_SOURCE)
    .query(targetOf({ sql: variable.sql, as: 'rows' }, variable.name))
    .definition(variable.sql)
    .refresh(dashboard.VariableRefresh.OnTimeRangeChanged)
    .sort(dashboard.VariableSort.Disabled)
    .multi(false)
    // A value that is typed in would be SQL of whoever typed it.
    .allowCustomValue(false);
  return variable.withAll ? query.includeAll(true).allValue(ALL) : query;
}

function targetOf({ sql, as }: Question, refId: string): Record<string, unknown> {
  const kind = as === 'series' ? { queryType: 'timeseries', format: 0 } : { queryType: 'table', format: 1 };
  return { refId, datasource: DATA_SOURCE, editorType: 'sql', ...kind, pluginVersion: PLUGIN_VERSION, rawSql: sql };
}

/** The SDK knows no query of ClickHouse: this is one. */
function queryOf(question: Question, nth: number): Builder<Dataquery> {
  const target = targetOf(question, String.fromCharCode('A'.charCodeAt(0) + nth));
  return { build: () => ({ ...target, _implementsDataqueryVariant: () => undefined }) };
}

type AnyPanel = stat.PanelBuilder | timeseries.PanelBuilder | table.PanelBuilder;

function panelOf(panel: Panel): AnyPanel {
  const builder = emptyPanel(panel)
    .id(panel.id)
    .title(panel.title)
    .description(panel.description)
    .datasource(DATA_SOURCE)
    .span(panel.width)
    .height(panel.height)
    .unit(panel.unit)
    .noValue(panel.noValue)
    .targets(panel.questions.map(queryOf));
  if (panel.decimals !== undefined) builder.decimals(panel.decimals);
  for (const [name, style] of Object.entries(panel.fields ?? {})) builder.overrideByName(name, propertiesOf(style));
  return builder;
}

function emptyPanel({ kind }: Panel): AnyPanel {
  switch (kind) {
    case 'stat':
      return new stat.PanelBuilder()
        .graphMode(common.BigValueGraphMode.Area)
        .colorMode(common.BigValueColorMode.None)
        .textMode(common.BigValueTextMode.ValueAndName)
        .orientation(common.VizOrientation.Horizontal)
        .reduceOptions(new common.ReduceDataOptionsBuilder().calcs(['last']).values(false));
    case 'lines':
      return new timeseries.PanelBuilder().showPoints(common.VisibilityMode.Always).spanNulls(false);
    case 'bars':
      return new timeseries.PanelBuilder()
        .drawStyle(common.GraphDrawStyle.Bars)
        .fillOpacity(70)
        .stacking(new common.StackingConfigBuilder().mode(common.StackingMode.Normal));
    case 'table':
      return new table.PanelBuilder().cellHeight(common.TableCellHeight.Sm);
  }
}

function propertiesOf({ unit, decimals, hidden, link }: FieldStyle): dashboard.DynamicConfigValue[] {
  return [
    ...(unit === undefined ? [] : [{ id: 'unit', value: unit }]),
    ...(decimals === undefined ? [] : [{ id: 'decimals', value: decimals }]),
    ...(hidden === true ? [{ id: 'custom.hidden', value: true }] : []),
    ...(link === undefined ? [] : [{ id: 'links', value: [{ ...link, targetBlank: true }] }]),
  ];
}
