import type { Happened } from './happened.ts';
import type { StateChange } from './posts.ts';
import { SCRIPTS } from './phrases.ts';
import { LANGUAGES } from '../ingest/project.ts';
import type { Says, Style } from './options.ts';
import type { Random } from './random.ts';
import type { TruthCall } from './truth.ts';

type Json = Readonly<Record<string, unknown>>;

/** How a chat is told of: whole when it is over, again each time it has grown, or message by message. */
export type ChatForm = 'whole' | 'growing' | 'singles';

/** The messages of a chat and the moment from which each can be sent. */
export function chatMessages(
  { call, chat }: Happened,
  form: ChatForm,
): readonly { readonly at: number; readonly json: Json }[] {
  const { callId, direction, channel, customer, language, entries, answeredAt } = call;
  // Under a queue it would wait for ever if nobody answers; its record tells of the queue then.
  const queue = answeredAt === null ? {} : { queue: entries[0]?.queue };
  const facts = { schemaVersion: 1, callId, channel, direction, customer, language, ...queue };
  const told = chat.map(({ id, speaker, alias, at, text }) => {
    return { id, speaker, at, text, ...(alias === '' ? {} : { operator: alias }) };
  });
  if (form === 'singles') return told.map((one) => ({ at: one.at, json: { type: 'message', ...facts, ...one } }));
  const ends =
    form === 'whole' ? [told.length] : told.map((_, nth) => nth + 1).filter((n) => n % 4 === 0 || n === told.length);
  return ends.map((end) => ({
    at: told[end - 1]?.at ?? call.startedAt,
    json: { type: 'conversation', eventId: 'chat', ...facts, messages: told.slice(0, end) },
  }));
}

/** A transcript from elsewhere, on the timeline of the call: each operator who answered says something. */
export function transcriptMessage(call: TruthCall, random: Random, says: Says = sayInTurn): Json {
  const { callId, startedAt, endedAt } = call;
  const language = LANGUAGES.find((code) => code === call.language) ?? 'en';
  return {
    schemaVersion: 1,
    type: 'transcript',
    callId,
    eventId: 'transcript',
    recordingId: `${callId}-heard`,
    language,
    engine: 'elsewhere',
    startedAt,
    durationMs: endedAt - startedAt,
    utterances: call.legs.flatMap(({ operatorId, answeredAt, talkMs }) => {
      if (answeredAt === null) return [];
      const fromMs = answeredAt - startedAt;
      const said = says({ operatorId, talkMs: talkMs ?? 0 }, language, random);
      return said.map((one) => ({ ...one, startMs: fromMs + one.startMs, endMs: fromMs + one.endMs }));
    }),
  };
}

/** Turns share out the talk evenly, each with a breath at its end. */
const sayInTurn: Says = ({ talkMs }, language) => {
  const { operator, customer } = SCRIPTS[language];
  const rounds = Math.max(1, Math.min(operator.length, Math.floor(talkMs / 12_000)));
  const slotMs = talkMs / (2 * rounds);
  return Array.from({ length: 2 * rounds }, (_, nth) => {
    const [startMs, endMs] = [Math.round(nth * slotMs), Math.round((nth + 0.8) * slotMs)];
    const speaker = nth % 2 === 0 ? 'operator' : 'customer';
    const text = (speaker === 'operator' ? operator : customer)[Math.floor(nth / 2)] ?? '';
    return { speaker, startMs, endMs, text };
  });
};

/** Where a recording of a call lies. */
export function recordingMessage({ call, sample }: Happened): Json | null {
  const { callId, recording, startedAt, answeredAt, endedAt } = call;
  if (sample === null || recording === null) return null;
  const { recordingId } = recording;
  const offsetMs = (answeredAt ?? startedAt) - startedAt;
  return { schemaVersion: 1, type: 'recording', callId, recordingId, uri: sample.uri, offsetMs, at: endedAt };
}

/** A change of state: some telephone systems log people into each queue, others into all of their work at once. */
export function stateMessages({ member, event, reason, at }: StateChange, style: Style): readonly Json[] {
  const told = { schemaVersion: 1, type: 'operator_state', operator: member.alias, state: event };
  const moment = { at: new Date(at).toISOString(), ...(reason === '' ? {} : { reason }) };
  const byQueue = style === 'short' && member.queues.length > 0 && (event === 'login' || event === 'logout');
  if (!byQueue) return [{ ...told, ...moment }];
  return member.queues.map((queue) => ({ ...told, queue, ...moment }));
}
