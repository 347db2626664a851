import type { JSX } from 'preact';
import { useMemo, useRef } from 'preact/hooks';
import { Tick } from '../parts/select.tsx';
import { say } from '../words.ts';
import { keysOn, turnKeys, useKeys } from './keys.ts';
import './key-help.css';

/** Keys and what they do, as words of `call:keys`; pages with keys of their own give theirs as `more`. */
export type ListedKey = { readonly keys: readonly string[]; readonly text: string };

const PLAYER: readonly (readonly [readonly string[], string])[] = [
  [['␣'], 'toggle'],
  [['←', '→'], 'step'],
  [['⇧ ←', '⇧ →'], 'turn'],
  [['−', '+'], 'speed'],
];

/** The page's keys, folded, with a switch for those whom single keys disturb. The key "?" opens and closes them. */
export function KeyHelp({
  heard,
  more,
}: {
  /** Whether there is anything to play. */
  readonly heard: boolean;
  /** Without it: the keys 1–9 of the call page. */
  readonly more?: readonly ListedKey[];
}): JSX.Element {
  const own = more ?? [{ keys: ['1', '…', '9'], text: say('call:keys.evidence') }];
  const listed = [...(heard ? PLAYER.map(([keys, word]) => ({ keys, text: say(`call:keys.${word}`) })) : []), ...own];
  const place = useRef<HTMLDetailsElement>(null);
  const keys = useMemo(
    () => ({
      '?': () => {
        showOrHide(place.current);
      },
    }),
    [],
  );
  useKeys(keys);
  return (
    <details
      class="fold key-help"
      ref={place}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && place.current?.open === true) showOrHide(place.current);
      }}
    >
      <summary>{say('call:keys.title')}</summary>
      <div class="keys-panel">
        <dl>
          {listed.map(({ keys, text }) => (
            <div key={text}>
              <dt>
                {keys.map((key) => (
                  <kbd key={key}>{key}</kbd>
                ))}
              </dt>
              <dd>{text}</dd>
            </div>
          ))}
        </dl>
        <Tick label={say('call:keys.on')} checked={keysOn.value} onChange={turnKeys} />
      </div>
    </details>
  );
}

function showOrHide(place: HTMLDetailsElement | null): void {
  if (place === null) return;
  place.open = !place.open;
}
