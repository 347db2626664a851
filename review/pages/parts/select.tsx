import type { JSX } from 'preact';
import { useId } from 'preact/hooks';
import './field.css';

export type Option<V extends string = string> = { readonly value: V; readonly text: string };

/** A choice of one from a list that is known at a glance; for long lists see Combo. */
export function Select<V extends string>({
  label,
  options,
  value,
  onChange,
  hint = '',
  bare = false,
  disabled = false,
}: {
  readonly label: string;
  readonly options: readonly Option<V>[];
  readonly value: V;
  readonly onChange: (value: V) => void;
  readonly hint?: string;
  readonly bare?: boolean;
  readonly disabled?: boolean;
}): JSX.Element {
  const id = useId();
  return (
    <div class="field">
      <label for={id} class={bare ? 'unseen' : ''}>
        {label}
      </label>
      <select
        id={id}
        class="input"
        value={value}
        disabled={disabled}
        aria-describedby={hint ? `${id}-hint` : undefined}
        onChange={(event) => {
          const chosen = options.find((option) => option.value === event.currentTarget.value);
          if (chosen !== undefined) onChange(chosen.value);
        }}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.text}
          </option>
        ))}
      </select>
      {hint && (
        <div class="hint" id={`${id}-hint`}>
          {hint}
        </div>
      )}
    </div>
  );
}

/** A choice of one from two to four, all of them in sight. */
export function Choice<V extends string>({
  label,
  options,
  value,
  onChange,
  bare = false,
}: {
  readonly label: string;
  readonly options: readonly Option<V>[];
  /** '' while nothing is chosen. */
  readonly value: V | '';
  readonly onChange: (value: V) => void;
  readonly bare?: boolean;
}): JSX.Element {
  const name = useId();
  return (
    <fieldset class="field">
      <legend class={bare ? 'unseen' : ''}>{label}</legend>
      <div class="choice">
        {options.map((option) => (
          <label key={option.value}>
            <input
              type="radio"
              name={name}
              value={option.value}
              checked={option.value === value}
              onChange={() => {
                onChange(option.value);
              }}
            />
            {option.text}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** One thing that is so or not. */
export function Tick({
  label,
  checked,
  onChange,
}: {
  readonly label: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}): JSX.Element {
  return (
    <label class="tick">
      <input
        type="checkbox"
        checked={checked}
        onChange={(event) => {
          onChange(event.currentTarget.checked);
        }}
      />
      {label}
    </label>
  );
}
