import type { JSX } from 'preact';
import type { ToneShown } from '../../contract/call.ts';
import { number } from '../formats.ts';
import { HelpTip } from '../parts/help-tip.tsx';
import { hasWords, say } from '../words.ts';
import { PlayStretch, Quote } from './play-stretch.tsx';
import type { Player } from './playback.ts';

const ACCUSING: readonly string[] = ['impatience', 'rudeness'];

/** What the operator's words and behaviour say of their tone, with the words; and how the customer's mood moved. */
export function Tone({
  tone,
  operatorId,
  player,
}: {
  readonly tone: ToneShown;
  readonly operatorId: string;
  readonly player: Player;
}): JSX.Element | null {
  const findings = tone.findings.filter((finding) => finding.operatorId === operatorId);
  const mood = tone.operators.find((one) => one.operatorId === operatorId);
  const kinds = [...Map.groupBy(findings, ({ kind }) => kind)];
  if (kinds.length === 0 && (mood === undefined || mood.moodN === 0)) return null;
  return (
    <section class="stack tight">
      <h3>
        {say('call:tone.title')}
        <HelpTip term={say('call:tone.title')}>{say('call:tone.help')}</HelpTip>
      </h3>
      <dl class="tone">
        {kinds.map(([kind, found]) => (
          <div key={kind} class={ACCUSING.includes(kind) ? 'fail' : ''}>
            <dt>
              {hasWords(`call:tone.${kind}`) ? say(`call:tone.${kind}`) : kind}{' '}
              <span class="soft numbers">{number(found.length)}</span>
            </dt>
            <dd>
              <ul role="list" class="proofs">
                {found.map((finding) => (
                  <li key={finding.startMs}>
                    <PlayStretch player={player} stretch={finding}>
                      <span class="quote">
                        <Quote quote={finding.quote} text={textAt(player, finding)} />
                      </span>
                    </PlayStretch>
                  </li>
                ))}
              </ul>
            </dd>
          </div>
        ))}
        {mood !== undefined && mood.moodN > 0 && (
          <div>
            <dt>
              {say('call:tone.mood')}
              <HelpTip term={say('call:tone.mood')}>{say('call:tone.moodHelp')}</HelpTip>
            </dt>
            <dd>
              {moodWord(mood.moodStart)} → {moodWord(mood.moodEnd)}{' '}
              <span class="soft small">{say('call:tone.moodN', { count: mood.moodN })}</span>
            </dd>
          </div>
        )}
      </dl>
    </section>
  );
}

/** What was said in the turn that a finding lies in. */
function textAt({ turns }: Player, { startMs, operatorId }: ToneShown['findings'][number]): string {
  const own = turns.filter((turn) => turn.speaker !== 'customer' && turn.operatorId === operatorId);
  return own.find((turn) => turn.startMs <= startMs && startMs <= turn.endMs)?.text ?? '';
}

/** −1…1 in five words; a third of the way is as far as one plain word goes. */
function moodWord(valence: number | null): string {
  if (valence === null) return say('call:mood.unknown');
  if (valence <= -0.6) return say('call:mood.angry');
  if (valence < -0.1) return say('call:mood.displeased');
  if (valence <= 0.1) return say('call:mood.neutral');
  return say(valence < 0.6 ? 'call:mood.content' : 'call:mood.delighted');
}
