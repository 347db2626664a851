import type { Direction, EpochMs } from '../call.ts';

/** A recording to be heard, and the call it belongs to, wherever it was told of. */
export type RecordingWork = {
  readonly project: string;
  readonly callId: string;
  readonly recordingId: string;
  readonly uri: string;
  /** Where it starts on the call's timeline, if its message says so. */
  readonly offsetMs: number | null;
  /** What the file's name and time tell, as fields of its event. */
  readonly nameFacts: {
    readonly fileTime: number;
    readonly nameStartedAt: number | null;
    readonly nameStartedAtDoubtful: boolean;
    readonly nameOperator: string | null;
    readonly nameDirection: Direction | null;
  };
  /** As its message counts corrections of the file. */
  readonly toldRevision: number;
  /** Of its event: the same, and more when what was heard before is heard otherwise now. */
  readonly revision: number;
  /** Decimal; of the rows that are made of it: grows with what is known of the file and its call. */
  readonly version: string;
  /** When the file was closed, or its message sent. */
  readonly at: EpochMs;
  /** For a dead letter: where it was told of, with the original bytes and headers; '' and none for a file that stays. */
  readonly origin: string;
  readonly bytesBase64: string;
  readonly headers: Readonly<Record<string, string>>;
};
