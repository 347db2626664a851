import type { Call, Leg, QueueEntry } from '../../../ingest/call.ts';
import type { Evaluation } from '../../../score/evaluation.ts';
import type { Breach } from '../../../simulate/audit.ts';
import type { SentMessage } from '../../../simulate/sent-message.ts';
import type { Truth, TruthCall } from '../../../simulate/truth.ts';
import { takeAll, type Taken } from './take.ts';

/** A fault put into what is stored, and breaches of which the auditor must speak. */
type Planted = {
  readonly name: string;
  readonly plant: (
    sent: readonly SentMessage[],
    truth: Truth,
  ) => { readonly taken: Taken; readonly breaches: readonly Partial<Breach>[] };
};

export const PLANTED: readonly Planted[] = [
  onCall('a call that was lost', talked, {
    change: () => [],
    breaches: (place) => [{ what: 'call', where: place, found: 'nothing' }, { what: 'call mix: callCount' }],
  }),
  onCall('a call that nobody made', talked, {
    change: (call) => [call, { ...call, callId: 'nobody' }],
    breaches: () => [{ what: 'call', where: 'lamps/nobody', expected: 'nothing' }],
  }),
  onCall('a leg that counts twice', talked, {
    change: (call) => [{ ...call, legs: [...call.legs, ...call.legs.map((leg) => ({ ...leg, legId: 'again' }))] }],
    breaches: (place) => [{ what: 'call: legs', where: place }, { what: 'operator sums: handledLegs' }],
  }),
  onCall('a call that was given to the wrong operator', talked, {
    change: (call) => [withLegs(call, (leg) => ({ ...leg, operatorId: 'lamps-voice-999' }))],
    breaches: (place) => [
      { what: 'call: legs', where: place },
      { what: 'operator sums', where: 'lamps lamps-voice-999', expected: 'nothing' },
    ],
  }),
  onCall('ACW that nobody told of', talked, {
    change: (call) => [withLegs(call, (leg) => ({ ...leg, acwMs: null }))],
    breaches: (place) => [{ what: 'call: legs', where: place }, { what: 'operator sums: acwKnown' }],
  }),
  onCall('a stay in a queue that was lost', talked, {
    change: (call) => [{ ...call, queueEntries: [] }],
    breaches: (place) => [
      { what: 'call: entries', where: place },
      { what: 'service level (cohort, whole): answered' },
      { what: 'waiting: answered' },
      { what: 'abandon rate: offered' },
    ],
  }),
  onCall('a stay in a queue that never ended', talked, {
    change: (call) => [withEntries(call, (entry) => ({ ...entry, outcome: 'waiting', waitMs: null }))],
    breaches: (place) => [{ what: 'reconciliation', where: place, found: 'still_waiting' }],
  }),
  onCall('a wait in the half hour before', talked, {
    change: (call) => [withEntries(call, (entry) => ({ ...entry, enteredAt: entry.enteredAt - 1_800_000 }))],
    breaches: (place) => [
      { what: 'call: entries', where: place },
      { what: 'service level (cohort, half hours): offered' },
      { what: 'service level (event, half hours): answered' },
    ],
  }),
  onCall('a customer who was taken for another', talked, {
    change: (call) => [{ ...call, customerKey: 'somebody else' }],
    breaches: () => [{ what: 'call mix: customerCount' }],
  }),
  onCall('a hidden customer with a key', ({ customer }) => customer === '', {
    change: (call) => [{ ...call, customerKey: 'somebody' }],
    breaches: (place) => [{ what: 'call: customer key', where: place, expected: '' }],
  }),
  {
    name: 'records of which the first version counts',
    plant: (sent, truth) => {
      const isFirst = ({ value }: SentMessage): boolean =>
        !(typeof value === 'string' && value.includes('"revision":1'));
      const before = new Map(takeAll(sent.filter(isFirst)).calls.map((call) => [placeOf(call), call]));
      const taken = takeAll(sent);
      const stale = taken.calls.map((call) => before.get(placeOf(call)) ?? call);
      const corrected = taken.calls.filter((call, nth) => call.version !== stale[nth]?.version);
      if (corrected.length === 0 || truth.calls.length === 0) throw new Error('nothing was corrected');
      return {
        taken: { ...taken, calls: stale },
        breaches: corrected.map((call) => ({ where: placeOf(call) })),
      };
    },
  },
  {
    name: 'a pause that nobody noted',
    plant: (sent) => {
      const taken = takeAll(sent);
      const lunch = taken.operatorEvents.find(({ reason }) => reason === 'lunch');
      const operatorEvents = taken.operatorEvents.filter(({ eventId }) => eventId !== lunch?.eventId);
      const breaches = [{ what: 'occupancy: availableMs' }, { what: 'occupancy: occupancyPercent' }];
      return { taken: { ...taken, operatorEvents }, breaches };
    },
  },
  onEvaluation('an operator who was not judged', {
    change: () => [],
    breaches: (place) => [{ what: 'evaluations', where: place, found: '[]' }],
  }),
  onEvaluation('an operator who was judged twice', {
    change: (one) => [one, { ...one, scorecardId: 'another' }],
    breaches: (place) => [{ what: 'evaluations', where: place }],
  }),
  onEvaluation('somebody judged who did not speak', {
    change: (one) => [one, { ...one, operatorId: 'lamps-voice-999' }],
    breaches: (place) => [{ what: 'evaluations', where: place }],
  }),
  onEvaluation('an evaluation that was withdrawn', {
    change: (one) => [{ ...one, withdrawn: true }],
    breaches: (place) => [{ what: 'evaluations', where: place, found: '[]' }],
  }),
  onEvaluation('an evaluation of an earlier version of the call', {
    change: (one) => [{ ...one, revision: '1' }],
    breaches: (place) => [{ what: 'evaluation', where: place, found: 'stale' }],
  }),
  {
    name: 'a bad message without a dead letter',
    plant: (sent) => {
      const taken = takeAll(sent);
      const [lost, ...letters] = taken.letters;
      return { taken: { ...taken, letters }, breaches: [{ what: 'dead letters', where: lost?.reason.code ?? '' }] };
    },
  },
  {
    name: 'a good message that was refused',
    plant: (sent) => {
      const taken = takeAll(sent);
      const [one] = taken.letters;
      if (one === undefined) throw new Error('no letter');
      const letter = { ...one, letterId: 'another', reason: { code: 'UNEXPECTED' as const, params: {} } };
      const breaches = [{ what: 'dead letters', where: 'UNEXPECTED', expected: '0', found: '1' }];
      return { taken: { ...taken, letters: [...taken.letters, letter] }, breaches };
    },
  },
];

type Change<T> = {
  readonly change: (one: T) => readonly T[];
  readonly breaches: (place: string) => readonly Partial<Breach>[];
};

function onCall(name: string, fits: (call: TruthCall) => boolean, { change, breaches }: Change<Call>): Planted {
  return {
    name,
    plant: (sent, truth) => {
      const subject = truth.calls.find(fits);
      if (subject === undefined) throw new Error('the day has no such call');
      const place = placeOf(subject);
      const taken = takeAll(sent);
      const calls = taken.calls.flatMap((call) => (placeOf(call) === place ? change(call) : [call]));
      return { taken: { ...taken, calls }, breaches: breaches(place) };
    },
  };
}

function onEvaluation(name: string, { change, breaches }: Change<Evaluation>): Planted {
  return {
    name,
    plant: (sent) => {
      const taken = takeAll(sent);
      const voice = taken.evaluations.find(({ operatorId }) => operatorId.startsWith('lamps-voice'));
      const evaluations = taken.evaluations.flatMap((one) => (one === voice ? change(one) : [one]));
      return { taken: { ...taken, evaluations }, breaches: breaches(voice === undefined ? '' : placeOf(voice)) };
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
