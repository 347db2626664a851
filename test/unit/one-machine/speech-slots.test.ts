import { describe, expect, it } from 'vitest';
import { speechSlots } from '../../../one-machine/speech-slots.ts';

/** Work that is done when told so. */
function heldWork(): {
  hear: (id: string) => Promise<boolean>;
  begun: string[];
  end: (id: string, done: boolean) => void;
} {
  const begun: string[] = [];
  const ends = new Map<string, (done: boolean) => void>();
  return {
    begun,
    hear: (id) => {
      begun.push(id);
      return new Promise((resolve) => ends.set(id, resolve));
    },
    end: (id, done) => ends.get(id)?.(done),
  };
}

describe('speech slots', () => {
  it('hear no more recordings at once than there are slots, and none twice', async () => {
    const { hear, begun, end } = heldWork();
    const slots = speechSlots(2, hear);
    for (const id of ['a', 'b', 'c', 'a']) slots.offer(id, id);
    await Promise.resolve();
    expect(begun).toEqual(['a', 'b']);
    end('a', true);
    await expect.poll(() => begun).toEqual(['a', 'b', 'c']);
  });

  it('give back what has not begun when they finish', async () => {
    const { hear, begun, end } = heldWork();
    const slots = speechSlots(1, hear);
    for (const id of ['a', 'b']) slots.offer(id, id);
    const finished = slots.finish();
    end('a', true);
    await finished;
    expect(begun).toEqual(['a']);
  });

  it('do not take a recording again at once that could not be heard', async () => {
    const { hear, begun, end } = heldWork();
    const slots = speechSlots(1, hear);
    slots.offer('a', 'a');
    end('a', false);
    await slots.finish();
    slots.offer('a', 'a');
    await slots.finish();
    expect(begun).toEqual(['a']);
  });

  it('leave to a later look what would wait too long', async () => {
    const { hear, begun, end } = heldWork();
    const slots = speechSlots(1, hear);
    for (const id of ['a', 'b', 'c', 'd']) slots.offer(id, id);
    for (const id of ['a', 'b', 'c']) {
      await expect.poll(() => begun.includes(id)).toBe(true);
      end(id, true);
    }
    await slots.finish();
    expect(begun).toEqual(['a', 'b', 'c']);
  });
});
