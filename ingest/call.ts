import type { Reason } from '../errors.ts';

/** Milliseconds since 1970-01-01 UTC. Every moment inside Etalon is one; zones exist only where text comes in or goes out. */
export type EpochMs = number;

export type Direction = 'inbound' | 'outbound' | 'internal';
export type Channel = 'voice' | 'chat' | 'email' | 'messenger';

/** How a queued customer left the queue. `waiting` until the source says. KPIs of queues count queue entries. */
export type QueueOutcome = 'answered' | 'abandoned' | 'flow_out' | 'waiting';
export type FlowOutKind =
  'timeout' | 'key' | 'empty' | 'full' | 'voicemail' | 'callback' | 'overflow' | 'ivr' | 'restart';

/** One stay in one queue; the key is (project, callId, queue, nth). `nth` counts a call's entries into that queue from 1. */
export type QueueEntry = {
  readonly queue: string;
  readonly nth: number;
  readonly enteredAt: EpochMs;
  readonly position: number | null;
  readonly waitMs: number | null;
  readonly outcome: QueueOutcome;
  readonly flowOut: FlowOutKind | null;
};

export type LegOutcome = 'completed' | 'transferred' | 'talking' | 'no_answer' | 'cancelled';

/**
 * One operator's part of a call. KPIs of operators count legs. `acwMs` is NULL when no source tells it, never 0.
 * An alias nobody knows gives a provisional operator (`operatorId` = `provisional:<alias>`), listed and never guessed.
 */
export type Leg = {
  readonly legId: string;
  readonly operatorId: string;
  readonly operatorAlias: string;
  readonly queue: string | null;
  readonly startedAt: EpochMs;
  readonly answeredAt: EpochMs | null;
  readonly endedAt: EpochMs | null;
  readonly ringMs: number | null;
  readonly talkMs: number | null;
  readonly holdMs: number | null;
  readonly acwMs: number | null;
  readonly outcome: LegOutcome;
};

export type RecordingState = 'expected' | 'present' | 'failed' | 'erased';

/** A recording as its call knows it. `offsetMs` is where it starts on the call's timeline (0 = startedAt of the call). */
export type CallRecording = {
  readonly recordingId: string;
  readonly state: RecordingState;
  readonly uri: string;
  readonly offsetMs: number;
  readonly failure: Reason | null;
};

/** Where `startedAt` comes from, best first; a later one is used only while no better one is known. */
export type StartedAtSource =
  'record' | 'queue_log' | 'asterisk_cel' | 'asterisk_cdr' | 'messages' | 'recording_name' | 'file_time';

/** What the fold noticed and a reader should know: a code and its parameters. */
export type CallMark = 'WITHOUT_CDR' | 'DOUBTFUL_TIME' | 'UNKNOWN_OPERATOR' | 'IMPOSSIBLE_TIMES';

/**
 * A call folded from its source events. `version` orders folds of one call: an unsigned 64-bit decimal of (distinct
 * events, each counted 1 + its revision: 40 bits) and (content hash: 24 bits). One more event or a raised revision makes
 * it greater; the greatest counts and equal events give equal versions.
 */
export type Call = {
  readonly schemaVersion: 1;
  readonly project: string;
  readonly callId: string;
  readonly version: string;
  readonly direction: Direction;
  readonly channel: Channel;
  readonly startedAt: EpochMs;
  readonly startedAtSource: StartedAtSource;
  readonly answeredAt: EpochMs | null;
  readonly endedAt: EpochMs | null;
  readonly ivrMs: number | null;
  readonly disposition: string;
  readonly hangupBy: 'customer' | 'operator' | 'system' | '';
  /** HMAC of the normalised number or address; '' when the customer is unknown or hidden. */
  readonly customerKey: string;
  /** ISO 639-1, '' when unknown. */
  readonly language: string;
  readonly campaign: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly parentCallId: string;
  /** Set when this call turned out to be part of another (a recording that arrived before its CDR); such rows count nowhere. */
  readonly mergedInto: string;
  readonly queueEntries: readonly QueueEntry[];
  readonly legs: readonly Leg[];
  readonly recordings: readonly CallRecording[];
  /** The kinds of source that contributed, sorted: record, queue_log, asterisk_cdr, recording … */
  readonly sources: readonly string[];
  readonly marks: readonly CallMark[];
};
