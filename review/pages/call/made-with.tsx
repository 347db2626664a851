import type { JSX } from 'preact';
import type { Judgement } from '../../contract/judging.ts';
import type { ScorecardShown } from '../../contract/scorecards.ts';
import { say } from '../words.ts';

/** Versions and hashes of what made a judgement: for whoever has to explain or repeat it. Folded. */
export function MadeWith({
  judgement,
  scorecard,
}: {
  readonly judgement: Judgement;
  readonly scorecard: ScorecardShown;
}): JSX.Element {
  const { scorecardVersion, inputHash, revision, madeWith } = judgement;
  const rows: readonly (readonly [string, string])[] = [
    [say('call:made.scorecard'), `${scorecard.scorecardId} ${String(scorecardVersion)}`],
    [say('call:made.revision'), revision],
    [say('call:made.inputHash'), inputHash],
    ...Object.entries(madeWith).sort(([a], [b]) => a.localeCompare(b)),
  ];
  return (
    <details class="fold">
      <summary>{say('call:made.title')}</summary>
      <dl class="made">
        {rows
          .filter(([, value]) => value !== '')
          .map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>
                <code>{value}</code>
              </dd>
            </div>
          ))}
      </dl>
    </details>
  );
}
