import type { ComponentChildren, JSX } from 'preact';
import type { ProjectChoice } from '../../contract/me.ts';
import type { NumberId, ShownNumber } from '../../contract/numbers.ts';
import type { Overview } from '../../contract/overview.ts';
import { number } from '../formats.ts';
import { Figure } from '../parts/figure.tsx';
import { HelpTip } from '../parts/help-tip.tsx';
import { Interval } from '../parts/interval.tsx';
import { Spark } from '../parts/spark.tsx';
import { useAddress } from '../route.ts';
import { say } from '../words.ts';
import { numberHref, paramsOf } from './where.ts';

const OF_QUEUES: readonly NumberId[] = ['service-level', 'asa', 'abandon-rate', 'lost', 'missed', 'missed-not-reached'];

/** The numbers, those of the queues first; each opens to what it is made of. */
export function Figures({
  overview,
  project,
}: {
  readonly overview: Overview;
  readonly project: ProjectChoice;
}): JSX.Element {
  const groups = [
    { name: 'queues', numbers: overview.numbers.filter(({ id }) => OF_QUEUES.includes(id)) },
    { name: 'people', numbers: overview.numbers.filter(({ id }) => !OF_QUEUES.includes(id)) },
  ].filter(({ numbers }) => numbers.length > 0);
  return (
    <>
      {groups.map(({ name, numbers }) => (
        <section key={name} class="stack" aria-labelledby={`figures-${name}`}>
          <h2 id={`figures-${name}`}>{say(`overview:section.${name}`)}</h2>
          <div class={`figures ${name}`}>
            {numbers.map((shown) => (
              <Opening key={shown.id} shown={shown} overview={overview} project={project} />
            ))}
          </div>
        </section>
      ))}
    </>
  );
}

type Props = { readonly shown: ShownNumber; readonly overview: Overview; readonly project: ProjectChoice };

function Opening({ shown, overview, project }: Props): JSX.Element {
  const { query } = useAddress();
  const title = say(`numbers:${shown.id}.title`);
  return (
    <Figure
      label={title}
      help={
        <HelpTip term={title}>
          <p>{say(`numbers:${shown.id}.what`, paramsOf(shown, project))}</p>
        </HelpTip>
      }
      {...{ value: shown.value, unit: shown.unit, n: shown.n, target: shown.target, previous: shown.previous }}
      better={shown.better}
      none={say(`numbers:${shown.id}.none`)}
      href={numberHref(query, shown.id)}
    >
      <Under shown={shown} overview={overview} project={project} />
    </Figure>
  );
}

/** A trend, an interval, or what the number is of. */
function Under({ shown, overview, project }: Props): ComponentChildren {
  if (shown.id === 'service-level' && overview.days.length > 2) return <Level overview={overview} />;
  if (shown.id === 'quality') {
    const scorecardId = shown.params['scorecardId'];
    const figure = overview.quality.find((one) => one.source === 'machine' && one.scorecardId === scorecardId);
    if (figure === undefined) return null;
    const { mean, low, high, n } = figure;
    return (
      <>
        <Interval {...{ mean, low, high, n }} />
        <p class="of">
          {say('numbers:of.quality', { scorecard: String(paramsOf(shown, project)['scorecard'] ?? '') })}
        </p>
      </>
    );
  }
  if (shown.params['allQueues'] !== undefined) return <p class="of">{say('numbers:of.allQueues')}</p>;
  return null;
}

function Level({ overview: { days } }: { readonly overview: Overview }): JSX.Element {
  const values = days.map(({ serviceLevelPercent }) => serviceLevelPercent);
  const known = values.filter((value) => value !== null);
  const range = { low: number(Math.min(...known), 1), high: number(Math.max(...known), 1) };
  return <Spark values={values} label={say('overview:trend.range', range)} />;
}
