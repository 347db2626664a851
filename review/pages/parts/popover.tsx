import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import './popover.css';

/**
 * A button that opens a small panel under it. Escape, a click elsewhere or leaving it with the keyboard closes it; Escape
 * gives the focus back to the button.
 */
export function Popover({
  button,
  label,
  kind = 'plain',
  className = '',
  children,
}: {
  readonly button: ComponentChildren;
  /** The accessible name of the button, where its content is a sign. */
  readonly label?: string;
  readonly kind?: 'plain' | 'help';
  readonly className?: string;
  readonly children: ComponentChildren | ((close: () => void) => ComponentChildren);
}): JSX.Element {
  const id = useId();
  const [open, setOpen] = useState(false);
  const whole = useRef<HTMLSpanElement>(null);
  const opener = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const close = (): void => {
    setOpen(false);
  };

  useEffect(() => {
    if (!open) return;
    const leave = (event: Event): void => {
      if (event.target instanceof Node && whole.current?.contains(event.target) === false) setOpen(false);
    };
    document.addEventListener('pointerdown', leave);
    document.addEventListener('focusin', leave);
    return () => {
      document.removeEventListener('pointerdown', leave);
      document.removeEventListener('focusin', leave);
    };
  }, [open]);

  useLayoutEffect(() => {
    if (open && panel.current !== null) keepInSight(panel.current);
  }, [open]);

  return (
    <span
      class={`popover ${kind} ${className}`}
      ref={whole}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !open) return;
        event.stopPropagation();
        event.preventDefault();
        close();
        opener.current?.focus();
      }}
    >
      <button
        ref={opener}
        type="button"
        class="opener"
        aria-expanded={open}
        aria-controls={id}
        aria-label={label}
        title={label}
        onClick={() => {
          setOpen(!open);
        }}
      >
        {button}
      </button>
      <div id={id} class="panel" hidden={!open} ref={panel}>
        {open && (typeof children === 'function' ? children(close) : children)}
      </div>
    </span>
  );
}

const MARGIN_PX = 8;

/** Moves a panel sideways until it is within the window. */
function keepInSight(panel: HTMLElement): void {
  panel.style.translate = '0';
  const { left, right } = panel.getBoundingClientRect();
  const over = right - (document.documentElement.clientWidth - MARGIN_PX);
  const shift = Math.max(MARGIN_PX - left, Math.min(0, -over));
  panel.style.translate = `${String(shift)}px`;
}
