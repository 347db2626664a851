import type { ComponentChildren, JSX } from 'preact';
import { say } from '../words.ts';
import './chip.css';

/** A word or two on a thing. With `onRemove` it is a filter that can be taken away. */
export function Chip({
  tone = 'neutral',
  title,
  onRemove,
  children,
}: {
  readonly tone?: 'neutral' | 'accent' | 'pass' | 'fail' | 'unclear';
  readonly title?: string | undefined;
  readonly onRemove?: (() => void) | undefined;
  readonly children: ComponentChildren;
}): JSX.Element {
  return (
    <span class={`chip ${tone}`} title={title}>
      <span>{children}</span>
      {onRemove && (
        <button type="button" onClick={onRemove}>
          <span aria-hidden="true">✕</span>
          <span class="unseen">
            {say('shell:remove')} {children}
          </span>
        </button>
      )}
    </span>
  );
}
