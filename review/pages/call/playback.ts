import { computed, signal, type ReadonlySignal } from '@preact/signals';
import type { CallFacts, CallOpened, SpanTimes, TurnShown } from '../../contract/call.ts';
import { hrefOf } from '../api.ts';
import { timelineOf, trackAfter, trackAt, turnAt, type Timeline, type Track } from './timeline.ts';

export const SPEEDS: readonly number[] = [0.75, 1, 1.25, 1.5, 1.75, 2];

/**
 * What plays a call, all its recordings on one timeline in ms (0 is the call's start), one after the other. A call
 * without a recording (a chat, an erased file) has a position all the same: playing from a moment then only goes there,
 * and the transcript shows it.
 */
export type Player = {
  readonly call: CallFacts;
  readonly timeline: Timeline;
  readonly turns: readonly TurnShown[];
  readonly position: ReadonlySignal<number>;
  readonly playing: ReadonlySignal<boolean>;
  /** The turn at the position; null before the first. */
  readonly turn: ReadonlySignal<TurnShown | null>;
  /** The stretch that was asked for by `play(from, to)`; null once the reader goes elsewhere. */
  readonly stretch: ReadonlySignal<SpanTimes | null>;
  /** Which recording sounds; null where none is. */
  readonly track: ReadonlySignal<Track | null>;
  readonly speed: ReadonlySignal<number>;
  /** 0–1 */
  readonly volume: ReadonlySignal<number>;
  /** True when a recording could not be fetched or played. */
  readonly failed: ReadonlySignal<boolean>;
  /**
   * Plays from a moment up to `toMs`, where it stops. Without a moment it goes on from where it stands: to the end of the
   * stretch it was paused in, past it once that was heard.
   */
  readonly play: (fromMs?: number, toMs?: number) => void;
  readonly pause: () => void;
  /** Goes to a moment and plays on if it played. */
  readonly seek: (ms: number) => void;
  /** Goes on in another recording that covers the same moment. */
  readonly choose: (track: Track) => void;
  readonly setSpeed: (speed: number) => void;
  readonly setVolume: (volume: number) => void;
  /** Stops for good; the page is left. */
  readonly close: () => void;
};

/** A player for a call. Nothing is fetched before something is played, but the length of each recording. */
export function openPlayer(opened: Pick<CallOpened, 'call' | 'recordings' | 'turns'>): Player {
  const { project, callId } = opened.call;
  return new Sound(opened, ({ recording: { recordingId } }) =>
    hrefOf('call.audio', { params: { project, callId, recordingId } }),
  );
}

/** One element a recording; at most one of them sounds. */
class Sound implements Player {
  readonly call: CallFacts;
  readonly timeline: Timeline;
  readonly turns: readonly TurnShown[];
  readonly position = signal(0);
  readonly playing = signal(false);
  readonly stretch = signal<SpanTimes | null>(null);
  readonly track = signal<Track | null>(null);
  readonly speed = signal(1);
  readonly volume = signal(1);
  readonly failed = signal(false);
  readonly turn: ReadonlySignal<TurnShown | null>;
  readonly #elements: ReadonlyMap<Track, HTMLAudioElement>;
  #frame = 0;

  constructor(opened: Pick<CallOpened, 'call' | 'recordings' | 'turns'>, hrefOfTrack: (track: Track) => string) {
    this.call = opened.call;
    this.timeline = timelineOf(opened);
    this.turns = opened.turns;
    this.turn = computed(() => turnAt(this.turns, this.position.value));
    this.#elements = new Map(this.timeline.tracks.map((track) => [track, this.#element(track, hrefOfTrack(track))]));
    this.track.value = this.timeline.tracks[0] ?? null;
  }

  readonly play = (fromMs?: number, toMs?: number): void => {
    const from = fromMs ?? this.#resumeAt();
    if (toMs !== undefined) this.stretch.value = { startMs: from, endMs: Math.max(toMs, from) };
    else if (fromMs !== undefined || from >= (this.stretch.peek()?.endMs ?? 0)) this.stretch.value = null;
    this.#go(from);
    this.#start();
  };

