import { z } from 'zod';
import { LANGUAGES } from '../ingest/project.ts';

const id = z.string().regex(/^[a-z][a-z0-9_-]*$/, 'small letters, digits, - and _, starting with a letter');
const language = z.enum(['ru', 'uk', 'bg', 'pl', 'en']);
const channel = z.enum(['voice', 'chat', 'email', 'messenger']);
const speaker = z.enum(['operator', 'customer', 'any']);
const titles = z.partialRecord(language, z.string().min(1));
const seconds = z.number().positive().max(3600);
const messages = z.int().positive().max(50);
const points = z.number().positive().max(1000);

/** Phrases by language, or the name of an entry under `phrases`. */
const phrasesByLanguage = z.partialRecord(language, z.array(z.string().min(1)).min(1));
const phrases = z.union([id, phrasesByLanguage], { error: 'phrases by language, or the name of a list of phrases' });

/**
 * What may be measured; the definitions are in docs/metrics.md. Those of the second list need to know who speaks and
 * are N/A in one channel.
 */
const SPEAKERLESS_MEASURES = ['durationMs', 'silenceMs', 'longestSilenceMs', 'deadAirCount'] as const;
const SPEAKER_MEASURES = [
  'operatorTalkShare',
  'operatorTalkMs',
  'customerTalkMs',
  'talkOverMs',
  'operatorInterruptions',
  'operatorWordsPerMinute',
  'customerWordsPerMinute',
  'firstResponseMs',
  'longestResponseMs',
] as const;

const measure = z.strictObject({
  name: z.enum([...SPEAKERLESS_MEASURES, ...SPEAKER_MEASURES]),
  atLeast: z.number().optional(),
  atMost: z.number().optional(),
});

const after = z.union([z.strictObject({ criterion: id }), z.strictObject({ customerSays: phrases })], {
  error: 'either criterion: <its id> or customerSays: <phrases>',
});
const when = z.union(
  [
    z.strictObject({ firstSeconds: seconds, firstMessages: messages.default(2) }),
    z.strictObject({ lastSeconds: seconds, lastMessages: messages.default(2) }),
    z.strictObject({ after, withinSeconds: seconds, withinMessages: messages.default(3) }),
  ],
  { error: 'one of: firstSeconds · lastSeconds · after with withinSeconds (each with its …Messages for written talk)' },
);
const na = z.strictObject({
  unlessCustomerSays: phrases.optional(),
  unlessAnyoneSays: phrases.optional(),
  ifCustomerSays: phrases.optional(),
  ifAnyoneSays: phrases.optional(),
  unlessChannel: z.array(channel).min(1).optional(),
  unlessDirection: z
    .array(z.enum(['inbound', 'outbound', 'internal']))
    .min(1)
    .optional(),
  unlessLanguage: z.array(language).min(1).optional(),
  unlessSeparatedSpeakers: z.literal(true).optional(),
});

const criterion = z.strictObject({
  id,
  titles,
  help: titles.optional(),
  weight: points.optional(),
  bonus: points.optional(),
  penalty: points.optional(),
  critical: z.boolean().default(false),
  speaker: speaker.default('operator'),
  when: when.optional(),
  na: na.optional(),
  says: phrases.optional(),
  neverSays: phrases.optional(),
  measure: measure.optional(),
});

/** A scorecard file as written. What the parts mean: docs/metrics.md, "Scorecards". */
export const scorecardFile = z.strictObject({
  id,
  version: z.int().positive(),
  titles,
  languages: z.array(language).min(1).max(LANGUAGES.length),
  coverageFloor: z.number().min(0).max(1),
  phrases: z.record(id, phrasesByLanguage).default({}),
  sections: z.array(z.strictObject({ id, titles, criteria: z.array(criterion).min(1) })).min(1),
});

export type ScorecardFile = z.infer<typeof scorecardFile>;
export type CriterionFile = z.infer<typeof criterion>;
export type WhenFile = z.infer<typeof when>;
export type MeasureName = z.infer<typeof measure>['name'];
export type WrittenPhrases = z.infer<typeof phrases>;
export type PhrasesByLanguage = z.infer<typeof phrasesByLanguage>;

export function needsSeparatedSpeakers(name: MeasureName): boolean {
  return SPEAKER_MEASURES.some((measured) => measured === name);
}
