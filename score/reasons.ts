import type { Language } from '../ingest/project.ts';
import type { AnswerReason } from './evaluation.ts';
import { isMeasure, measureText, measureTitle, numberText, secondsText } from './measure-titles.ts';
import { PARAM_WORDS, REASONS } from './reason-sentences.ts';

export type ReasonCode = keyof typeof REASONS;

/** A reason with its parameters; the only way answers get one, so that no code outside the list is stored. */
export function reason(code: ReasonCode, params: AnswerReason['params'] = {}): AnswerReason {
  return { code, params };
}

/** The sentence of a reason. An unknown code (a newer row) stands for itself. */
export function describeReason(of: AnswerReason, language: Language = 'en'): string {
  if (!isReasonCode(of.code)) return of.code;
  return REASONS[of.code][language].replace(/\{(\w+)\}/g, (_, name: string) => shownParam(of, name, language));
}

function isReasonCode(code: string): code is ReasonCode {
  return Object.hasOwn(REASONS, code);
}

/** Numbers of a measure in its unit, lengths in seconds, codes in words; what nobody knows stands for itself. */
function shownParam({ params }: AnswerReason, name: string, language: Language): string {
  const value = params[name];
  if (value === undefined) return '?';
  if (typeof value === 'string') return wordOf(name, value, language);
  const measure = params['measure'];
  if (isMeasure(measure)) return measureText(measure, value, language);
  return name.endsWith('Ms') ? secondsText(value, language) : numberText(value, language);
}

function wordOf(name: string, value: string, language: Language): string {
  if (name === 'measure' && isMeasure(value)) return measureTitle(value, language);
  if (name === 'language') return languageName(value, language);
  return PARAM_WORDS[name]?.[value]?.[language] ?? value;
}

/** "Polish" for `pl`; what is no language code stands for itself. */
function languageName(code: string, language: Language): string {
  if (!/^[a-z]{2,3}$/.test(code)) return code;
  return new Intl.DisplayNames([language], { type: 'language' }).of(code) ?? code;
}
