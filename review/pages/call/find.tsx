import { useSignal, type Signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useId } from 'preact/hooks';
import { Button } from '../parts/button.tsx';
import { say } from '../words.ts';

export type Found = { readonly utteranceId: string };

/** Looks for words in the transcript: Enter goes to the next place, Shift+Enter to the one before. */
export function Find({
  wanted,
  found,
  onGo,
}: {
  readonly wanted: Signal<string>;
  readonly found: readonly Found[];
  readonly onGo: (utteranceId: string) => void;
}): JSX.Element {
  const id = useId();
  const at = useSignal(-1);
  const go = (by: 1 | -1): void => {
    if (found.length === 0) return;
    at.value = (Math.max(at.value, by === 1 ? -1 : 0) + by + found.length) % found.length;
    const place = found[at.value];
    if (place !== undefined) onGo(place.utteranceId);
  };
  const shown = wanted.value.trim() !== '';
  return (
    <div class="row find" role="search" aria-label={say('call:transcript.find')}>
      <label for={id} class="unseen">
        {say('call:transcript.find')}
      </label>
      <input
        id={id}
        class="input"
        type="search"
        autoComplete="off"
        placeholder={say('call:transcript.find')}
        value={wanted.value}
        onInput={(event) => {
          wanted.value = event.currentTarget.value;
          at.value = -1;
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return;
          event.preventDefault();
          go(event.shiftKey ? -1 : 1);
        }}
      />
      <span class="small soft numbers" role="status">
        {shown &&
          (at.value < 0
            ? say('call:transcript.found', { count: found.length })
            : say('call:transcript.foundAt', { nth: at.value + 1, of: found.length }))}
      </span>
      {shown && found.length > 0 && (
        <span class="row">
          <Button
            kind="quiet"
            small
            label={say('call:transcript.before')}
            onClick={() => {
              go(-1);
            }}
          >
            <span aria-hidden="true">↑</span>
          </Button>
          <Button
            kind="quiet"
            small
            label={say('call:transcript.next')}
            onClick={() => {
              go(1);
            }}
          >
            <span aria-hidden="true">↓</span>
          </Button>
        </span>
      )}
    </div>
  );
}
