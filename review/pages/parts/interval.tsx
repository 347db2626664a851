import type { JSX } from 'preact';
import { number } from '../formats.ts';
import { say } from '../words.ts';
import './figure.css';

/** A mean with its 95 % interval as a small bar on a scale; without an interval n was too small for one. */
export function Interval({
  mean,
  low,
  high,
  n,
  from = 0,
  to = 100,
}: {
  readonly mean: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly n: number;
  readonly from?: number;
  readonly to?: number;
}): JSX.Element {
  const at = (value: number): number => ((Math.min(Math.max(value, from), to) - from) / (to - from)) * 100;
  const words = { mean: number(mean, 1), low: number(low, 1), high: number(high, 1), n: number(n) };
  const label = say(
    mean === null ? 'shell:interval.none' : low === null || high === null ? 'shell:interval.few' : 'shell:interval.of',
    words,
  );
  return (
    <svg class="interval" role="img" aria-label={label} viewBox="0 0 100 12" preserveAspectRatio="none">
      <title>{label}</title>
      <line class="scale" x1="0" x2="100" y1="6" y2="6" />
      {low !== null && high !== null && (
        <line class="range" x1={at(low)} x2={Math.max(at(high), at(low) + 1)} y1="6" y2="6" />
      )}
      {mean !== null && <line class="mean" x1={at(mean)} x2={at(mean)} y1="1" y2="11" />}
    </svg>
  );
}
