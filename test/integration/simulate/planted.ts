import type { Call, Leg, QueueEntry } from '../../../ingest/call.ts';
import type { Evaluation } from '../../../score/evaluation.ts';
import type { Breach } from '../../../simulate/audit.ts';
import type { Truth, TruthCall } from '../../../simulate/truth.ts';
import type { Taken } from './take.ts';

/** What is stored after a fault was put into it, and breaches of which the auditor must speak. */
export type Planted = { readonly taken: Taken; readonly breaches: readonly Partial<Breach>[] };

export type Day = {
  readonly truth: Truth;
  /** What would be stored without the messages that put something right. */
  readonly uncorrected: Taken;
  /** Picks the call for a fault: none is picked twice, so that several faults lie beside each other. */
  readonly subject: (fits: (call: TruthCall) => boolean) => TruthCall;
};

export type Fault = { readonly name: string; readonly plant: (taken: Taken, day: Day) => Planted };

/** Each list is planted into one store: those of a list do not hide each other. */
export const FAULTS: readonly (readonly Fault[])[] = [
  [
    onCall('a call that was lost', talked, {
      change: () => [],
      breaches: ({ place }) => [{ what: 'call', where: place, found: 'nothing' }, { what: 'call mix: callCount' }],
    }),
    onCall('a leg that counts twice', talked, {
      change: (call) => [{ ...call, legs: [...call.legs, ...call.legs.map((leg) => ({ ...leg, legId: 'again' }))] }],
      breaches: ({ place }) => [{ what: 'call: legs', where: place }, { what: 'operator sums: handledLegs' }],
    }),
    onCall('a stay in a queue that never ended', talked, {
      change: (call) => [withEntries(call, (entry) => ({ ...entry, outcome: 'waiting', waitMs: null }))],
      breaches: ({ place }) => [{ what: 'reconciliation', where: place, found: 'still_waiting' }],
    }),
    onEvaluation('an operator who was not judged', {
      change: () => [],
      breaches: (place) => [{ what: 'evaluations', where: place, found: '[]' }],
    }),
    onEvaluation('an operator who was judged twice', {
      change: (one) => [one, { ...one, scorecardId: 'another' }],
      breaches: (place) => [{ what: 'evaluations', where: place }],
    }),
    {
      name: 'a bad message without a dead letter',
      plant: (taken: Taken): Planted => {
        const [lost, ...letters] = taken.letters;
        return { taken: { ...taken, letters }, breaches: [{ what: 'dead letters', where: lost?.reason.code ?? '' }] };
      },
    },
  ],
  [
    onCall('a call that nobody made', talked, {
      change: (call) => [call, { ...call, callId: 'nobody' }],
      breaches: () => [
        { what: 'call', where: 'lamps/nobody', expected: 'nothing' },
        { what: 'call mix: callCount' },
        { what: 'abandon rate: offered', where: 'lamps' },
      ],
    }),
    onCall('a call that was given to the wrong operator', talked, {
      change: (call) => [withLegs(call, (leg) => ({ ...leg, operatorId: 'lamps-voice-999' }))],
      breaches: ({ place }) => [
        { what: 'call: legs', where: place },
        { what: 'operator sums', where: 'lamps lamps-voice-999', expected: 'nothing' },
      ],
    }),
    onCall('a wait in the half hour before', talked, {
      change: (call) => [withEntries(call, (entry) => ({ ...entry, enteredAt: entry.enteredAt - HALF_HOUR_MS }))],
      breaches: ({ place, halfHour }) => [
        { what: 'call: entries', where: place },
        { what: 'service level (cohort, half hours): offered', where: `lamps ${halfHour}` },
        { what: 'service level (event, half hours): offered', where: `lamps ${halfHour}` },
      ],
    }),
    onCall('a hidden customer with a key', ({ customer }) => customer === '', {
      change: (call) => [{ ...call, customerKey: 'somebody' }],
      breaches: ({ place }) => [{ what: 'call: customer key', where: place, expected: '' }],
    }),
    onEvaluation('somebody judged who did not speak', {
      change: (one) => [one, { ...one, operatorId: 'lamps-voice-999' }],
      breaches: (place) => [{ what: 'evaluations', where: place }],
    }),
    onEvaluation('an evaluation of an earlier version of the call', {
      change: (one) => [{ ...one, revision: '1' }],
      breaches: (place) => [{ what: 'evaluation', where: place, found: 'stale' }],
    }),
  ],
  [
    onCall('a stay in a queue that was lost', talked, {
      change: (call) => [{ ...call, queueEntries: [] }],
      breaches: ({ place }) => [
        { what: 'call: entries', where: place },
        { what: 'service level (cohort, whole): answered' },
        { what: 'waiting: answered' },
        { what: 'abandon rate: offered' },
      ],
    }),
    onCall('ACW that nobody told of', talked, {
      change: (call) => [withLegs(call, (leg) => ({ ...leg, acwMs: null }))],
      breaches: ({ place }) => [{ what: 'call: legs', where: place }, { what: 'operator sums: acwKnown' }],
    }),
    {
      name: 'a customer who was taken for another',
      plant: (taken: Taken, { subject }: Day): Planted => {
        const [one, other] = [placeOf(subject(talked)), placeOf(subject(talked))];
        const key = taken.calls.find((call) => placeOf(call) === other)?.customerKey ?? '';
        const calls = taken.calls.map((call) => (placeOf(call) === one ? { ...call, customerKey: key } : call));
        return { taken: { ...taken, calls }, breaches: [{ what: 'call: customer key', found: 'another' }] };
      },
    },
    {
      name: 'a pause that nobody noted',
      plant: (taken: Taken): Planted => {
        const lunch = taken.operatorEvents.find(({ reason }) => reason === 'lunch');
        const operatorEvents = taken.operatorEvents.filter(({ eventId }) => eventId !== lunch?.eventId);
        return { taken: { ...taken, operatorEvents }, breaches: [{ what: 'occupancy: availableMs' }] };
      },
    },
    onEvaluation('an evaluation that was withdrawn', {
      change: (one) => [{ ...one, withdrawn: true }],
      breaches: (place) => [{ what: 'evaluations', where: place, found: '[]' }],
    }),
    {
      name: 'a good message that was refused',
      plant: (taken: Taken): Planted => {
        const letters = taken.letters.slice(0, 1).map((one) => {
          return { ...one, letterId: 'another', reason: { code: 'UNEXPECTED' as const, params: {} } };
        });
        const breaches = [{ what: 'dead letters', where: 'UNEXPECTED', expected: '0', found: '1' }];
        return { taken: { ...taken, letters: [...taken.letters, ...letters] }, breaches };
      },
    },
  ],
  [
    {
      name: 'records of which the first version counts',
      plant: (taken: Taken, { uncorrected }: Day): Planted => {
        const before = new Map(uncorrected.calls.map((call) => [placeOf(call), call]));
        const calls = taken.calls.map((call) => before.get(placeOf(call)) ?? call);
        const stale = taken.calls.filter((call, nth) => call.version !== calls[nth]?.version);
        if (stale.length < 2) throw new Error('too little was corrected on this day');
        return { taken: { ...taken, calls }, breaches: stale.map((call) => ({ where: placeOf(call) })) };
      },
    },
  ],
];

