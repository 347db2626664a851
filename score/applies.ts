import type { Speaker } from '../ingest/transcript.ts';
import type { CompiledCriterion } from './compiled.ts';
import type { Conversation } from './conversation.ts';
import type { AnswerReason } from './evaluation.ts';
import { doubtOf } from './legibility.ts';
import type { Matcher } from './match.ts';
import type { CompiledPhrase } from './phrase.ts';
import { reason, type ReasonCode } from './reasons.ts';
import { needsSeparatedSpeakers } from './scorecard-schema.ts';
import { talkOf } from './window.ts';

/** What stands in the way of a yes or no: the criterion does not apply, or whether it does cannot be told. */
export type Obstacle = { readonly verdict: 'na' | 'unclear'; readonly reason: AnswerReason };

/** What all criteria of one evaluation are judged from. */
export type Hearing = {
  readonly conversation: Conversation;
  readonly match: Matcher;
  readonly languages: readonly string[];
};

/** Who counts as a speaker: the one asked for, and in a single channel the voice that may be theirs. */
export function voicesOf(speaker: 'operator' | 'customer' | 'any'): readonly Speaker[] {
  return speaker === 'any' ? ['operator', 'customer', 'unknown'] : [speaker, 'unknown'];
}

/** Applies the criterion's own N/A rule, cheapest condition first; null when the criterion is to be judged. */
export function obstacleOf(compiled: CompiledCriterion, hearing: Hearing): Obstacle | null {
  return outsideScope(compiled, hearing.conversation) ?? notCalledFor(compiled, hearing);
}

function outsideScope({ criterion }: CompiledCriterion, conversation: Conversation): Obstacle | null {
  const { applies, judging } = criterion;
  const { channel, direction, language, speakersSeparated, written } = conversation;
  if (applies.channels && !applies.channels.includes(channel)) return na('CHANNEL_NOT_JUDGED', { channel });
  if (applies.directions && !applies.directions.includes(direction)) return na('DIRECTION_NOT_JUDGED', { direction });
  if (applies.languages && !applies.languages.includes(language)) return na('LANGUAGE_NOT_JUDGED', { language });
  const bound = applies.separatedSpeakers || (judging.kind === 'measure' && needsSeparatedSpeakers(judging.name));
  return bound && !speakersSeparated && !written ? na('SPEAKERS_NOT_SEPARATED') : null;
}

function notCalledFor(compiled: CompiledCriterion, hearing: Hearing): Obstacle | null {
  const { customerSays, anyoneSays, outIfCustomerSays, outIfAnyoneSays } = compiled;
  return (
    (outIfAnyoneSays && ifSaid(outIfAnyoneSays, voicesOf('any'), hearing)) ??
    (outIfCustomerSays && ifSaid(outIfCustomerSays, voicesOf('customer'), hearing)) ??
    (customerSays && unlessSaid(customerSays, voicesOf('customer'), 'CUSTOMER_DID_NOT_SAY', hearing)) ??
    (anyoneSays && unlessSaid(anyoneSays, voicesOf('any'), 'NOBODY_SAID', hearing))
  );
}

/** N/A when nobody of the speakers says one of the phrases, `unclear` when too much of their words was lost to tell. */
export function unlessSaid(
  phrases: readonly CompiledPhrase[],
  speakers: readonly Speaker[],
  code: ReasonCode,
  { conversation, match, languages }: Hearing,
): Obstacle | null {
  if (match(phrases, speakers).length > 0) return null;
  const doubt = doubtOf(conversation, { speakers, windows: [talkOf(conversation)] }, languages, 'some');
  return doubt === null ? na(code) : { verdict: 'unclear', reason: doubt };
}

/** N/A when one of the speakers says one of the phrases. What was not heard excludes nothing: the criterion is judged. */
function ifSaid(phrases: readonly CompiledPhrase[], speakers: readonly Speaker[], { match }: Hearing): Obstacle | null {
  return match(phrases, speakers).length > 0 ? na('SAID_THAT_EXCLUDES') : null;
}

function na(code: ReasonCode, params: AnswerReason['params'] = {}): Obstacle {
  return { verdict: 'na', reason: reason(code, params) };
}
