import { effect, signal } from '@preact/signals';
import type { Me } from '../contract/me.ts';

/** '' follows the system. */
export type Theme = Me['theme'];
export const THEMES: readonly Theme[] = ['', 'light', 'dark'];

const KEY = 'etalon.theme';

export const theme = signal<Theme>(themeOf(localStorage.getItem(KEY)));

effect(() => {
  document.documentElement.dataset['theme'] = theme.value;
  localStorage.setItem(KEY, theme.value);
});

function themeOf(stored: string | null): Theme {
  return THEMES.find((known) => known === stored) ?? '';
}
