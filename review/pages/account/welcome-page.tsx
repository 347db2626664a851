import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useAnswer, useSending } from '../answer.ts';
import { ask } from '../api.ts';
import { Button, ButtonLink } from '../parts/button.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { Refused } from '../parts/refused.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { useAddress, useParam } from '../route.ts';
import { findViewer } from '../session.ts';
import { say } from '../words.ts';
import { NewPassword, type PasswordTyped } from './new-password.tsx';
import './account.css';

/** What a one-time link opens: the account's owner chooses a password and is signed in. */
export default function WelcomePage(): JSX.Element {
  const token = useParam('token');
  const link = useAnswer('link.look', { params: { token } });
  const name = link.answer?.name ?? '';
  return (
    <div class="narrow">
      <PageHead
        title={name === '' ? say('account:welcome.title') : say('account:welcome.titleFor', { name })}
        lead={link.answer === null ? undefined : say('account:welcome.lead', { login: link.answer.login })}
      />
      {link.state === 'refused' ? (
        <div class="stack">
          <Refused error={link.error} again={link.again} />
          <div>
            <ButtonLink href="/sign-in">{say('account:welcome.toSignIn')}</ButtonLink>
          </div>
        </div>
      ) : link.answer === null ? (
        <Skeleton lines={3} height={36} />
      ) : (
        <ChoosePassword token={token} login={link.answer.login} />
      )}
    </div>
  );
}

function ChoosePassword({ token, login }: { readonly token: string; readonly login: string }): JSX.Element {
  const { go } = useAddress();
  const [typed, setTyped] = useState<PasswordTyped>({ password: '', again: '' });
  const { busy, error, run } = useSending();
  const choose = async (): Promise<void> => {
    const done = await run(() => ask('link.use', { params: { token }, body: { password: typed.password } }));
    if (done === null) return;
    await findViewer();
    go('/', true);
  };
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (typed.password === typed.again) void choose();
      }}
    >
      <Refused error={error} />
      <input type="text" name="login" autoComplete="username" value={login} hidden readOnly />
      <NewPassword typed={typed} onType={setTyped} />
      <div>
        <Button kind="primary" type="submit" busy={busy}>
          {say('account:welcome.act')}
        </Button>
      </div>
    </form>
  );
}
