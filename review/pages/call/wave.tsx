import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Peaks } from '../../contract/call.ts';
import { ask } from '../api.ts';
import { theme } from '../theme.ts';
import { say } from '../words.ts';
import type { Player } from './playback.ts';
import { percentOf, type Track } from './timeline.ts';
import { drawWaveform } from './waveform.ts';

/** One recording's waveform at its place on the call's timeline: the operator's channel above, the customer's below. */
export function Wave({
  player,
  track,
  project,
  callId,
  channelHeight,
}: {
  readonly player: Player;
  readonly track: Track;
  readonly project: string;
  readonly callId: string;
  /** px */
  readonly channelHeight: number;
}): JSX.Element {
  const { recordingId, operatorChannel } = track.recording;
  const place = useRef<HTMLDivElement>(null);
  const peaks = useSignal<Peaks | 'loading' | 'away'>('loading');

  useEffect(() => {
    const given = new AbortController();
    ask('call.peaks', { params: { project, callId, recordingId } }, given.signal).then(
      (answer) => (peaks.value = answer),
      () => {
        if (!given.signal.aborted) peaks.value = 'away';
      },
    );
    return () => {
      given.abort();
    };
  }, [project, callId, recordingId]);

  const known = peaks.value;
  useEffect(() => {
    if (place.current === null || typeof known === 'string') return;
    const order = operatorChannel === null || known.channels.length < 2 ? [0] : operatorChannel === 1 ? [1, 0] : [0, 1];
    const names = order.length < 2 ? ['--ink-faint'] : ['--operator', '--customer'];
    const colours = names.map((name) => colourOf(place.current, name));
    return drawWaveform(place.current, {
      peaks: known,
      order,
      colours,
      channelHeight: order.length < 2 ? 2 * channelHeight : channelHeight,
    });
  }, [known, operatorChannel, channelHeight, theme.value, useSystemTheme()]);

  const { timeline } = player;
  const start = percentOf(track.startMs, timeline);
  const geometry = {
    insetInlineStart: `${String(start)}%`,
    inlineSize: `${String(percentOf(track.endMs, timeline) - start)}%`,
    blockSize: `${String(2 * channelHeight)}px`,
  };
  const quiet = player.track.value !== track && player.timeline.tracks.length > 1;
  return (
    <div class={`wave ${quiet ? 'quiet' : ''}`} style={geometry} ref={place}>
      {known === 'loading' && <span class="wave-waits" />}
      {known === 'away' && <span class="small soft">{say('call:wave.away')}</span>}
    </div>
  );
}

/** A colour of the style sheet as a canvas takes it. */
function colourOf(place: HTMLElement | null, name: string): string {
  if (place === null) return '';
  const before = place.style.color;
  place.style.color = `var(${name})`;
  const colour = getComputedStyle(place).color;
  place.style.color = before;
  return colour;
}

/** Whether the system is dark; changes with it. */
function useSystemTheme(): boolean {
  const dark = useSignal(matchMedia('(prefers-color-scheme: dark)').matches);
  useEffect(() => {
    const query = matchMedia('(prefers-color-scheme: dark)');
    const onChange = (): void => {
      dark.value = query.matches;
    };
    query.addEventListener('change', onChange);
    return () => {
      query.removeEventListener('change', onChange);
    };
  }, []);
  return dark.value;
}
