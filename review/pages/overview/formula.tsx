import type { JSX } from 'preact';
import type { NumberId, OpenedNumber } from '../../contract/numbers.ts';
import { say } from '../words.ts';
import { sayOr } from './where.ts';

/** Numerator over denominator in words of the reader. */
export function Formula({
  opened: { id, shown, definition },
  variant,
}: {
  readonly opened: OpenedNumber;
  readonly variant: string;
}): JSX.Element {
  const key = formulaKey(id, variant === '' ? shown.variant : variant);
  const over = sayOr(`${key}.over`, definition.numerator);
  const under = sayOr(`${key}.under`, definition.denominator);
  const { thresholdSeconds, shortAbandonSeconds, targetSeconds } = shown.params;
  return (
    <figure class="formula">
      <figcaption class="unseen">{say('numbers:opened.formula')}</figcaption>
      {definition.denominator === '–' ? (
        <span>{over}</span>
      ) : (
        <span class="fraction">
          <span class="over">{over}</span>
          <span class="unseen"> {say('numbers:opened.dividedBy')} </span>
          <span class="under">{under}</span>
        </span>
      )}
      {thresholdSeconds !== undefined && (
        <span class="soft small">
          {say('numbers:opened.thresholds', { seconds: thresholdSeconds, short: shortAbandonSeconds ?? 0 })}
        </span>
      )}
      {targetSeconds !== undefined && (
        <span class="soft small">{say('numbers:opened.target', { seconds: targetSeconds })}</span>
      )}
    </figure>
  );
}

/** Where the words of a formula stand; `lost` is a variant of the abandon rate. */
export function formulaKey(id: NumberId, variant: string): string {
  switch (id) {
    case 'service-level':
      return `numbers:formula.service-level.${variant}`;
    case 'abandon-rate':
    case 'lost':
      return `numbers:formula.abandon-rate.${variant === '' ? (id === 'lost' ? 'lost' : 'abandoned') : variant}`;
    case 'aht':
      return `numbers:formula.aht.${variant === '' ? 'by_leg' : variant}`;
    default:
      return `numbers:formula.${id}`;
  }
}
