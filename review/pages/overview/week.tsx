import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Overview, WeekdayHour } from '../../contract/overview.ts';
import { number } from '../formats.ts';
import { HelpTip } from '../parts/help-tip.tsx';
import { language, say } from '../words.ts';

const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7];
/** As many shades as an eye tells apart. */
const STEPS = 5;
/** A Monday. */
const MONDAY_MS = Date.UTC(2024, 0, 1);
const DAY_MS = 86_400_000;

/** Calls an hour by weekday and hour: a table whose cells are shaded, and read one by one with the arrow keys. */
export function Week({ overview: { weekdayHours } }: { readonly overview: Overview }): JSX.Element | null {
  const busy = weekdayHours.filter(({ calls }) => calls > 0);
  const [first] = busy.toSorted((a, b) => rateOf(b) - rateOf(a));
  const [place, setPlace] = useState<Place | null>(null);
  if (first === undefined) return null;
  const hours = hoursOf(busy);
  const current = place ?? { weekday: first.weekday, hour: first.hour };
  const chosen = at(weekdayHours, current);
  return (
    <section class="stack" aria-labelledby="week">
      <h2 id="week" class="row">
        {say('overview:section.week')}
        <HelpTip term={say('overview:section.week')}>
          <p>{say('overview:week.help')}</p>
        </HelpTip>
      </h2>
      <p class="week-said" role="status">
        {say(place === null ? 'overview:week.most' : 'overview:week.cell', wordsOf(chosen ?? first))}
      </p>
      <table
        class="week"
        role="grid"
        aria-label={say('overview:section.week')}
        onKeyDown={(event) => {
          const next = stepped(current, event.key, hours);
          if (next === null) return;
          event.preventDefault();
          setPlace(next);
          const cell = event.currentTarget.querySelector(`[data-at="${keyOf(next)}"]`);
          if (cell instanceof HTMLElement) cell.focus();
        }}
      >
        <thead>
          <tr>
            <td />
            {hours.map((hour) => (
              <th key={hour} scope="col">
                {hour}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {WEEKDAYS.map((weekday) => (
            <tr key={weekday}>
              <th scope="row" abbr={weekdayName(weekday, 'long')}>
                {weekdayName(weekday, 'short')}
              </th>
              {hours.map((hour) => (
                <Cell
                  key={hour}
                  place={{ weekday, hour }}
                  cell={at(weekdayHours, { weekday, hour })}
                  most={rateOf(first)}
                  current={current}
                  onReach={setPlace}
                />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

type Place = { readonly weekday: number; readonly hour: number };

function Cell({
  place,
  cell,
  most,
  current,
  onReach,
}: {
  readonly place: Place;
  readonly cell: WeekdayHour | undefined;
  readonly most: number;
  readonly current: Place;
  readonly onReach: (place: Place) => void;
}): JSX.Element {
  const reach = (): void => {
    onReach(place);
  };
  const rate = cell === undefined ? null : cell.callsPerHour;
  return (
    <td
      data-at={keyOf(place)}
      class={`step-${String(stepOf(rate ?? 0, most))}`}
      tabIndex={keyOf(place) === keyOf(current) ? 0 : -1}
      onPointerEnter={reach}
      onFocus={reach}
    >
      <span class="figure-of">{rate === null || rate === 0 ? '' : number(rate, rate < 10 ? 1 : 0)}</span>
      {rate === 0 && <span class="unseen">0</span>}
    </td>
  );
}

function rateOf({ callsPerHour }: WeekdayHour): number {
  return callsPerHour ?? 0;
}

/** 0 for no call; else 1 to STEPS, by how near it comes to the busiest hour. */
function stepOf(rate: number, most: number): number {
  return rate === 0 ? 0 : Math.max(1, Math.min(STEPS, Math.ceil((rate / most) * STEPS)));
}

/** Every hour from the first in which anybody calls to the last. */
function hoursOf(busy: readonly WeekdayHour[]): readonly number[] {
  const hours = busy.map(({ hour }) => hour);
  const [first, last] = [Math.min(...hours), Math.max(...hours)];
  return Array.from({ length: last - first + 1 }, (_, nth) => first + nth);
}

function at(cells: readonly WeekdayHour[], { weekday, hour }: Place): WeekdayHour | undefined {
  return cells.find((cell) => cell.weekday === weekday && cell.hour === hour);
}

function keyOf({ weekday, hour }: Place): string {
  return `${String(weekday)}-${String(hour)}`;
}

function stepped({ weekday, hour }: Place, key: string, hours: readonly number[]): Place | null {
  const moves: Readonly<Record<string, readonly [days: number, hours: number]>> = {
    ArrowUp: [-1, 0],
    ArrowDown: [1, 0],
    ArrowLeft: [0, -1],
    ArrowRight: [0, 1],
  };
  const move = moves[key];
  if (move === undefined) return null;
  const next = { weekday: weekday + move[0], hour: hour + move[1] };
  return WEEKDAYS.includes(next.weekday) && hours.includes(next.hour) ? next : null;
}

function weekdayName(weekday: number, form: 'short' | 'long'): string {
  const date = MONDAY_MS + (weekday - 1) * DAY_MS;
  return new Intl.DateTimeFormat(language.value, { weekday: form, timeZone: 'UTC' }).format(date);
}

function wordsOf({ weekday, hour, calls, answered, callsPerHour }: WeekdayHour): Readonly<Record<string, string>> {
  return {
    weekday: weekdayName(weekday, 'long'),
    ...{ from: `${String(hour)}:00`, to: `${String((hour + 1) % 24)}:00` },
    rate: number(callsPerHour, 1),
    ...{ calls: number(calls), answered: number(answered) },
  };
}
