import type { JSX } from 'preact';
import { useId, useState } from 'preact/hooks';
import { byName } from '../formats.ts';
import { say } from '../words.ts';
import type { Option } from './select.tsx';
import './field.css';
import './combo.css';

/** More would not be read; typing narrows them. */
const SHOWN = 50;

/** A choice of one from a long list by typing a part of its name. Arrows move, Enter chooses, Escape leaves it as it was. */
export function Combo({
  label,
  options,
  value,
  onChange,
  none,
}: {
  readonly label: string;
  readonly options: readonly (Option & { readonly note?: string })[];
  /** '' when nothing is chosen. */
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** What stands for no choice, as "all operators". */
  readonly none: string;
}): JSX.Element {
  const id = useId();
  /** What was typed since it opened; null while it is closed. */
  const [typed, setTyped] = useState<string | null>(null);
  const [at, setAt] = useState(0);
  const chosen = options.find((option) => option.value === value)?.text ?? value;
  const found = typed === null ? [] : [{ value: '', text: none }, ...matching(options, typed)].slice(0, SHOWN);
  const active = typed === null ? undefined : found[Math.min(at, found.length - 1)];

  const open = (text: string): void => {
    setTyped(text);
    // The first that fits what was typed stands after "all".
    setAt(text.trim() === '' ? 0 : 1);
  };
  const choose = (option: Option): void => {
    setTyped(null);
    if (option.value !== value) onChange(option.value);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      if (typed === null) open('');
      else setAt((Math.min(at, found.length - 1) + step + found.length) % found.length);
    } else if (event.key === 'Enter' && active !== undefined) {
      event.preventDefault();
      choose(active);
    } else if (event.key === 'Escape' && typed !== null) {
      event.preventDefault();
      event.stopPropagation();
      setTyped(null);
    }
  };

  return (
    <div class="field">
      <label for={id}>{label}</label>
      <div class="combo-place">
        <input
          id={id}
          class="input"
          type="text"
          role="combobox"
          autoComplete="off"
          aria-autocomplete="list"
          aria-expanded={typed !== null}
          aria-controls={`${id}-list`}
          aria-activedescendant={active === undefined ? undefined : `${id}-${active.value}`}
          placeholder={none}
          value={typed ?? chosen}
          onClick={() => {
            if (typed === null) open('');
          }}
          onInput={(event) => {
            open(event.currentTarget.value);
          }}
          onKeyDown={onKeyDown}
          onBlur={() => {
            setTyped(null);
          }}
        />
        <ul id={`${id}-list`} role="listbox" aria-label={label} hidden={typed === null}>
          {found.map((option) => (
            <li
              key={option.value}
              id={`${id}-${option.value}`}
              role="option"
              aria-selected={option.value === active?.value}
              ref={(item) => {
                if (option.value === active?.value) item?.scrollIntoView({ block: 'nearest' });
              }}
              // Before the blur that a click brings.
              onMouseDown={(event) => {
                event.preventDefault();
                choose(option);
              }}
            >
              <span>{option.text}</span>
              {'note' in option && <span class="soft small">{option.note}</span>}
            </li>
          ))}
          {found.length === 1 && (
            <li class="soft" role="option" aria-disabled="true" aria-selected="false">
              {say('shell:combo.nothing')}
            </li>
          )}
        </ul>
      </div>
    </div>
  );
}

function matching<O extends Option>(options: readonly O[], typed: string): readonly O[] {
  const wanted = typed.trim().toLocaleLowerCase();
  return options
    .filter(({ text }) => text.toLocaleLowerCase().includes(wanted))
    .toSorted((a, b) => byName(a.text, b.text));
}
