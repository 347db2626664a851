import type { JSX } from 'preact';
import type { Judgement } from '../../contract/judging.ts';
import type { ScorecardShown } from '../../contract/scorecards.ts';
import { number, percent, score } from '../formats.ts';
import { say } from '../words.ts';
import { sumOf, type Sum } from './sum.ts';

/** How the score came about: weight × share, row by row, then what was added, taken away, or overruled it. Folded. */
export function SumTable({
  scorecard,
  judgement,
  titleOf,
}: {
  readonly scorecard: ScorecardShown;
  readonly judgement: Judgement;
  readonly titleOf: (criterionId: string) => string;
}): JSX.Element {
  const sum = sumOf(scorecard, judgement);
  return (
    <details class="fold">
      <summary>{say('call:sum.title')}</summary>
      <table class="sum">
        <caption class="unseen">{say('call:sum.title')}</caption>
        <thead>
          <tr>
            <th scope="col">{say('call:sum.criterion')}</th>
            <th scope="col">{say('call:sum.weight')}</th>
            <th scope="col">{say('call:sum.share')}</th>
            <th scope="col">{say('call:sum.earned')}</th>
          </tr>
        </thead>
        <tbody>
          {sum.rows.map(({ criterionId, weight, share, earned }) => (
            <tr key={criterionId}>
              <th scope="row">{titleOf(criterionId)}</th>
              <td>{number(weight)}</td>
              <td>{percent(share)}</td>
              <td>{number(earned, 1)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{say('call:sum.total')}</th>
            <td>{number(sum.weight)}</td>
            <td />
            <td>{number(sum.earned, 1)}</td>
          </tr>
        </tfoot>
      </table>
      <ol role="list" class="steps numbers">
        {stepsOf(sum, scorecard, judgement, titleOf).map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
    </details>
  );
}

/** What follows the table, a sentence a step. */
function stepsOf(
  sum: Sum,
  { coverageFloor }: ScorecardShown,
  judgement: Judgement,
  titleOf: (criterionId: string) => string,
): readonly string[] {
  const { mean, earned, weight, extras, critical, coverage, belowFloor } = sum;
  const share = { share: percent(coverage), floor: percent(coverageFloor) };
  return [
    ...(mean === null
      ? [say('call:sum.nothing')]
      : [say('call:sum.mean', { earned: number(earned, 1), weight: number(weight), mean: score(mean) })]),
    ...extras.map(({ criterionId, points }) =>
      say(points > 0 ? 'call:sum.bonus' : 'call:sum.penalty', {
        criterion: titleOf(criterionId),
        points: number(Math.abs(points), 1),
      }),
    ),
    ...(coverage === null ? [] : [say(belowFloor ? 'call:sum.belowFloor' : 'call:sum.coverage', share)]),
    ...critical.map((criterionId) => say('call:sum.critical', { criterion: titleOf(criterionId) })),
    say('call:sum.result', { score: score(judgement.score) }),
  ];
}
