import type { DoubtMark, Word } from '../ingest/transcript.ts';
import type { Heard } from './engine.ts';

/** What is left of a window after phantom text was dropped, and why it deserves doubt. */
export type Sound = Heard & { readonly doubts: readonly DoubtMark[] };

/** How much speech, in ms, the voice detector heard in a window. */
export type SpeechMsOf = (heard: Heard) => number;

/** A turn with less speech than this is where recognisers invent ("Next slide." for a laugh). */
const SHORT_MS = 1_000;
/** The same text so many turns in a row is a recogniser stuck in a loop. */
const REPEATED_TURNS = 3;
/** A phrase of n words said over and over within one turn: people repeat a word, not a phrase. */
const LOOP_TIMES = { word: 6, phrase: 4 } as const;
const LONGEST_LOOP_WORDS = 8;

/**
 * Closing lines of subtitles, which recognisers write into noise; dropped when they are all that was heard in a turn.
 * Compared without case and punctuation, from the start of the text.
 */
const SUBTITLE_LINES: readonly string[] = [
  'субтитры сделал',
  'субтитры создавал',
  'субтитры подогнал',
  'редактор субтитров',
  'продолжение следует',
  'спасибо за просмотр',
  'дякую за перегляд',
  'субтитри',
  'napisy stworzone przez',
  'dziękuję za oglądanie',
  'dziękuję za uwagę i do zobaczenia',
  'благодаря за гледането',
  'subtitles by',
  'subtitled by',
  'thanks for watching',
  'thank you for watching',
  'please subscribe',
];

const OPENING = '[(*';
const CLOSING = '])*';
const PUNCTUATION = '.,!?…';
const MUSIC = /[♪♫♬♩]/u;

/**
 * Drops what no one said: [BRACKETS], (remarks), music signs, subtitle lines, loops, and the same short text turn after
 * turn. What stays in doubt is marked. `heard` is one channel in time order; windows that fell empty stay, without text.
 */
export function withoutPhantoms(heard: readonly Heard[], speechMsOf: SpeechMsOf): Sound[] {
  const cleaned = heard.map((window) => clean(window));
  return cleaned.map((window, nth) => {
    const { from, to } = runAround(cleaned, nth);
    const repeated = to - from >= REPEATED_TURNS;
    const short = window.text !== '' && speechMsOf(window) < SHORT_MS;
    if (repeated && short && wordsIn(window.text).length > 1) return emptied(window);
    const doubts: DoubtMark[] = [...window.doubts];
    if (short) doubts.push('short');
    if (repeated && !doubts.includes('repeated')) doubts.push('repeated');
    return { ...window, doubts };
  });
}

function clean(heard: Heard): Sound {
  const doubts: readonly DoubtMark[] = heard.timedOut ? ['timed_out'] : [];
  const text = withoutRemarks(heard.text);
  if (text === '' || isSubtitleLine(text)) return { ...emptied({ ...heard, doubts }), doubts };
  const kept = wordsOutsideRemarks(heard.words);
  const { words, looped } = withoutLoops(kept);
  if (!looped) return { ...heard, text, words: kept, doubts };
  return { ...heard, text: words.map((word) => word.text.trim()).join(' '), words, doubts: [...doubts, 'repeated'] };
}

function emptied(sound: Sound): Sound {
  return { ...sound, text: '', words: [] };
}

function withoutRemarks(text: string): string {
  const spoken = text.replace(/\[[^\]]*\]?|\([^)]*\)?|\*[^*]*\*?|[♪♫♬♩]/gu, ' ');
  const plain = spoken.replace(/\s+/g, ' ').trim();
  return /[\p{L}\p{N}]/u.test(plain) ? plain : '';
}

/** A remark may be cut into several words: "[", "Music", "playing]". */
function wordsOutsideRemarks(words: readonly Word[]): Word[] {
  let inside = false;
  return words.filter((word) => {
    const text = word.text.trim();
    const opens = text !== '' && OPENING.includes(text.charAt(0)) && !inside;
    if (opens) inside = true;
    const dropped = inside || MUSIC.test(text) || !/[\p{L}\p{N}]/u.test(text);
    const closes = Array.from(text).findLast((letter) => !PUNCTUATION.includes(letter)) ?? ' ';
    if (inside && CLOSING.includes(closes) && !(opens && text.length === 1)) inside = false;
    return !dropped;
  });
}

function isSubtitleLine(text: string): boolean {
  const plain = wordsIn(text).join(' ');
  return SUBTITLE_LINES.some((line) => plain.startsWith(line)) && plain.split(' ').length <= 12;
}

/** The first saying of a loop stays, the others go. */
function withoutLoops(words: readonly Word[]): { words: readonly Word[]; looped: boolean } {
  const plain = words.map((word) => wordsIn(word.text).join(''));
  for (let at = 0; at < words.length; at++) {
    for (let length = 1; length <= LONGEST_LOOP_WORDS; length++) {
      const times = timesRepeated(plain, at, length);
      if (times < (length === 1 ? LOOP_TIMES.word : LOOP_TIMES.phrase)) continue;
      const rest = withoutLoops([...words.slice(0, at + length), ...words.slice(at + length * times)]);
      return { words: rest.words, looped: true };
    }
  }
  return { words, looped: false };
}

function timesRepeated(plain: readonly string[], at: number, length: number): number {
  let times = 1;
  while (at + length * (times + 1) <= plain.length && sameAt(plain, at, at + length * times, length)) times++;
  return times;
}

function sameAt(plain: readonly string[], a: number, b: number, length: number): boolean {
  for (let i = 0; i < length; i++) if (plain[a + i] !== plain[b + i]) return false;
  return true;
}

/** The run of windows with the same text around the nth, [from, to). Windows without text belong to no run. */
function runAround(sounds: readonly Sound[], nth: number): { from: number; to: number } {
  const key = (at: number): string => wordsIn(sounds[at]?.text ?? '').join(' ');
  if (key(nth) === '') return { from: nth, to: nth };
  let from = nth;
  let to = nth + 1;
  while (from > 0 && key(from - 1) === key(nth)) from--;
  while (to < sounds.length && key(to) === key(nth)) to++;
  return { from, to };
}

function wordsIn(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}
