import type { JSX } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { CallOpened } from '../../contract/call.ts';
import { duration } from '../formats.ts';
import { Notice } from '../parts/notice.tsx';
import { useNarrow } from '../parts/use-narrow.ts';
import { say } from '../words.ts';
import { playerKeys, STEP_MS, useKeys, type Keys } from './keys.ts';
import { lanesOf } from './lanes-of.ts';
import { LaneNames, Lanes } from './lanes.tsx';
import type { Mark } from './marks.ts';
import { openPlayer, type Player } from './playback.ts';
import './player.css';
import { percentOf } from './timeline.ts';
import { Transport } from './transport.tsx';
import { Wave } from './wave.tsx';

/**
 * How a page hears a call:
 *   const player = usePlayer(opened)                       one for each call, closed when the page is left
 *   <PlayerPanel opened={opened} player={player} marks />  waveform, lanes, buttons; nothing for a call without sound
 *   usePlayerKeys(player, more)                            space, arrows, − and +; `more` are the page's own keys
 *   player.play(fromMs, toMs)                              evidence; player.position, .playing, .turn are signals
 * Moments are ms on the call's timeline.
 */
export function usePlayer(opened: CallOpened): Player {
  const { project, callId, version } = opened.call;
  const player = useMemo(() => openPlayer(opened), [project, callId, version]);
  useEffect(() => player.close, [player]);
  return player;
}

const NO_KEYS: Keys = {};

/** Keys of the player, with a page's own beside them (keep those in a `useMemo`). */
export function usePlayerKeys(player: Player, more: Keys = NO_KEYS): void {
  useKeys(
    useMemo(() => ({ ...(player.timeline.tracks.length > 0 ? playerKeys(player) : {}), ...more }), [player, more]),
  );
}

/** Waveform of both channels, lanes under it, buttons. On phones it stays at the foot of the window. */
export function PlayerPanel({
  opened,
  player,
  marks = [],
}: {
  readonly opened: CallOpened;
  readonly player: Player;
  /** What proves answers, for the lane of evidence. */
  readonly marks?: readonly Mark[];
}): JSX.Element | null {
  const lanes = useMemo(() => lanesOf(opened, marks), [opened, marks]);
  const narrow = useNarrow();
  const channelHeight = narrow ? 16 : 32;
  const place = useRef<HTMLElement>(null);
  useHeight(place);
  const { project, callId } = opened.call;
  if (player.timeline.tracks.length === 0) return null;
  return (
    <section class="player" ref={place} aria-label={say('call:player.title')}>
      {player.failed.value && <Notice tone="fail">{say('call:player.failed')}</Notice>}
      <div class="tracks">
        {!narrow && (
          <div class="names">
            <WaveNames separated={opened.speakersSeparated} />
            <LaneNames lanes={lanes} />
          </div>
        )}
        <Line player={player}>
          <div class="waves" style={{ blockSize: `${String(2 * channelHeight)}px` }}>
            {player.timeline.tracks.map((track) => (
              <Wave
                key={track.recording.recordingId}
                player={player}
                track={track}
                project={project}
                callId={callId}
                channelHeight={channelHeight}
              />
            ))}
          </div>
          <Lanes lanes={narrow ? lanes.filter(({ kind }) => kind === 'evidence') : lanes} timeline={player.timeline} />
        </Line>
      </div>
      <Transport player={player} />
    </section>
  );
}

/** Tells the style sheet how high the player is: what scrolls has to keep clear of it. */
function useHeight(place: { readonly current: HTMLElement | null }): void {
  useEffect(() => {
    const { current } = place;
    if (current === null) return;
    const root = document.documentElement.style;
    const observer = new ResizeObserver(() => {
      root.setProperty('--player', `${String(current.offsetHeight)}px`);
    });
    observer.observe(current);
    return () => {
      observer.disconnect();
      root.removeProperty('--player');
    };
  }, []);
}

function WaveNames({ separated }: { readonly separated: boolean }): JSX.Element {
  const kinds = separated ? (['operator', 'customer'] as const) : (['unknown'] as const);
  return (
    <ul role="list" class="wave-names">
      {kinds.map((kind) => (
        <li key={kind} class={kind}>
          {say(`call:speaker.${kind}`)}
        </li>
      ))}
    </ul>
  );
}

/** The timeline as a slider: a click or a drag goes there; arrows do as everywhere on the page. */
function Line({ player, children }: { readonly player: Player; readonly children: JSX.Element[] }): JSX.Element {
  const { timeline } = player;
  const go = (event: PointerEvent & { readonly currentTarget: HTMLElement }): void => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    player.seek(((event.clientX - left) / width) * timeline.lengthMs);
  };
  return (
    <div
      class="line"
      role="slider"
      tabIndex={0}
      aria-label={say('call:player.position')}
      aria-valuemin={0}
      aria-valuemax={Math.round(timeline.lengthMs / 1000)}
      aria-valuenow={Math.round(player.position.value / 1000)}
      aria-valuetext={say('call:player.at', { at: duration(player.position.value), of: duration(timeline.lengthMs) })}
      onKeyDown={(event) => {
        const ms = movedBy(event, player);
        if (ms === null) return;
        event.preventDefault();
        player.seek(ms);
      }}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        go(event);
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) go(event);
      }}
    >
      {children}
      <Stretch player={player} />
      <div class="cursor" style={{ insetInlineStart: `${String(percentOf(player.position.value, timeline))}%` }} />
    </div>
  );
}

/** Where a key takes the slider; these work whether or not the page's keys are on. */
function movedBy({ key, shiftKey }: KeyboardEvent, { position, timeline }: Player): number | null {
  if (key === 'Home') return 0;
  if (key === 'End') return timeline.lengthMs;
  if (shiftKey || !key.startsWith('Arrow')) return null;
  return position.peek() + (key === 'ArrowLeft' || key === 'ArrowDown' ? -STEP_MS : STEP_MS);
}

function Stretch({ player }: { readonly player: Player }): JSX.Element | null {
  const stretch = player.stretch.value;
  if (stretch === null) return null;
  const start = percentOf(stretch.startMs, player.timeline);
  const geometry = {
    insetInlineStart: `${String(start)}%`,
    inlineSize: `${String(percentOf(stretch.endMs, player.timeline) - start)}%`,
  };
  return <div class="stretch" style={geometry} />;
}
