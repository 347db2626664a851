import type { ComponentChildren, JSX } from 'preact';
import { figure, number, unitSign, type Unit } from '../formats.ts';
import { say } from '../words.ts';
import './figure.css';

/** A big number with all that is needed to judge it. Opens with `href` or `onOpen`. */
export function Figure({
  label,
  help,
  value,
  unit,
  n,
  target = null,
  previous = null,
  better,
  none = '',
  href,
  onOpen,
  children,
}: {
  readonly label: string;
  /** A HelpTip. */
  readonly help?: ComponentChildren;
  readonly value: number | null;
  readonly unit: Unit;
  /** What the number was counted over. */
  readonly n: number;
  readonly target?: number | null;
  /** The same number of the period before. */
  readonly previous?: number | null;
  readonly better: 'more' | 'less';
  /** Why there is no value. */
  readonly none?: string;
  readonly href?: string | undefined;
  readonly onOpen?: (() => void) | undefined;
  /** A Spark or an Interval under the number. */
  readonly children?: ComponentChildren;
}): JSX.Element {
  const shown = (
    <>
      {figure(value, unit)}
      {value !== null && unitSign(unit) !== '' && <span class="unit">{unitSign(unit)}</span>}
    </>
  );
  return (
    <div class="figure" role="group" aria-label={label}>
      <div class="label">
        {label}
        {help}
      </div>
      <div class="value numbers" title={value === null ? none : undefined}>
        {href !== undefined ? (
          <a href={href}>{shown}</a>
        ) : onOpen !== undefined ? (
          <button type="button" onClick={onOpen}>
            {shown}
          </button>
        ) : (
          shown
        )}
      </div>
      {value === null && none !== '' && <div class="notes">{none}</div>}
      {children}
      <div class="notes numbers">
        <span>{say('shell:figure.n', { n: number(n) })}</span>
        {target !== null && <Against value={value} target={target} unit={unit} better={better} />}
        {value !== null && previous !== null && <Change by={value - previous} unit={unit} better={better} />}
      </div>
    </div>
  );
}

type Judged = { readonly unit: Unit; readonly better: 'more' | 'less' };

function Against({
  value,
  target,
  unit,
  better,
}: Judged & { readonly value: number | null; readonly target: number }): JSX.Element {
  const met = value === null ? null : better === 'more' ? value >= target : value <= target;
  const sign = unitSign(unit);
  return (
    <span class={met === null ? '' : met ? 'pass' : 'fail'}>
      {met !== null && <span aria-hidden="true">{met ? '✓ ' : '✗ '}</span>}
      {say(met === null ? 'shell:figure.target' : met ? 'shell:figure.met' : 'shell:figure.missed', {
        target: `${figure(target, unit)}${sign === '%' ? '\u202f%' : ''}`,
      })}
    </span>
  );
}

function Change({ by, unit, better }: Judged & { readonly by: number }): JSX.Element {
  const amount = figure(Math.abs(by), unit);
  const none = amount === figure(0, unit);
  const good = by > 0 === (better === 'more');
  return (
    <span class={none ? '' : good ? 'pass' : 'fail'}>
      {none ? say('shell:figure.same') : say(by > 0 ? 'shell:figure.up' : 'shell:figure.down', { amount })}
      {!none && <span class="unseen"> {say(good ? 'shell:figure.good' : 'shell:figure.bad')}</span>}
    </span>
  );
}
