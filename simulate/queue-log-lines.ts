import type { EpochMs } from '../ingest/call.ts';
import { spelling } from './customers.ts';
import { SECOND_MS } from './local-time.ts';
import type { StateChange } from './posts.ts';
import { chance, pick, type Random } from './random.ts';
import type { TruthCall, TruthEntry, TruthLeg } from './truth.ts';

/** A line and when the telephone system writes it. */
export type LogLine = { readonly at: EpochMs; readonly line: string };

/** The lines of a call in Asterisk's queue_log: https://docs.asterisk.org/Configuration/Applications/Building-Queues/Queue-Logs/ */
export function linesOfCall(call: TruthCall, random: Random): readonly LogLine[] {
  const line = (at: EpochMs, queue: string, member: string, ...rest: readonly (string | number)[]): LogLine => {
    return { at, line: [at / SECOND_MS, call.callId, queue, member, ...rest].join('|') };
  };
  const entries = call.entries.flatMap((entry) => {
    const caller = spelling(call.customer, random);
    const entered = line(entry.enteredAt, entry.queue, 'NONE', 'ENTERQUEUE', '', caller, entry.position ?? 1);
    const exit = exitOf(entry);
    return exit === null ? [entered] : [entered, line(entry.enteredAt + entry.waitMs, entry.queue, 'NONE', ...exit)];
  });
  const legs = call.legs.flatMap((leg) => {
    const queue = leg.queue ?? '';
    if (leg.answeredAt === null) return [line(leg.endedAt, queue, leg.alias, ...rangOf(leg))];
    const waited = secondsWaited(call, leg);
    const connect = ['CONNECT', waited, `${call.callId}-b`, (leg.ringMs ?? 0) / SECOND_MS] as const;
    const ended = line(leg.endedAt, queue, leg.alias, ...endOf(call, leg, waited, random));
    return [line(leg.answeredAt, queue, leg.alias, ...connect), ended];
  });
  return [...entries, ...legs];
}

/** Position, first position and wait; null for an entry that was answered. */
function exitOf({ outcome, flowOut, waitMs, position }: TruthEntry): readonly (string | number)[] | null {
  const told = [1, position ?? 1, waitMs / SECOND_MS];
  if (outcome === 'answered') return null;
  if (outcome === 'abandoned') return ['ABANDON', ...told];
  if (flowOut === 'key') return ['EXITWITHKEY', '1', ...told];
  return [flowOut === 'empty' ? 'EXITEMPTY' : 'EXITWITHTIMEOUT', ...told];
}

/** The one duration of a queue_log that is in milliseconds. */
function rangOf({ outcome, ringMs }: TruthLeg): readonly (string | number)[] {
  return [outcome === 'cancelled' ? 'RINGCANCELED' : 'RINGNOANSWER', ringMs ?? 0];
}

function endOf(call: TruthCall, leg: TruthLeg, waited: number, random: Random): readonly (string | number)[] {
  const talked = (leg.talkMs ?? 0) / SECOND_MS;
  if (leg.outcome === 'transferred') {
    const how = pick(random, [
      ['BLINDTRANSFER', '600', 'internal'],
      ['ATTENDEDTRANSFER', 'BRIDGE', `${call.callId}-x`],
    ]);
    return [...how, waited, talked, 1];
  }
  const event = call.hangupBy === 'customer' ? 'COMPLETECALLER' : 'COMPLETEAGENT';
  // Older versions leave the position out.
  return chance(random, 0.2) ? [event, waited, talked] : [event, waited, talked, 1];
}

function secondsWaited({ entries }: TruthCall, { queue, answeredAt }: TruthLeg): number {
  const entry = entries.find((one) => one.queue === queue && one.enteredAt + one.waitMs === answeredAt);
  return (entry?.waitMs ?? 0) / SECOND_MS;
}

/**
 * The lines of a change: log-in and log-out for each queue; half the operators pause queue by queue, the others
 * everywhere at once.
 */
export function linesOfChange({ member, event, reason, at }: StateChange): readonly LogLine[] {
  const line = (queue: string, name: string): LogLine => {
    return { at, line: [at / SECOND_MS, 'NONE', queue, member.alias, name, reason].join('|') };
  };
  const everywhere = member.nth % 2 !== 0 && (event === 'pause' || event === 'unpause');
  if (everywhere) return [line('NONE', event === 'pause' ? 'PAUSEALL' : 'UNPAUSEALL')];
  const names = { login: 'ADDMEMBER', logout: 'REMOVEMEMBER', pause: 'PAUSE', unpause: 'UNPAUSE' } as const;
  return member.queues.map((queue) => line(queue, names[event]));
}
