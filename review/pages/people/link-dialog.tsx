import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { OneTimeLink, Person } from '../../contract/people.ts';
import { useSending } from '../answer.ts';
import { ask } from '../api.ts';
import { moment } from '../formats.ts';
import { Button } from '../parts/button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { Notice } from '../parts/notice.tsx';
import { Refused } from '../parts/refused.tsx';
import { say } from '../words.ts';

/** Makes a one-time link and shows it, once. Before that it says what the link does to an account in use. */
export function LinkDialog({
  person,
  onClose,
}: {
  readonly person: Person;
  readonly onClose: () => void;
}): JSX.Element {
  const [link, setLink] = useState<OneTimeLink | null>(null);
  const { busy, error, run } = useSending();
  const make = async (): Promise<void> => {
    setLink(await run(() => ask('person.link', { params: { accountId: person.accountId } })));
  };
  return (
    <Dialog
      open
      title={say('people:linkFor', { name: person.name })}
      onClose={onClose}
      actions={
        link === null ? (
          <>
            <Button onClick={onClose}>{say('shell:cancel')}</Button>
            <Button kind="primary" busy={busy} onClick={() => void make()}>
              {say('people:linkMake')}
            </Button>
          </>
        ) : (
          <Button onClick={onClose}>{say('shell:close')}</Button>
        )
      }
    >
      <Refused error={error} />
      {link === null ? (
        <p>{say(person.state === 'active' ? 'people:linkAgain' : 'people:linkFirst', { login: person.login })}</p>
      ) : (
        <Made link={link} />
      )}
    </Dialog>
  );
}

function Made({ link }: { readonly link: OneTimeLink }): JSX.Element {
  const place = useRef<HTMLInputElement>(null);
  const [copied, setCopied] = useState<'' | 'copied' | 'by-hand'>('');
  const copy = async (): Promise<void> => {
    place.current?.select();
    try {
      await navigator.clipboard.writeText(link.url);
      setCopied('copied');
    } catch {
      // Without HTTPS, or without leave, the browser copies for nobody.
      setCopied('by-hand');
    }
  };
  return (
    <>
      <p>{say('people:linkOnce', { until: moment(link.expiresMs, '') })}</p>
      <div class="made-link">
        <input ref={place} class="input" type="text" readOnly value={link.url} aria-label={say('people:linkText')} />
        <Button kind="primary" onClick={() => void copy()}>
          {say('people:copy')}
        </Button>
      </div>
      {copied !== '' && (
        <Notice tone={copied === 'copied' ? 'pass' : 'neutral'}>{say(`people:copyState.${copied}`)}</Notice>
      )}
    </>
  );
}
