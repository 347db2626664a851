import type { EpochMs } from '../ingest/call.ts';
import type { SampleRecording } from './options.ts';
import type { Random } from './random.ts';
import type { TruthCall, TruthEntry, TruthLeg } from './truth.ts';

/** A call while it goes on; legs and entries are noted when they end. */
export type OpenCall = Pick<
  TruthCall,
  'project' | 'callId' | 'direction' | 'customer' | 'language' | 'parentCallId' | 'startedAt' | 'ivrMs'
> & {
  /** Everything that happens to this call is drawn from here. */
  readonly random: Random;
  readonly entries: TruthEntry[];
  readonly legs: TruthLeg[];
  transfersLeft: number;
  /** Whether words of it are left for somebody to judge, should it be answered. */
  readonly toJudge: boolean;
  hangupBy: TruthCall['hangupBy'];
  sample: SampleRecording | null;
};

/** The call as a telephone system that notes everything would tell it. */
export function closedCall(open: OpenCall, endedAt: EpochMs): TruthCall {
  const { project, callId, direction, customer, language, parentCallId, startedAt, ivrMs, hangupBy } = open;
  const entries = open.entries.toSorted((a, b) => a.enteredAt - b.enteredAt);
  const legs = open.legs.toSorted((a, b) => a.startedAt - b.startedAt);
  const answers = legs.flatMap((leg) => (leg.answeredAt === null ? [] : [leg.answeredAt]));
  return {
    kind: 'call',
    project,
    callId,
    direction,
    channel: 'voice',
    customer,
    startedAt,
    answeredAt: answers.length === 0 ? null : Math.min(...answers),
    endedAt,
    ivrMs,
    disposition: answers.length > 0 ? 'answered' : dispositionOf(entries.at(-1)),
    hangupBy,
    language,
    parentCallId,
    entries,
    legs,
    recording: null,
    judged: false,
    firstResponseMs: null,
  };
}

function dispositionOf(last: TruthEntry | undefined): TruthCall['disposition'] {
  return last === undefined || last.outcome === 'answered' ? 'no_answer' : last.outcome;
}
