import type { EpochMs } from './call.ts';

/**
 * One message or log line as it came in, the unit that is stored and folded. Identity: (project, callId, source,
 * eventId); the same identity twice is the same event, and the greater `revision` replaces the smaller.
 */
export type SourceEvent = {
  readonly schemaVersion: 1;
  readonly project: string;
  readonly callId: string;
  /**
   * What kind of source. `operators` tells nothing of the call but that operators.csv has changed for it, `asterisk_link`
   * that its channel belongs to an older one's call.
   */
  readonly source: SourceKind;
  readonly eventId: string;
  /** The source's own count of corrections, 0 at first. */
  readonly revision: number;
  /** When it happened by the source's clock; orders events of one second together with `seq`. */
  readonly at: EpochMs;
  /** Place among events of the same second in the source's own order (line order of a log). */
  readonly seq: number;
  /** The validated message as JSON, unknown fields kept; personal data replaced by keys before it gets here. */
  readonly payload: string;
};

export type SourceKind =
  | 'record'
  | 'queue_log'
  | 'asterisk_cdr'
  | 'asterisk_cel'
  | 'asterisk_link'
  | 'recording'
  | 'transcript'
  | 'messages'
  | 'operators';
