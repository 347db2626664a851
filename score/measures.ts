import type { Conversation, Turn } from './conversation.ts';
import type { ConversationMeasures } from './evaluation.ts';
import { difference, intersection, totalMs, union, type Interval } from './intervals.ts';
import { countWords } from './words.ts';

/** Silence counts as dead air from here, the threshold of Google's Contact Center Insights silence analysis. */
export const DEAD_AIR_MS = 5_000;
/** Breathing pauses up to this long belong to one stretch of speech when interruptions are sought. */
export const BREATH_MS = 300;
/** Who starts this soon after the other started with them, rather than into their speech. */
export const CUT_IN_AFTER_MS = 500;
/** Shorter overlaps are the ordinary seams between turns. */
export const CUT_IN_OVERLAP_MS = 300;
/** The turn is taken when the one who cut in goes on this long after the other fell silent. */
export const TURN_TAKEN_MS = 1_000;
/** With less speech than this a pace says nothing. */
export const PACE_SPEECH_MS = 5_000;

/** Measures the operator's part of a conversation; definitions in docs/metrics.md, "Talk measures". */
export function measuresOf(conversation: Conversation): ConversationMeasures {
  const durationMs = totalMs(conversation.spans);
  return conversation.written
    ? { ...UNKNOWN, durationMs, ...responsesOf(conversation) }
    : { ...UNKNOWN, durationMs, ...silencesOf(conversation, durationMs), ...talkOf(conversation) };
}

const UNKNOWN: ConversationMeasures = {
  durationMs: 0,
  operatorTalkShare: null,
  operatorTalkMs: null,
  customerTalkMs: null,
  silenceMs: null,
  longestSilenceMs: null,
  deadAirCount: null,
  talkOverMs: null,
  operatorInterruptions: null,
  operatorWordsPerMinute: null,
  customerWordsPerMinute: null,
  firstResponseMs: null,
  longestResponseMs: null,
};

/**
 * Speech of one speaker (or of all) within the operator's spans: what the voice detector heard, else, for a transcript
 * that came without it, the turns themselves.
 */
export function speechOf(conversation: Conversation, speaker?: 'operator' | 'customer'): readonly Interval[] {
  const heard = conversation.speech.length > 0 ? conversation.speech : conversation.turns;
  return intersection(
    heard.filter((span) => speaker === undefined || span.speaker === speaker),
    conversation.spans,
  );
}

/** Silences between the first and the last speech; what lies outside belongs to the recording, not to the talk. */
export function silencesIn(conversation: Conversation): readonly Interval[] {
  const speech = speechOf(conversation);
  const [first, last] = [speech[0], speech.at(-1)];
  if (!first || !last) return [];
  const talk = intersection(conversation.spans, [{ startMs: first.startMs, endMs: last.endMs }]);
  return difference(talk, speech);
}

function silencesOf(conversation: Conversation, durationMs: number): Partial<ConversationMeasures> {
  const speech = speechOf(conversation);
  if (speech.length === 0) return {};
  const lengths = silencesIn(conversation).map((silence) => silence.endMs - silence.startMs);
  return {
    silenceMs: durationMs - totalMs(speech),
    longestSilenceMs: Math.max(0, ...lengths),
    deadAirCount: lengths.filter((lengthMs) => lengthMs >= DEAD_AIR_MS).length,
  };
}

function talkOf(conversation: Conversation): Partial<ConversationMeasures> {
  if (!conversation.speakersSeparated) return {};
  const operator = speechOf(conversation, 'operator');
  const customer = speechOf(conversation, 'customer');
  const [operatorTalkMs, customerTalkMs] = [totalMs(operator), totalMs(customer)];
  const bothMs = operatorTalkMs + customerTalkMs;
  const firstMs = conversation.turns.find((turn) => turn.speaker === 'operator')?.startMs ?? operator[0]?.startMs;
  return {
    operatorTalkMs,
    customerTalkMs,
    operatorTalkShare: bothMs === 0 ? null : operatorTalkMs / bothMs,
    talkOverMs: totalMs(intersection(operator, customer)),
    operatorInterruptions: interruptions(operator, customer).length,
    operatorWordsPerMinute: wordsPerMinute(conversation.turns, 'operator', operator),
    customerWordsPerMinute: wordsPerMinute(conversation.turns, 'customer', customer),
    firstResponseMs: firstMs === undefined ? null : Math.max(0, firstMs - conversation.startMs),
  };
}

/**
 * Where `cutter` cuts into the speech of `other` and takes the turn: starts well into it, overlaps more than a
 * seam, the other falls silent, and the cutter goes on. A word of agreement thrown in while the other goes on is none.
 */
export function interruptions(cutter: readonly Interval[], other: readonly Interval[]): readonly Interval[] {
  const others = union(other, BREATH_MS);
  return union(cutter, BREATH_MS).filter((cut) =>
    others.some(
      (talk) =>
        cut.startMs - talk.startMs >= CUT_IN_AFTER_MS &&
        talk.endMs - cut.startMs >= CUT_IN_OVERLAP_MS &&
        cut.endMs - talk.endMs >= TURN_TAKEN_MS,
    ),
  );
}

/** Over the speech whose words are there: a window that timed out took its words with it, and nobody's pace suffers. */
function wordsPerMinute(
  turns: readonly Turn[],
  speaker: 'operator' | 'customer',
  speech: readonly Interval[],
): number | null {
  const own = turns.filter((turn) => turn.speaker === speaker);
  const lost = own.filter(({ doubts }) => doubts.includes('timed_out'));
  const talkMs = totalMs(difference(speech, lost));
  if (talkMs < PACE_SPEECH_MS) return null;
  const words = own.reduce((sum, turn) => sum + (turn.words.length || countWords(turn.text)), 0);
  return (words * 60_000) / talkMs;
}

/**
 * Waits of the customer in written talk: from the first unanswered message to the operator's next one. What the
 * customer wrote last and nobody answered ("thanks!") opens no wait. An operator who writes first has answered at 0.
 */
function responsesOf(conversation: Conversation): Partial<ConversationMeasures> {
  const waits: number[] = [];
  let waitingSinceMs: number | null = null;
  for (const turn of conversation.turns) {
    if (turn.speaker === 'customer') waitingSinceMs ??= turn.startMs;
    if (turn.speaker !== 'operator') continue;
    if (waitingSinceMs !== null) waits.push(turn.startMs - waitingSinceMs);
    else if (waits.length === 0) waits.push(0);
    waitingSinceMs = null;
  }
  const [first] = waits;
  return first === undefined ? {} : { firstResponseMs: first, longestResponseMs: Math.max(...waits) };
}
