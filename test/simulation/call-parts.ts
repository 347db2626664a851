import type { Chance } from './chance.ts';
import { START_MS } from './clock.ts';
import { operatorIdOf } from './company.ts';
import type { SimulatedRecording } from './recordings.ts';
import type { CallMaker, ExpectedCall, PlannedMessage, PlannedTopic } from './traffic.ts';

type Place = Parameters<CallMaker>[0];

/** The calls were this morning, ten minutes apart. */
export const startOf = (nth: number): number => START_MS - 4 * 3_600_000 + nth * 600_000;
export const iso = (atMs: number): string => new Date(atMs).toISOString();
/** Within the first ten minutes. */
export const soon = (chance: Chance): number => chance.below(600_000);
/** Later than soon. */
export const later = (chance: Chance): number => 600_000 + chance.below(3_000_000);

export function planned(
  topic: PlannedTopic,
  project: string,
  value: string | Readonly<Record<string, unknown>>,
  atMs: number,
  headers: Readonly<Record<string, string>> = {},
): PlannedMessage {
  const text = typeof value === 'string' ? value : JSON.stringify({ schemaVersion: 1, ...value });
  return { topic, value: Buffer.from(text), headers: { project, ...headers }, atMs };
}

export function expected(place: Place, callId: string, of: Partial<ExpectedCall>): ExpectedCall {
  const nothing = { operators: [], queues: [], mergedInto: '', recordings: {}, heard: [], evaluated: [] };
  return { project: place.project, callId, ...nothing, ...of };
}

/** In the clinic only one queue is judged. */
export function judged(project: string, queues: readonly string[], operators: readonly string[]): readonly string[] {
  return project === 'shop' || queues.includes('sales') ? operators : [];
}

export const uriOf = (project: string, name: string): string => `https://pbx.example/${project}/${name}.wav`;

/** Most recordings are there at once, some come later, few never, few are none. */
export function someRecording(chance: Chance): SimulatedRecording {
  const kind = chance.below(10);
  if (kind === 0) return { comesAtMs: null, corrupt: false };
  if (kind === 1) return { comesAtMs: 0, corrupt: true };
  return { comesAtMs: kind < 5 ? chance.below(1_800_000) : 0, corrupt: false };
}

export function stateOf({ comesAtMs, corrupt }: SimulatedRecording): 'present' | 'failed' | 'expected' {
  if (comesAtMs === null) return 'expected';
  return corrupt ? 'failed' : 'present';
}

type Spoken = {
  readonly callId: string;
  readonly direction: 'inbound' | 'outbound';
  readonly files: readonly { readonly recordingId: string; readonly file: string }[];
};

/** A CDR in its short form. */
export function cdr(
  { project, nth }: Place,
  of: Spoken,
  fields: Readonly<Record<string, unknown>>,
  atMs: number,
): PlannedMessage {
  const { callId, direction, files } = of;
  const startMs = startOf(nth);
  return planned(
    'cdr',
    project,
    {
      type: 'call',
      callId,
      eventId: `cdr-${callId}`,
      direction,
      customer: `+35988000010${String(nth)}`,
      startedAt: iso(startMs),
      answeredAt: iso(startMs + 10_000),
      endedAt: iso(startMs + 100_000),
      operator: 'A',
      queue: 'sales',
      recordings: files,
      ...fields,
    },
    atMs,
  );
}

type Outcome = {
  readonly messages: readonly PlannedMessage[];
  readonly operators: readonly string[];
  readonly queues: readonly string[];
};

/** The CDR, and half the time its correction: another operator, another queue, another direction. */
export function cdrAndCorrection(place: Place, of: Spoken): Outcome {
  const { project, chance } = place;
  const first = cdr(place, of, {}, soon(chance));
  const queued = of.direction === 'inbound';
  if (chance.hit(0.5))
    return { messages: [first], operators: [operatorIdOf(project, 'A')], queues: queued ? ['sales'] : [] };
  const moved = chance.hit(0.5) ? { operator: 'B' } : { operator: 'B', queue: 'support' };
  const turned = chance.hit(0.3) ? { direction: queued ? 'outbound' : 'inbound' } : {};
  const second = cdr(place, of, { revision: 1, ...moved, ...turned }, first.atMs + chance.spread(1_000, 3_600_000));
  const queuedNow = queued !== 'direction' in turned;
  return {
    messages: [first, second],
    operators: [operatorIdOf(project, 'B')],
    queues: queuedNow ? ['queue' in moved ? 'support' : 'sales'] : [],
  };
}

/** A message that says where a recording can be fetched. */
export function announced(
  { project, nth, chance }: Place,
  uri: string,
  fields: Readonly<Record<string, unknown>> = {},
): PlannedMessage {
  const closedAt = chance.hit(0.7) ? { at: iso(startOf(nth) + 100_000) } : {};
  return planned('recordings', project, { type: 'recording', uri, ...closedAt, ...fields }, soon(chance));
}
