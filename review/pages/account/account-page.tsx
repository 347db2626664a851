import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useSending } from '../answer.ts';
import { ask } from '../api.ts';
import { LanguageSelect, ThemeChoice } from '../frame/preferences.tsx';
import { Button } from '../parts/button.tsx';
import { Field } from '../parts/field.tsx';
import { Notice } from '../parts/notice.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { Refused } from '../parts/refused.tsx';
import { viewer } from '../session.ts';
import { say } from '../words.ts';
import { NewPassword, type PasswordTyped } from './new-password.tsx';
import './account.css';

/** One's own account: who it is, in which language and light, and its password. */
export default function AccountPage(): JSX.Element | null {
  const me = viewer();
  if (me === null) return null;
  const projects = me.projects.map(({ name }) => name).join(' · ');
  return (
    <>
      <PageHead title={say('account:title')} />
      <div class="account-parts">
        <section class="stack" aria-labelledby="who">
          <h2 id="who">{say('account:who')}</h2>
          <dl class="facts">
            <dt>{say('account:name')}</dt>
            <dd>{me.name}</dd>
            <dt>{say('account:login')}</dt>
            <dd>{me.login}</dd>
            <dt>{say('account:role')}</dt>
            <dd>{say(`shell:role.${me.role}`)}</dd>
            {projects !== '' && <dt>{say('account:projects')}</dt>}
            {projects !== '' && <dd>{projects}</dd>}
          </dl>
          <p class="small soft">{say('account:whoHint')}</p>
        </section>
        <section class="stack" aria-labelledby="look">
          <h2 id="look">{say('account:look')}</h2>
          <LanguageSelect />
          <ThemeChoice />
        </section>
        <ChangePassword />
      </div>
    </>
  );
}

const NOTHING_TYPED: PasswordTyped = { password: '', again: '' };

function ChangePassword(): JSX.Element {
  const [old, setOld] = useState('');
  const [typed, setTyped] = useState(NOTHING_TYPED);
  const [changed, setChanged] = useState(false);
  const { busy, error, run } = useSending();
  const change = async (): Promise<void> => {
    const body = { password: typed.password, oldPassword: old };
    const done = await run(() => ask('me.change', { body }));
    setChanged(done !== null);
    if (done === null) return;
    setOld('');
    setTyped(NOTHING_TYPED);
  };
  return (
    <section aria-labelledby="password">
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (typed.password === typed.again) void change();
        }}
      >
        <h2 id="password">{say('account:changePassword')}</h2>
        <Refused error={error} />
        {changed && <Notice tone="pass">{say('account:passwordChanged')}</Notice>}
        <Field
          type="password"
          label={say('account:oldPassword')}
          name="password"
          autoComplete="current-password"
          value={old}
          onInput={setOld}
          required
        />
        <NewPassword typed={typed} onType={setTyped} />
        <div>
          <Button type="submit" busy={busy}>
            {say('account:changePassword')}
          </Button>
        </div>
      </form>
    </section>
  );
}
