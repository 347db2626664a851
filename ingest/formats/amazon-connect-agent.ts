import { z } from 'zod';
import { contentId } from '../digest.ts';
import { readForeign, type FormatOf, type Translated } from './format.ts';

const text = z.string().trim().min(1);

/** `Type` is told by newer streams only; then it stands above the name, which an administrator may change. */
const status = z.looseObject({
  Name: text,
  StartTimestamp: text,
  Type: z.string().nullish(),
});

const snapshot = z.looseObject({
  AgentStatus: status.nullish(),
  Configuration: z.looseObject({ Username: text.nullish() }).nullish(),
});

const agentEvent = z.looseObject({
  AgentARN: text,
  EventType: z.enum(['LOGIN', 'LOGOUT', 'STATE_CHANGE', 'HEART_BEAT']),
  EventTimestamp: text,
  CurrentAgentSnapshot: snapshot.nullish(),
  PreviousAgentSnapshot: snapshot.nullish(),
});

type AgentEvent = z.infer<typeof agentEvent>;
type Status = z.infer<typeof status>;
type State = 'login' | 'logout' | 'pause' | 'unpause';

/**
 * An event of the Amazon Connect agent event stream as `operator_state` messages. A status is identified by agent, name
 * and the moment it began, so that heart beats, and changes of anything but the status, say the same event again: an
 * event that was lost comes back with the next heart beat, and none counts twice.
 */
export function amazonAgentMessages(json: unknown, file: string): Translated {
  const of: FormatOf = { format: 'amazon-connect', file };
  const read = readForeign(agentEvent, json, of);
  if (!read.ok) return read;
  const event = read.value;
  if (event.EventType === 'LOGIN') return { ok: true, messages: [sessionOf(event, 'login'), ...statesOf(event)] };
  if (event.EventType === 'LOGOUT') return { ok: true, messages: [sessionOf(event, 'logout')] };
  return { ok: true, messages: statesOf(event) };
}

function sessionOf(event: AgentEvent, state: 'login' | 'logout'): Readonly<Record<string, unknown>> {
  return stateMessage(event, state, { at: event.EventTimestamp, reason: null, told: state });
}

/**
 * What the present status says. Offline is a status like any other to Amazon, and nobody is logged out by it; but who is
 * offline is not at work, so it counts as a log-out, and the status after it as a log-in.
 */
function statesOf(event: AgentEvent): readonly Readonly<Record<string, unknown>>[] {
  const now = event.CurrentAgentSnapshot?.AgentStatus;
  if (!now) return [];
  const of = { at: now.StartTimestamp, reason: null };
  // A log-in finds the agent in the status of the last log-out; it must not undo the log-in.
  if (isOffline(now))
    return event.EventType === 'LOGIN' ? [] : [stateMessage(event, 'logout', { ...of, told: now.Name })];
  const before = event.PreviousAgentSnapshot?.AgentStatus;
  const back = before && isOffline(before) ? [stateMessage(event, 'login', { ...of, told: 'back' })] : [];
  const present = isRoutable(now)
    ? stateMessage(event, 'unpause', { ...of, told: now.Name })
    : stateMessage(event, 'pause', { ...of, reason: now.Name, told: now.Name });
  return [...back, present];
}

/** `told` is what the stream said; with agent and moment it makes the event's identity. */
function stateMessage(
  event: AgentEvent,
  state: State,
  of: { readonly at: string; readonly reason: string | null; readonly told: string },
): Readonly<Record<string, unknown>> {
  return {
    schemaVersion: 1,
    type: 'operator_state',
    eventId: contentId([event.AgentARN, of.told, of.at]),
    operator: event.CurrentAgentSnapshot?.Configuration?.Username ?? event.AgentARN,
    state,
    at: of.at,
    reason: of.reason,
  };
}

function isOffline({ Type, Name }: Status): boolean {
  return Type ? Type.toUpperCase() === 'OFFLINE' : Name === 'Offline';
}

function isRoutable({ Type, Name }: Status): boolean {
  return Type ? Type.toUpperCase() === 'ROUTABLE' : Name === 'Available';
}
