import type { JSX } from 'preact';
import type { SpanTimes } from '../../contract/call.ts';
import { say } from '../words.ts';
import type { Timeline } from './timeline.ts';

/** A row of stretches under the waveform: who speaks, where nobody does, where both do, what proves an answer. */
export type Lane = {
  readonly kind: 'operator' | 'customer' | 'unknown' | 'silence' | 'talk-over' | 'evidence';
  readonly spans: readonly (SpanTimes & { readonly tone?: 'pass' | 'fail' | 'unclear' })[];
};

/** Stretches narrower than this share of the timeline would not be seen. */
const SEEN_SHARE = 0.0025;

/** Lanes with anything in them, drawn; what they show can be read in transcript, scorecard and measures. */
export function Lanes({
  lanes,
  timeline,
}: {
  readonly lanes: readonly Lane[];
  readonly timeline: Timeline;
}): JSX.Element {
  return (
    <div class="lanes" aria-hidden="true">
      {lanes.map(({ kind, spans }) => (
        <svg
          key={kind}
          class={`lane ${kind}`}
          viewBox={`0 0 ${String(timeline.lengthMs)} 1`}
          preserveAspectRatio="none"
        >
          {spans.map(({ startMs, endMs, tone }) => (
            <rect
              key={`${String(startMs)}-${String(endMs)}`}
              class={tone ?? ''}
              x={startMs}
              width={Math.max(endMs - startMs, SEEN_SHARE * timeline.lengthMs)}
              height="1"
            />
          ))}
        </svg>
      ))}
    </div>
  );
}

/** The names of the lanes, in the same order and of the same height. */
export function LaneNames({ lanes }: { readonly lanes: readonly Lane[] }): JSX.Element {
  return (
    <ul role="list" class="lane-names">
      {lanes.map(({ kind }) => (
        <li key={kind} class={kind}>
          {say(`call:lane.${kind}`)}
        </li>
      ))}
    </ul>
  );
}
