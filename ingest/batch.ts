import type { Reason } from '../errors.ts';
import type { DeadLetter } from './dead-letter.ts';
import type { Intake } from './intake.ts';
import type { OperatorEvent } from './operator-event.ts';
import type { Project } from './project.ts';
import type { SourceEvent } from './source-event.ts';

/** What one read of a source gave, parsed: the ingest line stores all of it and then commits `intake`. */
export type IngestBatch = {
  readonly project: Project;
  readonly events: readonly SourceEvent[];
  readonly operatorEvents: readonly OperatorEvent[];
  readonly customers: readonly { readonly project: string; readonly customerKey: string; readonly address: string }[];
  readonly letters: readonly DeadLetter[];
  readonly intake: readonly Intake[];
  /** What was taken in and yet looks like a mistake, to be shown and not stored; `path` is an inbox path. */
  readonly notices: readonly { readonly path: string; readonly reason: Reason }[];
};
