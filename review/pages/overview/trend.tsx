import type { JSX } from 'preact';
import type { DayFigures, Overview } from '../../contract/overview.ts';
import { dayName, number } from '../formats.ts';
import { Table } from '../parts/table.tsx';
import { language, say } from '../words.ts';

/** Drawn in percent of the plot's width and height. */
const FULL = 100;

/** Calls offered and service level by day, drawn, and folded as a table. */
export function Trend({ overview }: { readonly overview: Overview }): JSX.Element | null {
  const { days, numbers } = overview;
  if (days.length < 2) return null;
  const target = numbers.find(({ id }) => id === 'service-level')?.target ?? null;
  const most = Math.max(1, ...days.map(({ offered }) => offered));
  return (
    <section class="stack" aria-labelledby="trend">
      <h2 id="trend">{say('overview:section.trend')}</h2>
      <div class="trend" aria-hidden="true">
        <Plot name={say('overview:trend.level')} top={`${number(FULL)} %`} bottom="0">
          {target !== null && <line class="target" x1="0" x2={FULL} y1={FULL - target} y2={FULL - target} />}
          <path class="level" d={lineOf(days)} />
          {days.map((day, nth) => (
            <Dot key={day.day} day={day} x={middleOf(nth, days.length)} />
          ))}
        </Plot>
        <Plot name={say('overview:trend.offered')} top={number(most)} bottom="0">
          {days.map((day, nth) => (
            <Bar key={day.day} day={day} nth={nth} of={days.length} most={most} />
          ))}
        </Plot>
        <ol class="days" role="list">
          {marksOf(days).map(({ day, at }) => (
            <li key={day} style={{ insetInlineStart: `${String(at)}%` }}>
              {shortDay(day)}
            </li>
          ))}
        </ol>
      </div>
      <details>
        <summary>{say('overview:trend.table')}</summary>
        <DayTable days={days} />
      </details>
    </section>
  );
}

function Plot({
  name,
  top,
  bottom,
  children,
}: {
  readonly name: string;
  readonly top: string;
  readonly bottom: string;
  readonly children: JSX.Element | (JSX.Element | readonly JSX.Element[] | false)[] | readonly JSX.Element[];
}): JSX.Element {
  return (
    <div class="plot">
      <div class="name">{name}</div>
      <div class="scale numbers">
        <span>{top}</span>
        <span>{bottom}</span>
      </div>
      <svg viewBox={`0 0 ${String(FULL)} ${String(FULL)}`} preserveAspectRatio="none">
        {children}
        <line class="ground" x1="0" x2={FULL} y1={FULL} y2={FULL} />
      </svg>
    </div>
  );
}

/** The middle of a day's place. */
function middleOf(nth: number, of: number): number {
  return ((nth + 0.5) / of) * FULL;
}

/** A day without calls breaks the line. */
function lineOf(days: readonly DayFigures[]): string {
  return days
    .map(({ serviceLevelPercent: percent }, nth) => {
      if (percent === null) return '';
      const follows = (days[nth - 1]?.serviceLevelPercent ?? null) !== null;
      return `${follows ? 'L' : 'M'}${middleOf(nth, days.length).toFixed(2)} ${(FULL - percent).toFixed(2)}`;
    })
    .join('');
}

/** A line of no length with round ends is a dot that no scaling makes oval. */
function Dot({ day, x }: { readonly day: DayFigures; readonly x: number }): JSX.Element {
  const { serviceLevelPercent: percent } = day;
  if (percent === null) return <g />;
  const y = FULL - percent;
  return (
    <line class="dot" x1={x} x2={x} y1={y} y2={y}>
      <title>{`${dayName(day.day, true)}: ${number(percent, 1)} %`}</title>
    </line>
  );
}

function Bar({
  day,
  nth,
  of,
  most,
}: {
  readonly day: DayFigures;
  readonly nth: number;
  readonly of: number;
  readonly most: number;
}): JSX.Element {
  const [width, gap] = [FULL / of, Math.min(0.8, (FULL / of) * 0.2)];
  const height = (day.offered / most) * FULL;
  const lost = (day.abandoned / most) * FULL;
  return (
    <g>
      <rect class="offered" x={nth * width + gap / 2} width={width - gap} y={FULL - height} height={height}>
        <title>{`${dayName(day.day, true)}: ${number(day.offered)}`}</title>
      </rect>
      <rect class="abandoned" x={nth * width + gap / 2} width={width - gap} y={FULL - lost} height={lost}>
        <title>{say('overview:trend.abandonedOn', { day: dayName(day.day, true), n: number(day.abandoned) })}</title>
      </rect>
    </g>
  );
}

/** A day without its year, which stands above. */
function shortDay(day: string): string {
  const options = { day: 'numeric', month: 'short', timeZone: 'UTC' } as const;
  const locale = language.value === 'en' ? 'en-GB' : language.value;
  return new Intl.DateTimeFormat(locale, options).format(Date.parse(`${day}T00:00:00Z`));
}

/** As many days as can be written without touching. */
function marksOf(days: readonly DayFigures[]): readonly { readonly day: string; readonly at: number }[] {
  const step = Math.max(1, Math.ceil(days.length / 7));
  return days.flatMap(({ day }, nth) => (nth % step === 0 ? [{ day, at: middleOf(nth, days.length) }] : []));
}

function DayTable({ days }: { readonly days: readonly DayFigures[] }): JSX.Element {
  return (
    <Table<DayFigures>
      caption={say('overview:section.trend')}
      rows={days}
      rowKey={({ day }) => day}
      columns={[
        { id: 'day', head: say('overview:trend.day'), cell: ({ day }) => dayName(day, true), by: ({ day }) => day },
        {
          ...{ id: 'offered', head: say('overview:trend.offered'), align: 'end' },
          ...{ cell: ({ offered }) => number(offered), by: ({ offered }) => offered },
        },
        {
          ...{ id: 'level', head: say('overview:trend.level'), unit: '%', align: 'end' },
          cell: ({ serviceLevelPercent }) => number(serviceLevelPercent, 1),
          by: ({ serviceLevelPercent }) => serviceLevelPercent,
        },
        {
          ...{ id: 'abandoned', head: say('overview:trend.abandoned'), align: 'end' },
          ...{ cell: ({ abandoned }) => number(abandoned), by: ({ abandoned }) => abandoned },
        },
      ]}
    />
  );
}
