import { NO_FACTS, stated, type CallFacts, type FoldContext } from './call-facts.ts';
import type { Leg } from '../call.ts';
import type { Told } from '../payload.ts';
import { writtenMessages, type MessagesPayload, type WrittenMessage } from '../written-messages.ts';

/**
 * A written conversation: it starts with its first message, is answered by an operator's first one, and has one leg an
 * operator who wrote. Talk time is NULL, for a person writes in several at once. Kept as attributes, in ms:
 * `firstResponseMs` (customer's first message to operator's first answer) and `longestWaitMs` (longest wait for an
 * answer that came); absent while nobody answered.
 */
export function messagesFacts(told: readonly Told<MessagesPayload>[], context: FoldContext): CallFacts | null {
  const messages = writtenMessages(told, context.project.timeZone);
  const [first] = messages;
  if (first === undefined) return null;
  const said = <K extends 'direction' | 'channel' | 'queue' | 'language' | 'campaign' | 'customerKey'>(
    field: K,
  ): NonNullable<MessagesPayload[K]> | null => told.findLast(({ payload }) => payload[field])?.payload[field] ?? null;
  const waits = waitsForAnswer(messages);
  const answeredAt = messages.find(({ speaker }) => speaker === 'operator')?.at ?? null;
  const queue = said('queue');
  return {
    ...NO_FACTS,
    direction: said('direction'),
    channel: said('channel') ?? 'chat',
    startedAt: { at: first.at, source: 'messages', doubtful: messages.some(({ doubtful }) => doubtful) },
    answeredAt,
    endedAt: messages.at(-1)?.at ?? null,
    customerKey: stated(said('customerKey')),
    language: stated(said('language')),
    campaign: stated(said('campaign')),
    attributes: waitAttributes(waits),
    queueEntries:
      queue === null
        ? null
        : [
            {
              queue,
              nth: 1,
              enteredAt: first.at,
              position: null,
              waitMs: answeredAt === null ? null : answeredAt - first.at,
              outcome: answeredAt === null ? 'waiting' : 'answered',
              flowOut: null,
            },
          ],
    legs: legsOf(messages, queue, context),
  };
}

/** How long the customer waited for each answer that came, in order: from the first message that none had answered yet. */
function waitsForAnswer(messages: readonly WrittenMessage[]): readonly number[] {
  const waits: number[] = [];
  let waitingSince: number | null = null;
  for (const { speaker, at } of messages) {
    if (speaker === 'customer') waitingSince ??= at;
    if (speaker !== 'operator' || waitingSince === null) continue;
    waits.push(at - waitingSince);
    waitingSince = null;
  }
  return waits;
}

function waitAttributes(waits: readonly number[]): Readonly<Record<string, string>> {
  const [first] = waits;
  if (first === undefined) return {};
  return { firstResponseMs: String(first), longestWaitMs: String(Math.max(...waits)) };
}

function legsOf(messages: readonly WrittenMessage[], queue: string | null, { lookup }: FoldContext): readonly Leg[] {
  const named = messages
    .filter(({ operatorAlias }) => operatorAlias !== '')
    .map((message) => ({ ...message, operatorId: lookup(message.operatorAlias, message.at).operatorId }));
  return [...Map.groupBy(named, ({ operatorId }) => operatorId)].flatMap(([operatorId, own]) => {
    const [first] = own;
    if (first === undefined) return [];
    return [
      {
        legId: `messages:${operatorId}`,
        operatorId,
        operatorAlias: first.operatorAlias,
        queue,
        startedAt: first.at,
        answeredAt: first.at,
        endedAt: own.at(-1)?.at ?? first.at,
        ringMs: null,
        talkMs: null,
        holdMs: null,
        acwMs: null,
        outcome: 'completed' as const,
      },
    ];
  });
}
