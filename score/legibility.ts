import type { Speaker } from '../ingest/transcript.ts';
import type { Conversation, Turn } from './conversation.ts';
import type { AnswerReason } from './evaluation.ts';
import { intersection, totalMs, type Interval } from './intervals.ts';
import { reason } from './reasons.ts';
import { languageOf } from './speech-index.ts';
import { countWords } from './words.ts';

/** From this much speech on, a missing word is a missing recognition and not a short "yes". */
const SPEECH_TO_JUDGE_MS = 1_500;
/** People speak two to three words a second; below this most of them were lost. */
const WORDS_PER_SPEECH_SECOND = 0.7;
/** Below this mean word probability more than every second word of a recogniser is a guess. */
const SURE_CONFIDENCE = 0.5;
/** Repeated text up to this share is a person who says "yes, yes"; above it a recogniser that is stuck. */
const REPEATED_SHARE = 0.3;
/** A call goes on in one language when at most this share of its words is in another. */
const FOREIGN_SHARE = 0.2;

/** What was searched in vain: whose turns, and where. */
export type Searched = { readonly speakers: readonly Speaker[]; readonly windows: readonly Interval[] };

/** How much of the searched turns may be lost before an absence proves nothing: none in a window, some in a whole call. */
export type Tolerance = 'none' | 'some';
const SOME = 0.2;

/** Turns of the speakers that reach into one of the windows (ends included: a written message has no length). */
export function turnsIn(conversation: Conversation, searched: Searched): readonly Turn[] {
  return conversation.turns.filter(
    (turn) =>
      searched.speakers.includes(turn.speaker) &&
      searched.windows.some((window) => turn.startMs <= window.endMs && turn.endMs >= window.startMs),
  );
}

/**
 * Why the transcript is too poor there for an absence to prove anything; null when it is good enough. Written talk
 * can only fail by its language.
 */
export function doubtOf(
  conversation: Conversation,
  searched: Searched,
  languages: readonly string[],
  tolerance: Tolerance,
): AnswerReason | null {
  if (!conversation.turns.some((turn) => turn.text !== '')) return reason('TRANSCRIPT_EMPTY');
  const turns = turnsIn(conversation, searched);
  const foreign = foreignOf(turns, languages);
  if (foreign !== null || conversation.written) return foreign;
  return (
    timedOut(turns, tolerance) ??
    tooFewWords(conversation, turns, searched, tolerance) ??
    repeated(turns, tolerance) ??
    unsure(turns) ??
    onlyShort(turns, tolerance)
  );
}

function foreignOf(turns: readonly Turn[], languages: readonly string[]): AnswerReason | null {
  const foreign = turns.filter((turn) => !languages.includes(languageOf(turn, languages)));
  if (shareOf(foreign, turns) <= FOREIGN_SHARE) return null;
  return reason('LANGUAGE_NOT_COVERED', { language: foreign[0]?.language ?? '' });
}

function timedOut(turns: readonly Turn[], tolerance: Tolerance): AnswerReason | null {
  const lost = turns.filter((turn) => turn.doubts.includes('timed_out'));
  const lostMs = totalMs(lost) / Math.max(1, totalMs(turns));
  const tooMuch = tolerance === 'none' ? lost.length > 0 : lostMs > SOME;
  return tooMuch ? reason('RECOGNITION_TIMED_OUT') : null;
}

function tooFewWords(
  conversation: Conversation,
  turns: readonly Turn[],
  { speakers, windows }: Searched,
  tolerance: Tolerance,
): AnswerReason | null {
  const heard = conversation.speech.filter((span) => speakers.includes(span.speaker));
  const speechMs = totalMs(intersection(heard, windows));
  const words = wordsOf(turns);
  const enough = (speechMs / 1000) * WORDS_PER_SPEECH_SECOND * (tolerance === 'none' ? 1 : 1 - SOME);
  return speechMs >= SPEECH_TO_JUDGE_MS && words < enough ? reason('TOO_FEW_WORDS_HEARD', { words, speechMs }) : null;
}

function repeated(turns: readonly Turn[], tolerance: Tolerance): AnswerReason | null {
  const stuck = turns.filter((turn) => turn.doubts.includes('repeated'));
  return shareOf(stuck, turns) > (tolerance === 'none' ? REPEATED_SHARE : SOME) ? reason('REPEATED_TEXT') : null;
}

/** Mean of the turns' confidence, each weighing as much as it has words; engines that give none are not judged by it. */
function unsure(turns: readonly Turn[]): AnswerReason | null {
  const told = turns.filter(({ confidence }) => confidence !== null);
  const words = wordsOf(told);
  if (words === 0) return null;
  const mean = told.reduce((sum, turn) => sum + (turn.confidence ?? 0) * wordsIn(turn), 0) / words;
  return mean < SURE_CONFIDENCE ? reason('LOW_CONFIDENCE', { confidence: Math.round(mean * 100) / 100 }) : null;
}

function onlyShort(turns: readonly Turn[], tolerance: Tolerance): AnswerReason | null {
  const long = turns.filter((turn) => !turn.doubts.includes('short'));
  return tolerance === 'none' && turns.length > 0 && long.length === 0 ? reason('ONLY_SHORT_TURNS') : null;
}

function shareOf(part: readonly Turn[], whole: readonly Turn[]): number {
  return wordsOf(part) / Math.max(1, wordsOf(whole));
}

function wordsOf(turns: readonly Turn[]): number {
  return turns.reduce((sum, turn) => sum + wordsIn(turn), 0);
}

/** Asked for again by each criterion whose window the turn lies in. */
const WORDS_IN = new WeakMap<Turn, number>();

function wordsIn(turn: Turn): number {
  const known = WORDS_IN.get(turn);
  if (known !== undefined) return known;
  const words = countWords(turn.text);
  WORDS_IN.set(turn, words);
  return words;
}
