import { useSignal, type Signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Player } from './playback.ts';

const SCROLLING_KEYS = ['PageUp', 'PageDown', 'Home', 'End', 'ArrowUp', 'ArrowDown'];

/**
 * Keeps the turn that is heard in sight, until the reader scrolls; playing something on purpose follows again. The list
 * scrolls within itself where it can, else the page does.
 */
export function useFollowing(list: { readonly current: HTMLElement | null }, player: Player): Signal<boolean> {
  const following = useSignal(true);
  useEffect(() => {
    const stop = (event: Event): void => {
      const own = list.current;
      if (own === null || !(event.target instanceof Node)) return;
      if (event instanceof KeyboardEvent && !SCROLLING_KEYS.includes(event.key)) return;
      if (own.contains(event.target) || !scrolls(own)) following.value = false;
    };
    const kinds = ['wheel', 'touchmove', 'keydown'] as const;
    for (const kind of kinds) window.addEventListener(kind, stop, { passive: true });
    return () => {
      for (const kind of kinds) window.removeEventListener(kind, stop);
    };
  }, []);

  const stretch = player.stretch.value;
  useEffect(() => {
    if (stretch !== null) following.value = true;
  }, [stretch]);

  const turn = player.turn.value?.utteranceId ?? '';
  const follows = following.value;
  useEffect(() => {
    if (follows && turn !== '' && list.current !== null) bringIntoSight(list.current, turn);
  }, [turn, follows, stretch]);
  return following;
}

/** Scrolls a turn to a third of the height, where the eye reads on. */
export function bringIntoSight(list: HTMLElement, utteranceId: string): void {
  const turn = list.querySelector<HTMLElement>(`[data-turn="${CSS.escape(utteranceId)}"]`);
  // Another tab is shown.
  if (turn === null || list.offsetParent === null) return;
  const box = turn.getBoundingClientRect();
  if (scrolls(list)) {
    const frame = list.getBoundingClientRect();
    list.scrollTo({ top: list.scrollTop + box.top - frame.top - frame.height / 3, behavior: 'smooth' });
  } else if (box.top < 120 || box.bottom > window.innerHeight - 220) {
    window.scrollTo({ top: window.scrollY + box.top - window.innerHeight / 3, behavior: 'smooth' });
  }
}

function scrolls(list: HTMLElement): boolean {
  return list.scrollHeight > list.clientHeight + 1;
}
