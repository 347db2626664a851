import type { JSX } from 'preact';
import type { Person } from '../../contract/people.ts';
import { NOTHING } from '../formats.ts';
import { Button } from '../parts/button.tsx';
import { Chip } from '../parts/chip.tsx';
import { Table, type Column } from '../parts/table.tsx';
import { Time } from '../parts/time.tsx';
import { viewer } from '../session.ts';
import { say } from '../words.ts';

const TONES = { active: 'pass', invited: 'accent', new: 'unclear', off: 'neutral' } as const;

export function PeopleTable({
  rows,
  onChange,
  onLink,
}: {
  readonly rows: readonly Person[];
  readonly onChange: (person: Person) => void;
  readonly onLink: (person: Person) => void;
}): JSX.Element {
  const actions: Column<Person> = {
    id: 'actions',
    head: say('people:actions'),
    align: 'end',
    cell: (person) => (
      <span class="person-actions">
        <Button
          small
          label={say('people:changeWhom', { name: person.name })}
          onClick={() => {
            onChange(person);
          }}
        >
          {say('people:change')}
        </Button>
        {person.state !== 'off' && (
          <Button
            small
            label={say('people:linkFor', { name: person.name })}
            onClick={() => {
              onLink(person);
            }}
          >
            {say('people:link')}
          </Button>
        )}
      </span>
    ),
  };
  return (
    <Table
      caption={say('people:title')}
      columns={[...columnsOf(), actions]}
      rows={rows}
      rowKey={({ accountId }) => accountId}
      first={{ by: 'name', down: false }}
    />
  );
}

function columnsOf(): readonly Column<Person>[] {
  const projects = new Map(viewer()?.projects.map(({ id, name }) => [id, name]));
  return [
    { id: 'name', head: say('account:name'), cell: ({ name }) => name, by: ({ name }) => name },
    { id: 'login', head: say('account:login'), cell: ({ login }) => login, by: ({ login }) => login },
    { id: 'role', head: say('account:role'), cell: ({ role }) => say(`shell:role.${role}`), by: ({ role }) => role },
    {
      id: 'reach',
      head: say('people:reach'),
      cell: (person) => reachOf(person, projects),
    },
    {
      id: 'state',
      head: say('people:stateHead'),
      cell: ({ state }) => (
        <Chip tone={TONES[state]} title={say(`people:stateHelp.${state}`)}>
          {say(`people:state.${state}`)}
        </Chip>
      ),
      by: ({ state }) => state,
    },
    {
      id: 'seen',
      head: say('people:seen'),
      align: 'end',
      cell: ({ lastSeenMs }) => <Time ms={lastSeenMs} zone="" />,
      by: ({ lastSeenMs }) => lastSeenMs,
    },
  ];
}

/** Projects by name, and the teams of those who have teams. */
function reachOf({ role, projects, teams }: Person, names: ReadonlyMap<string, string>): string {
  if (role === 'administrator') return say('people:everything');
  const of = projects.map((id) => names.get(id) ?? id).join(' · ');
  return (of === '' ? NOTHING : of) + (teams.length === 0 ? '' : ` (${teams.join(', ')})`);
}
