import type { JSX } from 'preact';
import type { ProjectChoice } from '../../contract/me.ts';
import type { OperatorFigures, Overview, TeamFigures } from '../../contract/overview.ts';
import { number, score } from '../formats.ts';
import { Interval } from '../parts/interval.tsx';
import { Table, type Column } from '../parts/table.tsx';
import { Duration } from '../parts/time.tsx';
import { may } from '../session.ts';
import { say } from '../words.ts';
import { callsHref } from './where.ts';

/** Operators in a table, by name at first: means of few calls are no ranking. */
export function Operators({
  overview,
  project,
}: {
  readonly overview: Overview;
  readonly project: ProjectChoice;
}): JSX.Element | null {
  const { operators } = overview;
  if (operators.length === 0) return null;
  const teams = project.teams.length > 1;
  const name: Column<OperatorFigures> = {
    ...{ id: 'name', head: say('overview:people.operator') },
    ...{ cell: nameOf, by: nameOf },
  };
  const team: Column<OperatorFigures> = {
    ...{ id: 'team', head: say('overview:people.team') },
    ...{ cell: (row) => row.team, by: (row) => row.team },
  };
  return (
    <section class="stack" aria-labelledby="operators">
      <h2 id="operators">{say('overview:section.operators')}</h2>
      <p class="soft prose">{say('overview:people.lead')}</p>
      <Table<OperatorFigures>
        caption={say('overview:section.operators')}
        rows={operators}
        rowKey={({ operatorId }) => operatorId}
        rowHref={may('calls') ? ({ operatorId }) => callsHref(overview, { operator: operatorId }) : undefined}
        first={{ by: 'name', down: false }}
        columns={[name, ...(teams ? [team] : []), ...figureColumns()]}
      />
    </section>
  );
}

/** Somebody whom the list of operators does not name goes by what the telephone system calls them. */
function nameOf({ operatorId, name }: OperatorFigures): string {
  return name === '' ? say('overview:people.unknown', { alias: operatorId.replace(/^provisional:/, '') }) : name;
}

/** Teams, for who sees numbers only: of at least five people. */
export function Teams({
  overview: { teams, operators, quality },
}: {
  readonly overview: Overview;
}): JSX.Element | null {
  if (operators.length > 0 || (teams.length === 0 && quality.length === 0)) return null;
  const name: Column<TeamFigures> = {
    ...{ id: 'team', head: say('overview:people.team') },
    ...{ cell: ({ team }) => team, by: ({ team }) => team },
  };
  const people: Column<TeamFigures> = {
    ...{ id: 'people', head: say('overview:people.people'), align: 'end' },
    ...{ cell: (row) => number(row.people), by: (row) => row.people },
  };
  return (
    <section class="stack" aria-labelledby="teams">
      <h2 id="teams">{say('overview:section.teams')}</h2>
      <p class="soft prose">{say(teams.length === 0 ? 'overview:people.noTeams' : 'overview:people.teamsLead')}</p>
      {teams.length > 0 && (
        <Table<TeamFigures>
          caption={say('overview:section.teams')}
          rows={teams}
          rowKey={({ team }) => team}
          first={{ by: 'team', down: false }}
          columns={[name, people, ...figureColumns()]}
        />
      )}
    </section>
  );
}

type Figures = Pick<OperatorFigures, 'answered' | 'ahtMs' | 'machine' | 'supervisor'>;

function figureColumns<Row extends Figures>(): readonly Column<Row>[] {
  return [
    {
      ...{ id: 'answered', head: say('overview:people.answered'), align: 'end' },
      ...{ cell: (row) => number(row.answered), by: (row) => row.answered },
    },
    {
      ...{ id: 'aht', head: say('numbers:aht.short'), unit: say('shell:units.minutes'), align: 'end' },
      ...{ cell: (row) => <Duration ms={row.ahtMs} none={say('numbers:aht.none')} />, by: (row) => row.ahtMs },
    },
    {
      ...{ id: 'machine', head: say('overview:people.machine'), unit: '0–100', align: 'end' },
      ...{ cell: ({ machine }) => score(machine.mean), by: ({ machine }) => machine.mean },
    },
    {
      ...{ id: 'interval', head: say('overview:quality.interval') },
      cell: ({ machine: { mean, low, high, n } }) => <Interval {...{ mean, low, high, n }} />,
    },
    {
      ...{ id: 'n', head: 'n', align: 'end' },
      ...{ cell: ({ machine }) => number(machine.n), by: ({ machine }) => machine.n },
    },
    {
      ...{ id: 'supervisor', head: say('overview:people.supervisor'), unit: '0–100', align: 'end' },
      cell: ({ supervisor }) => score(supervisor.mean),
      by: ({ supervisor }) => supervisor.mean,
    },
    {
      ...{ id: 'supervisor-n', head: say('overview:people.supervisorN'), align: 'end' },
      ...{ cell: ({ supervisor }) => number(supervisor.n), by: ({ supervisor }) => supervisor.n },
    },
  ];
}
