import { useSignal } from '@preact/signals';
import type { ComponentChildren, JSX } from 'preact';
import type { PartOpened, ToneShown } from '../../contract/call.ts';
import type { Judgement } from '../../contract/judging.ts';
import { pathTo } from '../route.ts';
import { ButtonLink } from '../parts/button.tsx';
import { HelpTip } from '../parts/help-tip.tsx';
import { Notice } from '../parts/notice.tsx';
import { Score } from '../parts/score.tsx';
import { may } from '../session.ts';
import { say, titleOf } from '../words.ts';
import { MadeWith } from './made-with.tsx';
import { Measures } from './measures.tsx';
import type { Player } from './playback.ts';
import { criterionTitleOf, ScorecardAnswers } from './scorecard.tsx';
import { SumTable } from './sum-table.tsx';
import { Tabs } from './tabs.tsx';
import { Tone } from './tone.tsx';
import './part.css';

/** One operator's part of a call: who judged it and how, the scorecard, what was measured, the tone. */
export function Part({
  part,
  project,
  callId,
  player,
  tone,
  target,
  keyed,
  aside,
}: {
  readonly part: PartOpened;
  readonly project: string;
  readonly callId: string;
  readonly player: Player;
  readonly tone: ToneShown | null;
  /** The project's quality target. */
  readonly target: number | undefined;
  /** Whether the page's keys 1–9 play this part's evidence. */
  readonly keyed: boolean;
  /** Something of the page's own under each criterion. */
  readonly aside?: ((criterionId: string) => ComponentChildren) | undefined;
}): JSX.Element {
  const { name, operatorId, scorecard, judgements, measures } = part;
  const who = name || operatorId || say('call:part.unknown');
  const at = useSignal(0);
  const judgement = judgements[at.value] ?? judgements[0];
  return (
    <section class="part stack" aria-label={say('call:part.of', { name: who })}>
      <header class="part-head">
        <h2>{who}</h2>
        {scorecard !== null && <ScorecardLink part={part} />}
      </header>
      {part.blind && <Blind part={part} project={project} callId={callId} />}
      {!part.blind && judgement === undefined && <Notice>{say('call:part.unscored')}</Notice>}
      {judgement !== undefined && scorecard !== null && (
        <Tabs
          label={say('call:part.judgedBy')}
          tabs={judgements.map((one) => ({ text: nameOf(one), note: one.counts ? say('call:part.counts') : '' }))}
          at={at}
        >
          <div class="stack">
            <div class="row verdict-row">
              <Score
                large
                score={judgement.score}
                autoFail={judgement.autoFail}
                provisional={judgement.provisional}
                judged={judgement.judged}
                applicable={judgement.applicable}
                source={judgement.evaluator}
                {...(target === undefined ? {} : { target })}
              />
              <HelpTip term={say('call:part.judgedTerm')}>{say('call:part.judgedHelp')}</HelpTip>
            </div>
            <SumTable scorecard={scorecard} judgement={judgement} titleOf={criterionTitleOf(scorecard)} />
            <ScorecardAnswers
              scorecard={scorecard}
              judgement={judgement}
              player={player}
              keyed={keyed && judgement === judgements[0]}
              {...(aside === undefined ? {} : { aside })}
            />
            <MadeWith judgement={judgement} scorecard={scorecard} />
          </div>
        </Tabs>
      )}
      {measures !== null && <Measures measures={measures} />}
      {tone !== null && !part.blind && <Tone tone={tone} operatorId={operatorId} player={player} />}
    </section>
  );
}

function nameOf({ evaluator, raterName }: Judgement): string {
  const source = say(`shell:source.${evaluator}`);
  return raterName === '' ? source : `${source} · ${raterName}`;
}

function ScorecardLink({ part: { scorecard } }: { readonly part: PartOpened }): JSX.Element | null {
  if (scorecard === null) return null;
  const { scorecardId, version, titles } = scorecard;
  const title = say('call:part.scorecard', { title: titleOf(titles, scorecardId), version });
  return may('scorecard') ? (
    <a class="small" href={pathTo('scorecards', scorecardId)}>
      {title}
    </a>
  ) : (
    <span class="small soft">{title}</span>
  );
}

/** What an operator reads instead of a score before they have judged the call themselves. */
function Blind({
  part: { waitsFor, operatorId },
  project,
  callId,
}: {
  readonly part: PartOpened;
  readonly project: string;
  readonly callId: string;
}): JSX.Element {
  if (waitsFor === 'draw') return <Notice>{say('call:blind.soon')}</Notice>;
  const href =
    waitsFor === 'check' ? pathTo('checks', project, callId, operatorId) : pathTo('reviews', project, callId);
  return (
    <Notice title={say(waitsFor === 'check' ? 'call:blind.checkTitle' : 'call:blind.title')}>
      <p>{say('call:blind.why')}</p>
      <div>
        <ButtonLink kind="primary" href={href}>
          {say(waitsFor === 'check' ? 'call:blind.check' : 'call:blind.review')}
        </ButtonLink>
      </div>
    </Notice>
  );
}
