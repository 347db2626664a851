import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { AwayError, RefusedError } from '../api.ts';
import { percent, score } from '../formats.ts';
import { Button } from '../parts/button.tsx';
import { announce } from '../parts/live.tsx';
import { refusedWords } from '../refused.ts';
import { pathTo } from '../route.ts';
import { hasWords, say } from '../words.ts';
import { forget, isDone, onTheirWay, type OnItsWay } from './upload-list.ts';

/** What becomes of each recording: sent, waiting, heard so far, scored with its call; or what went wrong and what to do. */
export function OnTheirWay(): JSX.Element | null {
  if (onTheirWay.value.length === 0) return null;
  return (
    <section class="on-their-way" aria-label={say('calls:upload.list')}>
      <ul role="list">
        {onTheirWay.value.map((one) => (
          <li key={one.key}>
            <One one={one} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function One({ one }: { readonly one: OnItsWay }): JSX.Element {
  const { name, upload, error } = one;
  const failed = error !== null || upload?.state === 'failed';
  const over = isDone(one) || error !== null;
  const state = stateOf(one);
  // Each percent would be too much to listen to; how it ended is read out.
  useEffect(() => {
    if (over) announce(`${name}: ${state}`);
  }, [over]);
  return (
    <>
      <span class="name">{name}</span>
      <span class={failed ? 'state failed' : 'state'}>{state}</span>
      <span class="row">
        {upload !== null && upload.callId !== '' && isDone(one) && (
          <a href={pathTo('calls', upload.project, upload.callId)}>{say('calls:upload.open')}</a>
        )}
        {error instanceof AwayError && (
          <Button small onClick={one.again}>
            {say('shell:again')}
          </Button>
        )}
        {over && (
          <Button
            kind="quiet"
            small
            label={say('calls:upload.forget', { name })}
            onClick={() => {
              forget(one.key);
            }}
          >
            <span aria-hidden="true">✕</span>
          </Button>
        )}
      </span>
      {!over && <Progress one={one} />}
    </>
  );
}

function stateOf({ sent, upload, error }: OnItsWay): string {
  if (error !== null) return errorOf(error);
  if (upload === null) return say('calls:upload.sending', { share: percent(sent) });
  switch (upload.state) {
    case 'waiting':
      return say('calls:upload.waiting');
    case 'hearing':
      return upload.share === null
        ? say('calls:upload.hearing')
        : say('calls:upload.hearingShare', { share: percent(upload.share) });
    case 'scored':
      return upload.score === null
        ? say('calls:upload.withheld')
        : say('calls:upload.scored', { score: score(upload.score) });
    case 'heard':
      return say('calls:upload.heard');
    case 'failed':
      return failureOf(upload.failure);
  }
}

/** Of a file that is no recording the server says why. */
function errorOf(error: unknown): string {
  const why = error instanceof RefusedError ? `calls:failure.${String(error.refusal.params['why'] ?? '')}` : '';
  return why !== '' && hasWords(why) ? say(why) : refusedWords(error);
}

/** What went wrong and what to do; a code without words of its own is named. */
function failureOf(failure: NonNullable<OnItsWay['upload']>['failure']): string {
  const code = failure?.code ?? '';
  const key = `calls:failure.${code}`;
  return code !== '' && hasWords(key) ? say(key, failure?.params) : say('calls:failure.other', { code });
}

function Progress({ one: { name, sent, upload } }: { readonly one: OnItsWay }): JSX.Element {
  const share = upload === null ? sent : upload.state === 'hearing' ? upload.share : null;
  return share === null ? <progress aria-label={name} max={1} /> : <progress aria-label={name} max={1} value={share} />;
}
