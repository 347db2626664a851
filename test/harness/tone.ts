import { readFileSync } from 'node:fs';
import type { Conversation, Turn } from '../../score/conversation.ts';
import { customerMoods } from '../../score/tone/customer-mood.ts';
import { lexiconsOf } from '../../score/tone/lexicon.ts';
import { operatorFindings } from '../../score/tone/operator-findings.ts';
import { parseToneList, type ToneList } from '../../score/tone/tone-list.ts';
import type { CustomerMood, ToneFinding } from '../../score/tone/tone.ts';

export const TONE_LANGUAGES = ['ru', 'uk', 'bg', 'pl', 'en'] as const;
export type ToneLanguage = (typeof TONE_LANGUAGES)[number];

/** The list of wordings of a language, as it is shipped. */
export function toneListOf(language: ToneLanguage): ToneList {
  const name = `scorecards/tone/${language}.yaml`;
  const parsed = parseToneList(readFileSync(name, 'utf8'), name);
  if (!parsed.ok) throw new Error(parsed.faults.join('\n'));
  return parsed.value;
}

export const TONE_LISTS: readonly ToneList[] = TONE_LANGUAGES.map(toneListOf);
export const LEXICONS = lexiconsOf(TONE_LISTS);

/** One of the conversation's turns; times follow the place, 2 s each. */
export type Line = readonly [speaker: 'operator' | 'customer' | 'unknown', text: string];

export function toneConversation(language: string, lines: readonly Line[]): Conversation {
  const turns = lines.map(([speaker, text], nth): Turn => {
    const none = { operatorId: '', words: [], confidence: null, doubts: [], recordingId: 'r1' };
    return {
      ...none,
      utteranceId: `u${String(nth + 1)}`,
      speaker,
      language,
      startMs: nth * 2_000,
      endMs: nth * 2_000 + 1_500,
      text,
    };
  });
  const all = { startMs: 0, endMs: lines.length * 2_000 };
  return {
    ...{ project: 'shop', callId: 'c1', operatorId: 'anna', channel: 'voice', direction: 'inbound', language },
    ...{
      written: false,
      speakersSeparated: true,
      complete: true,
      ...all,
      spans: [all],
      speech: [],
      heardBy: [],
      turns,
    },
  };
}

/** What the lists find in something the operator says. */
export function findingsIn(language: string, text: string): readonly ToneFinding[] {
  return operatorFindings(toneConversation(language, [['operator', text]]), LEXICONS);
}

/** The mood that something the customer says speaks of; null when it speaks of none. */
export function moodIn(language: string, text: string): CustomerMood | null {
  return customerMoods(toneConversation(language, [['customer', text]]), LEXICONS)[0] ?? null;
}
