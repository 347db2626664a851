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
import { ACCUSING, type Finds, type Lexicons } from './lexicon.ts';
import { languageRead, quoteOf, readingsOf, saidIn, type Said } from './reading.ts';
import type { ToneFinding } from './tone.ts';

/** What a refusal leaves of a thanks: "no, thank you" is mildly polite. */
const REFUSAL_SHARE = 0.5;

/**
 * What the operator said that bears on their tone, in the order in which it was said. What is denied ("nobody deceives
 * you") and what another is quoted with ("you said I am a fool") is none of it. What accuses must be meant: not under
 * "if", nor asked unless it is strong, and half of it where "but" follows.
 */
export function operatorFindings(conversation: Conversation, lexicons: Lexicons): readonly ToneFinding[] {
  return conversation.turns
    .filter(({ speaker }) => speaker === 'operator')
    .flatMap((turn) => {
      const readings = readingsOf(turn.text, languageRead(turn, conversation.language), lexicons);
      return saidIn(readings, ({ findings }) => findings)
        .filter((said) => !said.reported && !isDenied(said.reading.words, said.from, said.around))
        .flatMap((said) => findingOf(said, turn, conversation.operatorId));
    });
}

function findingOf(said: Said<Finds>, turn: Turn, operatorId: string): readonly ToneFinding[] {
  const { entry, reading, from, around } = said;
  const { what } = entry;
  if (what === 'ignored' || (ACCUSING.includes(what) && !isMeant(said))) return [];
  const refused = what === 'thanks' && isRefusal(reading.words, from, around);
  const strength = entry.strength * intensityOf(reading.words, said, around) * shareOf(said);
  const found: ToneFinding = {
    kind: refused ? 'politeness' : what,
    utteranceId: turn.utteranceId,
    recordingId: turn.recordingId,
    operatorId,
    ...quoteOf(said, turn),
    wording: entry.name,
    intensity: Math.min(1, refused ? strength * REFUSAL_SHARE : strength),
    method: 'words',
    confidence: null,
  };
  return [found];
}

/** An accusation under a condition ("if it is your problem") is none, nor is one that only asks. */
function isMeant({ entry, reading, from, around }: Said<Finds>): boolean {
  if (isConditional(reading.words, from, around)) return false;
  return reading.words[from]?.asked !== true || entry.strength >= ASKED_FROM;
}

/** "That is not my job, but I will help" accuses by half; praise keeps its whole. */
function shareOf({ entry, reading, to, around }: Said<Finds>): number {
  return ACCUSING.includes(entry.what) && to < lastContrast(reading.words, around) ? BEFORE_CONTRAST : 1;
}
