import type { ResourceLanguage } from 'i18next';

/** Every area of the language in one file. */
export const words = import.meta.glob<ResourceLanguage>('./en/*.json', { eager: true, import: 'default' });
