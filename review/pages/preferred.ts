import type { Language } from '../../ingest/project.ts';
import { ask } from './api.ts';
import { setViewer, viewer } from './session.ts';
import { theme, type Theme } from './theme.ts';
import { preferredLanguage, speak } from './words.ts';

const KEY = 'etalon.language';

/** The language to begin with, before it is known who reads. */
export function firstLanguage(): Language {
  return preferredLanguage(localStorage.getItem(KEY), navigator.languages);
}

/** Turns the pages to a language, at once, here and on the account: it is there on every machine then. */
export async function chooseLanguage(to: Language): Promise<void> {
  localStorage.setItem(KEY, to);
  await speak(to);
  await keep({ language: to });
}

/** The same for light and dark. */
export async function chooseTheme(to: Theme): Promise<void> {
  theme.value = to;
  await keep({ theme: to });
}

async function keep(choice: { readonly language: Language } | { readonly theme: Theme }): Promise<void> {
  if (viewer() === null) return;
  try {
    await setViewer(await ask('me.change', { body: choice }));
  } catch {
    // The pages follow it already, and this browser remembers.
  }
}
