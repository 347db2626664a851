import type { JSX } from 'preact';
import { LANGUAGES } from '../../../ingest/project.ts';
import { Choice, Select } from '../parts/select.tsx';
import { chooseLanguage, chooseTheme } from '../preferred.ts';
import { theme, THEMES, type Theme } from '../theme.ts';
import { language, LANGUAGE_NAMES, say } from '../words.ts';

/** The language of the pages, each named in itself. */
export function LanguageSelect({ bare = false }: { readonly bare?: boolean }): JSX.Element {
  return (
    <Select
      label={say('shell:preferences.language')}
      bare={bare}
      value={language.value}
      options={LANGUAGES.map((value) => ({ value, text: LANGUAGE_NAMES[value] }))}
      onChange={(to) => {
        void chooseLanguage(to);
      }}
    />
  );
}

/** A choice needs a value that is not ''. */
const AS_SYSTEM = 'system';

export function ThemeChoice(): JSX.Element {
  return (
    <Choice<Exclude<Theme, ''> | typeof AS_SYSTEM>
      label={say('shell:preferences.theme')}
      value={theme.value === '' ? AS_SYSTEM : theme.value}
      options={THEMES.map((one) => (one === '' ? AS_SYSTEM : one)).map((value) => ({
        value,
        text: say(`shell:preferences.${value}`),
      }))}
      onChange={(value) => {
        void chooseTheme(value === AS_SYSTEM ? '' : value);
      }}
    />
  );
}
