import type { JSX } from 'preact';
import type { CallOpened } from '../../contract/call.ts';
import { Chip } from '../parts/chip.tsx';
import { Notice } from '../parts/notice.tsx';
import { say } from '../words.ts';
import { coded, languageName } from './facts.tsx';

/** Which recogniser heard each recording. */
export function HeardBy({ opened: { heardBy } }: { readonly opened: CallOpened }): JSX.Element | null {
  const heard = heardBy.filter(({ engine }) => engine !== 'written');
  if (heard.length === 0) return null;
  return (
    <details class="fold">
      <summary>{say('call:heardBy.title')}</summary>
      <ul role="list" class="small">
        {heard.map(({ recordingId, engine, model, language, complete }) => (
          <li key={`${recordingId} ${engine} ${model}`} class="row">
            <code>{`${engine} ${model}`}</code> <span class="soft">{languageName(language)}</span>
            {!complete && <Chip tone="unclear">{say('call:heardBy.incomplete')}</Chip>}
          </li>
        ))}
      </ul>
    </details>
  );
}

/** Says of a recording in one channel what it costs, and how to record two. */
export function OneChannel({
  opened: { turns, speakersSeparated, call },
}: {
  readonly opened: CallOpened;
}): JSX.Element | null {
  if (speakersSeparated || call.channel !== 'voice' || turns.length === 0) return null;
  return (
    <Notice tone="unclear" title={say('call:mono.title')}>
      {say('call:mono.why')}
    </Notice>
  );
}

/** Why nothing can be played, where a call of voice has no recording that can be. */
export function NoSound({ opened: { call, recordings } }: { readonly opened: CallOpened }): JSX.Element | null {
  if (call.channel !== 'voice' || recordings.some(({ state }) => state === 'present')) return null;
  const worst = (['failed', 'expected', 'erased'] as const).find((state) =>
    recordings.some((one) => one.state === state),
  );
  const failure = recordings.find(({ failure: code }) => code !== null)?.failure ?? '';
  return (
    <Notice tone={worst === 'failed' ? 'unclear' : 'neutral'}>
      <p>{say(`call:noSound.${worst ?? 'none'}`)}</p>
      {failure !== '' && <p class="small soft">{coded('call:failure', failure)}</p>}
    </Notice>
  );
}
