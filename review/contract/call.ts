import type {
  CallMark,
  Channel,
  Direction,
  FlowOutKind,
  LegOutcome,
  QueueOutcome,
  RecordingState,
} from '../../ingest/call.ts';
import type { DoubtMark, Speaker } from '../../ingest/transcript.ts';
import type { ConversationMeasures } from '../../score/evaluation.ts';
import type { Judgement } from './judging.ts';
import type { Remark } from './remarks.ts';
import type { ScorecardShown } from './scorecards.ts';

/** GET /api/calls/:project/:callId */
export type CallOpened = {
  readonly call: CallFacts;
  readonly recordings: readonly RecordingShown[];
  readonly turns: readonly TurnShown[];
  readonly speech: readonly SpanShown[];
  /** Silence of both and talk-over of both, on the call's timeline. */
  readonly silences: readonly SpanTimes[];
  readonly talkOvers: readonly SpanTimes[];
  readonly speakersSeparated: boolean;
  readonly heardBy: readonly {
    readonly recordingId: string;
    readonly engine: string;
    readonly model: string;
    readonly language: string;
    readonly complete: boolean;
  }[];
  /** Of every operator the viewer may see judged. */
  readonly parts: readonly PartOpened[];
  readonly tone: ToneShown | null;
  readonly remarks: readonly Remark[];
  /** What the viewer can do here. */
  readonly can: { readonly review: boolean; readonly check: boolean; readonly remark: boolean };
};
export type SpanTimes = { readonly startMs: number; readonly endMs: number };
export type SpanShown = SpanTimes & { readonly speaker: Speaker };
export type CallFacts = {
  readonly project: string;
  readonly projectName: string;
  readonly timeZone: string;
  readonly callId: string;
  readonly direction: Direction;
  readonly channel: Channel;
  readonly startedMs: number;
  readonly answeredMs: number | null;
  readonly endedMs: number | null;
  readonly durationMs: number | null;
  readonly disposition: string;
  readonly hangupBy: string;
  readonly language: string;
  readonly campaign: string;
  readonly marks: readonly CallMark[];
  readonly sources: readonly string[];
  readonly version: string;
  readonly queueEntries: readonly {
    readonly queue: string;
    readonly enteredMs: number;
    readonly waitMs: number | null;
    readonly outcome: QueueOutcome;
    readonly flowOut: FlowOutKind | null;
  }[];
  readonly legs: readonly {
    readonly operatorId: string;
    readonly name: string;
    readonly queue: string | null;
    readonly startMs: number;
    readonly ringMs: number | null;
    readonly talkMs: number | null;
    readonly holdMs: number | null;
    readonly acwMs: number | null;
    readonly outcome: LegOutcome;
  }[];
};
/** GET …/audio/:recordingId (ranges) plays it, GET …/peaks/:recordingId draws it. */
export type RecordingShown = {
  readonly recordingId: string;
  readonly state: RecordingState;
  readonly offsetMs: number;
  readonly durationMs: number | null;
  readonly channels: number | null;
  /** Which channel is the operator's; null for one channel. */
  readonly operatorChannel: 0 | 1 | null;
  readonly failure: string | null;
};
/** GET /api/calls/:project/:callId/peaks/:recordingId : of each channel `-1…1`, min and max by turns, `perSecond` pairs a second. */
export type Peaks = {
  readonly durationMs: number;
  readonly perSecond: number;
  readonly channels: readonly (readonly number[])[];
};
export type TurnShown = {
  readonly utteranceId: string;
  readonly recordingId: string;
  readonly speaker: Speaker;
  readonly operatorId: string;
  readonly language: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly text: string;
  readonly words: readonly { readonly text: string; readonly startMs: number; readonly endMs: number }[];
  readonly doubts: readonly DoubtMark[];
};
/** One operator's part of the call, and who judged it. */
export type PartOpened = {
  readonly operatorId: string;
  readonly name: string;
  readonly startMs: number;
  readonly endMs: number;
  /** True while the viewer must not see it judged: then nothing below is filled. */
  readonly blind: boolean;
  /** What a blind part waits for: the viewer's own review or check, or the draw that has not passed it yet. */
  readonly waitsFor: 'review' | 'check' | 'draw' | null;
  readonly scorecard: ScorecardShown | null;
  /** The one that counts first; self-scores only where the viewer may see them. */
  readonly judgements: readonly Judgement[];
  readonly measures: ConversationMeasures | null;
};
export type ToneShown = {
  readonly operators: readonly {
    readonly operatorId: string;
    readonly moodStart: number | null;
    readonly moodEnd: number | null;
    readonly moodN: number;
  }[];
  readonly findings: readonly {
    readonly kind: string;
    readonly operatorId: string;
    readonly quote: string;
    readonly startMs: number;
    readonly endMs: number;
  }[];
};
