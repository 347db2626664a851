import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/** What came out of a judgement, above everything else. The focus goes there when it has just been submitted. */
export function ResultHead({
  fresh,
  children,
}: {
  readonly fresh: boolean;
  readonly children: ComponentChildren;
}): JSX.Element {
  const place = useRef<HTMLElement>(null);
  useEffect(() => {
    if (fresh) place.current?.focus({ preventScroll: true });
  }, []);
  return (
    <header class="result-head" ref={place} tabIndex={-1}>
      {children}
    </header>
  );
}
