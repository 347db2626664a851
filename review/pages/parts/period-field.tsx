import type { JSX } from 'preact';
import { dayOf } from '../formats.ts';
import { say } from '../words.ts';
import { Field } from './field.tsx';
import { Select } from './select.tsx';
import './period-field.css';

/** Days of the project, YYYY-MM-DD, both inclusive; '' is open. */
export type Days = { readonly from: string; readonly to: string };
type Preset = 'today' | 'yesterday' | 'week' | 'weeks4' | 'known' | 'own';

const DAY_MS = 86_400_000;

/** A period as a usual one by name, or as its first and last day. */
export function PeriodField({
  value,
  timeZone,
  known,
  onChange,
}: {
  readonly value: Days;
  readonly timeZone: string;
  /** The first and last moment that anything is known of. */
  readonly known: { readonly fromMs: number; readonly toMs: number } | null;
  readonly onChange: (days: Days) => void;
}): JSX.Element {
  const presets = presetsOf(dayOf(Date.now(), timeZone), known, timeZone);
  const isOpen = value.from === '' && value.to === '';
  const named = presets.find(({ preset, days }) =>
    isOpen ? preset === 'known' : days.from === value.from && days.to === value.to,
  );
  const chosen = named?.preset ?? 'own';
  return (
    <div class="period" role="group" aria-label={say('shell:period.label')}>
      <Select<Preset>
        label={say('shell:period.label')}
        value={chosen}
        options={[...presets.map(({ preset }) => preset), 'own' as const].map((preset) => ({
          value: preset,
          text: say(`shell:period.${preset}`),
        }))}
        onChange={(preset) => {
          const days = presets.find((one) => one.preset === preset)?.days;
          if (days !== undefined) onChange(days);
        }}
      />
      <Field
        type="date"
        label={say('shell:period.from')}
        value={value.from}
        max={value.to}
        onInput={(from) => {
          onChange({ from, to: value.to });
        }}
      />
      <Field
        type="date"
        label={say('shell:period.to')}
        value={value.to}
        min={value.from}
        onInput={(to) => {
          onChange({ from: value.from, to });
        }}
      />
    </div>
  );
}

/** The usual periods, seen from a day of the project. */
function presetsOf(
  today: string,
  known: { readonly fromMs: number; readonly toMs: number } | null,
  timeZone: string,
): readonly { readonly preset: Preset; readonly days: Days }[] {
  const yesterday = daysBefore(today, 1);
  return [
    { preset: 'today', days: { from: today, to: today } },
    { preset: 'yesterday', days: { from: yesterday, to: yesterday } },
    { preset: 'week', days: { from: daysBefore(today, 7), to: yesterday } },
    { preset: 'weeks4', days: { from: daysBefore(today, 28), to: yesterday } },
    ...(known === null
      ? []
      : [{ preset: 'known' as const, days: { from: dayOf(known.fromMs, timeZone), to: dayOf(known.toMs, timeZone) } }]),
  ];
}

/** Days are counted on the calendar, where none is longer than another. */
function daysBefore(day: string, count: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - count * DAY_MS).toISOString().slice(0, 10);
}
