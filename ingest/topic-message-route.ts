import type { Reason } from '../errors.ts';
import type { TopicRule } from './kafka/kafka-settings.ts';
import type { Project } from './project.ts';
import { originOf, type TopicContext, type TopicMessage } from './topic-message.ts';

/** The format by header, or by a rule for the whole topic; queue events are lines unless something else is said. */
export function formatOf({ headers }: TopicMessage, { input, settings }: TopicContext): string | null {
  const said = headers[settings.formatHeader];
  if (said !== undefined) return said;
  const rule = settings.rules.find((r) => r.topic === input && r.field === null && r.format !== null);
  return rule?.format ?? (input === 'queueEvents' ? 'queue_log' : null);
}

/** The format by a rule that looks at a field of the message. */
export function formatByRule({ input, settings }: TopicContext, json: unknown): string | null {
  return settings.rules.find((r) => r.topic === input && r.format !== null && fits(r, json))?.format ?? null;
}

/** Whose it is, surest first: its header, a rule, the only project there is; else why nobody knows. */
export function projectOfMessage(message: TopicMessage, context: TopicContext, json: unknown): Project | Reason {
  const { settings, projects, input } = context;
  const file = originOf(message);
  const rule = settings.rules.find((r) => r.topic === input && r.project !== null && fits(r, json));
  const only = projects.size === 1 ? [...projects.keys()][0] : undefined;
  const told = message.headers[settings.projectHeader] ?? rule?.project ?? only;
  if (told === undefined) return { code: 'MESSAGE_WITHOUT_PROJECT', params: { file, header: settings.projectHeader } };
  const project = projects.get(told);
  return project ?? { code: 'MESSAGE_PROJECT_UNKNOWN', params: { file, project: told.slice(0, 63) } };
}

/** Whose it is as far as can be said without reading it. */
export function knownProject(message: TopicMessage, context: TopicContext): Project | null {
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
