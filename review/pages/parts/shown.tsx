import type { ComponentChildren, JSX } from 'preact';
import type { Awaited } from '../answer.ts';
import { Refused } from './refused.tsx';
import { Skeleton } from './skeleton.tsx';

/** An awaited answer in its states: skeleton, refusal with "try again", or what `children` makes of the answer. */
export function Shown<T>({
  of,
  skeleton,
  children,
}: {
  readonly of: Awaited<T>;
  readonly skeleton?: ComponentChildren;
  readonly children: (answer: T) => ComponentChildren;
}): JSX.Element {
  if (of.answer === null) {
    return of.state === 'refused' ? <Refused error={of.error} again={of.again} /> : <>{skeleton ?? <Skeleton />}</>;
  }
  return (
    <div class="shown stack" aria-busy={of.state === 'loading'}>
      {of.state === 'refused' && <Refused error={of.error} again={of.again} />}
      {children(of.answer)}
    </div>
  );
}
