import type { Happened } from './happened.ts';
import { DAY_MS, MINUTE_MS, wallClock, type WallClock } from './local-time.ts';
import type { SimulatedProject } from './options.ts';
import { linesOfCall, linesOfChange } from './queue-log-lines.ts';
import type { StateChange } from './posts.ts';
import { between, chance, pick, randomStream, type Random } from './random.ts';
import { openingMessage, recordMessage } from './record-message.ts';
import type { PlannedMessage } from './sent-message.ts';
import { chatMessages, recordingMessage, stateMessages, transcriptMessage } from './written-messages.ts';

type Sender = Pick<SimulatedProject, 'style' | 'says' | 'campaign'> & {
  readonly project: string;
  readonly clock: WallClock;
  readonly seed: string;
};

/** What a project's telephone system sends, each message with the moment at which it is ready. */
export function* messagesOf(
  simulated: SimulatedProject,
  seed: string,
  world: { readonly happened: readonly Happened[]; readonly changes: readonly StateChange[] },
): Generator<PlannedMessage> {
  const { project, style } = simulated;
  const sender: Sender = { ...simulated, project: project.id, clock: wallClock(project.timeZone), seed };
  for (const happened of world.happened) {
    const { channel, direction } = happened.call;
    yield* conversationMessages(happened, sender);
    if (style === 'queue_log' && channel === 'voice' && direction === 'inbound') yield* callLines(happened, sender);
  }
  for (const change of world.changes) yield* changeMessages(change, sender);
}

function* conversationMessages(happened: Happened, sender: Sender): Generator<PlannedMessage> {
  const { call, toldFirst } = happened;
  const random = streamOf(sender, 'sending', call.callId);
  // Written anew each time, always from the same stream.
  const written = () => ({
    style: sender.style,
    clock: sender.clock,
    random: streamOf(sender, 'writing', call.callId),
    ...(sender.campaign === undefined ? {} : { campaign: sender.campaign }),
  });
  if (sender.style === 'record' && toldFirst === null && call.channel === 'voice' && chance(random, 0.15))
    yield json(sender, call, 'cdr', call.startedAt, () => openingMessage(call, written()));
  if (toldFirst !== null)
    yield json(sender, call, 'cdr', call.endedAt, () => recordMessage(happened, 'first', written()));
  const lastAt = toldFirst === null ? call.endedAt : call.endedAt + between(random, MINUTE_MS, 2 * DAY_MS);
  if (call.channel === 'voice' || call.answeredAt === null)
    yield json(sender, call, 'cdr', lastAt, () => recordMessage(happened, 'last', written()));
  if (happened.transcribed) {
    const heardAt = call.endedAt + between(random, MINUTE_MS, 10 * MINUTE_MS);
    yield json(sender, call, 'messages', heardAt, () =>
      transcriptMessage(call, streamOf(sender, 'said', call.callId), sender.says),
    );
  }
  if (happened.sample !== null) yield* recordingMessages(happened, sender, random);
  yield* writtenMessages(happened, sender, random);
}

/** Where the record does not name the file, a message says where it lies; some telephone systems do both. */
function* recordingMessages(happened: Happened, sender: Sender, random: Random): Generator<PlannedMessage> {
  const { call } = happened;
  const storedAt = call.endedAt + between(random, 1_000, 5 * MINUTE_MS);
  yield json(sender, call, 'recordings', storedAt, () => recordingMessage(happened));
}

function* writtenMessages(happened: Happened, sender: Sender, random: Random): Generator<PlannedMessage> {
  if (happened.chat.length === 0) return;
  const form = pick(random, ['whole', 'growing', 'singles'] as const);
  for (const [nth, { at }] of chatMessages(happened, form).entries())
    yield json(sender, happened.call, 'messages', at, () => chatMessages(happened, form)[nth]?.json);
}

function* callLines({ logged }: Happened, sender: Sender): Generator<PlannedMessage> {
  const lines = () => linesOfCall(logged, streamOf(sender, 'lines', logged.callId));
  for (const [nth, { at }] of lines().entries()) yield logLine(sender, at, () => lines()[nth]?.line ?? '');
}

function* changeMessages(change: StateChange, sender: Sender): Generator<PlannedMessage> {
  const { at, member } = change;
  if (sender.style === 'queue_log' && member.queues.length > 0) {
    for (const { line } of linesOfChange(change)) yield logLine(sender, at, () => line);
    return;
  }
  const headers = { project: sender.project };
  for (const message of stateMessages(change, sender.style))
    yield { atMs: at, topic: 'operatorStates', key: member.alias, headers, write: () => JSON.stringify(message) };
}

function json(
  { project, style }: Sender,
  { callId }: Happened['call'],
  topic: PlannedMessage['topic'],
  atMs: number,
  message: () => unknown,
): PlannedMessage {
  // Keys of producers do not matter: some have none.
  const key = style === 'short' ? null : callId;
  return { atMs, topic, key, headers: { project }, write: () => JSON.stringify(message()) };
}

function logLine({ project }: Sender, atMs: number, write: () => string): PlannedMessage {
  return { atMs, topic: 'queueEvents', key: null, headers: { project, format: 'queue_log' }, write };
}

/** What is drawn for one purpose and one call. */
export function streamOf(
  { seed, project }: Pick<Sender, 'seed' | 'project'>,
  purpose: 'sending' | 'writing' | 'lines' | 'said',
  callId: string,
): Random {
  return randomStream(seed, project, purpose, callId);
}
