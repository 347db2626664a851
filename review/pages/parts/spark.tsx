import type { JSX } from 'preact';
import { NOTHING } from '../formats.ts';
import './figure.css';

/** A trend as a line without axes; what it shows is in `label`. Null breaks the line. */
export function Spark({
  values,
  label,
}: {
  readonly values: readonly (number | null)[];
  /** "Service level by day: from 71.0 to 84.2, lowest 60.1 on 3 May." */
  readonly label: string;
}): JSX.Element {
  const known = values.filter((value) => value !== null);
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const x = (nth: number): number => (values.length < 2 ? 50 : (nth / (values.length - 1)) * 100);
  const y = (value: number): number => (high === low ? 14 : 26 - ((value - low) / (high - low)) * 24);
  const line = values
    .map((value, nth) => {
      if (value === null) return '';
      const before = nth === 0 ? null : (values[nth - 1] ?? null);
      return `${before === null ? 'M' : 'L'}${x(nth).toFixed(2)} ${y(value).toFixed(2)}`;
    })
    .join('');
  return (
    <span class="spark">
      <svg viewBox="0 0 100 28" preserveAspectRatio="none" aria-hidden="true">
        <path d={line} />
      </svg>
      <span class="unseen">{known.length === 0 ? NOTHING : label}</span>
    </span>
  );
}
