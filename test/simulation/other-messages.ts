import { iso, planned } from './call-parts.ts';
import type { Chance } from './chance.ts';
import { START_MS } from './clock.ts';
import { DEFECT, MAX_MESSAGE_BYTES } from './company.ts';
import { UNSTORABLE } from './engine.ts';
import type { ExpectedCall, PlannedMessage } from './traffic.ts';

/** Log-ins and pauses, as messages and as lines. */
export function states(chance: Chance): readonly PlannedMessage[] {
  return Array.from({ length: chance.below(3) }, (_, nth) => {
    const atMs = START_MS - 3_600_000 - nth * 60_000;
    const sentMs = chance.below(600_000);
    if (chance.hit(0.5)) {
      const state = chance.pick(['login', 'pause']);
      return planned('operatorStates', 'shop', { type: 'operator_state', operator: 'A', state, at: iso(atMs) }, sentMs);
    }
    return planned('queueEvents', 'clinic', `${String(atMs / 1000)}|NONE|NONE|B|PAUSE|lunch`, sentMs);
  });
}

/** What cannot be processed, and asks of the line nothing but a dead letter; and a what-if run beside what counts. */
export function poison(chance: Chance, calls: readonly ExpectedCall[]): readonly PlannedMessage[] {
  const kinds = chance.shuffled(POISON).slice(0, chance.below(4));
  const made = kinds.map((kind) => kind(chance.below(600_000)));
  const [call] = chance.shuffled(calls);
  if (call === undefined || chance.hit(0.7)) return made;
  const whatIf = { project: call.project, callId: call.callId, run: 'what-if' };
  return [...made, { ...planned('toRescore', '', whatIf, chance.below(600_000)), headers: {} }];
}

const call = (callId: string, fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => {
  return { type: 'call', callId, direction: 'inbound', startedAt: iso(START_MS - 3_600_000), ...fields };
};

const POISON: readonly ((atMs: number) => PlannedMessage)[] = [
  (atMs) => planned('cdr', 'shop', '{"schemaVersion": 1, "type": "call", ', atMs),
  (atMs) => ({ ...planned('cdr', 'shop', '', atMs), value: Buffer.from([0x22, 0xff, 0xfe, 0x22]) }),
  (atMs) => ({ ...planned('messages', 'shop', '', atMs), value: null }),
  (atMs) => planned('cdr', 'elsewhere', call('p-1', {}), atMs),
  (atMs) => planned('cdr', 'shop', call('p-2', { direction: 'sideways' }), atMs),
  (atMs) => planned('messages', 'clinic', 'x'.repeat(MAX_MESSAGE_BYTES + 2_500), atMs),
  (atMs) => planned('cdr', 'clinic', call('p-3', {}), atMs, { format: 'carrier-pigeon' }),
  (atMs) => planned('queueEvents', 'shop', 'this is no line of a queue_log', atMs),
  (atMs) => planned('recordings', 'shop', { type: 'recording' }, atMs),
  (atMs) => ({ ...planned('toScore', '', 'no announcement', atMs), headers: {} }),
  // What the store refuses for good, and what a defect of ours cannot fold.
  (atMs) => planned('cdr', 'shop', call('p-4', { campaign: UNSTORABLE }), atMs),
  (atMs) => planned('cdr', 'clinic', call('p-5', { operator: DEFECT, answeredAt: iso(START_MS - 3_590_000) }), atMs),
];
