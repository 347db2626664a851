import type { Conversation, Turn } from '../conversation.ts';
import {
  ASKED_FROM,
  BEFORE_CONTRAST,
  intensityOf,
  isConditional,
  isDenied,
  isRefusal,
  lastContrast,
} from './clause.ts';
import type { Lexicons, Sign } from './lexicon.ts';
import { languageRead, quoteOf, readingsOf, saidIn, type Said } from './reading.ts';
import type { CustomerMood, MoodEvidence, MoodTrend } from './tone.ts';

/** "Not satisfied" is nearly as bad as "dissatisfied"; "not bad" is less than half as good as "good". */
const DENIED_PRAISE = -0.7;
const DENIED_BLAME = -0.45;
/** What others are quoted with: their praise is no praise of the customer's, their blame hurts all the same. */
const REPORTED_BLAME = 0.5;
/** From this valence on an utterance speaks of a mood: a bare "thank you" does not. */
export const SPEAKS_FROM = 0.2;

/** The utterances of the customer that speak of a mood, in their order. */
export function customerMoods(conversation: Conversation, lexicons: Lexicons): readonly CustomerMood[] {
  return customerTurns(conversation).flatMap((turn) => {
    const evidence = evidenceIn(turn, conversation.language, lexicons);
    const sum = evidence.reduce((total, { weight }) => total + weight, 0);
    if (Math.abs(sum) < SPEAKS_FROM) return [];
    const { utteranceId, recordingId, startMs } = turn;
    const { operatorId } = conversation;
    const valence = Math.max(-1, Math.min(1, sum));
    return [{ utteranceId, recordingId, operatorId, startMs, valence, confidence: null, method: 'words', evidence }];
  });
}

/** What of a turn tells of a mood, each with its signed weight. */
function evidenceIn(turn: Turn, language: string, lexicons: Lexicons): readonly MoodEvidence[] {
  const readings = readingsOf(turn.text, languageRead(turn, language), lexicons);
  return saidIn(readings, ({ moods }) => moods).flatMap((said) => {
    const weight = Math.round(weightOf(said) * 1000) / 1000;
    return weight === 0 ? [] : [{ ...quoteOf(said, turn), wording: said.entry.name, weight }];
  });
}

function weightOf(said: Said<Sign>): number {
  const { entry, reading, from, around, reported } = said;
  const { words } = reading;
  if (isConditional(words, from, around)) return 0;
  if (words[from]?.asked === true && entry.strength < ASKED_FROM) return 0;
  if (entry.what === 1 && (reported || isRefusal(words, from, around))) return 0;
  const whole = entry.what * entry.strength * intensityOf(words, said, around);
  const meant = isDenied(words, from, around) ? whole * (entry.what === 1 ? DENIED_PRAISE : DENIED_BLAME) : whole;
  const quoted = reported ? meant * REPORTED_BLAME : meant;
  return from < lastContrast(words, around) ? quoted * BEFORE_CONTRAST : quoted;
}

export function customerTurns({ turns }: Pick<Conversation, 'turns'>): readonly Turn[] {
  return turns.filter(({ speaker }) => speaker === 'customer');
}

/** With fewer utterances of the customer the first and the last third would be one. */
const TREND_FROM = 3;

/** The first third of the customer's utterances against the last one; null where one of them does not speak of a mood. */
export function moodTrend(conversation: Pick<Conversation, 'turns'>, moods: readonly CustomerMood[]): MoodTrend {
  const turns = customerTurns(conversation);
  const third = Math.ceil(turns.length / 3);
  const first = speakingIn(turns.slice(0, third), moods);
  const last = speakingIn(turns.slice(-third), moods);
  if (turns.length < TREND_FROM) return { start: null, end: null, change: null, n: 0 };
  const [start, end] = [mean(first), mean(last)];
  return { start, end, change: start === null || end === null ? null : end - start, n: first.length + last.length };
}

function speakingIn(turns: readonly Turn[], moods: readonly CustomerMood[]): readonly number[] {
  const ids = new Set(turns.map(({ utteranceId }) => utteranceId));
  return moods.filter(({ utteranceId }) => ids.has(utteranceId)).map(({ valence }) => valence);
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}
