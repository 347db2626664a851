import type { Call } from '../../ingest/call.ts';
import { foldCall } from '../../ingest/fold/fold.ts';
import { parseMessage } from '../../ingest/message.ts';
import { operatorLookup } from '../../ingest/operators.ts';
import type { Operator } from '../../ingest/operator.ts';
import type { Project } from '../../ingest/project.ts';
import { parseProjects } from '../../ingest/projects.ts';
import { eventsOf } from '../../ingest/source-events.ts';
import { isCallEvent } from '../../ingest/taken-messages.ts';
import type { SourceEvent } from '../../ingest/source-event.ts';

/** An invented shop in Sofia with three operators, A, B and C. */
export const SHOP: Project = shop('');

/** The shop with more lines of projects.yaml, indented by four. */
export function shop(yaml: string): Project {
  const parsed = parseProjects(
    `projects:\n  - id: shop\n    name: Shop\n    timeZone: Europe/Sofia\n    languages: [bg, ru, en]\n    country: BG\n${yaml}`,
    'projects.yaml',
  );
  const project = parsed.ok ? parsed.value[0] : undefined;
  if (project === undefined) throw new Error(parsed.ok ? 'no project' : parsed.faults.join('\n'));
  return project;
}

export const OPERATORS: readonly Operator[] = ['A', 'B', 'C'].map((letter) => ({
  operatorId: `op-${letter.toLowerCase()}`,
  project: 'shop',
  name: `Operator ${letter}`,
  team: 'sales',
  site: '',
  role: 'operator',
  hired: '',
  left: '',
  aliases: [{ alias: letter, validFrom: null, validTo: null }],
}));

export const LOOKUP = operatorLookup(OPERATORS, SHOP);
export const SECRET = 'a secret for tests';
/** After every moment of the tests: the calls are of 2026. */
export const NOW = Date.UTC(2027, 0, 1);

/** The source events of messages, which must be valid. */
export function eventsOfMessages(messages: readonly unknown[], project: Project = SHOP): readonly SourceEvent[] {
  return messages.flatMap((json) => {
    const parsed = parseMessage(json, { project, file: 'message.json', now: NOW });
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.reason));
    if (!isCallEvent(parsed.message)) throw new Error('tells of no call');
    return eventsOf(parsed.message, { project, secret: SECRET, receivedAt: NOW }).events;
  });
}

export function fold(events: readonly SourceEvent[], project: Project = SHOP): Call {
  return foldCall(events, { project, lookup: operatorLookup(OPERATORS, project) });
}

/** A call record with the fields that must be there. */
export function record(fields: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  return {
    schemaVersion: 1,
    type: 'call',
    callId: 'call-1',
    direction: 'inbound',
    startedAt: '2026-03-02T09:00:00+02:00',
    ...fields,
  };
}
