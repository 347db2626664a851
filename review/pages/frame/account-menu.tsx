import type { JSX } from 'preact';
import { useSending } from '../answer.ts';
import { Button } from '../parts/button.tsx';
import { Popover } from '../parts/popover.tsx';
import { Refused } from '../parts/refused.tsx';
import { signOut, viewer } from '../session.ts';
import { say } from '../words.ts';
import { LanguageSelect, ThemeChoice } from './preferences.tsx';

/** Who is signed in, in which language and light, and the way out. */
export function AccountMenu(): JSX.Element | null {
  const me = viewer();
  const { busy, error, run } = useSending();
  if (me === null) return null;
  return (
    <Popover className="account" button={<Who name={me.name} />}>
      {(close) => (
        <div class="stack">
          <p>
            <strong>{me.name}</strong>
            <br />
            <span class="soft">{say(`shell:role.${me.role}`)}</span>
          </p>
          <LanguageSelect />
          <ThemeChoice />
          <hr />
          <div class="row between">
            <a href="/account" onClick={close}>
              {say('shell:account.settings')}
            </a>
            <Button small busy={busy} onClick={() => void run(signOut)}>
              {say('shell:account.signOut')}
            </Button>
          </div>
          <Refused error={error} />
        </div>
      )}
    </Popover>
  );
}

function Who({ name }: { readonly name: string }): JSX.Element {
  return (
    <>
      <span class="unseen">{say('shell:account.menu', { name })}</span>
      <span class="initials" aria-hidden="true">
        {initials(name)}
      </span>
      <span class="name" aria-hidden="true">
        {name}
      </span>
    </>
  );
}

/** 'Anna Maria Nowak' → 'AN' */
function initials(name: string): string {
  // What stands in brackets behind a name is no part of it.
  const parts = name
    .replace(/\(.*\)/, '')
    .trim()
    .split(/\s+/);
  return [parts[0], parts.length > 1 ? parts.at(-1) : ''].map((part) => part?.slice(0, 1).toUpperCase() ?? '').join('');
}
