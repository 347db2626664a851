import type { ComponentChildren, JSX } from 'preact';
import { useId } from 'preact/hooks';
import './field.css';

export type FieldProps = {
  readonly label: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
  /** What is expected, said before anything goes wrong. */
  readonly hint?: ComponentChildren;
  /** What is wrong and what to do; '' or undefined when nothing is. */
  readonly error?: string | undefined;
  readonly type?: 'text' | 'password' | 'search' | 'date' | 'number' | 'email';
  /** Lines of text when it is more than one. */
  readonly lines?: number;
  readonly name?: string;
  readonly autoComplete?: string;
  readonly placeholder?: string;
  readonly required?: boolean;
  readonly disabled?: boolean;
  readonly min?: string;
  readonly max?: string;
  readonly maxLength?: number;
  readonly lang?: string;
  /** Hides the label from sight where the place says it already. */
  readonly bare?: boolean;
};

/** As an object for each: preact's types tell inputs apart by a type that is written out. */
const TYPES = {
  text: { type: 'text' },
  password: { type: 'password' },
  search: { type: 'search' },
  date: { type: 'date' },
  number: { type: 'number' },
  email: { type: 'email' },
} as const;

/** A labelled line (or lines) of text, with hint and error tied to it. */
export function Field(props: FieldProps): JSX.Element {
  const id = useId();
  const { label, hint, error = '', lines = 1, bare = false } = props;
  const described = [hint ? `${id}-hint` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ');
  const shared = {
    id,
    name: props.name,
    class: 'input',
    value: props.value,
    placeholder: props.placeholder,
    required: props.required,
    disabled: props.disabled,
    maxLength: props.maxLength,
    lang: props.lang,
    'aria-invalid': error ? ('true' as const) : undefined,
    'aria-describedby': described || undefined,
    onInput: (event: { readonly currentTarget: { readonly value: string } }) => {
      props.onInput(event.currentTarget.value);
    },
  };
  return (
    <div class="field">
      <label for={id} class={bare ? 'unseen' : ''}>
        {label}
      </label>
      {lines > 1 ? (
        <textarea {...shared} rows={lines} />
      ) : (
        <input
          {...shared}
          {...TYPES[props.type ?? 'text']}
          autoComplete={props.autoComplete ?? 'off'}
          min={props.min}
          max={props.max}
        />
      )}
      {hint && (
        <div class="hint" id={`${id}-hint`}>
          {hint}
        </div>
      )}
      <div class="error" id={`${id}-error`} aria-live="polite">
        {error}
      </div>
    </div>
  );
}
