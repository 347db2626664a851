import type { JSX } from 'preact';
import type { NumberId, OpenedNumber as Opened } from '../../contract/numbers.ts';
import { useAnswer } from '../answer.ts';
import { figure, number, percent, unitSign, duration } from '../formats.ts';
import { Dialog } from '../parts/dialog.tsx';
import { Shown } from '../parts/shown.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { useAddress } from '../route.ts';
import { say } from '../words.ts';
import { CountedCalls } from './counted-calls.tsx';
import { Formula } from './formula.tsx';
import { Variants } from './variants.tsx';
import { paramsOf, queryOf, sayOr, type Wanted } from './where.ts';

/** A number opened over the overview: what it means, what it is made of, its other formulas, its SQL and its calls. */
export function OpenedNumber({
  id,
  variant,
  wanted,
}: {
  readonly id: string;
  readonly variant: string;
  readonly wanted: Wanted;
}): JSX.Element {
  const { change } = useAddress();
  const opened = useAnswer('number', { params: { id }, query: { ...queryOf(wanted), variant } });
  return (
    <Dialog
      open
      wide
      title={sayOr(`numbers:${id}.title`, id)}
      onClose={() => {
        change({ number: '', variant: '' });
      }}
    >
      <Shown of={opened} skeleton={<Skeleton lines={6} height={28} />}>
        {(answer) => (answer.id === id ? <Content opened={answer} variant={variant} wanted={wanted} /> : null)}
      </Shown>
    </Dialog>
  );
}

type Props = { readonly opened: Opened; readonly variant: string; readonly wanted: Wanted };

function Content({ opened, variant, wanted }: Props): JSX.Element {
  const { id, shown, definition } = opened;
  const params = paramsOf(shown, wanted.project);
  return (
    <div class="stack wide opened-number">
      <p class="value-line">
        <strong class="numbers">
          {figure(shown.value, shown.unit)}
          {shown.value !== null && <span class="unit">{unitSign(shown.unit)}</span>}
        </strong>
        <span class="soft">
          {shown.value === null ? say(`numbers:${id}.none`) : say('shell:figure.n', { n: number(shown.n) })}
        </span>
      </p>
      <p class="prose">{say(`numbers:${id}.what`, params)}</p>
      <Formula opened={opened} variant={variant} />
      <section class="stack">
        <h3>{say('numbers:opened.parts')}</h3>
        <dl class="facts numbers">
          {opened.parts.map(({ name, value }) => (
            <div key={name} class="part">
              <dt>{sayOr(`numbers:part.${name}`, name)}</dt>
              <dd>{partText(name, value)}</dd>
            </div>
          ))}
        </dl>
      </section>
      <Variants opened={opened} variant={variant} />
      <p class="soft small prose">
        {say(`numbers:counted.${countedBy(id)}`)} {say('numbers:opened.version', { version: definition.version })}
      </p>
      <details>
        <summary>{say('numbers:opened.sql')}</summary>
        <pre class="sql" tabIndex={0} lang="en">
          {definition.sql}
        </pre>
      </details>
      <CountedCalls opened={opened} project={wanted.project} />
    </div>
  );
}

/** Names end in what they are measured in. */
function partText(name: string, value: number): string {
  if (name.endsWith('Ms')) return duration(value);
  if (name.endsWith('Percent')) return percent(value / 100, 1);
  return number(value, Number.isInteger(value) ? 0 : 1);
}

/** To which moment something belongs. */
function countedBy(id: NumberId): 'arrival' | 'start' | 'answer' | 'time' {
  switch (id) {
    case 'service-level':
    case 'asa':
    case 'abandon-rate':
    case 'lost':
      return 'arrival';
    case 'aht':
      return 'answer';
    case 'occupancy':
      return 'time';
    case 'missed':
    case 'missed-not-reached':
    case 'target-calls':
    case 'quality':
      return 'start';
  }
}
