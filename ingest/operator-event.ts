import type { EpochMs } from './call.ts';

/** What an operator did outside calls: the material of occupancy and time by state. Identity: (project, source, eventId). */
export type OperatorEvent = {
  readonly project: string;
  readonly source: 'queue_log' | 'operator_state';
  readonly eventId: string;
  readonly operatorId: string;
  readonly operatorAlias: string;
  /** '' when the event is not bound to one queue. */
  readonly queue: string;
  readonly event: 'login' | 'logout' | 'pause' | 'unpause';
  readonly reason: string;
  readonly at: EpochMs;
  readonly seq: number;
};
