import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useMemo, useRef } from 'preact/hooks';
import type { CallOpened } from '../../contract/call.ts';
import { Button } from '../parts/button.tsx';
import { Empty } from '../parts/empty.tsx';
import { say } from '../words.ts';
import { Find, type Found } from './find.tsx';
import { bringIntoSight, useFollowing } from './follow.ts';
import type { Mark } from './marks.ts';
import { rangesOf } from './pieces.ts';
import type { Player } from './playback.ts';
import { Turn, type Choosing } from './turn.tsx';
import './transcript.css';

/**
 * What was said, turn by turn. It follows `player` (see player.tsx), a click on a word plays from there, and what proves
 * answers is underlined:
 *   <Transcript opened={opened} player={player} marks={marksOf(judgement)} criterionTitle={(id) => …} />
 * For marking evidence by hand give `choosing`: which turns are chosen, and what to do when one is pressed.
 */
export function Transcript({
  opened,
  player,
  marks = [],
  criterionTitle,
  choosing,
}: {
  readonly opened: CallOpened;
  readonly player: Player;
  readonly marks?: readonly Mark[];
  /** Named beside each mark; without it marks are only underlined. */
  readonly criterionTitle?: (criterionId: string) => string;
  readonly choosing?: Choosing;
}): JSX.Element {
  const list = useRef<HTMLOListElement>(null);
  const wanted = useSignal('');
  const following = useFollowing(list, player);
  const { turns } = opened;
  const found = useMemo(() => foundIn(turns, wanted.value), [turns, wanted.value]);
  const nobody = opened.recordings.length > 0 ? 'call:transcript.notHeard' : 'call:transcript.noRecording';
  if (turns.length === 0) return <Empty title={say('call:transcript.none')}>{say(nobody)}</Empty>;

  return (
    <section class="transcript" aria-label={say('call:transcript.title')}>
      <div class="row transcript-head">
        <Find
          wanted={wanted}
          found={found}
          onGo={(utteranceId) => {
            following.value = false;
            if (list.current !== null) bringIntoSight(list.current, utteranceId);
          }}
        />
        {!following.value && player.playing.value && (
          <Button small onClick={() => (following.value = true)}>
            {say('call:transcript.follow')}
          </Button>
        )}
      </div>
      {/* Scrolls within itself on wide windows: the keyboard has to reach it. */}
      <ol
        role="list"
        class={player.timeline.tracks.length > 0 ? 'turns plays' : 'turns'}
        ref={list}
        tabIndex={0}
        aria-label={say('call:transcript.title')}
        onClick={(event) => {
          const ms = startOf(event.target);
          if (ms === null || player.timeline.tracks.length === 0) return;
          following.value = true;
          player.play(ms);
        }}
      >
        {turns.map((turn, nth) => (
          <Turn
            key={turn.utteranceId}
            turn={turn}
            begins={turns[nth - 1]?.speaker !== turn.speaker || turns[nth - 1]?.operatorId !== turn.operatorId}
            call={opened.call}
            player={player}
            marks={marks}
            wanted={wanted.value}
            criterionTitle={criterionTitle}
            choosing={choosing}
          />
        ))}
      </ol>
    </section>
  );
}

/** Turns that hold what is looked for, each as often as it holds it. */
function foundIn(turns: CallOpened['turns'], wanted: string): readonly Found[] {
  return turns.flatMap(({ utteranceId, text }) => rangesOf(text, wanted).map(() => ({ utteranceId })));
}

/** When the word under a click is said; null where none is, or where the reader was selecting text. */
function startOf(target: EventTarget | null): number | null {
  if (!(target instanceof Element) || getSelection()?.isCollapsed === false) return null;
  const ms = target.closest('[data-ms]')?.getAttribute('data-ms');
  return ms === undefined || ms === null ? null : Number(ms);
}
