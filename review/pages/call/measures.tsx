import type { JSX } from 'preact';
import type { ConversationMeasures } from '../../../score/evaluation.ts';
import { measureText, measureTitle, type Measure } from '../../../score/measure-titles.ts';
import { NOTHING } from '../formats.ts';
import { HelpTip } from '../parts/help-tip.tsx';
import { language, say } from '../words.ts';

/** In the order they are read: how long, who spoke, who waited, how they spoke. */
const SHOWN: readonly Measure[] = [
  'durationMs',
  'operatorTalkShare',
  'operatorTalkMs',
  'customerTalkMs',
  'silenceMs',
  'longestSilenceMs',
  'deadAirCount',
  'talkOverMs',
  'operatorInterruptions',
  'operatorWordsPerMinute',
  'customerWordsPerMinute',
  'firstResponseMs',
  'longestResponseMs',
];

/** What was measured over the operator's part; what the material cannot tell is a dash that says so. */
export function Measures({ measures }: { readonly measures: ConversationMeasures }): JSX.Element {
  return (
    <section class="stack tight">
      <h3>{say('call:measures.title')}</h3>
      <dl class="measures">
        {SHOWN.map((name) => {
          const value = measures[name];
          const title = measureTitle(name, language.value);
          return (
            <div key={name}>
              <dt>
                {title}
                <HelpTip term={title}>{say(`call:measures.${name}`)}</HelpTip>
              </dt>
              <dd class="numbers" title={value === null ? say('call:measures.unknown') : undefined}>
                {value === null ? NOTHING : measureText(name, value, language.value)}
              </dd>
            </div>
          );
        })}
      </dl>
    </section>
  );
}
