import type { Style } from './options.ts';
import type { TruthCall, TruthLeg } from './truth.ts';

/** A call as far as a telephone system of the given style can tell of it; what it cannot is NULL or not there. */
export function observed(call: TruthCall, style: Style): TruthCall {
  if (style === 'record') return call;
  if (style === 'short') return shortForm(call);
  // A queue_log has no outbound calls: they come as short records without hold and ACW.
  return call.direction === 'outbound' ? withoutHold(shortForm(call)) : logForm(call);
}

/** One queue without a place in it, one operator without the ring; who did not pick up is not told. */
function shortForm(call: TruthCall): TruthCall {
  const entries = call.entries.map((entry) => ({ ...entry, position: null }));
  const legs = call.legs
    .filter((leg) => leg.answeredAt !== null || call.direction === 'outbound')
    .map((leg) => ({ ...leg, startedAt: leg.answeredAt ?? call.startedAt, ringMs: null }));
  return { ...call, entries, legs };
}

/** Who hangs up is told by the line that ends a call, and an announcement after the queue is none. */
function logForm(call: TruthCall): TruthCall {
  return { ...withoutHold(call), hangupBy: call.hangupBy === 'system' ? '' : call.hangupBy };
}

/** Hold is part of the talk, and ACW is not told. */
function withoutHold(call: TruthCall): TruthCall {
  return { ...call, legs: call.legs.map(legWithoutHold) };
}

function legWithoutHold(leg: TruthLeg): TruthLeg {
  const talkMs = leg.talkMs === null ? null : leg.talkMs + (leg.holdMs ?? 0);
  return { ...leg, talkMs, holdMs: null, acwMs: null };
}
