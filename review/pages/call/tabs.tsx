import type { Signal } from '@preact/signals';
import type { ComponentChildren, JSX } from 'preact';
import { useId, useRef } from 'preact/hooks';
import './tabs.css';

/** Several views of one thing, one at a time; arrows move between them. A single one shows without tabs. */
export function Tabs({
  label,
  tabs,
  at,
  children,
}: {
  readonly label: string;
  readonly tabs: readonly { readonly text: string; readonly note?: string }[];
  /** Which one is shown, counted from 0. */
  readonly at: Signal<number>;
  readonly children: ComponentChildren;
}): JSX.Element {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  if (tabs.length < 2) return <>{children}</>;
  const current = Math.min(at.value, tabs.length - 1);
  const go = (to: number): void => {
    at.value = (to + tabs.length) % tabs.length;
    list.current?.querySelectorAll('button')[at.value]?.focus();
  };
  return (
    <div class="tabs">
      <div
        ref={list}
        role="tablist"
        aria-label={label}
        onKeyDown={(event) => {
          const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
          if (by === 0) return;
          event.preventDefault();
          go(current + by);
        }}
      >
        {tabs.map(({ text, note = '' }, nth) => (
          <button
            key={nth}
            type="button"
            role="tab"
            id={`${id}-${String(nth)}`}
            aria-selected={nth === current}
            aria-controls={`${id}-panel`}
            tabIndex={nth === current ? 0 : -1}
            onClick={() => (at.value = nth)}
          >
            {text}
            {note !== '' && <span class="small soft"> {note}</span>}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${String(current)}`}>
        {children}
      </div>
    </div>
  );
}
