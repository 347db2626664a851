import type { JSX } from 'preact';
import { Tick, type Option } from '../parts/select.tsx';

/** Any number of a short list. */
export function TickList({
  label,
  options,
  chosen,
  onChange,
}: {
  readonly label: string;
  readonly options: readonly Option[];
  readonly chosen: readonly string[];
  readonly onChange: (chosen: readonly string[]) => void;
}): JSX.Element {
  return (
    <fieldset class="field">
      <legend>{label}</legend>
      <div class="tick-list">
        {options.map(({ value, text }) => (
          <Tick
            key={value}
            label={text}
            checked={chosen.includes(value)}
            onChange={(on) => {
              onChange(on ? [...chosen, value] : chosen.filter((one) => one !== value));
            }}
          />
        ))}
      </div>
    </fieldset>
  );
}
