import { describe, expect, it } from 'vitest';
import type { RecordingShown, TurnShown } from '../../../../review/contract/call.ts';
import {
  percentOf,
  timelineOf,
  trackAfter,
  trackAt,
  turnAt,
  turnStart,
} from '../../../../review/pages/call/timeline.ts';

const recording = (recordingId: string, offsetMs: number, durationMs: number | null): RecordingShown => ({
  ...{ recordingId, state: 'present', offsetMs, durationMs, channels: 2, operatorChannel: 0, failure: null },
});
const turn = (utteranceId: string, startMs: number, endMs: number, recordingId = 'a'): TurnShown => ({
  ...{ utteranceId, recordingId, speaker: 'operator', operatorId: 'emma', language: 'en', startMs, endMs },
  ...{ text: '', words: [], doubts: [] },
});
const timeline = (
  recordings: readonly RecordingShown[],
  turns: readonly TurnShown[] = [],
  durationMs: number | null = null,
): ReturnType<typeof timelineOf> => timelineOf({ call: { durationMs }, recordings, turns });

describe("a call's timeline", () => {
  it('is as long as the call, its recordings and its words reach', () => {
    expect(timeline([recording('a', 10_000, 50_000)], [turn('1', 0, 70_000)], 65_000).lengthMs).toBe(70_000);
    expect(timeline([recording('a', 10_000, 50_000)], [], 65_000).lengthMs).toBe(65_000);
    expect(timeline([recording('a', 10_000, 90_000)], [], 65_000).lengthMs).toBe(100_000);
  });

  it('holds only recordings that can be heard, by their start', () => {
    const gone: RecordingShown = { ...recording('gone', 0, 5_000), state: 'erased' };
    const { tracks } = timeline([recording('b', 30_000, 5_000), gone, recording('a', 0, 20_000)]);
    expect(tracks.map(({ recording: { recordingId } }) => recordingId)).toEqual(['a', 'b']);
  });

  it('takes a recording of unknown length for as long as words were heard in it', () => {
    const { tracks } = timeline(
      [recording('a', 5_000, null)],
      [turn('1', 6_000, 9_000), turn('2', 9_000, 20_000, 'b')],
    );
    expect(tracks[0]?.endMs).toBe(9_000);
  });

  it('stays with the recording that sounds where two cover the same moment, and finds none in a gap', () => {
    const line = timeline([recording('a', 0, 20_000), recording('b', 10_000, 20_000), recording('c', 60_000, 5_000)]);
    const [a, b, c] = line.tracks;
    expect(trackAt(line, 15_000, null)).toBe(a);
    expect(trackAt(line, 15_000, b ?? null)).toBe(b);
    expect(trackAt(line, 25_000, a ?? null)).toBe(b);
    expect(trackAt(line, 40_000, null)).toBeNull();
    expect(trackAfter(line, 40_000)).toBe(c);
    expect(trackAfter(line, 61_000)).toBeNull();
  });

  it('shows places as percent of its length, within it', () => {
    const line = timeline([recording('a', 0, 50_000)]);
    expect([percentOf(-1, line), percentOf(12_500, line), percentOf(60_000, line)]).toEqual([0, 25, 100]);
  });
});

describe('turns and the moment that is heard', () => {
  const turns = [turn('1', 1_000, 4_000), turn('2', 5_000, 9_000), turn('3', 8_000, 12_000)];

  it('a turn stays until the next begins, and of two at once the later one is shown', () => {
    expect(turnAt(turns, 500)).toBeNull();
    expect(turnAt(turns, 4_500)?.utteranceId).toBe('1');
    expect(turnAt(turns, 8_500)?.utteranceId).toBe('3');
  });

  it('back goes to the start of the turn first, then to the one before; on goes to the next', () => {
    expect(turnStart(turns, 7_000, 'back')).toBe(5_000);
    expect(turnStart(turns, 5_200, 'back')).toBe(1_000);
    expect(turnStart(turns, 0, 'back')).toBe(1_000);
    expect(turnStart(turns, 5_000, 'on')).toBe(8_000);
    expect(turnStart(turns, 9_000, 'on')).toBeNull();
  });
});
