import type { Call, EpochMs, Leg, QueueEntry, StartedAtSource } from '../call.ts';
import type { OperatorLookup } from '../operator.ts';
import type { Project } from '../project.ts';

export type FoldContext = { readonly project: Project; readonly lookup: OperatorLookup };

/** What one kind of source says of a call; null = it does not say. The fold takes each fact from the best source that has it. */
export type CallFacts = {
  readonly direction: Call['direction'] | null;
  readonly channel: Call['channel'] | null;
  readonly startedAt: { readonly at: EpochMs; readonly source: StartedAtSource; readonly doubtful: boolean } | null;
  readonly answeredAt: EpochMs | null;
  readonly endedAt: EpochMs | null;
  readonly ivrMs: number | null;
  readonly disposition: string | null;
  readonly hangupBy: Call['hangupBy'] | null;
  readonly customerKey: string | null;
  readonly language: string | null;
  readonly campaign: string | null;
  readonly parentCallId: string | null;
  readonly attributes: Readonly<Record<string, string>>;
  readonly queueEntries: readonly QueueEntry[] | null;
  readonly legs: readonly Leg[] | null;
};

export const NO_FACTS: CallFacts = {
  direction: null,
  channel: null,
  startedAt: null,
  answeredAt: null,
  endedAt: null,
  ivrMs: null,
  disposition: null,
  hangupBy: null,
  customerKey: null,
  language: null,
  campaign: null,
  parentCallId: null,
  attributes: {},
  queueEntries: null,
  legs: null,
};

/** Text that says something: '' counts as not stated. */
export function stated<T extends string>(text: T | null | undefined): T | null {
  return text === undefined || text === '' ? null : text;
}

/** An alias nobody owned at that moment; call.ts says how such operators are named. */
export function isProvisional(operatorId: string): boolean {
  return operatorId.startsWith('provisional:');
}
