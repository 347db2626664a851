import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { say } from '../words.ts';
import './call-page.css';

/** Transcript and scorecard: beside each other, on phones one at a time. */
export function SideBySide({
  children: [transcript, scorecard],
}: {
  readonly children: readonly [JSX.Element, JSX.Element];
}): JSX.Element {
  const at = useSignal(0);
  return (
    <>
      <div class="switch" role="group" aria-label={say('call:view.label')}>
        {(['transcript', 'scorecard'] as const).map((view, nth) => (
          <button key={view} type="button" aria-pressed={at.value === nth} onClick={() => (at.value = nth)}>
            {say(`call:view.${view}`)}
          </button>
        ))}
      </div>
      <div class={`columns ${at.value === 0 ? 'first' : 'second'}`}>
        <div class="column left">{transcript}</div>
        <div class="column right">{scorecard}</div>
      </div>
    </>
  );
}
