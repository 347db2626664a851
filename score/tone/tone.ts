/** What is found in an operator's words; the closed list of kinds. */
export const TONE_KINDS = ['politeness', 'thanks', 'apology', 'empathy', 'impatience', 'rudeness'] as const;
export type ToneKind = (typeof TONE_KINDS)[number];

/** How a finding or a mood was found: by lists of words, by measured behaviour, by a model. Never from the voice. */
export const TONE_METHODS = ['words', 'behaviour', 'model'] as const;
export type ToneMethod = (typeof TONE_METHODS)[number];

/** Where words stand, verbatim, on the call's timeline in ms. */
export type ToneQuote = { readonly quote: string; readonly startMs: number; readonly endMs: number };

/** One thing an operator said (or did) that bears on their tone. */
export type ToneFinding = ToneQuote & {
  readonly kind: ToneKind;
  readonly utteranceId: string;
  readonly recordingId: string;
  readonly operatorId: string;
  /** The entry of the lists that fired, as `language.id`; for a model, what it calls its class. */
  readonly wording: string;
  /** 0–1: how strong the wording is, intensity words counted in. */
  readonly intensity: number;
  readonly method: ToneMethod;
  /** 0–1; null where the method gives none. */
  readonly confidence: number | null;
};

/** What of an utterance tells of the customer's mood. `weight`: what it adds to the valence, signed. */
export type MoodEvidence = ToneQuote & { readonly wording: string; readonly weight: number };

/** An utterance of the customer that speaks of a mood. One that does not has none: silence is not neutrality. */
export type CustomerMood = {
  readonly utteranceId: string;
  readonly recordingId: string;
  /** The operator who had the call then. */
  readonly operatorId: string;
  readonly startMs: number;
  /** −1 (angry) … 1 (delighted). */
  readonly valence: number;
  readonly confidence: number | null;
  readonly method: ToneMethod;
  readonly evidence: readonly MoodEvidence[];
};

/**
 * The customer's mood over one operator's part: mean valence of the utterances that speak in the first and in the last
 * third of the customer's utterances, and the difference. Null where too few of them speak. `n`: utterances that speak
 * in both thirds together.
 */
export type MoodTrend = {
  readonly start: number | null;
  readonly end: number | null;
  readonly change: number | null;
  readonly n: number;
};

/** What was said in one operator's part of a call: the denominators of every share and rate. */
export type OperatorTone = {
  readonly operatorId: string;
  readonly language: string;
  readonly operatorUtterances: number;
  readonly customerUtterances: number;
  readonly moodStart: number | null;
  readonly moodEnd: number | null;
  readonly moodChange: number | null;
  readonly moodN: number;
};

/** What the lists and the code below are called in the store; a model will have its own name and its own rows. */
export const WORDS_MODEL = 'words';

/**
 * The tone of one call, one row: readers see all of it or nothing. Identity: (project, callId, toneModel). `version` is
 * that of the call that was announced and read. A call without anything to judge keeps a row with empty lists.
 */
export type CallTone = {
  readonly schemaVersion: 1;
  readonly project: string;
  readonly callId: string;
  readonly toneModel: string;
  readonly version: string;
  /** Hash of the lists (for a model: of its weights): a call whose tone is of other lists is judged again. */
  readonly lists: string;
  readonly operators: readonly OperatorTone[];
  readonly findings: readonly ToneFinding[];
  readonly moods: readonly CustomerMood[];
  /** Hash of everything that went in: equal hash, nothing to do. */
  readonly inputHash: string;
  readonly madeWith: Readonly<Record<string, string>>;
};
