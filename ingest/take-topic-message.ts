import type { Reason } from '../errors.ts';
import type { Message } from './contracts.ts';
import type { DeadLetter } from './dead-letter.ts';
import type { Format, LinesOf, LinesRead, RecordOf } from './formats/format.ts';
import { FORMATS, isFormatName } from './formats/formats.ts';
import { recordsOf, type Records } from './formats/records.ts';
import { parseJson } from './json.ts';
import { MESSAGE_FORMATS } from './kafka/kafka-settings.ts';
import { parseMessage } from './message.ts';
import type { Project } from './project.ts';
import { takenMessages, type TakenMessages } from './taken-messages.ts';
import { formatByRule, formatOf, knownProject, projectOfMessage } from './topic-message-route.ts';
import { originOf, stageOf, topicLetter, type TopicContext, type TopicMessage } from './topic-message.ts';

/** What a message holds, and what of it could not be read; `project` null = nobody knows whose it is. */
export type TakenTopicMessage = TakenMessages & {
  readonly project: Project | null;
  readonly letters: readonly DeadLetter[];
};

const NOTHING: TakenMessages = { events: [], operatorEvents: [], customers: [], recordings: [] };

/**
 * A message of a topic as what is stored of it. Whatever it holds, it becomes rows or dead letters with a reason; in a
 * message with several records or lines the good ones are taken.
 */
export function takeTopicMessage(message: TopicMessage, context: TopicContext): TakenTopicMessage {
  const file = originOf(message);
  const refuse = (reason: Reason, project: Project | null = null): TakenTopicMessage =>
    refusedMessage(message, reason, project, context);
  const { value } = message;
  if (value === null || value.length === 0) return refuse({ code: 'MESSAGE_EMPTY', params: { file } });
  const maxBytes = context.settings.maxMessageBytes;
  if (value.length > maxBytes)
    return refuse({ code: 'MESSAGE_TOO_LARGE', params: { file, bytes: value.length, maxBytes } });
  const said = formatOf(message, context);
  const text = utf8(value);
  // Lines of a log may hold broken bytes, and tables other code pages; what is JSON must be UTF-8.
  if (said !== null && said !== 'etalon') return takeForeign(message, value, said, context, text);
  if (text === null) return refuse({ code: 'MESSAGE_NOT_UTF8', params: { file } });
  const json = parseJson(text, file);
  if (!json.ok) return refuse(json.reason, knownProject(message, context));
  const ruled = said ?? formatByRule(context, json.value) ?? 'etalon';
  if (ruled !== 'etalon') return takeForeign(message, value, ruled, context, text);
  const project = projectOfMessage(message, context, json.value);
  if ('code' in project) return refuse(project);
  // A list is several messages; what is no message is refused one by one.
  const messages: readonly unknown[] = Array.isArray(json.value) ? json.value : [json.value];
  return takeRecords(message, { ok: true, messages, refused: [] }, project, context);
}

