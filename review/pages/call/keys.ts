import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { SPEEDS, type Player } from './playback.ts';
import { turnStart } from './timeline.ts';

export const STEP_MS = 5000;

/** Key names as `keyOf` writes them, and what each does. */
export type Keys = Readonly<Record<string, () => void>>;

const KEY = 'etalon.keys';

/** False when the reader has turned single keys off, as people who dictate or use switches do. Kept in this browser. */
export const keysOn = signal(localStorage.getItem(KEY) !== 'off');

export function turnKeys(on: boolean): void {
  keysOn.value = on;
  localStorage.setItem(KEY, on ? 'on' : 'off');
}

/** Listens to keys while the component stands. What is typed into a field, or moves within a control, is left alone. */
export function useKeys(keys: Keys): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const act = keys[keyOf(event)];
      if (act === undefined || !keysOn.value || event.defaultPrevented || belongsToControl(event)) return;
      event.preventDefault();
      act();
    };
    document.addEventListener('keydown', onKey);
    return () => {
      document.removeEventListener('keydown', onKey);
    };
  }, [keys]);
}

/**
 * 'Space', 'ArrowLeft', 'Shift+ArrowLeft', '+', '1', 'n'; '' with Ctrl, Alt or Meta, which are the browser's. A letter of
 * another script counts as the Latin one on the same key.
 */
export function keyOf({ key, code, shiftKey, ctrlKey, altKey, metaKey }: KeyboardEvent): string {
  if (ctrlKey || altKey || metaKey) return '';
  if (key === ' ') return 'Space';
  if (key === '=') return '+';
  if (/^[a-z]$/i.test(key)) return key.toLowerCase();
  if (/^Key[A-Z]$/.test(code)) return code.slice(3).toLowerCase();
  return shiftKey && key.length > 1 ? `Shift+${key}` : key;
}

const FIELDS = 'input:not([type=checkbox], [type=radio]), select, textarea, [contenteditable], dialog[open]';
const PRESSED_BY_SPACE = 'button, a, summary, input, [role=tab]';

function belongsToControl(event: KeyboardEvent): boolean {
  const { target } = event;
  if (!(target instanceof Element)) return false;
  if (target.closest(FIELDS) !== null) return true;
  if (event.key.startsWith('Arrow') && target.closest('[role=tablist], [role=radiogroup]') !== null) return true;
  return (event.key === ' ' || event.key === 'Enter') && target.closest(PRESSED_BY_SPACE) !== null;
}

/** Space, arrows, − and + : what every page with a player understands. Keep the answer in a `useMemo`. */
export function playerKeys(player: Player): Keys {
  return {
    Space: () => {
      toggle(player);
    },
    ArrowLeft: () => {
      step(player, -STEP_MS);
    },
    ArrowRight: () => {
      step(player, STEP_MS);
    },
    'Shift+ArrowLeft': () => {
      goToTurn(player, 'back');
    },
    'Shift+ArrowRight': () => {
      goToTurn(player, 'on');
    },
    '-': () => {
      changeSpeed(player, -1);
    },
    '+': () => {
      changeSpeed(player, 1);
    },
  };
}

export function toggle(player: Player): void {
  if (player.playing.peek()) player.pause();
  else player.play();
}

export function step(player: Player, byMs: number): void {
  player.seek(player.position.peek() + byMs);
}

export function goToTurn(player: Player, way: 'back' | 'on'): void {
  const at = turnStart(player.turns, player.position.peek(), way);
  if (at !== null) player.seek(at);
}

function changeSpeed(player: Player, by: 1 | -1): void {
  const next = SPEEDS[SPEEDS.indexOf(player.speed.peek()) + by];
  if (next !== undefined) player.setSpeed(next);
}
