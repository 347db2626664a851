import { signal } from '@preact/signals';
import { LANGUAGES } from '../../ingest/project.ts';
import type { Me } from '../contract/me.ts';
import type { RouteName } from '../rights.ts';
import { ask, onSessionOver, RefusedError } from './api.ts';
import { theme } from './theme.ts';
import { language, speak } from './words.ts';

/**
 * Who reads. `unknown` until the server has said; `away` when it could not be asked; `left` after signing out by choice,
 * which leads back to nowhere.
 */
export type Session =
  { readonly state: 'unknown' | 'away' | 'nobody' | 'left' } | { readonly state: 'signed-in'; readonly me: Me };

export const session = signal<Session>({ state: 'unknown' });

onSessionOver(() => {
  session.value = { state: 'nobody' };
});

/** Who reads; null for nobody. */
export function viewer(): Me | null {
  return session.value.state === 'signed-in' ? session.value.me : null;
}

/** Whether the reader's role can use a route at all. */
export function may(route: RouteName): boolean {
  return viewer()?.may.includes(route) ?? false;
}

/** Asks who reads and turns the pages to their language and light. */
export async function findViewer(): Promise<void> {
  try {
    await setViewer(await ask('me'));
  } catch (error) {
    // A refusal says that nobody is signed in; anything else that it is not known.
    session.value = { state: error instanceof RefusedError && error.status < 500 ? 'nobody' : 'away' };
  }
}

export async function setViewer(me: Me): Promise<void> {
  const chosen = LANGUAGES.find((known) => known === me.language);
  if (chosen !== undefined && chosen !== language.value) await speak(chosen);
  if (me.theme !== '') theme.value = me.theme;
  session.value = { state: 'signed-in', me };
}

/** Ends the session at the server, then here. */
export async function signOut(): Promise<void> {
  await ask('session.close');
  session.value = { state: 'left' };
}