const HALF_HOUR_MS = 1_800_000;

type Change<T, Place> = {
  readonly change: (one: T) => readonly T[];
  readonly breaches: (place: Place) => readonly Partial<Breach>[];
};

function onCall(
  name: string,
  fits: (call: TruthCall) => boolean,
  { change, breaches }: Change<Call, { readonly place: string; readonly halfHour: string }>,
): Fault {
  return {
    name,
    plant: (taken: Taken, { subject }: Day): Planted => {
      const call = subject(fits);
      const place = placeOf(call);
      const calls = taken.calls.flatMap((one) => (placeOf(one) === place ? change(one) : [one]));
      const enteredAt = call.entries[0]?.enteredAt ?? call.startedAt;
      const halfHour = new Date(Math.floor(enteredAt / HALF_HOUR_MS) * HALF_HOUR_MS).toISOString();
      return { taken: { ...taken, calls }, breaches: breaches({ place, halfHour }) };
    },
  };
}

function onEvaluation(name: string, { change, breaches }: Change<Evaluation, string>): Fault {
  return {
    name,
    plant: (taken: Taken, { subject }: Day): Planted => {
      const place = placeOf(subject((call) => talked(call) && call.judged));
      const evaluations = taken.evaluations.flatMap((one) => (placeOf(one) === place ? change(one) : [one]));
      return { taken: { ...taken, evaluations }, breaches: breaches(place) };
    },
  };
}

/** A call with one customer, one queue and one operator who talked and then worked on. */
function talked({ customer, entries, legs }: TruthCall): boolean {
  return customer !== '' && entries.length === 1 && legs.length === 1 && (legs[0]?.acwMs ?? 0) > 0;
}

function withLegs(call: Call, change: (leg: Leg) => Leg): Call {
  return { ...call, legs: call.legs.map(change) };
}

function withEntries(call: Call, change: (entry: QueueEntry) => QueueEntry): Call {
  return { ...call, queueEntries: call.queueEntries.map(change) };
}

function placeOf({ project, callId }: { readonly project: string; readonly callId: string }): string {
  return `${project}/${callId}`;
}
