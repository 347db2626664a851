import type { JSX } from 'preact';
import { Chip } from '../parts/chip.tsx';
import { HelpTip } from '../parts/help-tip.tsx';
import { Score } from '../parts/score.tsx';
import { say } from '../words.ts';
import type { Voice } from './compare.tsx';

/** The scores of several judgements beside each other, and which one counts. */
export function Scores({ voices }: { readonly voices: readonly Voice[] }): JSX.Element {
  return (
    <dl class="scores-row">
      {voices.map(({ head, judgement }, nth) => (
        <div key={head}>
          <dt>{head}</dt>
          <dd>
            <Score
              score={judgement.score}
              autoFail={judgement.autoFail}
              provisional={judgement.provisional}
              judged={judgement.judged}
              applicable={judgement.applicable}
            />
            {nth === 0 && <HelpTip term={say('call:part.judgedTerm')}>{say('call:part.judgedHelp')}</HelpTip>}
            {judgement.counts && (
              <>
                {' '}
                <Chip tone="accent">{say('call:part.counts')}</Chip>
              </>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}