/** A message of a foreign format, by the table of formats. */
function takeForeign(
  message: TopicMessage,
  value: Buffer,
  said: string,
  context: TopicContext,
  text: string | null,
): TakenTopicMessage {
  const file = originOf(message);
  const refuse = (reason: Reason): TakenTopicMessage => refusedMessage(message, reason, null, context);
  if (!isFormatName(said)) {
    const params = { file, format: said.slice(0, 50), known: MESSAGE_FORMATS.join(', ') };
    return refuse({ code: 'MESSAGE_FORMAT_UNKNOWN', params });
  }
  const json = text !== null && /^\s*[[{]/.test(text) ? parseJson(text, file) : null;
  const project = projectOfMessage(message, context, json?.ok === true ? json.value : null);
  if ('code' in project) return refuse(project);
  const format = FORMATS[said];
  // What the project says of the columns of such files holds for such messages too.
  const columns = project.imports.find((rule) => rule.format === said)?.columns ?? {};
  if (format.kind === 'lines') {
    if (json?.ok === false) return refusedMessage(message, json.reason, project, context);
    return takeLines(message, { format, value, json: json?.value ?? null, columns }, project, context);
  }
  const { headers, timestampMs: receivedAt } = message;
  const of: RecordOf = { format: said, file, project, columns, headers, receivedAt };
  return takeRecords(message, recordsOf(value, format, of), project, context);
}

function refusedMessage(
  message: TopicMessage,
  reason: Reason,
  project: Project | null,
  context: TopicContext,
): TakenTopicMessage {
  return { ...NOTHING, project, letters: [topicLetter(message, project?.id ?? '', stageOf(context), reason)] };
}

function takeRecords(
  message: TopicMessage,
  records: Records,
  project: Project,
  context: TopicContext,
): TakenTopicMessage {
  const file = originOf(message);
  if (!records.ok) return refusedMessage(message, records.reason, project, context);
  const stage = stageOf(context);
  const parsed = records.messages.map((item) => ({ item, ...parseMessage(item, { project, file, now: context.now }) }));
  const good: Message[] = parsed.flatMap((one) => (one.ok ? [one.message] : []));
  const alone = parsed.length === 1 && records.refused.length === 0;
  const letters = parsed.flatMap((one) => {
    if (one.ok) return [];
    if (alone) return [topicLetter(message, project.id, stage, one.reason)];
    const part = asRecord(message, project, context.settings);
    return [topicLetter(part, project.id, stage, one.reason, JSON.stringify(one.item))];
  });
  const unread = records.refused.map(({ reason, text }) => topicLetter(message, project.id, stage, reason, text));
  const secret = context.secretOf(project.id);
  const given = { project, secret, receivedAt: message.timestampMs, lookup: context.lookup(project) };
  return { project, ...takenMessages(good, given), letters: [...letters, ...unread] };
}

/**
 * A record by itself is in the shape of our contracts, whatever its message was, and has no longer the fields by which
 * rules tell the project: its headers say both, so that it can be sent again.
 */
function asRecord(message: TopicMessage, project: Project, settings: TopicContext['settings']): TopicMessage {
  const said = { [settings.formatHeader]: 'etalon', [settings.projectHeader]: project.id };
  return { ...message, headers: { ...message.headers, ...said } };
}

/** One line of a log, or several, or a record of it as JSON: broken bytes cost a caller's name, not the line. */
function takeLines(
  message: TopicMessage,
  {
    format,
    value,
    json,
    columns,
  }: {
    readonly format: Extract<Format, { kind: 'lines' }>;
    readonly value: Buffer;
    readonly json: unknown;
    readonly columns: LinesOf['columns'];
  },
  project: Project,
  context: TopicContext,
): TakenTopicMessage {
  const lines = value.toString('utf8').split(/\r?\n/);
  const of: LinesOf = {
    project,
    lookup: context.lookup(project),
    secret: context.secretOf(project.id),
    file: originOf(message),
    firstLine: 1,
    columns,
    head: lines[0] ?? '',
    order: 'kind',
  };
  const read = json !== null && format.readJson !== null ? format.readJson(json, of) : format.read(lines, of);
  if (read.unknown !== null) return refusedMessage(message, read.unknown, project, context);
  return { project, ...storedLines(read), letters: lineLetters(message, read, project, context) };
}

function storedLines({ events, operatorEvents, customers }: LinesRead): TakenMessages {
  return { events, operatorEvents, customers, recordings: [] };
}

function lineLetters(
  message: TopicMessage,
  { refused }: LinesRead,
  project: Project,
  context: TopicContext,
): readonly DeadLetter[] {
  return refused.map(({ reason, line }) => topicLetter(message, project.id, stageOf(context), reason, line));
}

const UTF8 = new TextDecoder('utf-8', { fatal: true });

function utf8(value: Buffer): string | null {
  try {
    return UTF8.decode(value);
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}
