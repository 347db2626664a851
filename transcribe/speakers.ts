import type { Reason } from '../errors.ts';
import type { Direction } from '../ingest/call.ts';
import type { Project } from '../ingest/project.ts';
import type { Speaker } from '../ingest/transcript.ts';

/** Who speaks on which channel of a recording, in the order in which channels are heard. */
export type Speakers =
  | {
      readonly kind: 'assigned';
      readonly separated: boolean;
      readonly voices: readonly { readonly channel: number; readonly speaker: Speaker }[];
    }
  | { readonly kind: 'refused'; readonly reason: Reason };

/**
 * Two different channels are operator and customer by the project's rule for the call's direction. One channel, or two
 * with the same sound, is everyone at once: `unknown`, because Etalon does not guess. More than two cannot be assigned.
 */
export function assignSpeakers(
  operatorChannel: Project['recordings']['operatorChannel'],
  direction: Direction,
  channels: number,
  sameSound: boolean,
): Speakers {
  if (channels > 2) return { kind: 'refused', reason: { code: 'AUDIO_SPEAKERS_UNASSIGNED', params: { channels } } };
  if (channels === 1 || sameSound) {
    return { kind: 'assigned', separated: false, voices: [{ channel: 0, speaker: 'unknown' }] };
  }
  const operator = operatorChannel[direction];
  return {
    kind: 'assigned',
    separated: true,
    voices: [
      { channel: operator, speaker: 'operator' },
      { channel: 1 - operator, speaker: 'customer' },
    ],
  };
}

/** What two stretches hold together and what tells them apart, as sums of squares; stretches of one place are added up. */
export type Difference = { readonly common: number; readonly apart: number };

export function differenceOf(left: Int16Array, right: Int16Array): Difference {
  let common = 0;
  let apart = 0;
  for (let i = 0; i < left.length; i++) {
    const a = left[i] ?? 0;
    const b = right[i] ?? 0;
    common += a * a + b * b;
    apart += (a - b) * (a - b);
  }
  return { common, apart };
}

/**
 * −40 dB: a lossy codec leaves less than this between two copies of one voice; the leak of one party into the other's
 * channel never comes near it, because the louder side stays.
 */
const SAME_SOUND_SHARE = 1e-4;

/** One voice stored twice. Silence on both sides proves nothing and counts as two channels. */
export function isSameSound({ common, apart }: Difference): boolean {
  return common > 0 && apart <= common * SAME_SOUND_SHARE;
}
