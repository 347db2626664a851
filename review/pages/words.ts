import { signal } from '@preact/signals';
import { createInstance, type ResourceLanguage } from 'i18next';
import { LANGUAGES, type Language } from '../../ingest/project.ts';
import type { Titles } from '../../score/scorecard.ts';

/** What is put into the places of a sentence; `count` chooses the plural form. */
export type Params = Readonly<Record<string, string | number>>;

/** A language is one file: a reader fetches theirs and nothing else. */
const LOADERS: Readonly<
  Record<Language, () => Promise<{ readonly words: Readonly<Record<string, ResourceLanguage>> }>>
> = {
  en: () => import('./words/en.ts'),
  ru: () => import('./words/ru.ts'),
  uk: () => import('./words/uk.ts'),
  bg: () => import('./words/bg.ts'),
  pl: () => import('./words/pl.ts'),
};

/** Each language named in itself. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = {
  en: 'English',
  ru: 'Русский',
  uk: 'Українська',
  bg: 'Български',
  pl: 'Polski',
};

/** The language of the pages. Components that say or format anything follow it. */
export const language = signal<Language>('en');

const words = createInstance({
  lng: 'en',
  fallbackLng: 'en',
  ns: [],
  keySeparator: '.',
  interpolation: { escapeValue: false },
  returnNull: false,
});

/** The words of a key, `area:part.name`, in the language of the pages. A key without words stands for itself. */
export function say(key: string, params: Params = {}): string {
  return words.t(key, { ...params, lng: language.value });
}

/** Whether there are words for a key; for codes that a newer server may send. */
export function hasWords(key: string): boolean {
  return words.exists(key, { lng: language.value });
}

/** The title in the language of the pages; English, then any, where it has none. */
export function titleOf(titles: Titles, fallback = ''): string {
  return titles[language.value] ?? titles.en ?? Object.values(titles)[0] ?? fallback;
}

/** Loads a language and turns the pages to it. */
export async function speak(to: Language): Promise<void> {
  if (!words.isInitialized) await words.init();
  const { words: areas } = await LOADERS[to]();
  for (const [file, area] of Object.entries(areas)) words.addResourceBundle(to, areaOf(file), area);
  language.value = to;
  document.documentElement.lang = to;
}

/** The stored choice, else the first of the browser's languages that there are pages in, else English. */
export function preferredLanguage(stored: string | null, browser: readonly string[]): Language {
  const wanted = [stored ?? '', ...browser.map((tag) => tag.slice(0, 2).toLowerCase())];
  return wanted.flatMap((tag) => LANGUAGES.filter((known) => known === tag))[0] ?? 'en';
}

/** './en/shell.json' → 'shell' */
function areaOf(file: string): string {
  return file.replace(/^.*\//, '').replace(/\.json$/, '');
}
