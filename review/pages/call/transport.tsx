import type { JSX } from 'preact';
import { useId } from 'preact/hooks';
import { duration, number } from '../formats.ts';
import { Button } from '../parts/button.tsx';
import { Select } from '../parts/select.tsx';
import { say } from '../words.ts';
import { goToTurn, step, STEP_MS, toggle } from './keys.ts';
import { SPEEDS, type Player } from './playback.ts';
import { Sign } from './sign.tsx';

/** Play and pause, back and on, the time, speed and volume. */
export function Transport({ player }: { readonly player: Player }): JSX.Element {
  return (
    <div class="transport" role="group" aria-label={say('call:player.controls')}>
      <div class="row buttons">
        <Button
          kind="quiet"
          label={say('call:player.turnBack')}
          onClick={() => {
            goToTurn(player, 'back');
          }}
        >
          <Sign of="turnBack" />
        </Button>
        <Button
          kind="quiet"
          label={say('call:player.back', { s: STEP_MS / 1000 })}
          onClick={() => {
            step(player, -STEP_MS);
          }}
        >
          <Sign of="back" />
        </Button>
        <PlayButton player={player} />
        <Button
          kind="quiet"
          label={say('call:player.on', { s: STEP_MS / 1000 })}
          onClick={() => {
            step(player, STEP_MS);
          }}
        >
          <Sign of="on" />
        </Button>
        <Button
          kind="quiet"
          label={say('call:player.turnOn')}
          onClick={() => {
            goToTurn(player, 'on');
          }}
        >
          <Sign of="turnOn" />
        </Button>
        <Clock player={player} />
      </div>
      <div class="row settings">
        <Recordings player={player} />
        <Select
          bare
          label={say('call:player.speed')}
          value={String(player.speed.value)}
          options={SPEEDS.map((speed) => ({
            value: String(speed),
            text: `${number(speed, speed % 1 === 0 ? 0 : 2)} ×`,
          }))}
          onChange={(speed) => {
            player.setSpeed(Number(speed));
          }}
        />
        <Volume player={player} />
      </div>
    </div>
  );
}

function PlayButton({ player }: { readonly player: Player }): JSX.Element {
  const playing = player.playing.value;
  return (
    <span class="play">
      <Button
        kind="primary"
        label={say(playing ? 'call:player.pause' : 'call:player.play')}
        onClick={() => {
          toggle(player);
        }}
      >
        <Sign of={playing ? 'pause' : 'play'} />
      </Button>
    </span>
  );
}

function Clock({ player }: { readonly player: Player }): JSX.Element {
  return (
    <span class="clock numbers">
      {duration(floorToSecond(player.position.value))} <span class="soft">/ {duration(player.timeline.lengthMs)}</span>
    </span>
  );
}

/** A running clock shows the second that is being heard, not the nearest. */
function floorToSecond(ms: number): number {
  return Math.floor(ms / 1000) * 1000;
}

/** Which recording is heard, where several cover the same stretch of the call. */
function Recordings({ player }: { readonly player: Player }): JSX.Element | null {
  const { tracks } = player.timeline;
  const overlap = tracks.some((track, nth) => nth > 0 && track.startMs < (tracks[nth - 1]?.endMs ?? 0));
  if (!overlap) return null;
  return (
    <Select
      bare
      label={say('call:player.recording')}
      value={player.track.value?.recording.recordingId ?? ''}
      options={tracks.map(({ recording, startMs, endMs }, nth) => ({
        value: recording.recordingId,
        text: say('call:player.nth', { nth: nth + 1, from: duration(startMs), to: duration(endMs) }),
      }))}
      onChange={(recordingId) => {
        const track = tracks.find(({ recording }) => recording.recordingId === recordingId);
        if (track !== undefined) player.choose(track);
      }}
    />
  );
}

function Volume({ player }: { readonly player: Player }): JSX.Element {
  const id = useId();
  return (
    <span class="volume">
      <label for={id} title={say('call:player.volume')}>
        <span class="unseen">{say('call:player.volume')}</span>
        <Sign of="volume" />
      </label>
      <input
        id={id}
        type="range"
        min="0"
        max="1"
        step="0.05"
        value={player.volume.value}
        onInput={(event) => {
          player.setVolume(Number(event.currentTarget.value));
        }}
      />
    </span>
  );
}
