import type { JSX } from 'preact';
import { say } from '../words.ts';
import './skeleton.css';

/** Grey lines of the height of what is to come, so that nothing jumps. */
export function Skeleton({
  lines = 3,
  height = 20,
}: {
  readonly lines?: number;
  readonly height?: number;
}): JSX.Element {
  return (
    <div class="skeleton" role="status">
      <span class="unseen">{say('shell:loading')}</span>
      {Array.from({ length: lines }, (_, nth) => (
        <span key={nth} class="line" aria-hidden="true" style={{ height: `${String(height)}px` }} />
      ))}
    </div>
  );
}
