import type { EpochMs } from '../ingest/call.ts';
import type { OpenCall } from './open-call.ts';
import type { SampleRecording, SimulatedProject } from './options.ts';
import type { Posts } from './posts.ts';
import type { Timeline } from './timeline.ts';

/** The floor of a project: its clock, its people, and what a call can do next. */
export type Floor = {
  readonly time: Timeline;
  readonly grainMs: number;
  readonly simulated: SimulatedProject;
  readonly posts: Posts;
  /** A customer joins the end of a queue. */
  readonly enter: (call: OpenCall, queue: string) => void;
  /** The recording that a call will turn out to have, or null. */
  readonly sampleFor: (call: OpenCall) => SampleRecording | null;
  readonly done: (call: OpenCall, endedAt: EpochMs) => void;
};

/** A duration in ticks of the clock, one at least. */
export function ticks({ grainMs }: Pick<Floor, 'grainMs'>, ms: number): number {
  return Math.max(1, Math.round(ms / grainMs)) * grainMs;
}

/** Plans what happens after so long, counted in ticks. */
export function later(floor: Pick<Floor, 'time' | 'grainMs'>, ms: number, happen: () => void): void {
  floor.time.at(floor.time.now() + ticks(floor, ms), happen);
}
