import type { Reason } from '../errors.ts';
import { amazonMessages } from './formats/amazon-connect-contact.ts';
import type { EpochMs } from './call.ts';
import type { Message } from './contracts.ts';
import type { DeadLetter } from './dead-letter.ts';
import { sha256Hex } from './digest.ts';
import type { Translated } from './formats/format.ts';
import { freeswitchMessages } from './formats/freeswitch.ts';
import { parseJson } from './json.ts';
import { FORMATS, type Format, type InputTopic, type KafkaSettings, type TopicRule } from './kafka/kafka-settings.ts';
import { parseMessage } from './message.ts';
import type { OperatorLookup } from './operator.ts';
import type { Project } from './project.ts';
import { queueLogEvents } from './formats/queue-log.ts';
import { takenMessages, type TakenMessages } from './taken-messages.ts';

/** A message as it lies in a topic. */
export type TopicMessage = {
  readonly topic: string;
  readonly partition: number;
  /** Decimal. */
  readonly offset: string;
  /** When it was sent, by the producer's or the broker's clock. */
  readonly timestampMs: EpochMs;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string>>;
};

export type TopicContext = {
  /** Which of our topics it lies in. */
  readonly input: InputTopic | 'recordings';
  readonly settings: Pick<KafkaSettings, 'projectHeader' | 'formatHeader' | 'maxMessageBytes' | 'rules'>;
  readonly projects: ReadonlyMap<string, Project>;
  readonly lookup: (project: Project) => OperatorLookup;
  readonly secretOf: (project: string) => string;
  readonly now: EpochMs;
};

/** What a message holds, and what of it could not be read; `project` null = nobody knows whose it is. */
export type TakenTopicMessage = TakenMessages & {
  readonly project: Project | null;
  readonly letters: readonly DeadLetter[];
};

/** Records in the shape of our contracts, still to be checked. */
type Records = Extract<Translated, { ok: false }> | { readonly ok: true; readonly messages: readonly unknown[] };

const NOTHING: TakenMessages = { events: [], operatorEvents: [], customers: [], recordings: [] };

/**
 * A message of a topic as what is stored of it. Whatever it holds, it becomes rows or dead letters with a reason; in a
 * message with several records or lines the good ones are taken.
 */
export function takeTopicMessage(message: TopicMessage, context: TopicContext): TakenTopicMessage {
  const file = originOf(message);
  const refuse = (reason: Reason, project: Project | null = null): TakenTopicMessage => ({
    ...NOTHING,
    project,
    letters: [topicLetter(message, project?.id ?? '', stageOf(context), reason)],
  });
  const { value } = message;
  if (value === null || value.length === 0) return refuse({ code: 'MESSAGE_EMPTY', params: { file } });
  const maxBytes = context.settings.maxMessageBytes;
  if (value.length > maxBytes)
    return refuse({ code: 'MESSAGE_TOO_LARGE', params: { file, bytes: value.length, maxBytes } });
  const format = formatOf(message, context);
  if (format === 'queue_log') {
    const project = projectOfMessage(message, context, null);
    return 'code' in project ? refuse(project) : takeLines(message, value, project, context);
  }
  const text = utf8(value);
  if (text === null) return refuse({ code: 'MESSAGE_NOT_UTF8', params: { file } });
  const json = parseJson(text, file);
  if (!json.ok) return refuse(json.reason, knownProject(message, context));
  const told = format ?? formatByRule(context, json.value) ?? 'etalon';
  if (!isFormat(told))
    return refuse({
      code: 'MESSAGE_FORMAT_UNKNOWN',
      params: { file, format: told.slice(0, 50), known: FORMATS.join(', ') },
    });
  const project = projectOfMessage(message, context, json.value);
  if ('code' in project) return refuse(project);
  return takeJson(message, translated(told, json.value, file), project, context);
}

/** How a message is named in reasons and letters. */
export function originOf({ topic, partition, offset }: TopicMessage): string {
  return `${topic}/${String(partition)}/${offset}`;
}

/** Which line reads the topic. */
function stageOf({ input }: TopicContext): DeadLetter['stage'] {
  return input === 'recordings' ? 'speech' : 'ingest';
}

/** A message as a dead letter, with its bytes and headers, so that it can be sent again. */
export function topicLetter(
  message: TopicMessage,
  project: string,
  stage: DeadLetter['stage'],
  reason: Reason,
  part: string | null = null,
): DeadLetter {
  const bytes = part === null ? (message.value ?? Buffer.alloc(0)) : Buffer.from(part);
  const bytesBase64 = bytes.toString('base64');
  return {
    project,
    // The same bytes at another place of a topic are another message, and the place alone may come again in a new topic.
    letterId: sha256Hex(JSON.stringify([stage, originOf(message), sha256Hex(bytesBase64)])),
    stage,
    reason,
    origin: originOf(message),
    callId: '',
    bytesBase64,
    headers: message.headers,
    at: message.timestampMs,
  };
}

