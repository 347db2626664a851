import type { ComponentChildren, JSX } from 'preact';
import './notice.css';

/** Nothing to show, and what to do about it. */
export function Empty({
  title,
  children,
}: {
  readonly title: string;
  readonly children?: ComponentChildren;
}): JSX.Element {
  return (
    <div class="empty">
      <p class="title">{title}</p>
      {children && <div class="stack prose">{children}</div>}
    </div>
  );
}
