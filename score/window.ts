import type { Speaker } from '../ingest/transcript.ts';
import type { Conversation, Turn } from './conversation.ts';
import type { Interval } from './intervals.ts';
import type { When } from './scorecard.ts';

type Bounded = Exclude<When, { readonly kind: 'anytime' }>;

/**
 * Where a criterion must be met, ms on the call's timeline. `first` counts from the first words anyone says in the
 * operator's part and `last` back from the last ones: ringing before and silence after belong to nobody. Written talk
 * is counted in messages of the judged speaker. `triggers`: what an `after…` window opens with.
 */
export function windowsOf(
  when: When,
  conversation: Conversation,
  speakers: readonly Speaker[],
  triggers: readonly Interval[],
): readonly Interval[] {
  const talk = talkOf(conversation);
  switch (when.kind) {
    case 'anytime':
      return [talk];
    case 'first':
      return [{ startMs: talk.startMs, endMs: endAfter(when, conversation, speakers, talk.startMs, talk.startMs) }];
    case 'last':
      return [
        { startMs: Math.max(talk.startMs, startBefore(when, conversation, speakers, talk.endMs)), endMs: talk.endMs },
      ];
    case 'afterCriterion':
    case 'afterCustomer':
      return triggers.map(({ startMs, endMs }) => ({
        startMs,
        endMs: endAfter(when, conversation, speakers, startMs, endMs),
      }));
  }
}

/** From the first to the last words of the operator's part; its bounds when nobody spoke. */
export function talkOf(conversation: Conversation): Interval {
  const turns = conversation.turns.filter((turn) => turn.endMs >= conversation.startMs);
  const [first] = turns;
  if (!first) return { startMs: conversation.startMs, endMs: conversation.endMs };
  return {
    startMs: Math.max(first.startMs, conversation.startMs),
    endMs: Math.max(...turns.map((turn) => turn.endMs)),
  };
}

function endAfter(
  when: Bounded,
  conversation: Conversation,
  speakers: readonly Speaker[],
  fromMs: number,
  countedFromMs: number,
): number {
  if (!conversation.written) return countedFromMs + when.windowMs;
  const own = ownTurns(conversation, speakers).filter((turn) => turn.startMs >= fromMs);
  return (own[when.messages - 1] ?? own.at(-1))?.endMs ?? countedFromMs;
}

function startBefore(when: Bounded, conversation: Conversation, speakers: readonly Speaker[], endMs: number): number {
  if (!conversation.written) return endMs - when.windowMs;
  const own = ownTurns(conversation, speakers);
  return (own.at(-when.messages) ?? own[0])?.startMs ?? endMs;
}

function ownTurns(conversation: Conversation, speakers: readonly Speaker[]): readonly Turn[] {
  return conversation.turns.filter((turn) => speakers.includes(turn.speaker));
}