function takeJson(message: TopicMessage, records: Records, project: Project, context: TopicContext): TakenTopicMessage {
  const file = originOf(message);
  if (!records.ok)
    return { ...NOTHING, project, letters: [topicLetter(message, project.id, stageOf(context), records.reason)] };
  const parsed = records.messages.map((item) => ({ item, ...parseMessage(item, { project, file, now: context.now }) }));
  const good: Message[] = parsed.flatMap((one) => (one.ok ? [one.message] : []));
  const alone = parsed.length === 1;
  const letters = parsed.flatMap((one) => {
    if (one.ok) return [];
    if (alone) return [topicLetter(message, project.id, stageOf(context), one.reason)];
    const part = asRecord(message, project, context.settings);
    return [topicLetter(part, project.id, stageOf(context), one.reason, JSON.stringify(one.item))];
  });
  const secret = context.secretOf(project.id);
  const given = { project, secret, receivedAt: message.timestampMs, lookup: context.lookup(project) };
  return { project, ...takenMessages(good, given), letters };
}

/**
 * A record by itself is in the shape of our contracts, whatever its message was, and has no longer the fields by which
 * rules tell the project: its headers say both, so that it can be sent again.
 */
function asRecord(message: TopicMessage, project: Project, settings: TopicContext['settings']): TopicMessage {
  const said = { [settings.formatHeader]: 'etalon', [settings.projectHeader]: project.id };
  return { ...message, headers: { ...message.headers, ...said } };
}

/** One line of queue_log, or several: broken bytes cost a caller's name, not the line. */
function takeLines(message: TopicMessage, value: Buffer, project: Project, context: TopicContext): TakenTopicMessage {
  const lines = value.toString('utf8').split(/\r?\n/);
  const { events, operatorEvents, customers, refused } = queueLogEvents(lines, {
    project,
    lookup: context.lookup(project),
    secret: context.secretOf(project.id),
    file: originOf(message),
    firstLine: 1,
    order: 'kind',
  });
  const letters = refused.map(({ reason, line }) => topicLetter(message, project.id, stageOf(context), reason, line));
  return { project, events, operatorEvents, customers, recordings: [], letters };
}

function translated(format: Format, json: unknown, file: string): Records {
  if (format === 'freeswitch') return freeswitchMessages(json, file);
  if (format === 'amazon-connect') return amazonMessages(json, file);
  // A list is several messages; what is no message is refused one by one.
  const items: readonly unknown[] = Array.isArray(json) ? json : [json];
  return { ok: true, messages: items };
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

function isFormat(text: string): text is Format {
  return FORMATS.some((format) => format === text);
}

/** The format by header, or by a rule for the whole topic; queue events are lines unless something else is said. */
function formatOf({ headers }: TopicMessage, { input, settings }: TopicContext): string | null {
  const said = headers[settings.formatHeader];
  if (said !== undefined) return said;
  const rule = settings.rules.find((r) => r.topic === input && r.field === null && r.format !== null);
  return rule?.format ?? (input === 'queueEvents' ? 'queue_log' : null);
}

function formatByRule({ input, settings }: TopicContext, json: unknown): string | null {
  return settings.rules.find((r) => r.topic === input && r.format !== null && fits(r, json))?.format ?? null;
}

function projectOfMessage(message: TopicMessage, context: TopicContext, json: unknown): Project | Reason {
  const { settings, projects, input } = context;
  const file = originOf(message);
  const rule = settings.rules.find((r) => r.topic === input && r.project !== null && fits(r, json));
  const only = projects.size === 1 ? [...projects.keys()][0] : undefined;
  const told = message.headers[settings.projectHeader] ?? rule?.project ?? only;
  if (told === undefined) return { code: 'MESSAGE_WITHOUT_PROJECT', params: { file, header: settings.projectHeader } };
  const project = projects.get(told);
  return project ?? { code: 'MESSAGE_PROJECT_UNKNOWN', params: { file, project: told.slice(0, 63) } };
}

function knownProject(message: TopicMessage, context: TopicContext): Project | null {
  const project = projectOfMessage(message, context, null);
  return 'code' in project ? null : project;
}

function fits({ field, is }: TopicRule, json: unknown): boolean {
  if (field === null) return true;
  let value: unknown = json;
  for (const part of field.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return false;
    value = Object.entries(value).find(([key]) => key === part)?.[1];
  }
  return (typeof value === 'string' || typeof value === 'number') && String(value) === is;
}
