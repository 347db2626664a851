import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { say } from '../words.ts';
import { Button } from './button.tsx';
import './dialog.css';

/** A window over the page. The browser keeps the focus in it, and Escape closes it. */
export function Dialog({
  open,
  title,
  onClose,
  actions,
  wide = false,
  children,
}: {
  readonly open: boolean;
  readonly title: string;
  readonly onClose: () => void;
  /** Buttons at the foot, the main one last. */
  readonly actions?: ComponentChildren;
  readonly wide?: boolean;
  readonly children: ComponentChildren;
}): JSX.Element {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (open && dialog.current?.open === false) dialog.current.showModal();
    if (!open && dialog.current?.open === true) dialog.current.close();
  }, [open]);
  return (
    <dialog
      ref={dialog}
      class={wide ? 'dialog wide' : 'dialog'}
      aria-labelledby={id}
      onClose={onClose}
      onMouseDown={(event) => {
        // The veil belongs to the dialog element itself.
        if (event.target === dialog.current) dialog.current?.close();
      }}
    >
      {open && (
        <div class="sheet">
          <header class="row">
            <h2 id={id}>{title}</h2>
            <Button kind="quiet" small label={say('shell:close')} onClick={() => dialog.current?.close()}>
              <span aria-hidden="true">✕</span>
            </Button>
          </header>
          <div class="stack">{children}</div>
          {actions && <footer class="row">{actions}</footer>}
        </div>
      )}
    </dialog>
  );
}
