import type { CrewMember } from './centre.ts';
import { MINUTE_MS, SECOND_MS } from './local-time.ts';
import type { SimulatedProject } from './options.ts';
import { below, pick, type Random } from './random.ts';
import type { TruthCall, TruthLeg } from './truth.ts';

/** What a record said at first, and what its revision says. */
export type Correction = { readonly before: TruthCall; readonly after: TruthCall };

type Kind = 'operator' | 'queue' | 'start' | 'talk';
type Given = {
  readonly simulated: SimulatedProject;
  readonly crew: readonly CrewMember[];
  readonly random: Random;
};

/** A record that was wrong at first in operator, queue, start or talk. `call` is as its telephone system tells it. */
export function correctionOf(call: TruthCall, given: Given): Correction {
  const kind = pick(given.random, kindsOf(call, given));
  // The lines of a queue_log are never sent again: what its record corrects is what the lines got wrong.
  if (isLogged(call, given) && kind === 'operator') return { before: call, after: withOtherOperator(call, given) };
  return { before: changed(call, kind, given), after: call };
}

function kindsOf(call: TruthCall, given: Given): readonly Kind[] {
  const kinds: Kind[] = ['start'];
  if (call.answeredAt !== null && given.crew.length > 1) kinds.push('operator');
  if (isLogged(call, given)) return kinds;
  if (call.answeredAt !== null) kinds.push('talk');
  if (call.entries.length > 0 && given.simulated.queues.length > 1) kinds.push('queue');
  return kinds;
}

function isLogged(call: TruthCall, { simulated }: Given): boolean {
  return simulated.style === 'queue_log' && call.direction === 'inbound';
}

function changed(call: TruthCall, kind: Kind, given: Given): TruthCall {
  if (kind === 'operator') return withOtherOperator(call, given);
  if (kind === 'queue') return withOtherQueue(call, given);
  if (kind === 'talk') return withOtherTalk(call, given.random);
  if (isLogged(call, given)) return withOtherIvr(call, given.random);
  return withOtherStart(call, given.random);
}

/** The last operator who answered is somebody else. */
function withOtherOperator(call: TruthCall, { crew, random }: Given): TruthCall {
  const index = lastAnswered(call);
  const other = pick(
    random,
    crew.filter(({ operatorId }) => operatorId !== call.legs[index]?.operatorId),
  );
  const { operatorId, alias } = other;
  return { ...call, legs: call.legs.map((leg, nth) => (nth === index ? { ...leg, operatorId, alias } : leg)) };
}

function withOtherQueue(call: TruthCall, { simulated, random }: Given): TruthCall {
  const [from] = call.entries.map(({ queue }) => queue);
  const names = simulated.queues.map(({ name }) => name).filter((name) => name !== from);
  const to = pick(random, names);
  const moved = <T extends { readonly queue: string | null }>(part: T): T =>
    part.queue === from ? { ...part, queue: to } : part;
  return { ...call, entries: call.entries.map(moved), legs: call.legs.map(moved) };
}

function withOtherTalk(call: TruthCall, random: Random): TruthCall {
  const index = lastAnswered(call);
  const moreMs = (1 + below(random, 600)) * SECOND_MS;
  const longer = (leg: TruthLeg): TruthLeg => {
    return { ...leg, talkMs: (leg.talkMs ?? 0) + moreMs, endedAt: leg.endedAt + moreMs };
  };
  const legs = call.legs.map((leg, nth) => (nth === index ? longer(leg) : leg));
  return { ...call, legs, endedAt: call.endedAt + moreMs };
}

/** A clock that was wrong by minutes or hours: everything moves. */
function withOtherStart(call: TruthCall, random: Random): TruthCall {
  const byMs = -(1 + below(random, 180)) * MINUTE_MS;
  const moved = <
    T extends { readonly startedAt: number; readonly answeredAt: number | null; readonly endedAt: number },
  >(
    part: T,
  ): T => ({
    ...part,
    startedAt: part.startedAt + byMs,
    answeredAt: part.answeredAt === null ? null : part.answeredAt + byMs,
    endedAt: part.endedAt + byMs,
  });
  const entries = call.entries.map((entry) => ({ ...entry, enteredAt: entry.enteredAt + byMs }));
  return { ...moved(call), entries, legs: call.legs.map(moved) };
}

/** The record dates the call too early; what the log says of queue and operators stands. */
function withOtherIvr(call: TruthCall, random: Random): TruthCall {
  const byMs = (1 + below(random, 60)) * SECOND_MS;
  return { ...call, startedAt: call.startedAt - byMs, ivrMs: (call.ivrMs ?? 0) + byMs };
}

function lastAnswered(call: TruthCall): number {
  return call.legs.findLastIndex((leg) => leg.answeredAt !== null);
}
