import type { Language } from '../ingest/project.ts';
import type { AnswerReason, ConversationMeasures } from './evaluation.ts';

type Sentences = { readonly en: string } & Readonly<Partial<Record<Language, string>>>;

/**
 * The closed list of reasons of answers. `{name}` is filled from the reason's parameters. A stored answer holds the
 * code and the parameters; the sentence is made where it is read, in the reader's language.
 */
export const REASONS = {
  SAID: { en: 'The words were said.' },
  SAID_BY_UNKNOWN_SPEAKER: { en: 'The words were said; one channel holds both voices, so not certainly by them.' },
  NOT_SAID: { en: 'The words were not said where they belong.' },
  SAID_OUTSIDE_WINDOW: { en: 'The words were said, but not where they belong.' },
  FORBIDDEN_SAID: { en: 'Words were said that must never be said.' },
  FORBIDDEN_NOT_SAID: { en: 'None of the forbidden words were said.' },
  WITHIN_LIMITS: { en: '{measure}: {value}, within the limits.' },
  BELOW_LIMIT: { en: '{measure}: {value}, below {limit}.' },
  ABOVE_LIMIT: { en: '{measure}: {value}, above {limit}.' },

  CUSTOMER_DID_NOT_SAY: { en: 'Does not apply: the customer said nothing that calls for it.' },
  NOBODY_SAID: { en: 'Does not apply: nothing was said that calls for it.' },
  SAID_THAT_EXCLUDES: { en: 'Does not apply: what was said makes it another kind of conversation.' },
  TRIGGER_NOT_MET: { en: 'Does not apply: "{criterion}", which it follows, did not happen.' },
  CHANNEL_NOT_JUDGED: { en: 'Does not apply to {channel}.' },
  DIRECTION_NOT_JUDGED: { en: 'Does not apply to {direction} calls.' },
  LANGUAGE_NOT_JUDGED: { en: 'Does not apply to conversations in "{language}".' },
  SPEAKERS_NOT_SEPARATED: { en: 'Needs a channel for each speaker; the recording has one for both.' },

  SPEAKER_UNKNOWN: { en: 'One channel holds both voices: who said it, or who left it out, cannot be told.' },
  RECORDING_BROKE_OFF: { en: 'The recording breaks off early: it may have been said after that.' },
  TRANSCRIPT_EMPTY: { en: 'No words were recognised.' },
  RECOGNITION_TIMED_OUT: { en: 'A part of what had to be searched was not recognised in time.' },
  TOO_FEW_WORDS_HEARD: { en: 'Too few words were recognised for {speechMs} ms of speech: {words}.' },
  LOW_CONFIDENCE: { en: 'The recogniser was not sure of what it heard: {confidence}.' },
  ONLY_SHORT_TURNS: { en: 'Only turns under a second were heard, which are recognised poorly.' },
  REPEATED_TEXT: { en: 'The recogniser repeated itself where the words would be.' },
  LANGUAGE_NOT_COVERED: { en: 'The scorecard has no phrases for what was spoken: "{language}".' },
  VOCABULARY_MISSING: { en: 'The project names no "{name}" in its vocabulary.' },
  MEASURE_UNKNOWN: { en: '{measure} cannot be told from this conversation.' },
  TRIGGER_UNCLEAR: { en: 'It is not clear whether "{criterion}", which it follows, happened.' },
} as const satisfies Readonly<Record<string, Sentences>>;

export type ReasonCode = keyof typeof REASONS;

/** A reason with its parameters; the only way answers get one, so that no code outside the list is stored. */
export function reason(code: ReasonCode, params: AnswerReason['params'] = {}): AnswerReason {
  return { code, params };
}

/** The sentence of a reason; English where a language has none yet. An unknown code (a newer row) stands for itself. */
export function describeReason(of: AnswerReason, language: Language = 'en'): string {
  const sentences: Sentences | undefined = isReasonCode(of.code) ? REASONS[of.code] : undefined;
  const sentence = sentences?.[language] ?? sentences?.en ?? of.code;
  return sentence.replace(/\{(\w+)\}/g, (_, name: string) => shownParam(of, name, language));
}

function isReasonCode(code: string): code is ReasonCode {
  return Object.hasOwn(REASONS, code);
}

type Measure = keyof ConversationMeasures;
type Shown = { readonly unit: 'ms' | 'share' | 'count' | 'words/min'; readonly titles: Sentences };

/** How measures are named and in which unit they are kept; people read seconds and percent. */
const MEASURES: Readonly<Record<Measure, Shown>> = {
  durationMs: { unit: 'ms', titles: { en: 'Length' } },
  operatorTalkShare: { unit: 'share', titles: { en: "Operator's talk share" } },
  operatorTalkMs: { unit: 'ms', titles: { en: "Operator's talk" } },
  customerTalkMs: { unit: 'ms', titles: { en: "Customer's talk" } },
  silenceMs: { unit: 'ms', titles: { en: 'Silence' } },
  longestSilenceMs: { unit: 'ms', titles: { en: 'Longest silence' } },
  deadAirCount: { unit: 'count', titles: { en: 'Dead air, times' } },
  talkOverMs: { unit: 'ms', titles: { en: 'Talk-over' } },
  operatorInterruptions: { unit: 'count', titles: { en: 'Interruptions by the operator' } },
  operatorWordsPerMinute: { unit: 'words/min', titles: { en: "Operator's pace" } },
  customerWordsPerMinute: { unit: 'words/min', titles: { en: "Customer's pace" } },
  firstResponseMs: { unit: 'ms', titles: { en: 'First response' } },
  longestResponseMs: { unit: 'ms', titles: { en: 'Longest response' } },
};

function shownParam({ params }: AnswerReason, name: string, language: Language): string {
  const value = params[name];
  const measure = isMeasure(params['measure']) ? MEASURES[params['measure']] : undefined;
  if (measure === undefined || value === undefined) return String(value ?? '?');
  if (name === 'measure') return measure.titles[language] ?? measure.titles.en;
  return typeof value === 'number' ? inUnit(value, measure.unit) : value;
}

function inUnit(value: number, unit: Shown['unit']): string {
  switch (unit) {
    case 'ms':
      return `${String(Math.round(value / 100) / 10)} s`;
    case 'share':
      return `${String(Math.round(value * 100))} %`;
    case 'words/min':
      return `${String(Math.round(value))} words/min`;
    case 'count':
      return String(value);
  }
}

function isMeasure(name: string | number | undefined): name is Measure {
  return typeof name === 'string' && Object.hasOwn(MEASURES, name);
}
