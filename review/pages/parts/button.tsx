import type { ComponentChildren, JSX } from 'preact';
import './button.css';

type Kind = 'primary' | 'plain' | 'quiet' | 'danger';
type Shared = {
  /** One `primary` a page at most; `quiet` has no border. */
  readonly kind?: Kind;
  readonly small?: boolean;
  readonly children: ComponentChildren;
};

export function Button({
  kind = 'plain',
  small = false,
  busy = false,
  type = 'button',
  form,
  label,
  pressed,
  disabled = false,
  onClick,
  children,
}: Shared & {
  /** Keeps the button focusable while it works, and takes no second click. */
  readonly busy?: boolean;
  readonly type?: 'button' | 'submit';
  /** The id of the form that is submitted, where the button stands outside it. */
  readonly form?: string | undefined;
  /** The accessible name, where the content is a sign only; it is the tooltip too. */
  readonly label?: string | undefined;
  /** For buttons that stay down. */
  readonly pressed?: boolean | undefined;
  readonly disabled?: boolean;
  readonly onClick?: ((event: MouseEvent) => void) | undefined;
}): JSX.Element {
  return (
    <button
      type={type}
      form={form}
      class={names(kind, small)}
      disabled={disabled}
      aria-disabled={busy ? 'true' : undefined}
      aria-busy={busy ? 'true' : undefined}
      aria-label={label}
      aria-pressed={pressed}
      title={label}
      onClick={(event) => {
        if (busy) event.preventDefault();
        else onClick?.(event);
      }}
    >
      {children}
    </button>
  );
}

/** A link that looks like a button, for what has an address. */
export function ButtonLink({
  kind = 'plain',
  small = false,
  href,
  download = false,
  children,
}: Shared & { readonly href: string; readonly download?: boolean }): JSX.Element {
  return (
    <a class={names(kind, small)} href={href} {...(download ? { download: true } : {})}>
      {children}
    </a>
  );
}

function names(kind: Kind, small: boolean): string {
  return `button ${kind}${small ? ' small' : ''}`;
}
