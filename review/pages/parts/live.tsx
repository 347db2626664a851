import { signal } from '@preact/signals';
import type { JSX } from 'preact';

const said = signal('');

/** Reads a sentence out to those who cannot see what has changed: "saved", "12 calls more". */
export function announce(sentence: string): void {
  // The same sentence twice is a change too.
  said.value = said.value === sentence ? `${sentence}\u00a0` : sentence;
}

/** Where it is read from; once, in the frame. */
export function Live(): JSX.Element {
  return (
    <div class="unseen" role="status" aria-live="polite">
      {said.value}
    </div>
  );
}