  readonly pause = (): void => {
    cancelAnimationFrame(this.#frame);
    this.playing.value = false;
    this.#sounding()?.pause();
  };

  readonly seek = (ms: number): void => {
    this.stretch.value = null;
    const played = this.playing.peek();
    this.#go(ms);
    if (played) this.#start();
  };

  readonly choose = (track: Track): void => {
    const at = Math.min(Math.max(this.position.peek(), track.startMs), track.endMs);
    const played = this.playing.peek();
    this.pause();
    this.#set(track, at);
    if (played) this.#start();
  };

  readonly setSpeed = (speed: number): void => {
    this.speed.value = speed;
    for (const element of this.#elements.values()) element.playbackRate = speed;
  };

  readonly setVolume = (volume: number): void => {
    this.volume.value = volume;
    for (const element of this.#elements.values()) element.volume = volume;
  };

  readonly close = (): void => {
    this.pause();
    for (const element of this.#elements.values()) {
      element.removeAttribute('src');
      element.load();
    }
  };

  #element(track: Track, src: string): HTMLAudioElement {
    const element = new Audio();
    element.preload = 'metadata';
    element.src = src;
    // Frames stop in a tab that is not looked at; the element's own event does not.
    element.addEventListener('timeupdate', this.#look);
    element.addEventListener('ended', () => {
      if (this.track.peek() === track) this.#onward(track.endMs);
    });
    element.addEventListener('error', () => {
      if (!element.hasAttribute('src')) return;
      this.failed.value = true;
      if (this.track.peek() === track) this.pause();
    });
    return element;
  }

  /** Where playing goes on; from the start once nothing more is to come. */
  #resumeAt(): number {
    const at = this.position.peek();
    const more = trackAt(this.timeline, at, null) ?? trackAfter(this.timeline, at);
    return more === null ? 0 : at;
  }

  #sounding(): HTMLAudioElement | undefined {
    const track = this.track.peek();
    return track === null ? undefined : this.#elements.get(track);
  }

  /** Puts the position to a moment, and the recording that covers it under it; in a gap, the next one is taken. */
  #go(ms: number): void {
    const at = Math.min(Math.max(0, ms), this.timeline.lengthMs);
    const there = trackAt(this.timeline, at, this.track.peek());
    const next = there ?? trackAfter(this.timeline, at);
    this.#sounding()?.pause();
    this.#set(next, there === null && next !== null ? next.startMs : at);
  }

  #set(track: Track | null, ms: number): void {
    this.track.value = track;
    this.position.value = ms;
    const element = this.#sounding();
    if (element !== undefined && track !== null) element.currentTime = (ms - track.startMs) / 1000;
  }

  #start(): void {
    const element = this.#sounding();
    if (element === undefined) {
      this.playing.value = false;
      return;
    }
    this.playing.value = true;
    // A refused start shows in the element's `error` event; one cut short by a pause is no failure.
    element.play().catch(() => {
      if (this.#sounding() === element && element.paused) this.playing.value = false;
    });
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(this.#look);
  }

  /** Follows what sounds; stops at the end of the stretch that was asked for. */
  readonly #look = (): void => {
    cancelAnimationFrame(this.#frame);
    const [track, element] = [this.track.peek(), this.#sounding()];
    if (!this.playing.peek() || track === null || element === undefined) return;
    const at = track.startMs + element.currentTime * 1000;
    const end = this.stretch.peek()?.endMs ?? Infinity;
    this.position.value = Math.min(at, end);
    if (at >= end) this.pause();
    else this.#frame = requestAnimationFrame(this.#look);
  };

  /** A recording has ended: the next one follows, across the gap between them. */
  #onward(ms: number): void {
    const next = trackAt(this.timeline, ms, null) ?? trackAfter(this.timeline, ms);
    if (next === null || next.startMs > (this.stretch.peek()?.endMs ?? Infinity)) {
      this.pause();
      this.position.value = ms;
      return;
    }
    this.#set(next, Math.max(ms, next.startMs));
    this.#start();
  }
}
