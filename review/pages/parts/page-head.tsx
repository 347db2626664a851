import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import './page-head.css';

/** The first page gets no focus: the reader has just come, and the skip link is first. */
let pages = 0;

/** The page's h1, its title in the browser, a way back and what can be done here. One a page. */
export function PageHead({
  title,
  lead,
  back,
  actions,
  children,
}: {
  readonly title: string;
  /** A sentence on what this page is for. */
  readonly lead?: ComponentChildren;
  readonly back?: { readonly href: string; readonly text: string };
  readonly actions?: ComponentChildren;
  readonly children?: ComponentChildren;
}): JSX.Element {
  const head = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = title === '' ? 'Etalon' : `${title} · Etalon`;
  }, [title]);
  useEffect(() => {
    pages += 1;
    if (pages > 1) head.current?.focus({ preventScroll: true });
  }, []);
  return (
    <header class="page-head">
      {back && (
        <a class="back" href={back.href}>
          <span aria-hidden="true">←</span> {back.text}
        </a>
      )}
      <div class="row">
        <h1 ref={head} tabIndex={-1}>
          {title}
        </h1>
        {actions && <div class="row actions">{actions}</div>}
      </div>
      {lead && <p class="lead prose">{lead}</p>}
      {children}
    </header>
  );
}
