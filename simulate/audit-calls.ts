import type { Call } from '../ingest/call.ts';
import type { CallKey, Store } from '../store/store.ts';
import { callsInStore } from './audit-queries.ts';
import { breach, compared, type Breach } from './breach.ts';
import type { Truth, TruthCall } from './truth.ts';

/** Calls read at once: enough to be quick, few enough to hold. */
const CALLS_A_READ = 5_000;

/** Every call of the truth exactly once, none besides, and each as it really was. */
export async function auditCalls(
  store: Pick<Store, 'run' | 'readCalls'>,
  truth: Truth,
  projects: readonly string[],
): Promise<readonly Breach[]> {
  const stored = await store.run(callsInStore, { projects });
  const found = new Map(stored.map((call) => [placeOf(call), call]));
  const expected = new Map(truth.calls.map((call) => [placeOf(call), call]));
  const breaches: Breach[] = [];
  for (const place of expected.keys()) if (!found.has(place)) breaches.push(breach('call', place, 'one', undefined));
  for (const [place, { copies }] of found) {
    if (!expected.has(place)) breaches.push(breach('call', place, undefined, 'one'));
    if (copies > 1) breaches.push(breach('call: rows', place, 1, copies));
  }
  const there = truth.calls.filter((call) => found.has(placeOf(call)));
  const keys = new Map<string, string>();
  for (let from = 0; from < there.length; from += CALLS_A_READ) {
    const some = there.slice(from, from + CALLS_A_READ);
    const calls = new Map((await store.readCalls(some)).map((call) => [placeOf(call), call]));
    for (const call of some) breaches.push(...auditCall(call, calls.get(placeOf(call)), keys));
  }
  return breaches;
}

function auditCall(truth: TruthCall, call: Call | undefined, keys: Map<string, string>): readonly Breach[] {
  const place = placeOf(truth);
  if (call === undefined) return [breach('call', place, 'readable', undefined)];
  const [expected, found] = [factsOfTruth(truth), factsOfCall(call)];
  const names = [...COMPARED, 'entries', 'legs', 'recordings', 'firstResponseMs'] as const;
  return [
    ...names.flatMap((name) => compared(`call: ${name}`, place, expected[name], found[name])),
    ...auditCustomer(truth, call, keys),
  ];
}

/**
 * The same customer has one key, others have others, nobody has none. Which key is the project's secret; numbers are
 * never shown.
 */
function auditCustomer({ project, customer }: TruthCall, call: Call, keys: Map<string, string>): readonly Breach[] {
  const place = placeOf(call);
  if (customer === '') return compared('call: customer key', place, '', call.customerKey);
  if (call.customerKey === '') return [breach('call: customer key', place, 'a key', '')];
  const byCustomer = JSON.stringify([project, 'customer', customer]);
  const byKey = JSON.stringify([project, 'key', call.customerKey]);
  const [key, owner] = [keys.get(byCustomer) ?? call.customerKey, keys.get(byKey) ?? customer];
  keys.set(byCustomer, key).set(byKey, owner);
  if (key === call.customerKey && owner === customer) return [];
  return [breach('call: customer key', place, 'one key a customer', 'another')];
}

/** What is compared: all that a telephone system can tell of a call. */
type Facts = Readonly<Record<(typeof COMPARED)[number], unknown>> & {
  readonly entries: readonly object[];
  readonly legs: readonly object[];
  readonly recordings: readonly object[];
  readonly firstResponseMs: number | null;
};

const COMPARED = [
  ...(['direction', 'channel', 'startedAt', 'answeredAt', 'endedAt', 'ivrMs'] as const),
  ...(['disposition', 'hangupBy', 'language', 'parentCallId'] as const),
];

function factsOfTruth(call: TruthCall): Facts {
  return {
    ...call,
    entries: sorted(call.entries),
    legs: sorted(call.legs),
    recordings: call.recording === null ? [] : [call.recording],
  };
}

function factsOfCall(call: Call): Facts {
  const entries = call.queueEntries.map(({ queue, nth, enteredAt, position, waitMs, outcome, flowOut }) => {
    return { queue, nth, enteredAt, position, waitMs, outcome, flowOut };
  });
  const legs = call.legs.map((leg) => {
    const { operatorId, operatorAlias: alias, queue, startedAt, answeredAt, endedAt } = leg;
    const { ringMs, talkMs, holdMs, acwMs, outcome } = leg;
    return { operatorId, alias, queue, startedAt, answeredAt, endedAt, ringMs, talkMs, holdMs, acwMs, outcome };
  });
  const firstResponse = call.attributes['firstResponseMs'];
  return {
    ...call,
    entries: sorted(entries),
    legs: sorted(legs),
    recordings: call.recordings.map(({ recordingId, state }) => ({ recordingId, state })),
    firstResponseMs: firstResponse === undefined ? null : Number(firstResponse),
  };
}

/** Order within a call is no fact of its own: it follows from the times. */
function sorted<Part extends object>(parts: readonly Part[]): readonly Part[] {
  const text = (part: Part): string => JSON.stringify(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)));
  return parts.toSorted((a, b) => (text(a) < text(b) ? -1 : 1));
}

function placeOf({ project, callId }: CallKey): string {
  return `${project}/${callId}`;
}
