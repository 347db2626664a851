import type { ComponentChildren, JSX } from 'preact';
import { say } from '../words.ts';
import { Popover } from './popover.tsx';

/** A "?" beside a term that opens what it means. */
export function HelpTip({
  term,
  children,
}: {
  readonly term: string;
  readonly children: ComponentChildren;
}): JSX.Element {
  return (
    <Popover kind="help" label={say('shell:help.about', { term })} button={<span aria-hidden="true">?</span>}>
      {children}
    </Popover>
  );
}
