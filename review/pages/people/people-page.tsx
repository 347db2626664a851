import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { People, Person } from '../../contract/people.ts';
import { useAnswer } from '../answer.ts';
import { Button } from '../parts/button.tsx';
import { Empty } from '../parts/empty.tsx';
import { Field } from '../parts/field.tsx';
import { announce } from '../parts/live.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { Select } from '../parts/select.tsx';
import { Shown } from '../parts/shown.tsx';
import { say } from '../words.ts';
import { LinkDialog } from './link-dialog.tsx';
import { PeopleTable } from './people-table.tsx';
import { PersonDialog } from './person-dialog.tsx';
import './people.css';

/** A dialog over the table: somebody new, somebody to change, or somebody's one-time link. */
type Open = { readonly kind: 'new' } | { readonly kind: 'change' | 'link'; readonly person: Person } | null;

/** Accounts: who may sign in as what, and the links by which they begin. */
export default function PeoplePage(): JSX.Element {
  const people = useAnswer('people');
  const [open, setOpen] = useState<Open>(null);
  const close = (): void => {
    setOpen(null);
  };
  const changed = (person: Person): void => {
    announce(say('people:saved', { name: person.name }));
    people.again();
    close();
  };
  return (
    <>
      <PageHead
        title={say('people:title')}
        lead={say('people:lead')}
        actions={
          <Button
            kind="primary"
            onClick={() => {
              setOpen({ kind: 'new' });
            }}
          >
            {say('people:add')}
          </Button>
        }
      />
      <Shown of={people}>{(answer) => <Found people={answer} onOpen={setOpen} />}</Shown>
      {(open?.kind === 'new' || open?.kind === 'change') && (
        <PersonDialog person={open.kind === 'new' ? null : open.person} onClose={close} onSaved={changed} />
      )}
      {open?.kind === 'link' && (
        <LinkDialog
          person={open.person}
          onClose={() => {
            people.again();
            close();
          }}
        />
      )}
    </>
  );
}

const STATES: readonly Person['state'][] = ['new', 'invited', 'active', 'off'];

function Found({ people, onOpen }: { readonly people: People; readonly onOpen: (open: Open) => void }): JSX.Element {
  const [wanted, setWanted] = useState('');
  const [state, setState] = useState<Person['state'] | ''>('');
  const rows = people.rows.filter((person) => (state === '' || person.state === state) && isNamed(person, wanted));
  return (
    <>
      <div class="people-filters" role="search">
        <Field type="search" label={say('people:find')} value={wanted} onInput={setWanted} />
        <Select<Person['state'] | ''>
          label={say('people:stateHead')}
          value={state}
          options={[
            { value: '', text: say('people:allStates') },
            ...STATES.map((value) => ({ value, text: say(`people:state.${value}`) })),
          ]}
          onChange={setState}
        />
        <p class="small soft" aria-live="polite">
          {say('people:count', { count: rows.length })}
        </p>
      </div>
      {rows.length === 0 ? (
        <Empty title={say('people:nobody')}>{say('people:nobodyHint')}</Empty>
      ) : (
        <PeopleTable
          rows={rows}
          onChange={(person) => {
            onOpen({ kind: 'change', person });
          }}
          onLink={(person) => {
            onOpen({ kind: 'link', person });
          }}
        />
      )}
    </>
  );
}

function isNamed({ name, login }: Person, wanted: string): boolean {
  const part = wanted.trim().toLocaleLowerCase();
  return `${name} ${login}`.toLocaleLowerCase().includes(part);
}
