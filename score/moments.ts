import type { Conversation, Turn } from './conversation.ts';
import type { Evidence } from './evaluation.ts';
import { intersection, totalMs, type Interval } from './intervals.ts';
import { interruptions, silencesIn, speechOf } from './measures.ts';
import type { MeasureName } from './scorecard-schema.ts';

/** Moments shown of a measure; the first places are enough to hear it. */
const MOMENTS_MAX = 5;

/**
 * Where a measured number can be heard: each interruption with the words that cut in, the longest silence after the
 * words before it, the first answer. A number about the whole conversation (a share, a pace) has no one moment.
 */
export function momentsOf(name: MeasureName, conversation: Conversation): readonly Evidence[] {
  switch (name) {
    case 'operatorInterruptions': {
      const cuts = interruptions(speechOf(conversation, 'operator'), speechOf(conversation, 'customer'));
      return cuts.slice(0, MOMENTS_MAX).flatMap((cut) => evidenceAt(cut, saidDuring(cut, conversation)));
    }
    case 'longestSilenceMs':
    case 'deadAirCount': {
      const longest = [...silencesIn(conversation)].sort((a, b) => totalMs([b]) - totalMs([a]))[0];
      return longest === undefined ? [] : evidenceAt(longest, saidBefore(longest, conversation));
    }
    case 'firstResponseMs': {
      const first = conversation.turns.find((turn) => turn.speaker === 'operator');
      return first === undefined ? [] : evidenceAt(first, first);
    }
    default:
      return [];
  }
}

function saidDuring(moment: Interval, { turns }: Conversation): Turn | undefined {
  const own = turns.filter((turn) => turn.speaker === 'operator');
  const sharedMs = own.map((turn) => totalMs(intersection([turn], [moment])));
  const most = Math.max(...sharedMs);
  return most > 0 ? own[sharedMs.indexOf(most)] : undefined;
}

function saidBefore(silence: Interval, { turns }: Conversation): Turn | undefined {
  return turns.findLast((turn) => turn.startMs < silence.startMs);
}

function evidenceAt({ startMs, endMs }: Interval, turn: Turn | undefined): readonly Evidence[] {
  if (turn === undefined || turn.text === '') return [];
  const { utteranceId, recordingId, speaker, text } = turn;
  return [{ utteranceId, recordingId, speaker, quote: text, startMs, endMs }];
}
