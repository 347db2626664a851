import type { ComponentChildren, JSX } from 'preact';
import './notice.css';

export type Tone = 'neutral' | 'pass' | 'fail' | 'unclear';
const SIGNS: Readonly<Record<Tone, string>> = { neutral: 'i', pass: '✓', fail: '!', unclear: '?' };

/** A sentence or two that the reader has to see. `fail` is read out at once, others when there is a pause. */
export function Notice({
  tone = 'neutral',
  title = '',
  children,
}: {
  readonly tone?: Tone;
  readonly title?: string;
  readonly children?: ComponentChildren;
}): JSX.Element {
  return (
    <div class={`notice ${tone}`} role={tone === 'fail' ? 'alert' : 'status'}>
      <span class="sign" aria-hidden="true">
        {SIGNS[tone]}
      </span>
      <div class="stack">
        {title && <strong>{title}</strong>}
        {children}
      </div>
    </div>
  );
}
