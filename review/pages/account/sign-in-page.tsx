import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useSending } from '../answer.ts';
import { ask } from '../api.ts';
import { Button } from '../parts/button.tsx';
import { Field } from '../parts/field.tsx';
import { Notice } from '../parts/notice.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { Refused } from '../parts/refused.tsx';
import { useAddress } from '../route.ts';
import { findViewer, session } from '../session.ts';
import { say } from '../words.ts';
import './account.css';

/** Signing in by name and password; leads back to where the reader was going. */
export default function SignInPage(): JSX.Element {
  const { query, go } = useAddress();
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  const { busy, error, run } = useSending();
  const back = localPath(query['back']);
  const known = session.value.state === 'signed-in';
  useEffect(() => {
    if (known) go(back, true);
  }, [known]);

  const signIn = async (): Promise<void> => {
    const me = await run(() => ask('session.open', { body: { login: login.trim(), password } }));
    if (me === null) setPassword('');
    else await findViewer();
  };
  return (
    <div class="narrow">
      <PageHead title={say('account:signIn.title')} lead={say('account:signIn.lead')} />
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void signIn();
        }}
      >
        {back !== '/' && error === null && <Notice>{say('account:signIn.comeBack')}</Notice>}
        <Refused error={error} />
        <Field
          label={say('account:login')}
          name="login"
          autoComplete="username"
          value={login}
          onInput={setLogin}
          required
        />
        <Field
          type="password"
          label={say('account:password')}
          name="password"
          autoComplete="current-password"
          value={password}
          onInput={setPassword}
          required
        />
        <div>
          <Button kind="primary" type="submit" busy={busy}>
            {say('account:signIn.act')}
          </Button>
        </div>
        <p class="small soft">{say('account:signIn.forgotten')}</p>
      </form>
    </div>
  );
}

/** Only a path of these pages: an address from elsewhere must lead nowhere else. */
function localPath(back: string | undefined): string {
  if (back === undefined || !URL.canParse(back, location.origin)) return '/';
  const { origin, pathname, search } = new URL(back, location.origin);
  return origin === location.origin ? pathname + search : '/';
}
