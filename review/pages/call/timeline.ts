import type { CallFacts, CallOpened, RecordingShown, SpanTimes, TurnShown } from '../../contract/call.ts';

/** A recording that can be heard, where it lies on the call's timeline (ms; 0 is the call's start). */
export type Track = SpanTimes & { readonly recording: RecordingShown };
export type Timeline = {
  readonly lengthMs: number;
  /** By start; they may overlap, as when each operator of a transferred call was recorded. */
  readonly tracks: readonly Track[];
};

/** The call's timeline: as long as whatever is known of it reaches. */
export function timelineOf({
  call,
  recordings,
  turns,
}: Pick<CallOpened, 'recordings' | 'turns'> & { readonly call: Pick<CallFacts, 'durationMs'> }): Timeline {
  const ends = turns.map(({ recordingId, endMs }) => ({ recordingId, endMs }));
  const tracks = recordings
    .filter(({ state }) => state === 'present')
    .map((recording) => ({ recording, startMs: recording.offsetMs, endMs: endOf(recording, ends) }))
    .sort((a, b) => a.startMs - b.startMs);
  const known = [call.durationMs ?? 0, ...tracks.map(({ endMs }) => endMs), ...ends.map(({ endMs }) => endMs)];
  return { lengthMs: Math.max(1, ...known), tracks };
}

/** A recording whose length nobody told reaches at least to the last thing heard in it. */
function endOf(
  { offsetMs, durationMs, recordingId }: RecordingShown,
  ends: readonly { readonly recordingId: string; readonly endMs: number }[],
): number {
  if (durationMs !== null) return offsetMs + durationMs;
  return Math.max(offsetMs, ...ends.filter((one) => one.recordingId === recordingId).map(({ endMs }) => endMs));
}

/** What sounds at a moment: the recording that sounds already where it reaches so far, else the first one that does. */
export function trackAt({ tracks }: Timeline, ms: number, now: Track | null): Track | null {
  const there = tracks.filter(({ startMs, endMs }) => startMs <= ms && ms < endMs);
  return there.find((track) => track === now) ?? there[0] ?? null;
}

/** The next recording to begin at a moment or after it. */
export function trackAfter({ tracks }: Timeline, ms: number): Track | null {
  return tracks.find(({ startMs }) => startMs >= ms) ?? null;
}

/** The turn that is spoken at a moment; the later one where two talk at once. Between turns the last one stays. */
export function turnAt(turns: readonly TurnShown[], ms: number): TurnShown | null {
  return turns.findLast(({ startMs }) => startMs <= ms) ?? null;
}

/** Where the turn before or after begins. Back goes to the start of the present turn first, once it has run a second. */
export function turnStart(turns: readonly TurnShown[], ms: number, way: 'back' | 'on'): number | null {
  if (way === 'on') return turns.find(({ startMs }) => startMs > ms)?.startMs ?? null;
  return turns.findLast(({ startMs }) => startMs < ms - 1000)?.startMs ?? turns[0]?.startMs ?? null;
}

/** A place on the timeline as percent of its length, for geometry. */
export function percentOf(ms: number, { lengthMs }: Timeline): number {
  return Math.min(100, Math.max(0, (100 * ms) / lengthMs));
}
