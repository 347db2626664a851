import type { z } from 'zod';
import type { EpochMs } from './call.ts';
import type { MESSAGES_PAYLOAD } from './contracts.ts';
import { readMoment } from './message.ts';
import type { Told } from './payload.ts';
import type { Speaker } from './transcript.ts';

export type MessagesPayload = z.infer<typeof MESSAGES_PAYLOAD>;

/** One message of a written conversation. `operatorAlias`: '' unless an operator wrote it and the source says who. */
export type WrittenMessage = {
  readonly id: string;
  readonly speaker: Speaker;
  readonly at: EpochMs;
  readonly doubtful: boolean;
  readonly text: string;
  readonly operatorAlias: string;
  /** '' when not stated. */
  readonly language: string;
};

/**
 * The messages of a conversation, oldest first, however they came: whole, grown and sent again, or one by one. The same
 * message id twice is one message, as the best event (last in `told`) has it.
 */
export function writtenMessages(told: readonly Told<MessagesPayload>[], timeZone: string): readonly WrittenMessage[] {
  const byId = new Map<string, WrittenMessage & { readonly place: number }>();
  for (const { event, payload } of told) {
    const messages = payload.type === 'conversation' ? payload.messages : [payload];
    for (const [place, message] of messages.entries()) {
      const { id, speaker, text } = message;
      const operator = message.operator ?? payload.operator ?? '';
      const { at, doubtful } = readMoment(message.at, timeZone) ?? { at: event.at, doubtful: true };
      const operatorAlias = speaker === 'operator' ? operator : '';
      const language = message.language ?? payload.language ?? '';
      byId.set(id, { id, speaker, at, doubtful, text, operatorAlias, language, place });
    }
  }
  return [...byId.values()].sort((a, b) => a.at - b.at || a.place - b.place || (a.id < b.id ? -1 : 1));
}
