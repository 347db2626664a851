import type { JSX } from 'preact';
import type { Evaluator } from '../../../score/evaluation.ts';
import { score as written } from '../formats.ts';
import { say } from '../words.ts';
import { Chip } from './chip.tsx';
import './score.css';

/** A score of 0–100 with what has to be known to read it: who gave it, how much was judged, whether it failed at once. */
export function Score({
  score,
  autoFail = false,
  provisional = false,
  judged,
  applicable,
  source,
  target,
  large = false,
}: {
  readonly score: number | null;
  /** A critical criterion failed. */
  readonly autoFail?: boolean;
  /** Something is still to be answered. */
  readonly provisional?: boolean;
  readonly judged?: number;
  readonly applicable?: number;
  readonly source?: Evaluator;
  /** The project's quality target; without it a score is neither good nor bad. */
  readonly target?: number;
  readonly large?: boolean;
}): JSX.Element {
  const passes = score === null || target === undefined ? null : score >= target && !autoFail;
  const counted = judged !== undefined && applicable !== undefined ? { judged, applicable } : null;
  const why = score === null ? say(provisional ? 'shell:score.provisional' : 'shell:score.withheld') : undefined;
  return (
    <span class={large ? 'score large' : 'score'}>
      <span class={`value numbers ${passes === null ? '' : passes ? 'pass' : 'fail'}`} title={why}>
        {passes !== null && (
          <>
            <span class="sign" aria-hidden="true">
              {passes ? '✓' : '✗'}
            </span>
            <span class="unseen">{say(passes ? 'shell:score.passes' : 'shell:score.fails')} </span>
          </>
        )}
        {written(score)}
        {why !== undefined && <span class="unseen"> {why}</span>}
      </span>
      {autoFail && <Chip tone="fail">{say('shell:score.autoFail')}</Chip>}
      {provisional && score !== null && <Chip tone="unclear">{say('shell:score.provisional')}</Chip>}
      <span class="notes">
        {[
          source === undefined ? '' : say(`shell:source.${source}`),
          counted === null ? '' : say('shell:score.judged', counted),
        ]
          .filter(Boolean)
          .join(' · ')}
      </span>
    </span>
  );
}
