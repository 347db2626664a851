/** Samples of one stretch of a channel, 16 bits each, and how many were left out since the stretch before it. */
export type Stretch = { readonly samples: Int16Array; readonly leftOut: number };

/**
 * −66 dB: twice what a G.711 line hums at while nobody speaks and far below any voice. Muted channels, and those of a party
 * who listens or was not recorded, are below it for most of a call.
 */
const SILENT_PEAK = 16;

/**
 * A channel without its long silences. A block goes only when those before and behind it are silent too: what decides
 * about speech sees a second of silence on either side, as it would without this. Looks one block ahead.
 */
export function* withoutSilence(blocks: Iterable<Int16Array>): Generator<Stretch> {
  let wasSilent = true;
  let leftOut = 0;
  let pending: Int16Array | null = null;
  const passed = function* (block: Int16Array, nextSilent: boolean): Generator<Stretch> {
    const silent = isSilent(block);
    if (wasSilent && silent && nextSilent) {
      leftOut += block.length;
    } else {
      yield { samples: block, leftOut };
      leftOut = 0;
    }
    wasSilent = silent;
  };
  for (const block of blocks) {
    if (pending !== null) yield* passed(pending, isSilent(block));
    pending = block;
  }
  if (pending !== null) yield* passed(pending, true);
}

/** A plain loop that ends at the first sound: hours of silence pass through it. */
function isSilent(block: Int16Array): boolean {
  for (const sample of block) if (sample > SILENT_PEAK || sample < -SILENT_PEAK) return false;
  return true;
}

/** Moments of what was heard brought back to the channel they were heard in; moments and cuts only grow. */
export class Timeline {
  private heard = 0;
  private left = 0;
  /** Since when (samples heard) so many samples have been left out in all; older cuts go when they are passed. */
  private cuts: { readonly from: number; readonly left: number }[] = [{ from: 0, left: 0 }];

  /** Says that a stretch is heard next. */
  add({ samples, leftOut }: Stretch): void {
    this.left += leftOut;
    if (leftOut > 0) this.cuts.push({ from: this.heard, left: this.left });
    this.heard += samples.length;
  }

  /** A span of samples heard as samples of the channel. It ends before whatever was left out behind it. */
  place(start: number, end: number): { readonly start: number; readonly end: number } {
    const first = this.cuts.findLastIndex(({ from }) => from <= start);
    const last = this.cuts.findLastIndex(({ from }) => from < end);
    const placed = { start: start + (this.cuts[first]?.left ?? 0), end: end + (this.cuts[last]?.left ?? 0) };
    this.cuts = this.cuts.slice(Math.max(0, first));
    return placed;
  }
}
