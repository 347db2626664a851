import { describe, expect, it } from 'vitest';
import { fuzzRecordings } from '../fuzz/audio.ts';
import { fuzzMessages } from '../fuzz/messages.ts';

/** `npm run soak -- fuzz` goes on from other seeds, to 20,000 recordings and 100,000 messages. */
const RECORDINGS = 150;
const MESSAGES = 4_000;

describe('whatever damage comes', () => {
  it('to a recording, it ends in sound or a reason, and leaves nothing behind', async () => {
    const { decoded, refused } = await fuzzRecordings(1, RECORDINGS);
    const reasons = Object.values(refused).reduce((sum, count) => sum + count, 0);
    expect(decoded + reasons).toBe(RECORDINGS);
    // Damage that nothing notices, or that lets nothing through, proves nothing.
    expect(decoded).toBeGreaterThan(RECORDINGS / 10);
    expect(reasons).toBeGreaterThan(RECORDINGS / 10);
  });

  it('to a message of any format, it ends in rows or letters, and its calls are folded', () => {
    const { taken, refused, ofNoUse, undamaged } = fuzzMessages(1, MESSAGES);
    expect(taken).toBeGreaterThan(MESSAGES / 10);
    expect(refused).toBeGreaterThan(MESSAGES / 10);
    // A rule that waived much would hide what is lost.
    expect(ofNoUse).toBeLessThan(MESSAGES / 50);
    expect(undamaged).toBeLessThan(MESSAGES / 100);
  });
});
