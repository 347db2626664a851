import { useComputed } from '@preact/signals';
import type { ComponentChildren, JSX } from 'preact';
import type { Evidence, SearchedWindow } from '../../../score/evaluation.ts';
import type { SpanTimes } from '../../contract/call.ts';
import { duration, moment } from '../formats.ts';
import { say } from '../words.ts';
import { inContext } from './context.ts';
import type { Player } from './playback.ts';
import './play-stretch.css';
import { Sign } from './sign.tsx';

/** Plays exactly a stretch; pressed again it pauses there, and once more goes on. Without sound it shows the place. */
export function PlayStretch({
  player,
  stretch,
  children,
}: {
  readonly player: Player;
  readonly stretch: SpanTimes;
  /** What is heard there: with the times the name of the button. */
  readonly children: ComponentChildren;
}): JSX.Element {
  const { startMs, endMs } = stretch;
  const chosen = useComputed(() => isAsked(player.stretch.value, stretch)).value;
  const plays = useComputed(() => player.playing.value).value && chosen;
  const heard = player.timeline.tracks.length > 0;
  return (
    <button
      type="button"
      class={`stretch-button ${chosen ? 'chosen' : ''}`}
      aria-pressed={plays}
      onClick={() => {
        playOrPause(player, { startMs, endMs });
      }}
    >
      <Sign of={plays ? 'pause' : heard ? 'play' : 'goTo'} size={11} />
      <span class="numbers times">{timesOf(player, stretch)}</span>
      {children}
    </button>
  );
}

/** Plays a stretch from its beginning; where it is the one being heard already, pauses or goes on. */
export function playOrPause(player: Player, stretch: SpanTimes): void {
  const at = player.position.peek();
  const same = isAsked(player.stretch.peek(), stretch);
  if (same && player.playing.peek()) player.pause();
  else if (same && at > stretch.startMs && at < stretch.endMs) player.play();
  else player.play(stretch.startMs, stretch.endMs);
}

function isAsked(asked: SpanTimes | null, { startMs, endMs }: SpanTimes): boolean {
  return asked?.startMs === startMs && asked.endMs === Math.max(startMs, endMs);
}

/** From when to when, once where both read the same; of written talk by the clock. */
function timesOf({ call }: Player, { startMs, endMs }: SpanTimes): string {
  const text = (ms: number): string =>
    call.channel === 'voice' ? duration(ms) : moment(call.startedMs + ms, call.timeZone, 'clock');
  const [from, to] = [text(startMs), text(endMs)];
  return from === to ? from : `${from}–${to}`;
}

/** The words that prove an answer, in their sentence, as a button that plays them; a moment that a person marked has none. */
export function EvidenceButton({
  player,
  evidence,
}: {
  readonly player: Player;
  readonly evidence: Evidence;
}): JSX.Element {
  const { speaker, utteranceId, quote } = evidence;
  if (utteranceId === '')
    return (
      <PlayStretch player={player} stretch={evidence}>
        {say('call:moment')}
      </PlayStretch>
    );
  return (
    <PlayStretch player={player} stretch={evidence}>
      <span class={`quote ${speaker}`}>
        <span class="unseen">{say(`call:speaker.${speaker}`)}: </span>
        <Quote quote={quote} text={player.turns.find((turn) => turn.utteranceId === utteranceId)?.text ?? quote} />
      </span>
    </PlayStretch>
  );
}

/** A quote in quotation marks, what stands around it in its sentence paler. */
export function Quote({ quote, text }: { readonly quote: string; readonly text: string }): JSX.Element {
  const shown = inContext(quote, text);
  const [open = '', close = ''] = say('call:quoted', { quote: '\n' }).split('\n');
  return (
    <>
      {open}
      {shown.before !== '' && <span class="around">{shown.before}</span>}
      {shown.quote}
      {shown.after !== '' && <span class="around">{shown.after}</span>}
      {close}
    </>
  );
}

/** Where something was looked for in vain, as a button that plays it. */
export function SearchedButton({
  player,
  searched,
}: {
  readonly player: Player;
  readonly searched: SearchedWindow;
}): JSX.Element {
  const whose = searched.speaker === 'unknown' ? 'any' : searched.speaker;
  return (
    <PlayStretch player={player} stretch={searched}>
      <span class="soft">{say(`call:searched.${whose}`, { count: searched.utterances })}</span>
    </PlayStretch>
  );
}
