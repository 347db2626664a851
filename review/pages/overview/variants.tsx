import type { JSX } from 'preact';
import type { OpenedNumber } from '../../contract/numbers.ts';
import { figure, unitSign } from '../formats.ts';
import { useAddress } from '../route.ts';
import { say } from '../words.ts';
import { formulaKey } from './formula.tsx';
import { numberHref, sayOr } from './where.ts';

/** The same number by its other formulas; those that have calls of their own open them. */
export function Variants({
  opened,
  variant,
}: {
  readonly opened: OpenedNumber;
  readonly variant: string;
}): JSX.Element | null {
  const { query } = useAddress();
  const { id, shown, variants } = opened;
  if (variants.length < 2) return null;
  const current = variant === '' ? shown.variant : variant;
  return (
    <section class="stack">
      <h3>
        {say(`numbers:opened.${id === 'target-calls' ? 'directions' : id === 'quality' ? 'sources' : 'variants'}`)}
      </h3>
      <ul role="list" class="variants">
        {variants.map(({ variant: name, value }) => {
          const words = variantWords(opened, name);
          const opens = name !== 'within_hours' && id !== 'target-calls';
          return (
            <li key={name}>
              {opens ? (
                <a href={numberHref(query, id, name)} aria-current={name === current ? 'true' : undefined}>
                  {words}
                </a>
              ) : (
                <span>{words}</span>
              )}
              <span class="numbers">
                {figure(value, shown.unit)}
                {value !== null && shown.unit === 'percent' && ` ${unitSign(shown.unit)}`}
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** A name where there is one, else the formula itself. */
function variantWords({ id }: OpenedNumber, name: string): string {
  const named = sayOr(`numbers:variant.${name}`, '');
  if (named !== '') return named;
  const key = formulaKey(id, name);
  const [over, under] = [sayOr(`${key}.over`, ''), sayOr(`${key}.under`, '')];
  return over === '' ? name : `${over} / ${inBrackets(under)}`;
}

/** A sum is divided by as a whole. */
function inBrackets(term: string): string {
  return / [+−] /.test(term) ? `(${term})` : term;
}
