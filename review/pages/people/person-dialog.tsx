import type { JSX } from 'preact';
import { useId, useState } from 'preact/hooks';
import type { Person, PersonChange, Role } from '../../contract/people.ts';
import { useSending } from '../answer.ts';
import { ask } from '../api.ts';
import { Button } from '../parts/button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { Field } from '../parts/field.tsx';
import { Notice } from '../parts/notice.tsx';
import { Refused } from '../parts/refused.tsx';
import { Select, Tick } from '../parts/select.tsx';
import { viewer } from '../session.ts';
import { say } from '../words.ts';
import { TickList } from './tick-list.tsx';

/** Who takes calls comes from operators.csv: nobody becomes an operator here. */
const ROLES: readonly Exclude<Role, 'operator'>[] = ['supervisor', 'client', 'executive', 'administrator'];

const NOBODY: PersonChange = { login: '', name: '', role: 'supervisor', projects: [], teams: [], off: false };

/** Adds somebody (`person` null) or changes them. Of those of operators.csv only whether they may sign in. */
export function PersonDialog({
  person,
  onClose,
  onSaved,
}: {
  readonly person: Person | null;
  readonly onClose: () => void;
  readonly onSaved: (person: Person) => void;
}): JSX.Element {
  const form = useId();
  const [change, setChange] = useState<PersonChange>(person === null ? NOBODY : changeOf(person));
  const { busy, error, run } = useSending();
  const save = async (): Promise<void> => {
    const saved = await run(() =>
      person === null
        ? ask('people.add', { body: change })
        : ask('person.change', { params: { accountId: person.accountId }, body: change }),
    );
    if (saved !== null) onSaved(saved);
  };
  return (
    <Dialog
      open
      title={person === null ? say('people:addTitle') : person.name}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{say('shell:cancel')}</Button>
          <SubmitOf form={form} busy={busy} />
        </>
      }
    >
      <form
        id={form}
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <Refused error={error} />
        {person?.listed === true ? (
          <Notice>{say('people:listed')}</Notice>
        ) : (
          <Details change={change} onChange={setChange} />
        )}
        {person !== null && (
          <Tick
            label={say('people:maySignIn')}
            checked={!change.off}
            onChange={(on) => {
              setChange({ ...change, off: !on });
            }}
          />
        )}
        {person === null && <p class="small soft">{say('people:addHint')}</p>}
      </form>
    </Dialog>
  );
}

function SubmitOf({ form, busy }: { readonly form: string; readonly busy: boolean }): JSX.Element {
  return (
    <Button kind="primary" type="submit" form={form} busy={busy}>
      {say('shell:save')}
    </Button>
  );
}

function Details({
  change,
  onChange,
}: {
  readonly change: PersonChange;
  readonly onChange: (change: PersonChange) => void;
}): JSX.Element {
  const projects = viewer()?.projects ?? [];
  const teams = projects.filter(({ id }) => change.projects.includes(id)).flatMap(({ teams: of }) => of);
  return (
    <>
      <Field
        label={say('account:name')}
        value={change.name}
        required
        onInput={(name) => {
          onChange({ ...change, name });
        }}
      />
      <Field
        label={say('account:login')}
        hint={say('people:loginHint')}
        value={change.login}
        required
        onInput={(login) => {
          onChange({ ...change, login });
        }}
      />
      <Select<Role>
        label={say('account:role')}
        value={change.role}
        options={ROLES.map((value) => ({ value, text: say(`shell:role.${value}`) }))}
        hint={say(`people:roleHelp.${change.role}`)}
        onChange={(role) => {
          onChange({ ...change, role });
        }}
      />
      {change.role !== 'administrator' && (
        <TickList
          label={say('account:projects')}
          options={projects.map(({ id, name }) => ({ value: id, text: name }))}
          chosen={change.projects}
          onChange={(chosen) => {
            onChange({ ...change, projects: chosen });
          }}
        />
      )}
      {change.role === 'supervisor' && teams.length > 0 && (
        <TickList
          label={say('people:teams')}
          options={[...new Set(teams)].map((team) => ({ value: team, text: team }))}
          chosen={change.teams}
          onChange={(chosen) => {
            onChange({ ...change, teams: chosen });
          }}
        />
      )}
    </>
  );
}

function changeOf({ login, name, role, projects, teams, state }: Person): PersonChange {
  return { login, name, role, projects, teams, off: state === 'off' };
}
