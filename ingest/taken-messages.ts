import type { IngestBatch } from './batch.ts';
import type { CallEventMessage, Message, OperatorStateMessage, RecordingMessage } from './contracts.ts';
import { contentId } from './digest.ts';
import { readMoment } from './message.ts';
import type { OperatorEvent } from './operator-event.ts';
import type { OperatorLookup } from './operator.ts';
import type { Project } from './project.ts';
import { eventsOf, type EventContext } from './source-events.ts';

/** What messages become, whichever way they came. */
export type TakenMessages = Pick<IngestBatch<never>, 'events' | 'operatorEvents' | 'customers' | 'recordings'>;

/** Messages of one project as what is stored of them; recordings are only passed on. */
export function takenMessages(
  messages: readonly Message[],
  context: EventContext & { readonly lookup: OperatorLookup },
): TakenMessages {
  const stored = messages.filter(isCallEvent).map((message) => eventsOf(message, context));
  return {
    events: stored.flatMap(({ events }) => events),
    customers: stored.flatMap(({ customers }) => customers),
    operatorEvents: messages.filter(isOperatorState).map((m) => operatorEventOf(m, context.project, context.lookup)),
    recordings: messages.filter(isRecording).map((message) => ({ project: context.project.id, message, asked: null })),
  };
}

/** Whether a message tells of a call; the others tell of a recording or of an operator. */
export function isCallEvent(message: Message): message is CallEventMessage {
  return message.type !== 'recording' && message.type !== 'operator_state';
}

function isOperatorState(message: Message): message is OperatorStateMessage {
  return message.type === 'operator_state';
}

function isRecording(message: Message): message is RecordingMessage {
  return message.type === 'recording';
}

/** Without an event id of the sender's the content is one, so that a redelivered message is the same event. */
function operatorEventOf(message: OperatorStateMessage, project: Project, lookup: OperatorLookup): OperatorEvent {
  const { operator, state, queue, reason } = message;
  const at = readMoment(message.at, project.timeZone)?.at ?? 0;
  return {
    project: project.id,
    source: 'operator_state',
    eventId: message.eventId ?? contentId([operator, state, at, queue ?? '', reason ?? '']),
    operatorId: lookup(operator, at).operatorId,
    operatorAlias: operator,
    queue: queue ?? '',
    event: state,
    reason: reason ?? '',
    at,
    seq: 0,
  };
}
